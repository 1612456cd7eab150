"""The server's own copies of public blocks, made by workers, so that a sender's machine may go away."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from albumforge.context import Context
from albumforge.errors import Cancelled, ForgeError, InvalidInput, StorageError
from albumforge.models.tables import Tables, now
from albumforge.plugins import Registry
from albumforge.services.row_lease import LONGEST, RowLease
from albumforge.services.transfers.messages import Kept
from albumforge.services.transfers.store import Store

MOST_TRIES = 30
"""With pauses that grow to an hour: about a day in which places may be away."""
_LONGEST_PAUSE = 3600.0
_LONGEST_ERROR = 2000
_PATIENCE = 30.0
"""Seconds within one try that places may be away."""
_log = logging.getLogger(__name__)


class CopyStatus(IntEnum):
    """Where a copy stands."""

    WAITING = 0
    RUNNING = 1
    DONE = 2
    FAILED = 3


class Keeping:
    """The copies of a forge. Safe to use from many threads and processes: each is made by one of them."""

    def __init__(self, store: Store, plugins: Registry, send: Callable[[int, str], None]) -> None:
        """Prepare.

        Args:
            send: has a copy made some time soon, by its number and the place it goes to.
        """
        self._store = store
        self._plugins = plugins
        self._send = send

    def begin(self, tables: Tables, upload: Any) -> None:
        """Have a copy made of an upload that is completed, in its transaction; nothing happens without the setting."""
        place = self._store.settings.transfer_keep
        if place:
            row = tables.transfer_copy.create(upload=upload, root=upload.hash, place=place)
            self._store.database.after_commit(lambda: self._send(row.id, place))

    def of(self, tables: Tables, uploads: Sequence[int]) -> dict[int, str]:
        """Return how the copies of some uploads stand, by their numbers."""
        table = tables.transfer_copy
        rows = table.select(table.upload, table.status).where(table.upload.in_(list(uploads))).tuples()
        return {upload: CopyStatus(status).name.lower() for upload, status in rows}

    def run(self, copy_id: int, stopping: Callable[[], bool] = lambda: False) -> tuple[Kept, float]:
        """Make a copy.

        Args:
            stopping: answers whether this process was asked to stop.

        Returns:
            What came of it, and after how many seconds to try again where it was put off.
        """
        token = secrets.token_hex(16)
        row = self._claim(copy_id, token)
        if row is None:
            return (Kept.BUSY if self._waits(copy_id) else Kept.STALE), 0.0
        with self._lease(copy_id, token) as lease:
            try:
                self._copy(row, Context(cancelled=lambda: lease.lost or stopping()))
            except Cancelled:
                waiting = {"status": int(CopyStatus.WAITING), "tries": row.tries - 1}
                given_back = not lease.lost and self._write(copy_id, token, **waiting)
                return (Kept.INTERRUPTED if given_back else Kept.STALE), 0.0
            except Exception as error:
                return self._failed(row, token, error)
        done = self._write(copy_id, token, status=int(CopyStatus.DONE), error="")
        return (Kept.DONE if done else Kept.STALE), 0.0

    def lost(self, seconds: float) -> list[tuple[int, str]]:
        """Return number and place of the copies that are due and that nobody has looked at for so long."""
        moment = now()
        with self._store.database.session() as tables:
            table = tables.transfer_copy
            waiting = (table.status == CopyStatus.WAITING) & (table.not_before < moment - timedelta(seconds=seconds))
            orphaned = (table.status == CopyStatus.RUNNING) & (table.lease_expires < moment)
            return [(row.id, row.place) for row in table.select().where(waiting | orphaned)]

    def _copy(self, row: Any, context: Context) -> None:
        from albumforge.transfers.cids import binary_cid
        from albumforge.transfers.copying import copy_block
        from albumforge.transfers.sources import Sources

        settings = self._store.settings
        sources = [self._plugins.place(place) for place in settings.transfer_places]
        target, most = self._plugins.place(row.place), int(row.upload.size)
        try:
            room = target.room()
            if room is not None and room < most + settings.disk_reserve_gb * 1e9:
                raise StorageError(f"{target.address} has {room:,} bytes free; the block has {most:,}.")
            root = binary_cid(row.root)
            copy_block(
                root, Sources(sources, patience=_PATIENCE), target, context=context, most=most, patience=_PATIENCE
            )
        finally:
            for place in (*sources, target):
                place.close()

    def _failed(self, row: Any, token: str, error: Exception) -> tuple[Kept, float]:
        expected = isinstance(error, ForgeError)
        if not expected:
            _log.exception("copy %d could not be made", row.id)
        said = str(error) if expected else f"The server failed: {type(error).__name__}."
        final = isinstance(error, InvalidInput) or row.tries >= MOST_TRIES
        pause = min(_LONGEST_PAUSE, self._store.settings.retry_backoff * 2 ** (row.tries - 1))
        written = self._write(
            row.id,
            token,
            status=int(CopyStatus.FAILED if final else CopyStatus.WAITING),
            error=said[:_LONGEST_ERROR],
            not_before=now() + timedelta(seconds=pause),
        )
        if not written:
            return Kept.STALE, 0.0
        _log.warning("copy %d, try %d: %s", row.id, row.tries, said)
        return (Kept.FAILED, 0.0) if final else (Kept.PUT_OFF, pause)

    def _claim(self, copy_id: int, token: str) -> Any:
        with self._store.database.transaction() as tables:
            table, upload, moment = tables.transfer_copy, tables.transfer_upload, now()
            orphaned = (table.status == CopyStatus.RUNNING) & (table.lease_expires < moment)
            free = (table.id == copy_id) & ((table.status == CopyStatus.WAITING) | orphaned)
            claim = table.update(
                status=int(CopyStatus.RUNNING),
                lease=token,
                lease_expires=moment + timedelta(seconds=self._lasts),
                tries=table.tries + 1,
                updated=moment,
            )
            if claim.where(free).execute() != 1:
                return None
            return table.select(table, upload).join(upload).where(table.id == copy_id).get()

    def _waits(self, copy_id: int) -> bool:
        with self._store.database.session() as tables:
            table = tables.transfer_copy
            return bool(table.select().where((table.id == copy_id) & (table.status == CopyStatus.RUNNING)).exists())

    def _write(self, copy_id: int, token: str, **columns: Any) -> bool:
        """End a claim; answer whether it still held."""
        with self._store.database.transaction() as tables:
            table = tables.transfer_copy
            step = table.update(lease=None, lease_expires=None, updated=now(), **columns)
            return bool(step.where((table.id == copy_id) & (table.lease == token)).execute() == 1)

    def _lease(self, copy_id: int, token: str) -> RowLease:
        def renew(tables: Tables, expires: datetime) -> int:
            table = tables.transfer_copy
            mine = (table.id == copy_id) & (table.lease == token)
            return int(table.update(lease_expires=expires).where(mine).execute())

        return RowLease(self._store.database, renew, seconds=self._lasts, name=f"copy {copy_id}")

    @property
    def _lasts(self) -> float:
        return min(LONGEST, self._store.settings.lease_seconds)
