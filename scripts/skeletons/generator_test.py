"""The generator keeps the contract of generators."""

from __future__ import annotations

from typing import Any

import pytest
from example_module import Example

from albumforge.errors import InvalidInput
from albumforge.testing import GeneratorContract


class TestExample(GeneratorContract):
    def backend(self) -> Example:
        return Example()

    def request(self) -> dict[str, Any]:
        return {"seconds": 0.5}


def test_an_option_that_does_not_fit_is_named() -> None:
    with pytest.raises(InvalidInput, match="Option seconds"):
        Example().check_request({"seconds": "long"})
