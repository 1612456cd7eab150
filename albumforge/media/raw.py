"""Camera RAW through LibRaw: the preview that the camera embedded, else a half-size development."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import rawpy
from numpy.typing import NDArray

from albumforge.errors import MediaError
from albumforge.media.exif import read_exif
from albumforge.media.jpeg import JpegHeader, decode_jpeg, read_jpeg_header
from albumforge.media.orientation import swaps_sides, upright

_GOOD_PREVIEW = 1600  # pixels of the long side; below it a development shows more
_FLIPS = {0: 1, 3: 3, 5: 8, 6: 6}  # LibRaw's `flip` → EXIF orientation


@dataclass(frozen=True)
class _Preview:
    header: JpegHeader
    data: bytes
    orientation: int

    @property
    def size(self) -> tuple[int, int]:
        width, height = self.header.width, self.header.height
        return (height, width) if swaps_sides(self.orientation) else (width, height)


def raw_size(path: Path | str, stream: BinaryIO, max_pixels: int) -> tuple[tuple[int, int], datetime | None]:
    """Return (width, height) of what `open_raw` gives in full, and the camera's time where LibRaw knows it.

    Raises:
        MediaError: LibRaw cannot read the file, or the sensor has more than `max_pixels`.
    """
    with _opened(path, stream, max_pixels) as raw:
        # LibRaw reads the camera's clock as if in this machine's zone, and rawpy undoes that; 1970 stands for unknown.
        moment = raw.other.timestamp if raw.other.timestamp and raw.other.timestamp.year > 1970 else None
        preview = _preview(path, raw)
        if preview is not None:
            return preview.size, moment
        width, height = raw.sizes.width // 2, raw.sizes.height // 2
        turned = swaps_sides(_FLIPS.get(raw.sizes.flip, 1))
        return ((height, width) if turned else (width, height)), moment


def open_raw(path: Path | str, stream: BinaryIO, max_pixels: int) -> tuple[NDArray[np.uint8], bytes | None]:
    """Return the upright picture, (h, w, 3), and the ICC profile of its colours, None for sRGB.

    The preview is used when its long side has 1,600 pixels or at least half of the sensor's; otherwise the RAW is
    developed at half size with the camera's white balance.

    Raises:
        MediaError: LibRaw cannot read the file, or the sensor has more than `max_pixels`.
    """
    with _opened(path, stream, max_pixels) as raw:
        preview = _preview(path, raw)
        if preview is not None:
            pixels = decode_jpeg(path, preview.data, preview.header)
            return upright(pixels, preview.orientation), preview.header.icc
        developed = raw.postprocess(half_size=True, use_camera_wb=True, output_bps=8)
        return np.ascontiguousarray(developed, np.uint8), None


@contextlib.contextmanager
def _opened(path: Path | str, stream: BinaryIO, max_pixels: int) -> Iterator[Any]:
    stream.seek(0)
    with rawpy.RawPy() as raw:
        try:
            raw.open_buffer(stream)
            pixels = raw.sizes.raw_width * raw.sizes.raw_height
            if pixels > max_pixels:
                raise MediaError(path, f"it has too many pixels: {pixels:,}, more than {max_pixels:,}")
            yield raw
        except rawpy.LibRawError as error:
            said = error.args[0] if error.args else error
            said = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
            raise MediaError(path, f"this camera RAW cannot be read ({said})") from error


def _preview(path: Path | str, raw: Any) -> _Preview | None:
    """Return the embedded JPEG if it is whole in its header and large enough."""
    try:
        thumbnail = raw.extract_thumb()
        if thumbnail.format != rawpy.ThumbFormat.JPEG:
            return None
        header = read_jpeg_header(path, BytesIO(thumbnail.data))
    except (rawpy.LibRawError, MediaError):
        return None
    long_side = max(header.width, header.height)
    if header.components not in (1, 3) or long_side < min(_GOOD_PREVIEW, max(raw.sizes.width, raw.sizes.height) / 2):
        return None
    orientation = read_exif(header.exif).orientation
    turn = _FLIPS.get(raw.sizes.flip, 1)
    if orientation == 1:
        already = swaps_sides(turn) and (header.width < header.height) != (raw.sizes.width < raw.sizes.height)
        orientation = 1 if already else turn
    return _Preview(header, thumbnail.data, orientation)
