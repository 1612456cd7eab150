"""The transcriber keeps the contract of transcribers."""

from __future__ import annotations

from example_module import Example

from albumforge.testing import TranscriberContract


class TestExample(TranscriberContract):
    def backend(self) -> Example:
        return Example()
