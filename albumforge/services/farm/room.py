"""Places that have no room for results: their larger videos wait for a while before one of them is tried again."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from albumforge.models.tables import Tables, now
from albumforge.services.farm.roots import root_of
from albumforge.services.farm.store import Store, locked
from albumforge.settings import Settings

FIRST_SECONDS, LONGEST_SECONDS = 60.0, 600.0
"""How long they wait: doubled each time."""
_FULL = re.compile(r"No space left on device|Disk quota exceeded|\[Errno (?:28|122)\]")


def place_of(settings: Settings, dest: Path) -> str:
    """Return the folder of the farm that a result is in: the setting `farm_dest`, or one of `farm_roots`."""
    if settings.farm_dest is not None and dest.is_relative_to(settings.farm_dest):
        return str(settings.farm_dest)
    return str(root_of(settings, dest) or dest.parent)


def note_full(store: Store, tables: Tables, task: Any) -> str:
    """Note that there was no room for the result of a task, in the transaction of the caller.

    Returns:
        The place, where that is news; else "".
    """
    table, place, moment = tables.farm_full, place_of(store.settings, Path(task.dest)), now()
    row = locked(table.select().where(table.place == place)).first()
    if row is None:
        columns = {"place": place, "size": task.source_size, "seconds": FIRST_SECONDS}
        until = moment + timedelta(seconds=FIRST_SECONDS)
        return place if table.insert(**columns, until=until).on_conflict_ignore().execute() else ""
    if row.until > moment:
        table.update(size=min(row.size, task.source_size)).where(table.id == row.id).execute()
        return ""
    seconds = min(LONGEST_SECONDS, row.seconds * 2)
    columns = {"size": task.source_size, "seconds": seconds, "until": moment + timedelta(seconds=seconds)}
    table.update(**columns).where(table.id == row.id).execute()
    return ""


def note_room(store: Store, tables: Tables, task: Any) -> None:
    """Note that there was room for the result of a task, in the transaction of the caller."""
    table, place = tables.farm_full, place_of(store.settings, Path(task.dest))
    table.delete().where((table.place == place) & (table.size <= task.source_size)).execute()


def with_room(store: Store, tables: Tables, dest: Path | None) -> list[Any]:
    """Return conditions on videos that leave out those for whose results there was no room a short while ago.

    Args:
        dest: folder or file of the results; None: each is beside its source.
    """
    table, video = tables.farm_full, tables.farm_video
    found = []
    for row in table.select().where(table.until > now()):
        too_large = video.size >= row.size
        if dest is None:
            begin, end = f"{row.place}/", f"{row.place}0"  # '0' comes right after '/'
            found.append(~(too_large & (video.path > begin) & (video.path < end)))
        elif row.place == place_of(store.settings, dest):
            found.append(~too_large)
    return found


def sounds_full(error: str) -> bool:
    """Whether a worker that says no more than what the system said of an error had no room."""
    return _FULL.search(error) is not None
