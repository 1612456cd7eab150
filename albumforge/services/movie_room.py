"""How much room films and jobs take, and whether there is room for more."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Literal

from peewee import fn

from albumforge.errors import StorageError
from albumforge.services.disk import free_bytes
from albumforge.services.failures import DISK_FULL, MAKE_ROOM
from albumforge.services.movie_plan import MoviePlan
from albumforge.services.movie_queue import movies_folder
from albumforge.services.states import Status

_GB = 10**9


class NoRoom(StorageError):
    """Raised where there is no room for more files.

    Attributes:
        code: ``disk_full`` or ``quota``.
    """

    def __init__(self, code: Literal["disk_full", "quota"], message: str, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.code = code


@dataclass(frozen=True)
class Usage:
    """Bytes.

    Attributes:
        used: by a user's films and cutting jobs: what was given, and what was made of it.
        quota: that they may take, or None.
        free: on the disk, less what is kept free.
    """

    used: int
    quota: int | None
    free: int

    @property
    def room(self) -> int:
        """Bytes that may come."""
        return self.free if self.quota is None else max(0, min(self.free, self.quota - self.used))


class MovieRoom(MoviePlan):
    """Films and the room they take."""

    def usage(self, user: int | None = None) -> Usage:
        """Return how much room a user's films and jobs take (None: everybody's), and how much there is."""
        folder = movies_folder(self._settings)
        with self._database.session() as tables:
            movie, file = tables.movie, tables.movie_file
            there = movie.status != Status.EXPIRED
            mine = there if user is None else there & (movie.user == user)
            copied = file.select(fn.SUM(file.size)).join(movie).where(mine & (file.stored != ""))
            used = int(copied.tuples()[0][0] or 0)
            job = tables.job
            kept = job.status != Status.EXPIRED
            kept = kept if user is None else kept & (job.user == user)
            used += int(job.select(fn.SUM(job.size)).where(kept).tuples()[0][0] or 0)
            results = [folder / row.work_id / row.result for row in movie.select().where(mine & (movie.result != ""))]
        for result in results:
            with contextlib.suppress(OSError):
                used += result.stat().st_size
        quota = round(self._settings.quota_gb * _GB) if self._settings.quota_gb > 0 and user is not None else None
        return Usage(used, quota, self._free())

    def room(self, user: int | None, size: int) -> None:
        """Check that `size` bytes more may come from a user.

        Raises:
            NoRoom: they may not; `code` says why.
        """
        if size > self._free():
            raise NoRoom("disk_full", DISK_FULL, MAKE_ROOM)
        if user is None or self._settings.quota_gb <= 0:
            return
        usage = self.usage(user)
        if size > usage.room:
            used, quota = usage.used / _GB, (usage.quota or 0) / _GB
            raise NoRoom(
                "quota",
                f"Films and jobs may take {quota:.3g} GB; they take {used:.3g} GB, "
                f"and this would be {size / _GB:.3g} GB more.",
                "Delete films, pictures or jobs that are not needed any more.",
            )

    def _free(self) -> int:
        """Bytes that may still be written to the disk of the films."""
        return max(0, free_bytes(movies_folder(self._settings)) - round(self._settings.disk_reserve_gb * _GB))
