"""Workers of the farm that share the queue: a message is a ticket to look for work, and names none.

A ticket lets its process come online as a worker, take the next video like any other, transcode it and finish it; with
nothing to do it is simply used up. So a lost ticket costs nothing, and one too many does no harm.
"""

from __future__ import annotations

import contextlib
import logging
import re
import socket
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled, Conflict, ForgeError, MediaError, NotFound, plain
from albumforge.logs import about
from albumforge.media.publish import is_full
from albumforge.plugins import contained
from albumforge.queue.broker import Broker
from albumforge.queue.repeated import Repeated
from albumforge.services.disk import check_room
from albumforge.services.farm.claims import Claims
from albumforge.services.farm.finish import Finishing
from albumforge.services.farm.share import transcode_order
from albumforge.services.farm.states import Outcome, TaskStatus, Worker, WorkerType
from albumforge.services.farm.store import Store
from albumforge.services.farm.tasks import Order, Report, Tasks
from albumforge.services.farm.workers import Described, Workers
from albumforge.transcoding import NotSmaller, Transcoded, Transcoder, encoding_note, told_speed

_KINDS = {"nvenc": WorkerType.NVENC, "qsv": WorkerType.QSV, "vpu": WorkerType.VPU}
_MOST_WORKERS = 256
"""Of one backend on one machine."""
_REPORT_SECONDS = 1.0
_log = logging.getLogger(__name__)


class Used(StrEnum):
    """What came of a ticket."""

    NOTHING = "nothing"
    """There was no work, or none for this worker."""
    DONE = "done"
    """A video was worked on, well or not."""
    INTERRUPTED = "interrupted"
    """This process was asked to stop; the video waits again."""


class Tickets:
    """Does work for tickets, in a worker process."""

    def __init__(
        self, store: Store, broker: Broker, workers: Workers, claims: Claims, tasks: Tasks, finishing: Finishing
    ) -> None:
        self._store = store
        self._broker = broker
        self._workers = workers
        self._claims = claims
        self._tasks = tasks
        self._finishing = finishing
        self._name = ""  # kept from ticket to ticket: an order is for the process that had the name

    def use(self, backend: Transcoder, stopping: Callable[[], bool]) -> Used:
        """Look for a video, and work on it.

        Args:
            stopping: answers whether this process was asked to stop.

        Raises:
            Unavailable: the database does not answer.
            InvalidInput: the preset of the farm cannot be read.
        """
        worker = self._register(backend.name)
        if worker is None:
            return Used.NOTHING
        try:
            try:
                claimed = self._claims.claim(worker.id, vr=True)
            except (NotFound, Conflict):
                return Used.NOTHING
            with about(farm_task=claimed.task_id):
                return self._work(backend, worker, self._tasks.order(claimed.task_id), stopping)
        finally:
            self._workers.leave(worker.id, under_order=True)

    def away(self) -> bool:
        """Whether this process is under an order to stay away."""
        return bool(self._name) and self._workers.order_of(self._name) is not None

    def _register(self, backend: str) -> Worker | None:
        """Come online under the name of the ticket before, or the first free one; None under an order to stay away."""
        host = re.sub(r"[^\w.-]", "-", socket.gethostname())[:80]
        names = [f"{host}-{backend}-{number}" for number in range(1, _MOST_WORKERS + 1)]
        if self._name in names:
            if self._workers.order_of(self._name) is not None:
                return None
            names.insert(0, self._name)
        for name in names:
            with contextlib.suppress(Conflict):
                described = Described(name, _KINDS.get(backend, WorkerType.CPU), vr=True)
                worker = self._workers.register(described, again=name == self._name)
                self._name = name
                return worker
        raise Conflict(f"There are {_MOST_WORKERS} workers of {backend} on this machine already.")

    def _work(self, backend: Transcoder, worker: Worker, order: Order, stopping: Callable[[], bool]) -> Used:
        part = Path(order.part)
        with _Keeper(self._store, self._workers, self._tasks, worker, order.task_id) as keeper:
            context = Context(on_progress=keeper.note, on_log=keeper.log, cancelled=lambda: keeper.lost or stopping())
            try:
                with contained():
                    made = self._made(backend, order, context)
                self._tasks.report(order.task_id, worker.id, _completed(made), finish=False)
            except Exception as error:
                with contextlib.suppress(OSError):
                    part.unlink()
                if isinstance(error, Cancelled) and keeper.lost:
                    return Used.DONE
                interrupted = isinstance(error, Cancelled) and stopping()
                self._failed(order, worker, error, interrupted)
                return Used.INTERRUPTED if interrupted else Used.DONE
            self._finishing.run(order.task_id, stopping)  # where it is interrupted, another process does it
        return Used.DONE

    def _made(self, backend: Transcoder, order: Order, context: Context) -> Transcoded:
        part = Path(order.part)
        settings = self._store.settings
        check_room(part, order.source_size, settings.disk_reserve_gb)
        part.parent.mkdir(parents=True, exist_ok=True)
        return transcode_order(backend, order, settings=settings, broker=self._broker, context=context)

    def _failed(self, order: Order, worker: Worker, error: Exception, interrupted: bool) -> None:
        outcome = Outcome.RETRY
        if interrupted:
            outcome = Outcome.GIVEN_BACK
        elif isinstance(error, NotSmaller):
            outcome = Outcome.NOT_SMALLER
        elif isinstance(error, MediaError) and error.path == Path(order.video_path):
            outcome = Outcome.UNUSABLE
        elif is_full(error):
            outcome = Outcome.NO_ROOM
        said = "the worker stopped" if interrupted else error.reason if isinstance(error, MediaError) else plain(error)
        if not isinstance(error, ForgeError | OSError):
            _log.exception("farm task %d", order.task_id)
            said = f"{type(error).__name__}: {said}"  # of a KeyError, say, the text alone tells nobody anything
        report = Report(TaskStatus.FAILED, error=said or type(error).__name__, outcome=outcome)
        with contextlib.suppress(Conflict, NotFound):  # it was cancelled, or taken over
            self._tasks.report(order.task_id, worker.id, report)


