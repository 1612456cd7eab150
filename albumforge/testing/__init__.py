"""Contracts: what any backend of a kind must do, as classes of tests to be derived from.

A plugin's tests are a class that names its backend; pytest runs all that the kind's contract asks of it::

    from albumforge.testing import PoetContract

    class TestMyPoet(PoetContract):
        def backend(self):
            return MyPoet()

A class may override what a contract says may be overridden: the media it gives, the request it makes. Needs pytest,
which comes with ``albumforge[testing]``; nothing else of albumforge imports this package.
"""

from __future__ import annotations

import pytest

_PARTS = ("backend", "generator", "transcoder", "transfer", "poet", "transcriber", "face_detector")
pytest.register_assert_rewrite(*(f"{__name__}.{part}_contract" for part in _PARTS))

from albumforge.testing.face_detector_contract import FaceDetectorContract  # noqa: E402
from albumforge.testing.generator_contract import GeneratorContract  # noqa: E402
from albumforge.testing.poet_contract import PoetContract  # noqa: E402
from albumforge.testing.transcoder_contract import TranscoderContract  # noqa: E402
from albumforge.testing.transcriber_contract import TranscriberContract  # noqa: E402
from albumforge.testing.transfer_contract import TransferContract  # noqa: E402

__all__ = [
    "FaceDetectorContract",
    "GeneratorContract",
    "PoetContract",
    "TranscoderContract",
    "TranscriberContract",
    "TransferContract",
]
