"""The transfer backend keeps the contract of transfers."""

from __future__ import annotations

from pathlib import Path

from example_module import Example

from albumforge.testing import TransferContract


class TestExample(TransferContract):
    wrong_addresses = ("", "a\0b")

    def backend(self) -> Example:
        return Example()

    def address(self, folder: Path) -> str:
        return str(folder)
