"""Whether watch folders are to be looked after; loads nothing of what does so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the database's library is loaded when a process knows which driver it needs
    from albumforge.models.database import Database


def is_wanted(database: Database) -> bool:
    """Whether there is a rule that is to be followed."""
    with database.session() as tables:
        table = tables.watch_rule
        return bool(table.select().where(table.active & ~table.paused).exists())
