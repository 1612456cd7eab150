"""How video is to be encoded, as plain values; `encode` does it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from albumforge.settings import PRESETS

ENCODERS = {"h264": "libx264", "hevc": "libx265", "av1": "libsvtav1"}
"""Encoder of each codec."""

_DRAFT_CRF = 4


@dataclass(frozen=True)
class Colours:
    """What numbers of samples mean, by the numbers of ITU-T H.273 as FFmpeg has them; 2 is unspecified."""

    matrix: int = 1
    range: int = 1
    primaries: int = 1
    transfer: int = 1


BT709 = Colours()
"""BT.709, limited range."""


@dataclass(frozen=True)
class Match:
    """What H.264 must have to stand beside frames of another encoder in one track.

    Attributes:
        profile: ``baseline``, ``main`` or ``high``.
        number: of its parameter sets, one that the other's have not.
    """

    profile: str
    number: int


@dataclass(frozen=True)
class VideoCoding:
    """How video is encoded: 8 bit 4:2:0, constant rate factor `crf` on x264's scale, `preset` one of `PRESETS`."""

    codec: str = "libx264"
    preset: str = "veryfast"
    crf: int = 20

    def for_codec(self, name: str) -> VideoCoding:
        """Return the same quality by the encoder of a codec, a key of `ENCODERS`."""
        return replace(self, codec=ENCODERS[name])

    def draft(self) -> VideoCoding:
        """Return a quicker, coarser coding."""
        return replace(self, preset=PRESETS[0], crf=self.crf + _DRAFT_CRF)

    def describe(self) -> dict[str, Any]:
        """Return what the bytes of a segment depend on, for its key."""
        return asdict(self)
