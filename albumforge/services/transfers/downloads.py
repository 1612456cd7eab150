"""Downloads of masters: asked for, reported on by their receivers, listed."""

from __future__ import annotations

from typing import Any

from albumforge.errors import Conflict, NotFound
from albumforge.models.tables import Tables, now
from albumforge.services.farm.paging import Asked, Page, ids_between, in_order
from albumforge.services.farm.store import locked
from albumforge.services.transfers.reports import check_percent
from albumforge.services.transfers.states import Action, Download
from albumforge.services.transfers.steps import DOWNLOAD, NEEDS_CONSENT, Status, not_allowed, percent_after
from albumforge.services.transfers.store import NO_TASK, Store, audit, download_of, downloads_joined, key_of


class Downloads:
    """The downloads of a forge. Safe to use from many threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ask(self, user_id: int, source_id: int) -> tuple[Download, bool]:
        """Ask for a master; its owner is asked to agree. Who asked already, and has not got it, gets the same task.

        Returns:
            The task, and whether it is new.

        Raises:
            NotFound: there is no such master.
            Conflict: its public block is not completely uploaded.
        """
        with self._store.database.transaction() as tables:
            table = tables.transfer_upload
            upload = locked(table.select().where(table.source == source_id)).first()  # whoever else asks waits
            if upload is None:
                raise NotFound("There is no such source.")
            if upload.status != Status.DONE:
                raise Conflict("The public block of this source is not completely uploaded yet.", hint="Ask later.")
            known = self._open(tables, user_id, upload.id)
            if known is not None:
                return self._told(tables, known), False
            row = tables.transfer_download.create(user=user_id, upload=upload)
            tables.transfer_private.create(download=row)
            audit(tables, Action.ASKED, user_id, download=row)
            return self._told(tables, row), True

    def get(self, user_id: int, download_id: int) -> Download:
        """Return a download of a user.

        Raises:
            NotFound: the user has none of that number.
        """
        with self._store.database.session() as tables:
            return self._told(tables, self._found(tables, user_id, download_id))

    def report(self, user_id: int, download_id: int, said: int, percent: float | None = None) -> Download:
        """Take what a receiver says of a download; the last report may come again.

        Raises:
            InvalidInput: a download has no such status, or the progress is none.
            NotFound: the user has no such download.
            Conflict: its state does not allow the step, or the owner has not agreed to it; nothing is changed.
        """
        target = DOWNLOAD.checked(said)
        check_percent(percent)
        with self._store.database.transaction() as tables:
            # Its private block is locked first, here and by its owner: consent does not change meanwhile.
            blocks = tables.transfer_private
            block = locked(blocks.select().where(blocks.download == download_id)).first()
            row = self._found(tables, user_id, download_id)
            if not target == row.status == Status.DONE:
                if block.refused and target is not Status.ERROR:
                    raise Conflict("The owner does not agree to this download.", hint=block.message)
                if target in NEEDS_CONSENT and block.status != Status.DONE:
                    raise Conflict("The owner has not agreed to this download yet; there is no private block.")
                self._step(tables, row, target, percent)
                if target is Status.DONE:
                    audit(tables, Action.RECEIVED, user_id, download=row)
            return self._told(tables, self._found(tables, user_id, download_id))

    def list(self, user_id: int, asked: Asked) -> Page[Download]:
        """Return a page of a user's downloads, the newest first."""
        with self._store.database.session() as tables:
            table = tables.transfer_download
            ids = table.select(table.id).where(table.user == user_id)
            total = ids.count()
            found = ids_between(ids, [table.id], True, asked.offset, asked.per_page, total)
            rows = in_order(downloads_joined(tables).where(table.id.in_(found)), found) if found else []
            return Page([self._told(tables, row) for row in rows], total, asked.page, asked.per_page)

    def _step(self, tables: Tables, row: Any, target: Status, percent: float | None) -> None:
        table = tables.transfer_download
        step = table.update(status=int(target), updated=now(), **percent_after(table, target, percent))
        if step.where((table.id == row.id) & table.status.in_(DOWNLOAD.before(target))).execute() != 1:
            raise not_allowed(row.status, target)

    def _open(self, tables: Tables, user_id: int, upload_id: int) -> Any:
        """Return the newest download of an upload by a user that has not ended, or None."""
        table, block = tables.transfer_download, tables.transfer_private
        query = downloads_joined(tables).switch(table).join(block)
        mine = (table.user == user_id) & (table.upload == upload_id)
        return query.where(mine & (table.status != Status.DONE) & ~block.refused).order_by(table.id.desc()).first()

    def _found(self, tables: Tables, user_id: int, download_id: int) -> Any:
        table = tables.transfer_download
        row = downloads_joined(tables).where((table.id == download_id) & (table.user == user_id)).first()
        if row is None:
            raise NotFound(NO_TASK)
        return row

    def _told(self, tables: Tables, row: Any) -> Download:
        table = tables.transfer_private
        block = table.get(table.download == row.id)
        return download_of(row, block, key_of(tables, row.upload.user_id))
