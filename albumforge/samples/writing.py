"""Sample files: a year of painted pictures with honest EXIF, and a fine texture to measure motion with."""

from __future__ import annotations

import datetime as dt
import os
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image

from albumforge.context import Context
from albumforge.media.mark import check_replaceable, is_own_picture
from albumforge.media.publish import make_folder, published, writing
from albumforge.samples.gallery import SCENES, paint
from albumforge.samples.scene import Scene

SOFTWARE = "albumforge samples"
YEAR = 2025
_SIDEWAYS = "foggy-lighthouse"


def write_samples(
    folder: Path, count: int = 12, seed: int = 7, *, long_side: int = 2400, context: Context | None = None
) -> list[Path]:
    """Paint sample pictures into a folder, and return their paths in the order of their dates.

    They are JPEGs of 3 : 2, three scenes in portrait orientation, one of these stored sideways with the EXIF
    orientation that turns it upright. After all scenes were painted, they come again with other seeds, every other
    time mirrored. The bytes are the same for the same arguments and versions of the libraries. Of what is in the
    folder nothing is replaced but such pictures.

    Args:
        folder: made where missing.
        count: how many pictures.
        seed: decides every stroke.
        long_side: pixels.
        context: progress in stage ``samples``, and cancellation.

    Raises:
        StorageError: a file cannot be written, or another is in its place.
        Cancelled: the context asked to stop; pictures that were finished stay.
    """
    context = context or Context()
    make_folder(folder)
    scenes = list(SCENES.values())
    jobs = [(scenes[k % len(scenes)], k // len(scenes)) for k in _spread(count, len(scenes))]
    paths = [folder / _name(scene, turn) for scene, turn in jobs]
    for path in paths:
        check_replaceable(path, own=is_own_picture(path, SOFTWARE))
    with ThreadPoolExecutor(max(1, min(count, os.cpu_count() or 1)), thread_name_prefix="samples") as pool:
        waiting = {
            pool.submit(_write_sample, path, scene, turn, seed, long_side)
            for path, (scene, turn) in zip(paths, jobs, strict=True)
        }
        try:
            while waiting:
                done, waiting = wait(waiting, timeout=0.1, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
                context.progress("samples", 1 - len(waiting) / count, f"{count - len(waiting)} of {count} painted")
                context.check()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    return paths


def _spread(count: int, scenes: int) -> list[int]:
    """Return which pictures to paint: below one round, scenes from all over the year."""
    if count >= scenes:
        return list(range(count))
    return [k * scenes // count for k in range(count)]


def _name(scene: Scene, turn: int) -> str:
    return f"{scene.title}{f' {turn + 1}' if turn else ''}.jpg"


def _write_sample(path: Path, scene: Scene, turn: int, seed: int, long_side: int) -> None:
    short = round(long_side * 2 / 3)
    width, height = (short, long_side) if scene.upright else (long_side, short)
    picture = paint(scene, width, height, seed + 1000 * turn)
    if turn % 2:
        picture = picture[:, ::-1]
    sideways = scene.name == _SIDEWAYS
    # Orientation 6 asks for a quarter turn clockwise, so the picture is stored turned the other way.
    stored = np.ascontiguousarray(np.rot90(picture) if sideways else picture)
    with published(path) as temporary, writing(path):
        exif = _exif(scene, turn, 6 if sideways else 1)
        Image.fromarray(stored).save(temporary, "JPEG", quality=90, subsampling=0, optimize=True, exif=exif)


def _exif(scene: Scene, turn: int, orientation: int) -> Image.Exif:
    month, day, hour, minute = scene.moment
    # EXIF times are local and without a zone; the one here is for the arithmetic only.
    start = dt.datetime(YEAR, month, day, hour, minute, (7 * day + month) % 60, tzinfo=dt.UTC)
    taken = start + dt.timedelta(days=turn, minutes=11 * turn)
    stamp = taken.strftime("%Y:%m:%d %H:%M:%S")
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = scene.description
    exif[ExifTags.Base.Artist] = "Painted by a program, not photographed"
    exif[ExifTags.Base.Software] = SOFTWARE
    exif[ExifTags.Base.DateTime] = stamp
    exif[ExifTags.Base.Orientation] = orientation
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.DateTimeOriginal] = stamp
    inner[ExifTags.Base.DateTimeDigitized] = stamp
    inner[ExifTags.Base.ColorSpace] = 1
    return exif


def texture(width: int, height: int, seed: int) -> npt.NDArray[np.uint8]:
    """Return coloured noise with detail of all sizes from a quarter of the picture down to 2 pixels.

    Its amplitude falls with the square root of frequency up to 0.46 cycles a pixel and is zero beyond, so that a
    good interpolation can move it by parts of a pixel without loss.

    Returns:
        uint8 (height, width, 3), mean about 128, standard deviation about 40.
    """
    rng = np.random.default_rng([seed, 3])
    across, down = np.fft.rfftfreq(width)[None, :], np.fft.fftfreq(height)[:, None]
    frequency = np.hypot(across, down)
    gain = np.where((frequency > 4 / max(width, height)) & (frequency < 0.46), 1 / np.sqrt(frequency + 1e-9), 0)
    grey, *tints = (
        np.fft.irfft2(np.fft.rfft2(rng.standard_normal((height, width))) * gain, s=(height, width)) for _ in range(3)
    )
    mixed = np.stack([grey + 0.3 * tints[0], grey, grey + 0.3 * tints[1]], -1)
    return np.asarray(np.clip(128 + 40 * mixed / mixed.std() + 0.5, 0, 255), np.uint8)


def write_texture(path: Path, width: int, height: int, seed: int) -> Path:
    """Write a fine-textured still, good for measuring how evenly a picture is moved, and return its path.

    Args:
        path: ends in ``.png`` (exact) or ``.jpg`` (quality 97, no chroma subsampling).
        width, height: pixels.
        seed: not negative.

    Raises:
        StorageError: the file cannot be written.
    """
    with published(path) as temporary, writing(path):
        options: dict[str, Any] = {"quality": 97, "subsampling": 0} if path.suffix.lower() in {".jpg", ".jpeg"} else {}
        Image.fromarray(texture(width, height, seed)).save(temporary, **options)
    return path
