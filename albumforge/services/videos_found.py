"""The videos that files and folders given by a user stand for."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from albumforge.context import Context
from albumforge.errors import MediaError, NoUsableMedia
from albumforge.media.regular import open_regular, read_error
from albumforge.media.sniff import VIDEO_SUFFIXES

_NAMED = 8
_LONGEST = 12
"""Characters of a suffix; what is longer is no suffix."""


@dataclass(frozen=True)
class Candidate:
    """A file that may be a video.

    Attributes:
        path: the file, from the root of the file system, links followed.
        root: the folder that was given, or the one that a single file lies in.
    """

    path: Path
    root: Path

    @property
    def relative(self) -> str:
        """The path below the root, with ``/`` between its parts."""
        return self.path.relative_to(self.root).as_posix()


@dataclass
class Found:
    """What files and folders stand for.

    Attributes:
        videos: each once.
        others: suffix, in lower case → number of files that are no videos by their names.
        unread: folders that cannot be read, with a clause that says why.
    """

    videos: list[Candidate] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    unread: list[tuple[Path, str]] = field(default_factory=list)

    def others_told(self) -> str:
        """Return how many files were not looked at, a sentence; "" where there are none."""
        count = self.others.total()
        if not count:
            return ""
        most = sorted(self.others.items(), key=lambda item: (-item[1], item[0]))[:_NAMED]
        named = [f"{number:,} {suffix}" for suffix, number in most]
        rest = count - sum(number for _, number in most)
        named += [f"{rest:,} more"] if rest else []
        were = "file of another kind was" if count == 1 else "files of other kinds were"
        return f"{count:,} {were} not looked at: {', '.join(named)}."


def candidates(files: Sequence[Path], context: Context, *, every: bool = False) -> Found:
    """Return the files given, and those below the folders given whose names are of videos, each once.

    Hidden files and folders and links below a folder do not count.

    Args:
        every: files below folders count whatever their names are.

    Raises:
        MediaError: a file that was given is not there, or is no file; a folder that was given cannot be read.
        NoUsableMedia: there is none.
        Cancelled: the context asked to stop.
    """
    found = Found()
    videos: dict[Path, Candidate] = {}
    for file in files:
        path = file.resolve()
        if path.is_dir():
            for below in _videos_below(path, found, every=every):
                context.check()
                videos.setdefault(below, Candidate(below, path))
            continue
        try:
            open_regular(path).close()
        except MediaError as error:
            raise MediaError(file, error.reason) from error
        videos.setdefault(path, Candidate(path, path.parent))
    if not videos and not found.unread:
        said = ", ".join(map(str, files)) or "Nothing"
        raise NoUsableMedia(f"{said}: there are no videos.", hint=found.others_told())
    found.videos = list(videos.values())
    return found


def _videos_below(folder: Path, found: Found, *, every: bool) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        reason = "no permission to read the folder" if isinstance(error, PermissionError) else ""
        reason = reason or read_error(error.filename, error).reason
        if Path(error.filename) == folder:
            raise MediaError(folder, reason) from error
        found.unread.append((Path(error.filename), reason))

    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or path.is_symlink():
                continue
            suffix = path.suffix.lower()
            if every or suffix in VIDEO_SUFFIXES:
                yield path
            else:
                found.others[suffix if 1 < len(suffix) <= _LONGEST else "without a suffix"] += 1
