"""The poet keeps the contract of poets."""

from __future__ import annotations

from example_module import Example

from albumforge.testing import PoetContract


class TestExample(PoetContract):
    def backend(self) -> Example:
        return Example()
