"""High dynamic range through an encoder: what the display was that a film was mastered on, and how bright it gets.

FFmpeg gives both with the frames (AVMasteringDisplayMetadata, AVContentLightMetadata); encoders take them as text in
their own parameters, and MP4 has boxes for them.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from albumforge.transcoders.boxes import box

PQ, HLG = 16, 18
"""Transfer characteristics of ITU-T H.273, table 3."""

_RATIONALS = struct.Struct("=20i2i")  # three primaries, white point, least and largest luminance, which are given
_LIGHT = struct.Struct("=II")
_NEAR = Fraction(1, 1000)
_COLOUR_UNIT, _LUMINANCE_UNIT = 50_000, 10_000  # SMPTE ST 2086 as HEVC and MP4 write it

NO_DYNAMIC = {
    "DOVI_METADATA": "Dolby Vision",
    "DOVI_RPU_BUFFER": "Dolby Vision",
    "DYNAMIC_HDR_PLUS": "HDR10+",
    "DYNAMIC_HDR_VIVID": "HDR Vivid",
}
"""Side data that changes from picture to picture, and that no encoder here can write; and what it is called."""


@dataclass(frozen=True)
class Mastering:
    """The display of the mastering: chromaticities (x, y) from 0 to 1, and luminances in cd/m²."""

    red: tuple[Fraction, Fraction]
    green: tuple[Fraction, Fraction]
    blue: tuple[Fraction, Fraction]
    white: tuple[Fraction, Fraction]
    darkest: Fraction
    brightest: Fraction

    def like(self, other: Mastering) -> bool:
        """Whether another is the same, but for the rounding of how codecs write it."""
        mine = (*self.red, *self.green, *self.blue, *self.white)
        its = (*other.red, *other.green, *other.blue, *other.white)
        near = all(abs(one - two) < _NEAR for one, two in zip(mine, its, strict=True))
        return near and abs(self.brightest - other.brightest) < 1 and abs(self.darkest - other.darkest) < _NEAR

    def box(self) -> bytes:
        """Return it as the box mdcv (MasteringDisplayColourVolume, ISO/IEC 14496-12, 12.1.5)."""
        points = [
            _whole(part * _COLOUR_UNIT) for point in (self.green, self.blue, self.red, self.white) for part in point
        ]
        lights = (_whole(light * _LUMINANCE_UNIT) for light in (self.brightest, self.darkest))
        return box(b"mdcv", struct.pack(">8H2I", *points, *lights))

    def x265(self) -> str:
        """Return it as x265's parameter ``master-display`` has it, which x264 reads too."""
        named = zip("GBR", (self.green, self.blue, self.red), strict=True)
        points = [*named, ("WP", self.white)]
        text = "".join(f"{name}({_whole(x * _COLOUR_UNIT)},{_whole(y * _COLOUR_UNIT)})" for name, (x, y) in points)
        return f"{text}L({_whole(self.brightest * _LUMINANCE_UNIT)},{_whole(self.darkest * _LUMINANCE_UNIT)})"

    def svt(self) -> str:
        """Return it as SVT-AV1's parameter ``mastering-display`` has it."""
        named = zip("GBR", (self.green, self.blue, self.red), strict=True)
        text = "".join(f"{name}({float(x):.5f},{float(y):.5f})" for name, (x, y) in [*named, ("WP", self.white)])
        return f"{text}L({float(self.brightest):.4f},{float(self.darkest):.4f})"


@dataclass(frozen=True)
class Light:
    """How bright the film gets: the brightest sample, and the brightest picture on average, in cd/m²."""

    content: int
    average: int

    def box(self) -> bytes:
        """Return it as the box clli (ContentLightLevel)."""
        return box(b"clli", struct.pack(">HH", min(self.content, 0xFFFF), min(self.average, 0xFFFF)))

    def __str__(self) -> str:
        return f"{self.content},{self.average}"


def mastering_of(side_data: Mapping[str, bytes]) -> Mastering | None:
    """Return what a frame's side data says of the display, None where that is nothing, or not all of it."""
    data = side_data.get("MASTERING_DISPLAY_METADATA")
    if data is None or len(data) < _RATIONALS.size:
        return None
    *numbers, has_primaries, has_luminance = _RATIONALS.unpack_from(data)
    if not has_primaries or not has_luminance or not all(numbers[1::2]):
        return None
    parts = [Fraction(top, bottom) for top, bottom in zip(numbers[::2], numbers[1::2], strict=True)]
    red, green, blue, white = ((parts[at], parts[at + 1]) for at in (0, 2, 4, 6))
    return Mastering(red, green, blue, white, darkest=parts[8], brightest=parts[9])


def light_of(side_data: Mapping[str, bytes]) -> Light | None:
    """Return what a frame's side data says of the brightness, or None."""
    data = side_data.get("CONTENT_LIGHT_LEVEL")
    if data is None or len(data) < _LIGHT.size:
        return None
    light = Light(*_LIGHT.unpack_from(data))
    return light if light.content or light.average else None


def _whole(value: Fraction) -> int:
    return max(0, round(value))
