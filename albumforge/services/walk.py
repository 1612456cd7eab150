"""The files below a folder that are wanted by their names."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from albumforge.context import Context

LONGEST_PATH = 2000
"""Bytes of a path, as an index of PostgreSQL holds it."""


@dataclass
class Walked:
    """What was found below a folder.

    Attributes:
        files: path → bytes, and time of the last change in nanoseconds.
        unseen: folders that could not be read; what lies below them is not known.
        refused: sentences on what was left out and should not be.
    """

    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def walk(
    folder: Path,
    leave_out: Collection[Path],
    wanted: Callable[[str], bool],
    context: Context,
    *,
    inside: Callable[[Path], bool] = lambda _: True,
) -> Walked:
    """Look through a folder; hidden files and folders do not count, and links are not followed.

    Args:
        leave_out: folders that are not looked into.
        wanted: whether a file counts, by its path.
        inside: whether a link leads to where the farm may work; one that does not is named.

    Raises:
        Cancelled: the context asked to stop.
    """
    walked, left = Walked(), {str(path) for path in leave_out}
    waiting = [str(folder)]
    while waiting:
        context.check()
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                found = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda one: one.name)
        except OSError as error:
            walked.unseen.append(place)
            walked.refused.append(
                f"The folder {_shown(place)} cannot be read: {(error.strerror or str(error)).lower()}."
            )
            continue
        for entry in reversed(found):  # the first is taken from the stack first
            if entry.is_dir(follow_symlinks=False) and entry.path not in left:
                waiting.append(entry.path)
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                continue
            if entry.is_symlink():
                if wanted(entry.path) and not inside(Path(entry.path)):
                    walked.refused.append(f"{_shown(entry.path)} is a link that leads out of the farm's folders.")
            elif wanted(entry.path):
                _take(entry, walked)
    return walked


def _take(entry: os.DirEntry[str], walked: Walked) -> None:
    try:
        length = len(entry.path.encode())
    except UnicodeEncodeError:
        walked.refused.append(f"{_shown(entry.path)}: its name is not UTF-8.")
        return
    if length > LONGEST_PATH:
        walked.refused.append(f"{entry.path[:80]}…: its path is longer than {LONGEST_PATH} bytes.")
        return
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:  # it went away just now
        return
    except OSError as error:
        walked.unseen.append(os.path.dirname(entry.path))  # noqa: PTH120
        walked.refused.append(f"{_shown(entry.path)} cannot be read: {(error.strerror or str(error)).lower()}.")
        return
    walked.files[entry.path] = (status.st_size, status.st_mtime_ns)


def suffix_of(path: str) -> str:
    """Return the suffix of a path in lower case; faster than `Path` for many files."""
    return os.path.splitext(path)[1].lower()  # noqa: PTH122


def _shown(path: str) -> str:
    return path.encode("utf-8", "replace").decode()
