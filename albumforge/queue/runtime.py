"""A private folder for sockets, short enough for their paths, and file locks that say who is alive."""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
import tempfile
from pathlib import Path

from albumforge.errors import Unavailable

SOCKET_LIMIT = 107
"""Longest path of a Unix socket, in bytes (`sockaddr_un.sun_path` has 108 with the final zero)."""


def socket_path(home: Path) -> Path:
    """Return where the socket of the server of `home` goes; the folder is made, private to this user.

    Raises:
        Unavailable: no folder for it can be had.
    """
    name = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:20] + ".sock"
    candidates = []
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and Path(runtime).is_dir():
        candidates.append(Path(runtime) / "albumforge")
    candidates += [Path(folder) / f"albumforge-{os.getuid()}" for folder in (tempfile.gettempdir(), "/tmp")]  # noqa: S108
    for folder in candidates:
        path = folder / name
        if len(os.fsencode(path)) <= SOCKET_LIMIT and private_folder(folder):
            return path
    raise Unavailable(
        "There is no private folder for the queue's socket.",
        hint=f"Make {candidates[-1]} a folder of your own with mode 700, or set redis_url.",
    )


def private_folder(folder: Path) -> bool:
    """Make `folder` with mode 700 if it is missing; answer whether it is a folder that only this user can enter."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and stat.S_IMODE(found.st_mode) & 0o077 == 0


class FileLock:
    """A `flock` on a file: freed by the kernel when its holder ends, however it ends.

    Each object has an open file description of its own, so two in one process exclude each other too.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = -1

    def acquire(self, *, shared: bool = False, wait: bool = False) -> bool:
        """Take the lock, or turn the one held from shared to exclusive or back; answer whether it is held so.

        Where an exchange fails, the lock held before is lost.
        """
        if self._descriptor < 0:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self._descriptor, mode if wait else mode | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        return True

    @property
    def held(self) -> bool:
        """Whether this object holds it."""
        return self._descriptor >= 0

    def fileno(self) -> int:
        """Descriptor of the open file; for handing the lock to a child."""
        return self._descriptor

    def is_of(self, path: Path) -> bool:
        """Whether the file locked is the one now found at `path`."""
        try:
            return os.path.samestat(os.fstat(self._descriptor), path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Give the lock back; a child that inherited the descriptor goes on holding it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def is_locked(path: Path) -> bool:
    """Whether somebody holds an exclusive lock on the file. One that does not exist is not locked."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
