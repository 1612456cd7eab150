"""Where the segments of a video lie in the cache of all workers, and what a helper has to know of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from albumforge.errors import Unavailable
from albumforge.media.assemble import is_segment
from albumforge.media.cache import make_cache
from albumforge.media.parts import mark_of
from albumforge.media.publish import make_folder, sweep_temporaries, write_text
from albumforge.media.structs import work_out
from albumforge.transcoders.segments import Segment
from albumforge.transcoding import Picture

Place = tuple[Path, Segment]
"""A segment, and the file that it is to be."""


class Plan(msgspec.Struct, frozen=True):
    """What a helper has to know of a video.

    Attributes:
        source: its path.
        picture, container, encoder, crf: see `Recipe`.
        recipe: digest of that.
        segments: all of them.
    """

    source: str
    picture: Picture
    container: str
    encoder: str
    crf: float
    recipe: str
    segments: tuple[Segment, ...]

    @property
    def mark(self) -> str:
        """Digest of what all of it becomes."""
        return mark_of(self.segments)


work_out(Plan)


class SegmentStore:
    """The segments of one video in a cache."""

    def __init__(self, cache: Path, plan: Plan) -> None:
        """Prepare; nothing is written yet."""
        self._cache, self._plan = cache, plan
        self._folder = _store(cache) / plan.recipe
        self.places: list[Place] = [(self._folder / f"{segment.key}.mp4", segment) for segment in plan.segments]
        """Of all segments, in order."""

    def open(self) -> None:
        """Make the folder, and clear away what killed workers left in it.

        Raises:
            StorageError: it cannot be made.
        """
        make_cache(self._cache)
        sweep_temporaries(make_folder(self._folder))

    def missing(self) -> list[Place]:
        """Return the segments that are not there, the longest first: so the workers end together."""
        absent = [(file, segment) for file, segment in self.places if not is_segment(file, segment.frames)]
        return sorted(absent, key=lambda place: -place[1].frames)

    def publish(self) -> None:
        """Let helpers find the plan by its mark.

        Raises:
            StorageError: it cannot be written.
        """
        write_text(_file_of(self._cache, self._plan.mark), msgspec.json.encode(self._plan).decode())

    def remove(self) -> None:
        """Remove all: the result is made."""
        _file_of(self._cache, self._plan.mark).unlink(missing_ok=True)
        shutil.rmtree(self._folder, ignore_errors=True)


def read_plan(cache: Path, mark: str) -> Plan:
    """Return the plan that another worker has published.

    Raises:
        Unavailable: there is none: it has another cache, or is done.
    """
    try:
        return msgspec.json.decode(_file_of(cache, mark).read_bytes(), type=Plan)
    except (OSError, msgspec.DecodeError) as error:
        raise Unavailable("The video's worker keeps its segments elsewhere.", hint="See setting cache_dir.") from error


def _file_of(cache: Path, mark: str) -> Path:
    return _store(cache) / f"{mark}.json"


def _store(cache: Path) -> Path:
    return cache / "transcodes"
