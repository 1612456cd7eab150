"""The one pass over each picture: decoded once, reduced, judged by every part, and remembered by its content."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.errors import StorageError
from albumforge.face_detectors import FaceDetector
from albumforge.generators.album.filelist import Source
from albumforge.generators.album.info.alike import fingerprint
from albumforge.generators.album.info.colours import theme_colours
from albumforge.generators.album.info.conditions import condition_of
from albumforge.generators.album.info.given_captions import caption_in, captions_beside
from albumforge.generators.album.info.moment import part_of_day_of, season_of
from albumforge.generators.album.info.place import place_of
from albumforge.generators.album.info.quality import quality_of
from albumforge.generators.album.info.record import PictureInfo, WeatherLabel
from albumforge.generators.album.info.reduced import at_most
from albumforge.generators.album.info.subject import subject_of
from albumforge.generators.album.info.weather import weather_of
from albumforge.media.cache import mark_used
from albumforge.media.clips import ClipReader
from albumforge.media.mtcnn import MtcnnDetector, faces_in
from albumforge.media.pictures import open_picture
from albumforge.media.planes import Planes, to_rgb
from albumforge.media.publish import make_folder, write_text
from albumforge.media.structs import work_out

FOLDER = "info"
"""Name of the folder of records in a store."""

VERSION = 2
"""Of what the parts find: records of another version are made again."""

_MIDDLE_OF_THE_DAY = range(9, 15)
"""Hours in which hardly anywhere between the polar circles the sun rises or sets."""

_LONG_SIDE = 1024  # pixels that pictures are judged at
_ENOUGH = 900  # pixels; decoders reduce by whole factors, and need not give more than this
_HEAVY_PIXELS = 60_000_000  # one such picture at a time is decoded
_POLL = 0.1  # seconds

_heavy = threading.Lock()


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A record as it lies in a store: what the content of a file alone tells, seen at a given moment of the day."""

    version: int
    moment: datetime | None
    seen: PictureInfo
    faces_by: str = MtcnnDetector.identity


work_out(_Stored)


_BUILT_IN = MtcnnDetector()


def inspect(source: Source, *, store: Path | None, max_pixels: int, detector: FaceDetector = _BUILT_IN) -> PictureInfo:
    """Return what is known of a photo, or of the frame in the middle of a clip. May be called from any thread.

    Args:
        source: as `file_list` gives it.
        store: folder in which records are kept under the digest of the content (in its subfolder `FOLDER`); None: they
            are not kept.
        max_pixels: pictures with more are refused.
        detector: finds the faces; records of each one are kept beside those of others.

    Raises:
        MediaError: the file cannot be read any more, or is no picture.
        Unavailable: the detector cannot work.
    """
    by = detector.identity
    file = None if store is None else store / FOLDER / f"{source.digest}{_mark(by)}.json"
    seen = _load(file, source, by) if file else None
    if seen is None:
        seen = _look(source, max_pixels, detector)
        if file:
            _save(file, _Stored(version=VERSION, moment=source.captured_at, seen=seen, faces_by=by))
    return _with_time_and_place(seen, source)


def inspect_all(
    sources: Sequence[Source],
    *,
    store: Path | None,
    max_pixels: int,
    threads: int,
    context: Context,
    detector: FaceDetector = _BUILT_IN,
) -> dict[str, PictureInfo]:
    """Return what is known of each source, by digest, in their order; captions in a ``captions.txt`` beside them win.

    Args:
        store, max_pixels, detector: as `inspect` takes them.
        threads: how many pictures to look at at once.
        context: gets progress as stage ``info`` with the name of the file, and what is wrong with a ``captions.txt``.

    Raises:
        MediaError, Unavailable: as `inspect`.
        Cancelled: the context asked to stop.
    """
    wanted = {source.digest: source for source in sources}
    found: dict[str, PictureInfo] = {}
    with ThreadPoolExecutor(max(1, threads), thread_name_prefix="albumforge-info") as pool:
        futures = {
            pool.submit(inspect, source, store=store, max_pixels=max_pixels, detector=detector): source
            for source in wanted.values()
        }
        pending = set(futures)
        try:
            while pending:
                context.check()
                done, pending = wait(pending, timeout=_POLL, return_when=FIRST_COMPLETED)
                for future in done:
                    source = futures[future]
                    found[source.digest] = future.result()
                    context.progress("info", len(found) / len(futures), source.path.name)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    captions = captions_beside([source.path for source in wanted.values()], context)
    return {
        digest: msgspec.structs.replace(found[digest], caption=words, captioned=bool(words))
        if (words := captions.get(source.path)) is not None
        else found[digest]
        for digest, source in wanted.items()
    }


