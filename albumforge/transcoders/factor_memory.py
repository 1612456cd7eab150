"""The rate factor that was found for a video is remembered in the cache: whoever gets it next makes the same segments.

A search on another machine, or with other threads, could end a hair beside it.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

import av
import msgspec

from albumforge.errors import StorageError
from albumforge.media.cache import make_cache
from albumforge.media.publish import make_folder, write_text
from albumforge.media.structs import work_out
from albumforge.transcoders.segments import identity
from albumforge.transcoding import Picture


class Factor(msgspec.Struct, frozen=True):
    """A rate factor on x265's scale, and the score that it reached."""

    crf: float
    score: float


work_out(Factor)


def remembered(cache: Path, source: Path, picture: Picture, encoder: str) -> Factor | None:
    """Return the factor that was found for a video, None where there is none."""
    try:
        return msgspec.json.decode(_file(cache, source, picture, encoder).read_bytes(), type=Factor)
    except (OSError, msgspec.DecodeError):
        return None


def remember(cache: Path, source: Path, picture: Picture, encoder: str, factor: Factor) -> None:
    """Remember a factor; where that cannot be done, the next one searches again."""
    with contextlib.suppress(OSError, StorageError):
        make_cache(cache)
        file = _file(cache, source, picture, encoder)
        make_folder(file.parent)
        write_text(file, msgspec.json.encode(factor).decode())


def _file(cache: Path, source: Path, picture: Picture, encoder: str) -> Path:
    known = f"{identity(source)} {encoder} {av.__version__} {msgspec.json.encode(picture)!r}"
    return cache / "transcodes" / f"{hashlib.blake2b(known.encode(), digest_size=20).hexdigest()}.factor.json"
