"""The farm's workers: who they are, whether they live, and what they are told to do."""

from __future__ import annotations

import logging
import re
import secrets
from dataclasses import dataclass
from typing import Any

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.models.tables import Tables, now
from albumforge.services.farm.overdue import drop_tasks, settle
from albumforge.services.farm.states import Action, Worker, WorkerType
from albumforge.services.farm.store import Store, locked

LONGEST_NAME = 120
"""Characters of a worker's name."""
NAME = r"[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*"
"""What a worker's name must match: no control characters, and not spaces alone."""
NO_WORKER = "There is no such worker."


@dataclass(frozen=True)
class Described:
    """What a worker says of itself.

    Attributes:
        name: by which it is known; up to `LONGEST_NAME` characters, none of them for control.
        kind: what it encodes with.
        vr: it takes videos of a sphere.
    """

    name: str
    kind: WorkerType
    vr: bool

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST_NAME or not re.fullmatch(NAME, self.name):
            raise InvalidInput(f"worker_name: must be 1 to {LONGEST_NAME} characters that can be seen.")


class Workers:
    """The workers of one farm. Safe to use from many threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def register(self, described: Described, *, again: bool = False) -> Worker:
        """Let a worker come online: a new one, one that was offline, or one that gave no sign for too long.

        What it had before is dealt with: its tasks fail, and a standing order is forgotten.

        Args:
            again: it comes and goes with its work; the log is not told each time.

        Raises:
            Conflict: a worker of that name is online.
        """
        with self._store.database.transaction() as tables:
            table, horizon = tables.farm_worker, self._store.horizon()
            row = locked(table.select().where(table.name == described.name)).first()
            columns: dict[str, Any] = {"kind": described.kind, "vr": described.vr, "online": True, "action": None}
            columns["seen"] = columns["registered"] = now()
            columns["registration"] = secrets.token_hex(16)
            if row is None:
                # Where another one registers the same name at this moment, one of the two is refused.
                inserted = table.insert(name=described.name, created=now(), **columns).on_conflict_ignore().execute()
                row = table.get_or_none(table.name == described.name)
                if not inserted or row.registration != columns["registration"]:
                    raise _online(described.name)
            elif row.online and row.seen > horizon:
                raise _online(described.name)
            else:
                drop_tasks(self._store, tables, row.id, f"worker {row.name} was taken over")
                table.update(**columns).where(table.id == row.id).execute()
                row = table.get_by_id(row.id)
            if not again:
                self._store.log(tables, logging.INFO, f"Worker {described.name} is online.")
            return Worker.of(row, horizon)

    def heartbeat(self, worker_id: int, name: str) -> Action | None:
        """Note that a worker lives; return the standing order.

        Raises:
            NotFound: there is no such worker.
        """
        settle(self._store)  # what it had before a long silence is lost, though it is back now
        with self._store.database.transaction() as tables:
            table = tables.farm_worker
            its = (table.id == worker_id) & (table.name == name)
            if table.update(seen=now(), online=True).where(its).execute() != 1:
                raise NotFound(NO_WORKER)
            action = table.select(table.action).where(its).scalar()
            return Action(action) if action else None

    def list(self, page: int = 1, per_page: int = 1000) -> list[Worker]:
        """Return the workers, in the order in which they first came."""
        settle(self._store)
        with self._store.database.session() as tables:
            table, horizon = tables.farm_worker, self._store.horizon()
            rows = table.select().order_by(table.id).paginate(page, per_page)
            return [Worker.of(row, horizon) for row in rows]

    def get(self, worker_id: int) -> Worker:
        """Return a worker.

        Raises:
            NotFound: there is none.
        """
        settle(self._store)
        with self._store.database.session() as tables:
            return Worker.of(self._row(tables, worker_id), self._store.horizon())

    def change(self, worker_id: int, described: Described) -> Worker:
        """Describe a worker anew.

        Raises:
            NotFound: there is none.
            Conflict: another one has that name.
        """
        with self._store.database.transaction() as tables:
            table = tables.farm_worker
            self._row(tables, worker_id)
            if table.select().where((table.name == described.name) & (table.id != worker_id)).exists():
                raise Conflict(f"Another worker is called {described.name}.")
            columns = {"name": described.name, "kind": described.kind, "vr": described.vr}
            table.update(**columns).where(table.id == worker_id).execute()
            return Worker.of(self._row(tables, worker_id), self._store.horizon())

    def remove(self, worker_id: int) -> None:
        """Forget a worker; what it had fails.

        Raises:
            NotFound: there is none.
        """
        with self._store.database.transaction() as tables:
            row = self._row(tables, worker_id)
            drop_tasks(self._store, tables, worker_id, f"worker {row.name} was removed")
            tables.farm_worker.delete().where(tables.farm_worker.id == worker_id).execute()
            self._store.log(tables, logging.INFO, f"Worker {row.name} was removed.")

    def excuse(self) -> None:
        """Count the silence of all who are online from now on: it was the master that was away."""
        with self._store.database.transaction() as tables:
            tables.farm_worker.update(seen=now()).where(tables.farm_worker.online).execute()

    def leave(self, worker_id: int, *, under_order: bool = False) -> None:
        """Take a worker for offline that says so itself; what it had fails.

        Args:
            under_order: a standing order stays; else it is done with.
        """
        with self._store.database.transaction() as tables:
            table = tables.farm_worker
            row = locked(table.select().where(table.id == worker_id)).first()
            if row is not None and row.online:
                drop_tasks(self._store, tables, worker_id, f"worker {row.name} went offline")
                action = row.action if under_order else None
                table.update(online=False, action=action).where(table.id == worker_id).execute()

    def sign_off(self, worker_id: int, name: str) -> None:
        """Take a worker for offline that ends in good order; a standing order stays.

        Raises:
            NotFound: there is no such worker.
        """
        with self._store.database.transaction() as tables:
            row = self._row(tables, worker_id)
            if row.name != name:
                raise NotFound(NO_WORKER)
            if row.online:
                self._store.log(tables, logging.INFO, f"Worker {name} has ended.")
        self.leave(worker_id, under_order=True)

    def order(self, worker_id: int, action: Action | None) -> None:
        """Give a worker a standing order, or take it back.

        Raises:
            NotFound: there is none.
        """
        with self._store.database.transaction() as tables:
            row = self._row(tables, worker_id)
            tables.farm_worker.update(action=action).where(tables.farm_worker.id == worker_id).execute()
            said = f"was told: {action}" if action else "is under no order any more"
            self._store.log(tables, logging.INFO, f"Worker {row.name} {said}.")

    def order_of(self, name: str) -> Action | None:
        """Return the standing order of the worker of a name, None where it has none or there is no such worker."""
        with self._store.database.session() as tables:
            table = tables.farm_worker
            action = table.select(table.action).where(table.name == name).scalar()
            return Action(action) if action else None

    def resume(self, worker_id: int) -> Worker:
        """Let a worker that was set aside have tasks again.

        Raises:
            NotFound: there is none.
        """
        with self._store.database.transaction() as tables:
            row = self._row(tables, worker_id)
            tables.farm_worker.update(failures=0, set_aside=False).where(tables.farm_worker.id == worker_id).execute()
            if row.set_aside:
                self._store.log(tables, logging.INFO, f"Worker {row.name} works again.")
            return Worker.of(self._row(tables, worker_id), self._store.horizon())

    def _row(self, tables: Tables, worker_id: int) -> Any:
        table = tables.farm_worker
        row = locked(table.select().where(table.id == worker_id)).first()
        if row is None:
            raise NotFound(NO_WORKER)
        return row


def _online(name: str) -> Conflict:
    return Conflict(f"Worker {name} is online already, and was not registered.")
