"""What workers leave on the disk of the farm: it is removed once its task has ended."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
from datetime import timedelta
from pathlib import Path

from albumforge.models.tables import now
from albumforge.services.farm.states import TaskStatus
from albumforge.services.farm.store import Store

LATELY = timedelta(days=3)
"""Tasks that ended longer ago have nothing left."""
OLD_SECONDS = 3600.0
"""Files that somebody wrote after the end of their task go after so long."""
_PART = re.compile(r"\.transcode-(\d{1,9})(?:\..*)?")


def remove(part: Path) -> None:
    """Remove what a worker wrote, whatever it is; what cannot be removed stays."""
    with contextlib.suppress(OSError):
        if part.is_dir() and not part.is_symlink():
            shutil.rmtree(part)
        else:
            part.unlink()


def remove_parts(store: Store) -> None:
    """Remove what tasks left that ended not long ago.

    A master may have been killed before it did; a worker may have gone on after it was taken over.
    """
    with store.database.session() as tables:
        table = tables.farm_task
        lately = (table.ended > now() - LATELY) & (table.part != "")
        rows = list(table.select(table.part, table.status).where(lately).tuples())
    for part, status in rows:
        if status == TaskStatus.FAILED:
            remove(Path(part))
    for folder in {Path(part).parent for part, _ in rows}:
        _remove_old(store, folder)


def _remove_old(store: Store, folder: Path) -> None:
    """Remove parts of tasks that have ended, under whatever extension."""
    old: dict[int, list[Path]] = {}
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _PART.fullmatch(entry.name)
            if found and time.time() - entry.stat(follow_symlinks=False).st_mtime > OLD_SECONDS:
                old.setdefault(int(found[1]), []).append(Path(entry.path))
    with store.database.session() as tables:
        table = tables.farm_task
        ended = table.id.in_(list(old)) & table.status.in_([TaskStatus.COMPLETED, TaskStatus.FAILED])
        numbers = [row[0] for row in table.select(table.id).where(ended).tuples()] if old else []
    for number in numbers:
        for path in old[number]:
            remove(path)