class _Keeper(Repeated):
    """Tells the master's tables that a worker lives, and how far its task is; engines touch no database."""

    def __init__(self, store: Store, workers: Workers, tasks: Tasks, worker: Worker, task_id: int) -> None:
        super().__init__(self._tell, _REPORT_SECONDS, name=f"farm-{task_id}")
        self._store = store
        self._workers = workers
        self._tasks = tasks
        self._worker = worker
        self._task_id = task_id
        self._guard = threading.Lock()
        self._percent = 0.0
        self._fps: float | None = None
        self._began = time.monotonic()
        self.lost = False

    def note(self, progress: Progress) -> None:
        """Remember how far the work is; from any thread."""
        fps = told_speed(progress.message)
        with self._guard:
            if progress.stage == "transcode":
                self._percent = progress.fraction * 100
            self._fps = self._fps if fps is None else fps

    def log(self, line: str) -> None:
        """Add a line to the log of the farm."""
        try:
            with self._store.database.transaction() as tables:
                self._store.log(tables, logging.INFO, line, task=self._task_id)
        except ForgeError as error:  # the database is away for a while
            _log.warning("farm task %d: %s: %s", self._task_id, line, error)

    def _tell(self) -> None:
        with self._guard:
            percent, fps = self._percent, self._fps
        elapsed = int(time.monotonic() - self._began)
        remaining = round(elapsed / percent * (100 - percent)) if percent >= 1 else None
        report = Report(TaskStatus.RUNNING, percent, elapsed=elapsed, remaining=remaining, fps=fps)
        try:
            self._workers.heartbeat(self._worker.id, self._worker.name)
            task = self._tasks.get(self._task_id)
            if task.status is not TaskStatus.RUNNING:
                self.lost = True
            elif not task.verifying:
                self._tasks.report(self._task_id, self._worker.id, report)
        except (Conflict, NotFound):
            self.lost = True
        except ForgeError as error:  # the database is away for a while
            _log.warning("farm task %d: %s", self._task_id, error)


def _completed(made: Transcoded) -> Report:
    note = encoding_note(made.encoder, made.fallback, made.notes)
    return Report(TaskStatus.COMPLETED, 100.0, elapsed=round(made.seconds), note=note)
