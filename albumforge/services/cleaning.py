"""What a round of housekeeping would clear away, counted without touching it; and old lines of logs."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from albumforge.media.cache import due_of
from albumforge.media.publish import ABANDONED_SECONDS, TEMPORARY_PREFIX
from albumforge.models.database import Database
from albumforge.models.tables import Tables, now
from albumforge.services.accounts import is_good
from albumforge.services.care import AT_REST
from albumforge.services.samples import FOLDER, KEPT_DAYS
from albumforge.services.works import ALL, FILMS
from albumforge.settings import Settings
from albumforge.transcoders.quarantine import Quarantine

_AT_ONCE = 5000
"""Lines deleted in one transaction, so that nobody waits long."""


@dataclass(frozen=True)
class Cleared:
    """What goes, or went.

    Attributes:
        what: ``films``, ``jobs``, ``uploads``, ``cache``, ``tokens``, ``film_log``, ``farm_log`` or ``originals``.
        size: bytes on the disk.
    """

    what: str
    count: int
    size: int


def due(settings: Settings, database: Database) -> tuple[Cleared, ...]:
    """Return what a round of housekeeping would clear away now. Originals may stay that prove to be needed yet.

    Raises:
        Unavailable: the database does not answer.
    """
    found = []
    with database.session() as tables:
        if settings.expire_days > 0:
            horizon = now() - timedelta(days=settings.expire_days)
            for works in ALL:
                table = works.table(tables)
                rows = table.select(table.work_id).where(table.status.in_(AT_REST) & (table.updated < horizon))
                folders = [works.folder(settings) / row.work_id for row in rows]
                size = sum(size for folder in folders for _, size in _files(folder))
                found.append(Cleared(f"{works.noun}s", len(folders), size))
        found.append(Cleared("tokens", tables.token.select().where(~is_good(tables.token)).count(), 0))
        if settings.log_days > 0:
            horizon = now() - timedelta(days=settings.log_days)
            found += [Cleared(what, _old(table, moment, horizon).count(), 0) for what, table, moment in _lines(tables)]
    found += [_cleared("uploads", _temporaries(settings)), _cleared("cache", _cache(settings)), _originals(settings)]
    return tuple(found)


def less(before: Iterable[Cleared], after: Iterable[Cleared]) -> tuple[Cleared, ...]:
    """Return what was there before and is not there any more."""
    left = {one.what: one for one in after}
    none = Cleared("", 0, 0)
    return tuple(
        Cleared(
            one.what,
            max(0, one.count - left.get(one.what, none).count),
            max(0, one.size - left.get(one.what, none).size),
        )
        for one in before
    )


def sweep_lines(database: Database, days: float) -> int:
    """Delete lines of logs that are older than so many days; return how many. The audit log of transfers stays."""
    horizon = now() - timedelta(days=days)
    deleted = 0
    for index in range(2):
        while True:
            with database.transaction() as tables:
                _, table, moment = list(_lines(tables))[index]
                some = _old(table, moment, horizon).order_by(moment, table.id).limit(_AT_ONCE)
                count = table.delete().where(table.id.in_([row.id for row in some])).execute()
            deleted += count
            if count < _AT_ONCE:
                break
    return deleted


def _lines(tables: Tables) -> Iterator[tuple[str, Any, Any]]:
    yield "film_log", tables.movie_log, tables.movie_log.created
    yield "farm_log", tables.farm_log, tables.farm_log.time


def _old(table: Any, moment: Any, horizon: datetime) -> Any:
    return table.select(table.id).where(moment < horizon)


def _cache(settings: Settings) -> Iterator[tuple[Path, int]]:
    paths = due_of(settings.cache, round(settings.cache_gb * 1e9), settings.cache_days * 86_400)
    seen = {file.path for file in paths}
    yield from ((file.path, file.size) for file in paths)
    yield from _older(settings.cache / FOLDER, "*.*", KEPT_DAYS * 86_400, seen)


def _temporaries(settings: Settings) -> Iterator[tuple[Path, int]]:
    folder = FILMS.folder(settings)
    for film in folder.iterdir() if folder.is_dir() else ():
        yield from _older(film, f"{TEMPORARY_PREFIX}*", ABANDONED_SECONDS, set())


def _older(folder: Path, pattern: str, seconds: float, seen: set[Path]) -> Iterator[tuple[Path, int]]:
    for path in folder.glob(pattern):
        with contextlib.suppress(OSError):
            status = path.lstat()
            if path not in seen and time.time() - status.st_mtime > seconds and path.is_file():
                yield path, status.st_size


def _originals(settings: Settings) -> Cleared:
    days = settings.farm_keep_days
    entries = []
    for root in settings.farm_roots if days > 0 else ():
        with contextlib.suppress(OSError):
            entries += [entry for entry in Quarantine(root).entries() if entry.since < now() - timedelta(days=days)]
    return Cleared("originals", len(entries), sum(entry.size for entry in entries))


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            if path.is_file():
                yield path, path.lstat().st_size


def _cleared(what: str, files: Iterable[tuple[Path, int]]) -> Cleared:
    sizes = [size for _, size in files]
    return Cleared(what, len(sizes), sum(sizes))
