"""The videos that files and folders given by a user stand for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from albumforge.context import Context
from albumforge.errors import MediaError, NoUsableMedia
from albumforge.media.regular import open_regular
from albumforge.media.sniff import VIDEO_SUFFIXES


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


def candidates(files: Sequence[Path], context: Context) -> list[Candidate]:
    """Return the files given, and those below the folders given whose names are of videos, each once.

    Hidden files and folders and links below a folder do not count.

    Raises:
        MediaError: a file that was given is not there, or is no file.
        NoUsableMedia: there is none.
        Cancelled: the context asked to stop.
    """
    found: dict[Path, Candidate] = {}
    for file in files:
        path = file.resolve()
        if path.is_dir():
            for below in _videos_below(path):
                context.check()
                found.setdefault(below, Candidate(below, path))
            continue
        try:
            open_regular(path).close()
        except MediaError as error:
            raise MediaError(file, error.reason) from error
        found.setdefault(path, Candidate(path, path.parent))
    if not found:
        raise NoUsableMedia(f"{', '.join(map(str, files)) or 'Nothing'}: there are no videos.")
    return list(found.values())


def _videos_below(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise MediaError(error.filename, "no permission to read the folder") from error

    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() in VIDEO_SUFFIXES and not name.startswith(".") and not path.is_symlink():
                yield path
