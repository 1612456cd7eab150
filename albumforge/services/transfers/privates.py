"""Private blocks: each is its owner's consent to one download of one receiver, or is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import peewee as pw

from albumforge.errors import NotFound
from albumforge.models.tables import Tables, now
from albumforge.services.farm.store import locked
from albumforge.services.transfers.reports import Report
from albumforge.services.transfers.states import Action, Private
from albumforge.services.transfers.steps import PRIVATE, Status, not_allowed, percent_after
from albumforge.services.transfers.store import NO_TASK, Store, audit, key_of, private_of, privates_joined


class Privates:
    """The private blocks of a forge. Safe to use from many threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def due(self, user_id: int) -> list[Private]:
        """Return the private blocks that a user still has to upload, or to refuse, by series and source."""
        with self._store.database.session() as tables:
            table, upload = tables.transfer_private, tables.transfer_upload
            waiting = (upload.user == user_id) & (table.status != Status.DONE) & ~table.refused
            query = privates_joined(tables).where(waiting).order_by(upload.series, upload.source, table.id)
            return [self._told(tables, row) for row in query]

    def released_to(self, user_id: int, upload_ids: Sequence[int]) -> dict[int, list[str]]:
        """Return for whom uploads of a user were released: by their number names, the first one first."""
        found: dict[int, list[str]] = defaultdict(list)
        with self._store.database.session() as tables:
            table, download = tables.transfer_private, tables.transfer_download
            upload, user = tables.transfer_upload, tables.user
            mine = (upload.user == user_id) & upload.id.in_(list(upload_ids)) & (table.status == Status.DONE)
            query = table.select(upload.id, user.name).join(download).join(upload).switch(download).join(user)
            query = query.where(mine).group_by(upload.id, user.name).order_by(pw.fn.MIN(table.id))
            for number, name in query.tuples() if upload_ids else ():
                found[number].append(name)
        return found

    def get(self, user_id: int, private_id: int) -> Private:
        """Return a private block of a user's master.

        Raises:
            NotFound: the user has none of that number.
        """
        with self._store.database.session() as tables:
            return self._told(tables, self._found(tables, user_id, private_id))

    def report(self, user_id: int, private_id: int, report: Report) -> Private:
        """Take what an owner says of a private block; the last report of a release may come again.

        Status `Status.DONE` releases it. Status `Status.ERROR` with a message refuses the download, which ends it for
        the receiver with that message; without one, the upload failed. Any other status takes a refusal back.

        Raises:
            InvalidInput: something in it is not what it must be.
            NotFound: there is no such private block of a master of this user.
            Conflict: its state does not allow the step; nothing is changed.
        """
        target = report.checked(PRIVATE)
        refusal = report.message.strip() if target is Status.ERROR else ""
        with self._store.database.transaction() as tables:
            table = tables.transfer_private
            before = locked(table.select().where(table.id == private_id)).first()
            row = self._found(tables, user_id, private_id)
            columns: dict[str, Any] = {**report.columns, **percent_after(table, target, report.percent)}
            if refusal or target is not Status.ERROR:
                columns |= {"refused": bool(refusal), "message": refusal}
            step = table.update(status=int(target), updated=now(), **columns)
            changed = step.where((table.id == private_id) & table.status.in_(PRIVATE.before(target))).execute()
            if changed == 1:
                self._noted(tables, user_id, row.download, before.refused, target, report.hash, refusal)
            elif not report.repeats(before):
                raise not_allowed(before.status, target)
            return self._told(tables, self._found(tables, user_id, private_id))

    def _noted(
        self, tables: Tables, user_id: int, download: Any, refused: bool, target: Status, root: str, refusal: str
    ) -> None:
        """Write the audit log, and end the download where it is refused."""
        if refusal:
            table = tables.transfer_download
            ended = table.update(status=int(Status.ERROR), updated=now())
            ended.where((table.id == download.id) & (table.status != Status.DONE)).execute()
            audit(tables, Action.REFUSED, user_id, download=download, detail=refusal)
        elif target is Status.DONE:
            audit(tables, Action.RELEASED, user_id, download=download, detail=root)
        elif refused and target is not Status.ERROR:
            audit(tables, Action.RECONSIDERED, user_id, download=download)

    def _found(self, tables: Tables, user_id: int, private_id: int) -> Any:
        table, upload = tables.transfer_private, tables.transfer_upload
        row = privates_joined(tables).where((table.id == private_id) & (upload.user == user_id)).first()
        if row is None:
            raise NotFound(NO_TASK)
        return row

    def _told(self, tables: Tables, row: Any) -> Private:
        return private_of(row, key_of(tables, row.download.user_id))
