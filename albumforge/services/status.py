"""What runs where, of all machines that share a queue and a database; each part answers, or is said not to.

It is only looked: no server is started, no database made or brought up to date, and what is silent is waited for
`PATIENCE_SECONDS` at most.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import entry_points, version
from pathlib import PurePath
from typing import Any

import peewee as pw

from albumforge.errors import ForgeError
from albumforge.models.database import Database
from albumforge.models.level import LEVEL
from albumforge.models.tables import Tables, now
from albumforge.queue.broker import Broker
from albumforge.queue.depths import Depth, depths
from albumforge.queue.signs import WORKER, Sign, signs
from albumforge.queue.store_facts import store_facts
from albumforge.services.farm.messages import FINISH, WEBHOOK
from albumforge.services.farm.states import TOLD, TaskStatus, VideoStatus
from albumforge.services.movie_queue import actor_of as generator_queue
from albumforge.services.states import Status
from albumforge.services.transfers.messages import actor_of
from albumforge.services.watch.messages import WORK
from albumforge.services.watch.states import BatchState
from albumforge.services.works import ALL
from albumforge.settings import Settings

PATIENCE_SECONDS = 3.0
_MARGIN_SECONDS = 1.0


@dataclass(frozen=True)
class Part:
    """A server that others share.

    Attributes:
        name: where it is, without passwords.
        well: whether it answers, or is an embedded one that nobody needs now.
        said: its version and the like; where it is not well, why.
        hint: what can be done about that.
    """

    name: str
    well: bool
    said: str
    hint: str = ""


@dataclass(frozen=True)
class Task:
    """What a worker works on.

    Attributes:
        kind: ``film``, ``job`` or ``video``.
        name: of the film or job; file name of the video.
        progress: part of it that is done, 0 to 1.
        worker: its worker's id in the queue; of the farm, its name.
    """

    kind: str
    name: str
    progress: float
    worker: str


@dataclass(frozen=True)
class Kept:
    """What the database tells.

    Attributes:
        schema: name of its newest migration.
        works: films and cutting jobs by their noun and status, as far as there are any.
        tasks: what is worked on.
        videos: of the farm by status, likewise; farm_workers: ``online``, ``offline`` and ``set_aside``.
        rules: of watch folders: ``followed``, ``paused`` and ``faulty``; batches: ``waiting``, ``running``, ``failed``.
        generators: those that films and jobs name.
        too_new: how many films and jobs are queued that need a newer version than this one.
    """

    schema: str
    works: dict[str, dict[str, int]] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()
    videos: dict[str, int] = field(default_factory=dict)
    farm_workers: dict[str, int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)
    batches: dict[str, int] = field(default_factory=dict)
    generators: frozenset[str] = frozenset()
    too_new: int = 0


@dataclass(frozen=True)
class Machines:
    """How all machines together stand.

    Attributes:
        version: of albumforge, here.
        database, queue: the servers.
        kept: None where the database does not tell.
        processes: that gave a sign of life lately, by machine; None where the queue does not answer.
        queues: those that are served, and those where something waits; None likewise.
    """

    version: str
    database: Part
    queue: Part
    kept: Kept | None
    processes: tuple[Sign, ...] | None
    queues: dict[str, Depth] | None

    @property
    def well(self) -> bool:
        """Whether database and queue answer."""
        return self.database.well and self.queue.well

    def task_of(self, sign: Sign) -> Task | None:
        """What a worker works on, as far as the database knows it."""
        tasks = self.kept.tasks if self.kept is not None and sign.role == WORKER else ()
        return next((task for task in tasks if task.worker == sign.id), None)


def machines(settings: Settings, patience: float = PATIENCE_SECONDS) -> Machines:
    """Look at everything; takes little more than `patience` seconds, for each of the two that does not answer."""
    asked = _Asked(lambda: _database(settings, patience), "database")

    def kept_by(deadline: float) -> tuple[Part, Kept | None]:
        where = Database(settings.database_url, settings.home).where
        found: tuple[Part, Kept | None] | None = asked.answer(deadline)
        return found or (_silent(where, "database_url", patience), None)

    def ask_queue() -> tuple[Part, _Told | None]:
        return _queue(settings, patience, lambda: kept_by(time.monotonic() + patience)[1])

    begun = time.monotonic()
    asked_queue = _Asked(ask_queue, "queue")
    database, kept = kept_by(begun + patience + _MARGIN_SECONDS)
    found: tuple[Part, _Told | None] | None = asked_queue.answer(begun + 2 * patience + _MARGIN_SECONDS)
    queue, told = found or (_silent(Broker(settings).where, "redis_url", patience), None)
    processes, queues = told or (None, None)
    return Machines(version("albumforge"), database, queue, kept, processes, queues)


_Told = tuple[tuple[Sign, ...], dict[str, Depth]]


class _Asked:
    """A question that is asked in a thread of its own: whoever does not answer in time is not waited for."""

    def __init__(self, ask: Callable[[], Any], name: str) -> None:
        self._ask = ask
        self._found: Any = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=f"status-{name}", daemon=True)
        self._thread.start()

    def answer(self, deadline: float) -> Any:
        """Return what was found, or None."""
        self._thread.join(max(0.0, deadline - time.monotonic()))
        if self._error is not None:
            raise self._error
        return self._found

    def _run(self) -> None:
        try:
            self._found = self._ask()
        except BaseException as error:  # raised again where it is asked for
            self._error = error


def _silent(where: str, setting: str, patience: float) -> Part:
    said = f"{where} does not answer: it was silent for {patience:g} s."
    return Part(where, False, said, f"Check that it runs, and the setting {setting}.")


def _database(settings: Settings, patience: float) -> tuple[Part, Kept | None]:
    database = Database(settings.database_url, settings.home, patience=patience, as_it_is=True)
    try:
        if not database.exists:
            return Part(database.where, True, "not made yet"), None
        applied, known = database.schema(), database.known_schema()
        kind = "PostgreSQL" if database.kind == "postgresql" else "SQLite"
        newest = applied[-1] if applied else "none"
        if behind := [name for name in known if name not in applied]:
            said = f"{kind}, schema {newest}; the next start of this version brings it to {behind[-1]}"
            return Part(database.where, True, said), Kept(newest)
        with database.session() as tables:
            database.check_schema()
            return Part(database.where, True, f"{kind}, schema {newest}"), _kept(tables, newest)
    except ForgeError as error:
        return Part(database.where, False, error.message, error.hint), None
    finally:
        database.close()


def _queue(settings: Settings, patience: float, kept: Callable[[], Kept | None]) -> tuple[Part, _Told | None]:
    broker = Broker(settings, patience=patience)
    try:
        if not broker.in_use:
            return Part(broker.where, True, "not running: nobody needs it now"), None
        facts = store_facts(broker)
        found = tuple(signs(broker))
        served = {name for process in found for name in process.queues}
        known = kept()
        names = {*served, *_usual(settings), *(known.generators if known else ())}
        counted = depths(broker, sorted(names))
        told = {name: depth for name, depth in counted.items() if name in served or _holds(depth)}
        return Part(broker.where, True, f"version {facts.version}"), (found, told)
    except ForgeError as error:
        return Part(broker.where, False, error.message, error.hint), None
    finally:
        broker.close()


def _usual(settings: Settings) -> set[str]:
    """Queues that are there with nobody to serve them; by their names, for loading backends loads much else."""
    kinds = ("generator", "transcoder")
    backends = {f"{kind}.{entry.name}" for kind in kinds for entry in entry_points(group=f"albumforge.{kind}s")}
    return {*backends, FINISH, WEBHOOK, WORK, *([actor_of(settings.transfer_keep)] if settings.transfer_keep else [])}


def _holds(depth: Depth) -> bool:
    return bool(depth.waiting or depth.delayed or depth.taken or depth.dead)


def _kept(tables: Tables, schema: str) -> Kept:
    works: dict[str, dict[str, int]] = {}
    tasks: list[Task] = []
    generators: set[str] = set()
    too_new = 0
    for one in ALL:
        table = one.table(tables)
        counts: dict[str, int] = {}
        rows = table.select(table.status, table.generator, pw.fn.COUNT(table.work_id))
        for status, generator, number in rows.group_by(table.status, table.generator).tuples():
            name = Status(status).name.lower()
            counts[name] = counts.get(name, 0) + number
            generators.add(generator_queue(generator))
        works[one.noun] = counts
        too_new += table.select().where((table.status == Status.QUEUED) & (table.needs > LEVEL)).count()
        held = (table.status == Status.RUNNING) & (table.lease_expires >= now())
        rows = table.select(table.work_id, table.progress, table.lease_owner).where(held).order_by(table.work_id)
        tasks += [Task(one.noun, work_id, progress, owner or "") for work_id, progress, owner in rows.tuples()]
    video, task, worker = tables.farm_video, tables.farm_task, tables.farm_worker
    rows = video.select(video.status, pw.fn.COUNT(video.id)).where(video.status.in_(TOLD)).group_by(video.status)
    videos = {VideoStatus(status).name.lower(): number for status, number in rows.tuples()}
    rows = task.select(video.path, task.progress, task.worker_name).join(video)
    for path, percent, name in rows.where(task.status == TaskStatus.RUNNING).order_by(task.id).tuples():
        tasks.append(Task("video", PurePath(path).name, percent / 100, name))
    workers: dict[str, int] = {}
    for online, aside in worker.select(worker.online, worker.set_aside).tuples():
        state = "set_aside" if aside else "online" if online else "offline"
        workers[state] = workers.get(state, 0) + 1
    return Kept(
        schema=schema,
        works=works,
        tasks=tuple(tasks),
        videos=videos,
        farm_workers=workers,
        rules=_rules(tables),
        batches=_batches(tables),
        generators=frozenset(generators),
        too_new=too_new,
    )


def _rules(tables: Tables) -> dict[str, int]:
    rule = tables.watch_rule
    found: dict[str, int] = {}
    for paused, problem in rule.select(rule.paused, rule.problem).where(rule.active).tuples():
        state = "faulty" if problem else "paused" if paused else "followed"
        found[state] = found.get(state, 0) + 1
    return found


def _batches(tables: Tables) -> dict[str, int]:
    batch = tables.watch_batch
    rows = batch.select(batch.status, pw.fn.COUNT(batch.id)).where(batch.status != BatchState.DONE)
    return {BatchState(status).name.lower(): number for status, number in rows.group_by(batch.status).tuples()}
