"""The face detector keeps the contract of face detectors."""

from __future__ import annotations

from example_module import Example

from albumforge.testing import FaceDetectorContract


class TestExample(FaceDetectorContract):
    def backend(self) -> Example:
        return Example()
