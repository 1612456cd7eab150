"""The first stage of a film: which files it is made from, and in which order.

The order is that of the moments: by the time on the camera's clock, then by name, numbers in names by value. A clip
that knows only UTC is put on the clock of the picture nearest to it that knows its zone, else of this machine. A file
without any time stands behind the file before it by name, or where there is none with a time, before the one after
it: scans and screenshots stay beside what they were put next to. Whoever has put the files in order can ask for that
order instead.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Literal

from albumforge.backends import Skipped
from albumforge.context import Context
from albumforge.errors import MediaError, NoUsableMedia
from albumforge.generators.album.file_names import natural_key
from albumforge.generators.album.file_search import search
from albumforge.media.digest import file_digest
from albumforge.media.mark import is_own_film, is_own_picture
from albumforge.media.pictures import check_picture, picture_info
from albumforge.media.probe import probe_video
from albumforge.media.regular import open_regular
from albumforge.media.sniff import RAW_SUFFIXES, VIDEO_SUFFIXES, sniff
from albumforge.media.taken import Taken, by_time, clocks, time_in_name

LIVE_PHOTO_SECONDS = 6.0
"""A clip beside a photo of its name is that photo's moment in motion when it is no longer than this."""

_REASONS_SHOWN = 10
_HEAVY_PIXELS = 60_000_000  # one such picture at a time is decoded in full
# What is no picture by its content is tried as a video under these names, or when it begins like one.
_VIDEO_SUFFIXES = VIDEO_SUFFIXES | {""}


@dataclass(frozen=True)
class Source:
    """A photo or clip that can be used.

    Attributes:
        kind: ``photo`` or ``clip``.
        digest: of the content, as `file_digest` gives it.
        width, height: pixels upright, and for clips square.
        captured_at: on the camera's clock, without a zone; None where nothing tells.
        duration, fps: seconds and frames a second of a clip; None for a photo.
        has_sound: a clip with a sound track.
        orientation: EXIF orientation, 1 to 8, that the stored pixels have to be turned by (the readers do it).
        latitude, longitude: degrees, or None.
    """

    path: Path
    kind: Literal["photo", "clip"]
    digest: str
    width: int
    height: int
    captured_at: datetime | None = None
    duration: float | None = None
    fps: Fraction | None = None
    has_sound: bool = False
    orientation: int = 1
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class FileList:
    """The files of a film.

    Attributes:
        items: in the order of their moments, or as they were given.
        skipped: what was found and is not used, in natural order of the names.
    """

    items: tuple[Source, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True)
class _Examined:
    source: Source
    utc_offset: timedelta | None = None
    captured_utc: datetime | None = None


Order = Literal["time", "given"]
"""That of the moments, or that in which the files are given."""


def file_list(
    paths: Sequence[Path], *, max_pixels: int, max_files: int, context: Context, order: Order = "time"
) -> FileList:
    """Find, examine and order the photos and clips of a film.

    Every picture is decoded once and the first frame of every clip, so that what is listed can be rendered. Files are
    only read.

    Args:
        paths: files and folders.
        max_pixels: pictures with more are skipped.
        max_files: more files are refused.
        context: gets progress as stage ``info``.
        order: of the items; of those in one folder that is given, ``given`` is the order of their names.

    Raises:
        NoUsableMedia: nothing can be used; the message says why, file by file.
        InvalidInput: there are too many files.
        Cancelled: the context asked to stop.
    """
    found, skipped = search([Path(path) for path in paths], max_files=max_files, context=context)
    examined: list[_Examined] = []
    for outcome in _examine_all(found, max_pixels, context):
        if isinstance(outcome, Skipped):
            skipped.append(outcome)
        else:
            examined.append(outcome)
    examined = _without_duplicates(examined, skipped)
    examined = _without_companions(examined, skipped)
    skipped.sort(key=lambda one: natural_key(one.path))
    if not examined:
        raise NoUsableMedia(_nothing(paths, skipped))
    timed = _timed(examined)
    return FileList(tuple(_as_given(timed, paths) if order == "given" else _in_order(timed)), tuple(skipped))


def _examine_all(paths: Sequence[Path], max_pixels: int, context: Context) -> list[_Examined | Skipped]:
    """Examine the files several at a time (decoders let go of Python's lock); results in the order of `paths`."""
    heavy = threading.Lock()
    workers = min(4, os.cpu_count() or 1)
    with ThreadPoolExecutor(workers, thread_name_prefix="albumforge-info") as pool:
        futures = [pool.submit(_examine, path, max_pixels, heavy) for path in paths]
        try:
            pending = set(futures)
            while pending:
                context.check()
                done, pending = wait(pending, timeout=0.1, return_when="FIRST_COMPLETED")
                if done:
                    context.progress("info", 1 - len(pending) / len(futures), f"{len(futures) - len(pending)} files")
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
        return [future.result() for future in futures]


