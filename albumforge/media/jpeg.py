"""JPEG: its header, and a decoding that says when pixels are missing.

libjpeg fills what is missing with grey and only warns. Its warnings are the sole sign of a damaged file, so the
decoder used is one that hands them on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from albumforge.errors import MediaError

_END = b"\xff\xd9"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0 to SOF15; the others are DHT, JPG, DAC
_SOS, _APP1, _APP2 = 0xDA, 0xE1, 0xE2
_PADDING = re.compile(r"(\d+) extraneous bytes before marker 0xd9")
# Warnings of libjpeg after which every pixel is still there.
_HARMLESS = (
    "Invalid SOS parameters",
    "Inconsistent progression",
    "Unknown Adobe color transform",
    "Warning: unknown JFIF",
)


@dataclass(frozen=True)
class JpegHeader:
    """What stands before the first scan.

    Attributes:
        width, height: as stored.
        components: 1 grey, 3 colour, 4 CMYK.
        exif, icc: the blocks as bytes, or None.
    """

    width: int
    height: int
    components: int
    exif: bytes | None
    icc: bytes | None


def read_jpeg_header(path: Path | str, stream: BinaryIO) -> JpegHeader:
    """Read the markers up to the first scan, from the start of `stream`.

    Raises:
        MediaError: they are broken off or make no sense.
    """
    stream.seek(2)
    exif: bytes | None = None
    icc: dict[int, bytes] = {}
    size: tuple[int, int, int] | None = None
    while (marker := _next_marker(stream)) not in (_SOS, None):
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            continue
        field = stream.read(2)
        length = int.from_bytes(field, "big") - 2
        if length < 0:
            marker = None if len(field) < 2 else marker
            break
        if marker in _FRAMES:
            body = stream.read(length)
            if len(body) >= 6:
                size = int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big"), body[5]
        elif marker == _APP1 and exif is None:
            body = stream.read(length)
            exif = body if body.startswith(b"Exif\0") else None
        elif marker == _APP2:
            body = stream.read(length)
            if body.startswith(b"ICC_PROFILE\0") and len(body) > 14:
                icc[body[12]] = body[14:]
        else:
            stream.seek(length, 1)
    if size is None:
        raise MediaError(path, "the file ends before the picture begins" if marker is None else "its header is damaged")
    width, height, components = size
    return JpegHeader(width, height, components, exif, b"".join(icc[n] for n in sorted(icc)) or None)


def decode_jpeg(
    path: Path | str, data: bytes, header: JpegHeader, *, factor: int = 1, grey: bool = False
) -> NDArray[np.uint8]:
    """Decode the pixels as stored, not turned.

    Args:
        path: to name in errors.
        data: the whole file.
        factor: 1, 2, 4 or 8; sides are divided by it (rounded up) while decoding, which saves time and memory.
        grey: only lightness; the cheapest way to see that all is there.

    Returns:
        (h, w, 3) RGB, (h, w, 1) grey, or (h, w, 4) CMYK with 0 for no ink.

    Raises:
        MediaError: pixels are missing or damaged, or the kind of JPEG is not one of this decoder's.
    """
    # The mark of the end may be cut off with no pixel lost; where it stands already, a second one is not read.
    data += _END
    cmyk = header.components == 4
    colours = "CMYK" if cmyk else "GRAY" if grey else "RGB"
    sides = {"min_height": -(-header.height // factor), "min_width": -(-header.width // factor)} if factor > 1 else {}
    try:
        pixels = simplejpeg.decode_jpeg(data, colours, strict=True, **sides)
    except ValueError as warning:
        if not _is_harmless(str(warning), data):
            raise MediaError(path, _reason(str(warning))) from warning
        try:
            pixels = simplejpeg.decode_jpeg(data, colours, strict=False, **sides)
        except ValueError as error:
            raise MediaError(path, _reason(str(error))) from error
    if cmyk:
        np.subtract(255, pixels, out=pixels)  # Adobe stores CMYK inverted
    return np.asarray(pixels, np.uint8)


def _next_marker(stream: BinaryIO) -> int | None:
    byte = stream.read(1)
    while byte and byte != b"\xff":
        byte = stream.read(1)
    while byte == b"\xff":
        byte = stream.read(1)
    return byte[0] if byte else None


def _is_harmless(warning: str, data: bytes) -> bool:
    if warning.startswith(_HARMLESS):
        return True
    padding = _PADDING.search(warning)
    if padding is None:
        return False
    # Some cameras pad before the end mark with one byte over and over; left-over picture data looks different.
    end = data.find(_END, data.rfind(b"\xff\xda"))
    return len(set(data[max(0, end - int(padding[1])) : end])) <= 1


def _reason(warning: str) -> str:
    if "premature end" in warning.lower():
        return "the picture is cut off: part of its data is missing"
    if "SOF type" in warning or "precision" in warning:
        return f"this kind of JPEG cannot be decoded here ({warning})"
    return f"the picture is damaged ({warning})"
