"""The transcoder keeps the contract of transcoders."""

from __future__ import annotations

from example_module import Example

from albumforge.testing import TranscoderContract


class TestExample(TranscoderContract):
    def backend(self) -> Example:
        return Example()
