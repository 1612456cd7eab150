"""The files of a folder that may be videos of the farm."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from albumforge.context import Context
from albumforge.media.sniff import VIDEO_SUFFIXES
from albumforge.services.farm.roots import LONGEST_PATH


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


def walk(folder: Path, leave_out: tuple[Path, ...], inside: Callable[[Path], bool], context: Context) -> Walked:
    """Look through a folder; hidden files and folders do not count, and links are not followed.

    Args:
        leave_out: folders that are not looked into.
        inside: whether a path lies in the farm's folders; a link that leads out of them is named.

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
                if _is_named(entry.name) and not inside(Path(entry.path)):
                    walked.refused.append(f"{_shown(entry.path)} is a link that leads out of the farm's folders.")
            elif _is_named(entry.name):
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
    except OSError:  # it went away just now
        return
    walked.files[entry.path] = (status.st_size, status.st_mtime_ns)


def _is_named(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in VIDEO_SUFFIXES  # noqa: PTH122 - faster than Path for many files


def _shown(path: str) -> str:
    return path.encode("utf-8", "replace").decode()
