"""What a picture is, from its header alone: format by content, size upright, time, place."""

from __future__ import annotations

import contextlib
import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif.as_plugin import HeifImageFile

from albumforge.errors import MediaError
from albumforge.media.exif import Exif, read_exif
from albumforge.media.jpeg import read_jpeg_header
from albumforge.media.orientation import swaps_sides
from albumforge.media.raw import raw_size
from albumforge.media.regular import open_regular, read_error
from albumforge.media.sniff import not_a_picture, sniff

MIN_SIDE = 16
"""Pictures with a shorter side (pixels) are refused: they are icons and tracking dots, not photos."""

# Opening a class directly, and not through Image.open, leaves Pillow's table of formats and its pixel limit, which
# are global and not ours, out of it.
_PILLOW: dict[str, type[ImageFile]] = {
    "png": PngImageFile,
    "gif": GifImageFile,
    "webp": WebPImageFile,
    "tiff": TiffImageFile,
    "bmp": BmpImageFile,
    "avif": AvifImageFile,
    "heif": HeifImageFile,
    "jpeg2000": Jpeg2KImageFile,
}


@dataclass(frozen=True)
class PictureInfo:
    """What the header of a picture says.

    Attributes:
        format: ``jpeg``, ``png``, ``gif``, ``webp``, ``tiff``, ``bmp``, ``avif``, ``heif``, ``jpeg2000`` or ``raw``.
        width, height: pixels of the upright picture; of a RAW, those of the picture made from it.
        orientation: EXIF orientation that decoded pixels must still be turned by, 1 to 8; HEIF and RAW come upright.
        captured_at: on the camera's clock, without a zone, or None.
        utc_offset: how far that clock was ahead of UTC, or None.
        latitude, longitude: degrees, or None.
        has_alpha: some of it may be transparent.
        frames: number of pictures in an animation, else 1.
    """

    format: str
    width: int
    height: int
    orientation: int
    captured_at: datetime | None
    utc_offset: timedelta | None
    latitude: float | None
    longitude: float | None
    has_alpha: bool
    frames: int


def picture_info(path: Path | str, *, max_pixels: int) -> PictureInfo:
    """Describe a picture by its header; the pixels are not decoded.

    Args:
        max_pixels: pictures with more are refused.

    Raises:
        MediaError: the file cannot be read, is no picture, or is too small or too large; the reason says so.
    """
    with open_regular(path) as stream, refusing_damage(path):
        info, _ = examine(path, stream, max_pixels)
        return info


def examine(path: Path | str, stream: BinaryIO, max_pixels: int) -> tuple[PictureInfo, ImageFile | None]:
    """Return what `picture_info` does, and where Pillow decodes this format its opened, not yet decoded image."""
    head = stream.read(64)
    name = sniff(head, Path(path).suffix)
    if name is None:
        raise MediaError(path, not_a_picture(head))
    image: ImageFile | None = None
    has_alpha, frames = False, 1
    if name == "jpeg":
        header = read_jpeg_header(path, stream)
        size, exif = (header.width, header.height), read_exif(header.exif)
    elif name in ("raw", "tiff"):
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            exif = read_exif(whole)
        name = "raw" if exif.is_dng else name
    else:
        exif = Exif()
    if name == "raw":
        size, captured_at = raw_size(path, stream, max_pixels)
        exif = Exif(1, exif.captured_at or captured_at, exif.utc_offset, exif.latitude, exif.longitude)
    elif name != "jpeg":
        stream.seek(0)
        # pillow-heif lets go of a file without closing it.
        image = _PILLOW[name](BytesIO(stream.read()) if name == "heif" else stream)
        size = image.size
        has_alpha = image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
        frames = int(getattr(image, "n_frames", 1)) if name in ("gif", "png", "webp", "avif") else 1
        if name != "tiff":
            exif = read_exif(image.info.get("exif"))
    _check_size(path, size, max_pixels)
    # libheif has turned the picture; Pillow turns a TIFF when it is decoded, and gives its size so.
    orientation = 1 if name in ("heif", "tiff", "raw") else exif.orientation
    width, height = size[::-1] if swaps_sides(orientation) else size
    info = PictureInfo(
        name, width, height, orientation, exif.captured_at, exif.utc_offset, exif.latitude, exif.longitude,
        has_alpha, frames,
    )  # fmt: skip
    return info, image


@contextlib.contextmanager
def refusing_damage(path: Path | str) -> Iterator[None]:
    """Translate whatever a decoder raises over a damaged file into `MediaError`."""
    try:
        yield
    except (MediaError, MemoryError):
        raise
    except OSError as error:
        if error.errno is not None:
            raise read_error(path, error) from error
        raise MediaError(path, _reason(error)) from error
    except Exception as error:  # decoders of many authors; damaged files make them raise anything
        raise MediaError(path, _reason(error)) from error


def _check_size(path: Path | str, size: tuple[int, int], max_pixels: int) -> None:
    width, height = size
    if min(size) < MIN_SIDE:
        raise MediaError(path, f"it is too small: {width} × {height} pixels, at least {MIN_SIDE} a side are needed")
    if width * height > max_pixels:
        raise MediaError(
            path,
            f"it has too many pixels: {width} × {height} = {width * height:,}, more than {max_pixels:,}",
            hint="The setting max_pixels allows more.",
        )


def _reason(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    if any(word in text.lower() for word in ("truncated", "end of file", "eof", "not enough data", "cut off")):
        return f"the file is cut off ({text})"
    return f"the picture is damaged or not of a known kind ({text})"
