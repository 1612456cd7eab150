"""Which workers of this machine are alive: each holds a lock on a file that bears its id."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from albumforge.queue.runtime import FileLock, is_locked


class Presence:
    """The workers' locks of one home."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "queue" / "workers"

    def announce(self, worker_id: str) -> FileLock:
        """Take the lock that says this worker is alive; it is given back when the process ends, however it ends."""
        path = self._file(worker_id)
        while True:
            lock = FileLock(path)
            lock.acquire(wait=True)
            if lock.is_of(path):
                return lock
            lock.release()  # taken for dead and removed between its making and its locking

    def is_dead(self, worker_id: str) -> bool:
        """Whether a worker of this machine is known to be dead; never for one of another machine."""
        path = self._file(worker_id)
        return path.exists() and not is_locked(path)

    def anyone(self) -> bool:
        """Whether a worker of this machine is alive."""
        return any(is_locked(path) for path in self._folder.glob("*.lock"))

    def count(self) -> int:
        """How many workers of this machine are alive."""
        return sum(is_locked(path) for path in self._folder.glob("*.lock"))

    def bury(self, last_rites: Callable[[str], object]) -> list[str]:
        """Call `last_rites` for each dead worker that nobody else attends to, then forget it; return their ids.

        Where it raises, the worker stays to be found again.
        """
        buried = []
        for path in sorted(self._folder.glob("*.lock")):
            lock = FileLock(path)
            if not lock.acquire():
                continue
            try:
                if path.exists():  # else another one was faster
                    last_rites(path.stem)
                    path.unlink(missing_ok=True)
                    buried.append(path.stem)
            finally:
                lock.release()
        return buried

    def _file(self, worker_id: str) -> Path:
        return self._folder / f"{worker_id}.lock"
