"""What the operating system tells of changes in folders. It only hints where to look: some changes go untold."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from watchdog.events import (
    DirCreatedEvent,
    DirModifiedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

_KINDS: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirModifiedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
"""Without those of reading: to look at files is none that calls for a look."""
_MOST = 64
"""Folders to look at, of one watched folder; with more, all of it is looked at."""


@dataclass
class _Watched:
    handle: Any
    inode: tuple[int, int]
    dirty: set[str] = field(default_factory=set)


class Hints:
    """The folders in which something changed. Safe to use from many threads."""

    def __init__(self, wake: Callable[[], object]) -> None:
        """Prepare.

        Args:
            wake: is called, from other threads, once there is a hint.
        """
        self._wake = wake
        self._observer: Any = None
        self._watched: dict[Path, _Watched] = {}
        self._lock = threading.Lock()

    def watch(self, folder: Path) -> str:
        """Have changes below a folder told; return why that cannot be, a sentence with what to do, or "".

        A folder that was put in the place of one that was watched is watched instead.
        """
        try:
            status = folder.stat()
        except OSError:
            self.leave(folder)
            return ""
        inode = (status.st_dev, status.st_ino)
        with self._lock:
            held = self._watched.get(folder)
        try:
            if held is None or held.inode != inode:
                self.leave(folder)
                handle = self._started().schedule(_Told(self, folder), str(folder), recursive=True, event_filter=_KINDS)
                with self._lock:
                    self._watched[folder] = _Watched(handle, inode)
            _check_limit(folder)
        except OSError as error:
            return _why_not(error)
        return ""

    def leave(self, folder: Path) -> None:
        """Have nothing told of a folder any more."""
        with self._lock:
            held = self._watched.pop(folder, None)
        if held is not None:
            with contextlib.suppress(KeyError):  # it went away by itself, with its folder
                self._observer.unschedule(held.handle)

    def close(self) -> None:
        """Have nothing told any more."""
        observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()
            observer.join()
        with self._lock:
            self._watched.clear()

    def _started(self) -> Any:
        """Return the one observer: each would take one of the few instances that a user may have."""
        if self._observer is None:
            observer = Observer()
            observer.start()
            self._observer = observer
        return self._observer

    def note(self, folder: Path, place: str) -> None:
        """Take down that something changed in a place below a watched folder."""
        with self._lock:
            held = self._watched.get(folder)
            if held is None:
                return
            held.dirty.add(place)
        self._wake()

    def take(self, folder: Path) -> list[Path]:
        """Return the folders in which something changed since they were asked for, none below another one of them."""
        with self._lock:
            held = self._watched.get(folder)
            if held is None or not held.dirty:
                return []
            dirty, held.dirty = held.dirty, set()
        if len(dirty) > _MOST:
            return [folder]
        places = sorted(Path(place) for place in dirty)
        chosen: list[Path] = []
        for place in places:
            if not chosen or not place.is_relative_to(chosen[-1]):
                chosen.append(place)
        return [folder if not place.is_relative_to(folder) else place for place in chosen]


class _Told(FileSystemEventHandler):
    """Takes down where events say that something changed."""

    def __init__(self, hints: Hints, folder: Path) -> None:
        self._hints = hints
        self._folder = folder

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            if path:
                name = os.fsdecode(path)
                self._hints.note(self._folder, name if event.is_directory else os.path.dirname(name))  # noqa: PTH120


def _check_limit(folder: Path) -> None:
    """See whether a folder more could be watched: watchdog says nothing of those below that could not.

    Raises:
        OSError: the limit of watches is reached.
    """
    try:
        from watchdog.observers import inotify_c
    except ImportError:  # other systems have other means, and other limits
        return
    descriptor = inotify_c.inotify_init()
    if descriptor == -1:
        return  # nothing is known
    try:
        if inotify_c.inotify_add_watch(descriptor, os.fsencode(folder), _MODIFIED) == -1:
            number = ctypes.get_errno()
            if number == errno.ENOSPC:
                raise OSError(number, os.strerror(number))
    finally:
        os.close(descriptor)


_MODIFIED = 2  # IN_MODIFY of inotify(7)


def _why_not(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return (
            "The limit fs.inotify.max_user_watches is reached: changes are found by looking from time to time alone. "
            "To raise it: sudo sysctl fs.inotify.max_user_watches=1048576"
        )
    if error.errno == errno.EMFILE:
        return (
            "The limit fs.inotify.max_user_instances is reached: changes are found by looking from time to time alone. "
            "To raise it: sudo sysctl fs.inotify.max_user_instances=1024"
        )
    return f"Changes are found by looking from time to time alone: {(error.strerror or str(error)).lower()}."