def _examine(path: Path, max_pixels: int, heavy: threading.Lock) -> _Examined | Skipped:
    try:
        with open_regular(path) as stream:
            head = stream.read(64)
        if is_own_film(path):
            return Skipped(path, "a film that was made here")
        if is_own_picture(path):
            return Skipped(path, "the poster of a film that was made here")
        is_picture = sniff(head, path.suffix) is not None
        if not is_picture and (_is_container(head) or path.suffix.lower() in _VIDEO_SUFFIXES):
            return _clip(path)
        return _photo(path, max_pixels, heavy)
    except MediaError as error:
        return Skipped(path, f"{error.reason}. {error.hint}".removesuffix(". "))
    except MemoryError:
        return Skipped(path, "there is not enough memory to decode it")


def _photo(path: Path, max_pixels: int, heavy: threading.Lock) -> _Examined:
    info = picture_info(path, max_pixels=max_pixels)
    if info.format != "jpeg" and info.width * info.height > _HEAVY_PIXELS:
        with heavy:
            info = check_picture(path, max_pixels=max_pixels)
    else:
        info = check_picture(path, max_pixels=max_pixels)
    source = Source(
        path=path,
        kind="photo",
        digest=file_digest(path),
        width=info.width,
        height=info.height,
        captured_at=info.captured_at,
        orientation=info.orientation,
        latitude=info.latitude,
        longitude=info.longitude,
    )
    return _Examined(source, utc_offset=info.utc_offset)


def _clip(path: Path) -> _Examined:
    info = probe_video(path)
    source = Source(
        path=path,
        kind="clip",
        digest=file_digest(path),
        width=info.width,
        height=info.height,
        captured_at=info.captured_at,
        duration=info.duration,
        fps=info.fps,
        has_sound=info.audio is not None,
        orientation=info.orientation,
        latitude=info.latitude,
        longitude=info.longitude,
    )
    return _Examined(source, captured_utc=info.captured_utc)


def _without_duplicates(examined: list[_Examined], skipped: list[Skipped]) -> list[_Examined]:
    first: dict[str, _Examined] = {}
    for one in examined:
        original = first.setdefault(one.source.digest, one)
        if original is not one:
            skipped.append(Skipped(one.source.path, f"same content as {_shown(original.source.path)}"))
    return list(first.values())


def _without_companions(examined: list[_Examined], skipped: list[Skipped]) -> list[_Examined]:
    """Leave out the moving part of a Live Photo, and the RAW of a picture that is there developed."""
    developed = {
        _twin_key(one.source.path): one.source.path
        for one in examined
        if one.source.kind == "photo" and one.source.path.suffix.lower() not in RAW_SUFFIXES
    }
    kept = []
    for one in examined:
        source = one.source
        twin = developed.get(_twin_key(source.path))
        if twin is None or twin == source.path:
            kept.append(one)
        elif source.kind == "clip" and (source.duration or 0.0) <= LIVE_PHOTO_SECONDS:
            skipped.append(Skipped(source.path, f"the moving part of the Live Photo {_shown(twin)}"))
        elif source.path.suffix.lower() in RAW_SUFFIXES:
            skipped.append(Skipped(source.path, f"the camera RAW of {_shown(twin)}"))
        else:
            kept.append(one)
    return kept


def _twin_key(path: Path) -> tuple[Path, str]:
    return path.parent, path.stem.casefold()


def _timed(examined: list[_Examined]) -> list[Source]:
    """Give each source its time on the camera's clock, from wherever it can be known."""
    told = [Taken(one.source.captured_at, one.utc_offset, one.captured_utc) for one in examined]
    return [
        replace(one.source, captured_at=moment or time_in_name(one.source.path.stem))
        for one, moment in zip(examined, clocks(told), strict=True)
    ]


def _in_order(sources: list[Source]) -> list[Source]:
    by_name = sorted(sources, key=lambda source: natural_key(source.path))
    return [by_name[place] for place in by_time([source.captured_at for source in by_name])]


def _as_given(sources: list[Source], paths: Sequence[Path]) -> list[Source]:
    """Return sources in the order of the paths that they are, or are in."""
    places: dict[Path, int] = {}
    for place, path in enumerate(paths):
        places.setdefault(Path(path), place)

    def place_of(source: Source) -> int:
        return min(places.get(path, len(places)) for path in (source.path, *source.path.parents))

    by_name = sorted(sources, key=lambda source: natural_key(source.path))
    return sorted(by_name, key=place_of)


def _is_container(head: bytes) -> bool:
    """Whether a file begins like a video whatever its name is."""
    if head[4:8] == b"ftyp":
        return sniff(head, "") is None
    return head[:4] in (b"\x1a\x45\xdf\xa3", b"OggS") or (head[:4] == b"RIFF" and head[8:12] == b"AVI ")


def _nothing(paths: Sequence[Path], skipped: Sequence[Skipped]) -> str:
    if not skipped:
        named = ", ".join(_shown(Path(path)) for path in paths[:3]) or "the request"
        return f"There are no photos or clips in {named}."
    lines = [f"  {_shown(one.path)}: {one.reason}" for one in skipped[:_REASONS_SHOWN]]
    if len(skipped) > _REASONS_SHOWN:
        lines.append(f"  and {len(skipped) - _REASONS_SHOWN} more")
    return "None of these files can be used:\n" + "\n".join(lines)


def _shown(path: Path) -> str:
    """Return the name of a file as one printable line, whatever bytes it is made of."""
    name = os.fsencode(path.name or str(path)).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name)
