"""Small real media of every kind, for tests: pictures, RAW, clips, and damaged ones."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pillow_heif
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from numpy.typing import NDArray
from PIL import Image
from tiff_writer import digital_negative, exif_block

from albumforge.media import svt_av1

Pixels = NDArray[np.uint8]

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "data"
CORNERS = ((220, 40, 40), (40, 180, 60), (50, 70, 210), (230, 220, 60))
"""Colours of `corners`: top left, top right, bottom left, bottom right."""


def corners(width: int, height: int) -> Pixels:
    """Return a picture with one colour in each quarter: it shows how it was turned."""
    pixels = np.empty((height, width, 3), np.uint8)
    for number, colour in enumerate(CORNERS):
        rows = slice(0, height // 2) if number < 2 else slice(height // 2, height)
        columns = slice(width // 2, width) if number % 2 else slice(0, width // 2)
        pixels[rows, columns] = colour
    return pixels


def texture(width: int, height: int, seed: int = 0) -> Pixels:
    """Return a soft random picture; another seed gives another one."""
    small = np.random.default_rng(seed).integers(0, 256, (9, 12, 3), np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def stored_for(pixels: Pixels, orientation: int) -> Pixels:
    """Return the pixels as a camera held in that EXIF orientation stores them."""
    if orientation >= 5:
        pixels = pixels.transpose(1, 0, 2)
    back = {2: (1, -1), 3: (-1, -1), 4: (-1, 1), 6: (-1, 1), 7: (-1, -1), 8: (1, -1)}
    rows, columns = back.get(orientation, (1, 1))
    return np.ascontiguousarray(pixels[::rows, ::columns])


def write_picture(path: Path, pixels: Pixels | None = None, *, exif: bytes | None = None, **options: Any) -> Path:
    """Write a picture in the format of the suffix: jpg, png, webp, tif, gif, bmp, avif, heic, jp2.

    Args:
        pixels: None: a texture of 96 × 64 of its own for each name.
        options: for the encoder, such as ``quality`` or ``icc_profile``.
    """
    if pixels is None:
        pixels = texture(96, 64, seed=sum(path.name.encode("utf-8", "surrogateescape")))
    image = Image.fromarray(pixels)
    if exif is not None:
        options["exif"] = exif
    if path.suffix.lower() in (".heic", ".heif"):
        image.info["icc_profile"] = options.pop("icc_profile", None)
        pillow_heif.from_pillow(image).save(path, **options)
        return path
    if path.suffix.lower() in (".jpg", ".jpeg"):
        options.setdefault("quality", 92)
    image.save(path, **options)
    return path


def write_photo(path: Path, captured: datetime | None = None, **fields: Any) -> Path:
    """Write a picture with EXIF of these fields (see `exif_block`)."""
    return write_picture(path, exif=exif_block(captured=captured, **fields))


def write_cmyk(path: Path, ink: tuple[int, int, int, int], **options: Any) -> Path:
    """Write a JPEG of one ink, 0 to 255 for each of cyan, magenta, yellow, black."""
    Image.new("CMYK", (64, 48), ink).save(path, "JPEG", quality=95, **options)
    return path


def write_deep(path: Path, values: NDArray[np.uint16] | NDArray[np.float32]) -> Path:
    """Write 16-bit or floating values as PNG or TIFF, grey (h, w) or BGR (h, w, 3)."""
    done, data = cv2.imencode(path.suffix, values)
    assert done
    path.write_bytes(data.tobytes())
    return path


def write_animation(path: Path, frames: Sequence[Pixels]) -> Path:
    """Write an animated gif, webp or png."""
    first, *others = [Image.fromarray(frame) for frame in frames]
    first.save(path, save_all=True, append_images=others, duration=100, loop=0)
    return path


def write_huge_jpeg(path: Path, width: int, height: int, colour: tuple[int, int, int] = (90, 140, 200)) -> Path:
    """Write a JPEG of any size without ever holding its pixels: one row of blocks, repeated between restart marks."""
    strip, data = Image.new("RGB", (width, 32), colour), io.BytesIO()
    strip.save(data, "JPEG", quality=80, subsampling=2, restart_marker_rows=1)
    blob = data.getvalue()
    frame = blob.index(b"\xff\xc0")
    scan = blob.index(b"\xff\xda")
    scan += 2 + int.from_bytes(blob[scan + 2 : scan + 4], "big")
    row = re.split(rb"\xff[\xd0-\xd7]", blob[scan:-2])[0]
    head = blob[: frame + 5] + height.to_bytes(2, "big") + blob[frame + 7 : scan]
    rows = -(-height // 16)
    body = b"".join(row + (bytes((0xFF, 0xD0 + n % 8)) if n < rows - 1 else b"") for n in range(rows))
    path.write_bytes(head + body + b"\xff\xd9")
    return path


def write_dng(path: Path, pixels: Pixels, *, preview: bool, orientation: int = 1) -> Path:
    """Write a Digital Negative of a picture as stored, with a JPEG preview of the same size or without one."""
    height, width = pixels.shape[:2]
    mosaic = np.empty((height, width), np.uint16)
    light = ((pixels / 255.0) ** 2.2 * 65535).astype(np.uint16)
    for row, column, channel in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):
        mosaic[row::2, column::2] = light[row::2, column::2, channel]
    embedded: bytes | None = None
    if preview:
        data = io.BytesIO()
        Image.fromarray(pixels).save(data, "JPEG", quality=92)
        embedded = data.getvalue()
    path.write_bytes(digital_negative(mosaic.tobytes(), width, height, preview=embedded, orientation=orientation))
    return path


def cut(path: Path, share: float) -> Path:
    """Cut a file off after a share of its bytes."""
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    return path


def numbered(number: int, width: int, height: int) -> Pixels:
    """Return a picture that carries a number of 8 bits as dark and light columns, to be read by `number_in`."""
    bits = [200 if number >> bit & 1 else 40 for bit in range(8)]
    row = np.repeat(np.array(bits, np.uint8), -(-width // 8))[:width]
    return np.ascontiguousarray(np.broadcast_to(row[None, :, None], (height, width, 3)))


def number_in(luma: Pixels) -> int:
    """Return the number that a frame made by `numbered` carries."""
    width = luma.shape[1]
    row = luma[luma.shape[0] // 2]
    return sum((int(row[int((bit + 0.5) * width / 8)]) > 110) << bit for bit in range(8))


def write_clip(
    path: Path,
    *,
    width: int = 96,
    height: int = 64,
    frames: int = 30,
    rate: Fraction | int = 30,
    paint: Callable[[int], Pixels] | None = None,
    times: Sequence[Fraction] | None = None,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    matrix: int = 1,
    full_range: bool = False,
    transfer: int = 1,
    primaries: int = 1,
    sample_aspect: Fraction | None = None,
    turned: int = 0,
    mirrored: bool = False,
    sound: bool = True,
    metadata: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """Write a clip.

    Args:
        paint: the picture of each frame; None: `numbered`.
        times: when each frame begins, for a variable rate; None: evenly.
        matrix, transfer, primaries: codes of ITU-T H.273.
        turned: degrees clockwise that a player has to turn the frames by.
        mirrored: a player has to mirror them left to right as well.
        sound: with a quiet tone.
    """
    painter = paint or (lambda number: numbered(number, width, height))
    tick = 1 / Fraction(rate) if times is None else Fraction(1, 9000)
    starts = range(frames) if times is None else [round(time / tick) for time in times]
    flags = {"movflags": "use_metadata_tags"} if metadata else {}
    with av.open(f"file:{path}", "w", options=flags) as container:
        container.metadata.update(metadata or {})
        stream = container.add_stream(codec, rate=rate, options={"g": "12", **(options or {})})
        stream.width, stream.height, stream.pix_fmt, stream.thread_count = width, height, pixel_format, 1
        context = stream.codec_context
        context.colorspace, context.color_range = matrix, 2 if full_range else 1
        context.color_trc, context.color_primaries = transfer, primaries
        context.sample_aspect_ratio, context.time_base = sample_aspect or Fraction(0, 1), tick
        if turned or mirrored:
            stream.set_display_rotation(-turned, mirrored)
        if codec == svt_av1.NAME:
            with svt_av1.opening(codec):
                context.open()
        tone = container.add_stream("aac", rate=48000, layout="mono") if sound else None
        for number, start in enumerate(starts):
            frame = _frame(painter(number), pixel_format, matrix, full_range)
            frame.pts, frame.time_base = start, tick
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
        if tone is not None:
            container.mux(tone.encode(_tone(frames / float(rate) if times is None else float(times[-1]))))
            container.mux(tone.encode())
    return path


def _frame(pixels: Pixels, pixel_format: str, matrix: int, full_range: bool) -> VideoFrame:
    return VideoFrame.from_ndarray(pixels, "rgb24").reformat(
        format=pixel_format,
        dst_colorspace=matrix if matrix in (1, 5, 9) else 5,
        dst_color_range=ColorRange.JPEG if full_range else ColorRange.MPEG,
    )


def _tone(seconds: float) -> av.AudioFrame:
    wave = np.sin(np.arange(int(48000 * seconds)) * 2 * np.pi * 440 / 48000).astype(np.float32) * 0.1
    block = av.AudioFrame.from_ndarray(wave[None], format="fltp", layout="mono")
    block.sample_rate, block.pts, block.time_base = 48000, 0, Fraction(1, 48000)
    return block
