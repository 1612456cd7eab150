"""The audit log: who asked, who agreed or refused, what, and when. It is never trimmed, and outlives its users."""

from __future__ import annotations

from typing import Any

from albumforge.services.farm.paging import Asked, Page, ids_between, in_order
from albumforge.services.transfers.states import Action, Line
from albumforge.services.transfers.store import Store


class Log:
    """The audit log of a forge."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self, user_id: int, asked: Asked) -> Page[Line]:
        """Return a page of what a user may see, the newest first.

        That is what the user did, and what others did with the user's masters and downloads.
        """
        with self._store.database.session() as tables:
            table = tables.transfer_log
            concerned = (table.user == user_id) | (table.owner == user_id) | (table.receiver == user_id)
            ids = table.select(table.id).where(concerned)
            total = ids.count()
            found = ids_between(ids, [table.id], True, asked.offset, asked.per_page, total)
            rows = in_order(table.select().where(table.id.in_(found)), found) if found else []
            names = _by_id(tables.transfer_upload, "source_name", [row.upload for row in rows])
            people = _by_id(tables.user, "name", [row.receiver_id for row in rows])
            lines = [
                Line(
                    id=row.id,
                    time=row.time,
                    user_id=row.user_id,
                    user_name=row.user_name,
                    action=Action(row.action),
                    upload_id=row.upload,
                    download_id=row.download,
                    source_name=names.get(row.upload, ""),
                    receiver_name=people.get(row.receiver_id, ""),
                    detail=row.detail,
                )
                for row in rows
            ]
            return Page(lines, total, asked.page, asked.per_page)


def _by_id(table: Any, column: str, ids: list[int | None]) -> dict[int | None, str]:
    """Return a column of the rows that are still there, by their number."""
    wanted = {number for number in ids if number is not None}
    return dict(table.select(table.id, getattr(table, column)).where(table.id.in_(wanted)).tuples()) if wanted else {}
