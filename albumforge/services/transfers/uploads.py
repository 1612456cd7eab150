"""Uploads of public blocks: begun, reported on by their owners, listed."""

from __future__ import annotations

import secrets

import peewee as pw

from albumforge.errors import InvalidInput, NotFound, Unavailable
from albumforge.models.tables import now
from albumforge.services.farm.paging import Asked, Page, ids_between, in_order
from albumforge.services.transfers.keeping import Keeping
from albumforge.services.transfers.reports import LARGEST_SERIES, LONGEST_NAME, Report, check_text
from albumforge.services.transfers.states import Action, Upload
from albumforge.services.transfers.steps import UPLOAD, Status, not_allowed, percent_after
from albumforge.services.transfers.store import NO_TASK, Store, audit

_FIRST, _COUNT = 100_000_000, 900_000_000
_TRIES = 5


class Uploads:
    """The uploads of a forge. Safe to use from many threads and processes."""

    def __init__(self, store: Store, keeping: Keeping) -> None:
        self._store = store
        self._keeping = keeping

    def add(self, user_id: int, series_id: int, uuid: str, source_name: str) -> Upload:
        """Begin an upload; its source has nine digits at random, so that others' are not found by counting.

        Args:
            series_id: number of the series, 0 or more.
            uuid: what the client calls it.
            source_name: of the master.

        Raises:
            InvalidInput: one of these is not what it must be.
            NotFound: there is no such user.
        """
        if not 0 <= series_id <= LARGEST_SERIES:
            raise InvalidInput(f"series_id: must be a whole number from 0 to {LARGEST_SERIES}, not {series_id}.")
        check_text("uuid", uuid, LONGEST_NAME, seen=True, needed=True)
        check_text("source_name", source_name, LONGEST_NAME, needed=True)
        for _ in range(_TRIES):
            try:
                with self._store.database.transaction() as tables:
                    if not tables.user.select().where(tables.user.id == user_id).exists():
                        raise NotFound("There is no such user.")
                    row = tables.transfer_upload.create(
                        user=user_id,
                        source=_FIRST + secrets.randbelow(_COUNT),
                        series=series_id,
                        uuid=uuid,
                        source_name=source_name,
                    )
                    audit(tables, Action.CREATED, user_id, upload=row.id, owner=user_id)
                    return Upload.of(row)
            except pw.IntegrityError:  # the number is taken
                continue
        raise Unavailable("No free number was found for the source.", hint="Try again.")

    def get(self, user_id: int, upload_id: int) -> Upload:
        """Return an upload of a user.

        Raises:
            NotFound: the user has none of that number.
        """
        with self._store.database.session() as tables:
            table = tables.transfer_upload
            row = table.get_or_none((table.id == upload_id) & (table.user == user_id))
        if row is None:
            raise NotFound(NO_TASK)
        return Upload.of(row)

    def report(self, user_id: int, upload_id: int, report: Report) -> Upload:
        """Take what a client says of an upload; the last report may come again.

        Raises:
            InvalidInput: something in it is not what it must be.
            NotFound: the user has no such upload.
            Conflict: its state does not allow the step; nothing is changed.
        """
        target = report.checked(UPLOAD)
        with self._store.database.transaction() as tables:
            table = tables.transfer_upload
            mine = (table.id == upload_id) & (table.user == user_id)
            columns = {**report.columns, **percent_after(table, target, report.percent)}
            step = table.update(status=int(target), updated=now(), **columns)
            changed = step.where(mine & table.status.in_(UPLOAD.before(target))).execute()
            row = table.get_or_none(mine)
            if row is None:
                raise NotFound(NO_TASK)
            if changed != 1 and not report.repeats(row):
                raise not_allowed(row.status, target)
            if changed == 1 and target is Status.DONE:
                audit(tables, Action.UPLOADED, user_id, upload=row.id, owner=user_id, detail=row.hash)
                self._keeping.begin(tables, row)
            return Upload.of(row)

    def list(self, user_id: int, asked: Asked) -> Page[Upload]:
        """Return a page of a user's uploads, the newest first."""
        with self._store.database.session() as tables:
            table = tables.transfer_upload
            ids = table.select(table.id).where(table.user == user_id)
            total = ids.count()
            found = ids_between(ids, [table.id], True, asked.offset, asked.per_page, total)
            rows = in_order(table.select().where(table.id.in_(found)), found) if found else []
            copies = self._keeping.of(tables, found)
            return Page([Upload.of(row, copies.get(row.id, "")) for row in rows], total, asked.page, asked.per_page)