def _mark(identity: str) -> str:
    """Return what sets the records of a detector apart from those of the built-in one, in the names of their files."""
    if identity == _BUILT_IN.identity:
        return ""
    return "-" + hashlib.blake2b(identity.encode(), digest_size=6).hexdigest()


def _look(source: Source, max_pixels: int, detector: FaceDetector) -> PictureInfo:
    """Return what the content of a file tells; everything is judged on one reduction of at most `_LONG_SIDE`."""
    rgb = _pixels(source, max_pixels)
    quality = quality_of(rgb)
    faces = faces_in(rgb, detector)
    return PictureInfo(
        digest=source.digest,
        width=source.width,
        height=source.height,
        colours=theme_colours(rgb),
        weather=condition_of(rgb, source.captured_at) or weather_of(rgb, excluded=_impossible(source.captured_at)),
        brightness=quality.brightness,
        contrast=quality.contrast,
        sharpness=quality.sharpness,
        exposure=quality.exposure,
        faces=faces,
        subject=subject_of(rgb, faces),
        fingerprint=fingerprint(rgb),
        caption=caption_in(source.path, max_pixels=max_pixels) if source.kind == "photo" else "",
    )


def _impossible(moment: datetime | None) -> tuple[WeatherLabel, ...]:
    """Return the weathers that the camera's clock forbids: the sun neither rises nor sets in the middle of the day."""
    return ("sunrise",) if moment is not None and moment.hour in _MIDDLE_OF_THE_DAY else ()


def _pixels(source: Source, max_pixels: int) -> NDArray[np.uint8]:
    """Return a picture as RGB, upright, its long side not above `_LONG_SIDE`."""
    if source.kind == "clip":
        return _middle(source)
    scale = min(1.0, _ENOUGH / max(source.width, source.height))
    enough = max(1, round(source.width * scale)), max(1, round(source.height * scale))
    with _heavy if source.width * source.height > _HEAVY_PIXELS else contextlib.nullcontext():
        rgb = open_picture(source.path, at_least=enough, max_pixels=max_pixels)
    return at_most(rgb, _LONG_SIDE)


def _middle(source: Source) -> NDArray[np.uint8]:
    scale = min(1.0, _LONG_SIDE / max(source.width, source.height))
    width, height = (max(2, round(side * scale / 2) * 2) for side in (source.width, source.height))
    with ClipReader(
        source.path, width=width, height=height, fps=Fraction(1), start=(source.duration or 0.0) / 2
    ) as reader:
        return to_rgb(Planes(*reader.frame(0)))


def _with_time_and_place(seen: PictureInfo, source: Source) -> PictureInfo:
    """Add what depends on more than the content: a time may come from the name of a file."""
    at, latitude, longitude = source.captured_at, source.latitude, source.longitude
    return msgspec.structs.replace(
        seen,
        captured_at=at,
        season=None if at is None else season_of(at, latitude),
        part_of_day=None if at is None else part_of_day_of(at, latitude, longitude),
        place=None if latitude is None or longitude is None else place_of(latitude, longitude),
    )


def _load(file: Path, source: Source, faces_by: str) -> PictureInfo | None:
    """Return a record that was kept, or None where there is none that can be used."""
    try:
        stored = msgspec.json.decode(file.read_bytes(), type=_Stored)
    except (OSError, msgspec.DecodeError):
        return None
    if stored.version != VERSION or stored.moment != source.captured_at or stored.seen.digest != source.digest:
        return None
    if stored.faces_by != faces_by:
        return None
    mark_used(file)
    return stored.seen


def _save(file: Path, stored: _Stored) -> None:
    # What cannot be kept is found again the next time; that is no reason to fail now.
    with contextlib.suppress(StorageError):
        make_folder(file.parent)
        write_text(file, msgspec.json.encode(stored).decode())
