"""What the pictures of a result are: size, samples, colours."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from albumforge.errors import MediaError
from albumforge.media.coding import BT709, Colours
from albumforge.transcoders.boxes import spherical_boxes
from albumforge.transcoders.hdr import Light, Mastering
from albumforge.transcoders.look import Look
from albumforge.transcoding import Picture

_UNTOLD = 2
_CODED_ASPECT = ("mp4", "mov")
"""FFmpeg's muxers that write the shape of pixels; that of Matroska is not told of it by PyAV."""


@dataclass(frozen=True)
class Shape:
    """What the pictures of a result are.

    Attributes:
        width, height: pixels, upright; even.
        sample_aspect: width of a pixel by its height.
        ten_bit: its samples have 10 bit, not 8; colour has half the resolution either way.
        colours: what the samples mean.
        mastering, light: of HDR10, or None.
        spherical, stereo: as `Look` has them.
        rate: frames a second, on average.
        tick: seconds in which their times count.
    """

    width: int
    height: int
    sample_aspect: Fraction
    ten_bit: bool
    colours: Colours
    mastering: Mastering | None
    light: Light | None
    spherical: bytes | None
    stereo: bytes | None
    rate: Fraction
    tick: Fraction


def shape_for(path: Path, look: Look, picture: Picture, container: str) -> tuple[Shape, tuple[str, ...]]:
    """Return what the pictures of a result are, and what the owner should know of it, a sentence each.

    Args:
        path: the source, for errors.
        container: FFmpeg's name of the muxer.

    Raises:
        MediaError: the result would lose the high dynamic range of the source, or what makes it a VR video.
    """
    notes = []
    ten = takes_ten_bit(look, picture)
    if look.hdr and not ten:
        raise MediaError(path, "it is HDR, which the 8 bit of the preset cannot show without bands")
    if look.bits > (10 if ten else 8):
        notes.append(f"The pictures have {look.bits} bit a sample; the result has {10 if ten else 8}.")
    if look.alpha:
        notes.append("The pictures can be transparent; the result is not.")
    if look.rgb or not look.subsampled:
        notes.append("The pictures have full colour resolution; the result has a half (4:2:0), as players want it.")
    if container == "mov" and look.vr:
        raise MediaError(path, "it is a VR video, which MOV cannot hold", hint="The container mp4 can.")
    if container == "matroska" and look.spherical_v1 is not None and look.spherical is None:
        # FFmpeg wants the name of the software that made the sphere, and without it gives no AVSphericalMapping.
        raise MediaError(path, "it is a VR video, which Matroska cannot hold", hint="The container mp4 can.")
    try:
        spherical_boxes(look.spherical, look.stereo)
    except ValueError as error:
        raise MediaError(path, f"it is a VR video that no container here can hold: {error}") from error
    width, height, aspect = _size(look, picture, square=container not in _CODED_ASPECT)
    if look.sample_aspect != 1 and aspect == 1:
        notes.append("The pixels are not square; those of the result are.")
    shape = Shape(
        width=width,
        height=height,
        sample_aspect=aspect,
        ten_bit=ten,
        colours=_colours(look),
        mastering=look.mastering,
        light=look.light,
        spherical=look.spherical,
        stereo=look.stereo,
        rate=look.rate,
        tick=look.tick,
    )
    return shape, tuple(notes)


def takes_ten_bit(look: Look, picture: Picture) -> bool:
    """Whether a result's samples have 10 bit.

    Where the preset leaves it to the source, VP9 has 8: few players show more, and the libvpx in PyAV's wheels encodes
    no more. HDR is not made to fit.
    """
    if picture.ten_bit is not None:
        return picture.ten_bit
    return look.bits > 8 and (picture.codec != "vp9" or look.hdr)


def _size(look: Look, picture: Picture, *, square: bool) -> tuple[int, int, Fraction]:
    """Return width, height and shape of a pixel, upright, no larger than the preset allows as shown."""
    width, height = Fraction(look.width), Fraction(look.height)
    aspect = look.sample_aspect
    if look.turned:
        width, height, aspect = height, width, 1 / aspect
    if square:
        width, aspect = width * aspect, Fraction(1)
    share = Fraction(1)
    if picture.max_width is not None:
        share = min(share, picture.max_width / (width * aspect))
    if picture.max_height is not None:
        share = min(share, picture.max_height / height)
    return _even(width * share), _even(height * share), aspect


def _even(length: Fraction) -> int:
    """Return a length of whole pixels of chroma: what is odd loses a line, what is scaled is rounded."""
    return max(2, int(length) // 2 * 2 if length.denominator == 1 else 2 * round(length / 2))


def _colours(look: Look) -> Colours:
    colours = look.colours
    full = look.pixel_format.startswith("yuvj")
    if look.rgb:
        return Colours(BT709.matrix, BT709.range, _told(colours.primaries), _told(colours.transfer))
    return Colours(colours.matrix, 2 if full else colours.range, colours.primaries, colours.transfer)


def _told(code: int) -> int:
    return 1 if code == _UNTOLD else code
