"""The master of the transcode farm, put together from its parts."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from albumforge.context import Context
from albumforge.errors import ForgeError, Unavailable
from albumforge.models.database import Database
from albumforge.plugins import Registry
from albumforge.queue.alive import look_up
from albumforge.queue.broker import Broker
from albumforge.queue.presence import Presence
from albumforge.services.farm.activity import Activity, activities
from albumforge.services.farm.claims import Claims
from albumforge.services.farm.examine import Examiner
from albumforge.services.farm.finish import Finishing
from albumforge.services.farm.help import FarmHelp
from albumforge.services.farm.keeping import sweep_originals
from albumforge.services.farm.leftovers import remove_parts
from albumforge.services.farm.logs import Logs
from albumforge.services.farm.messages import FINISH, WEBHOOK
from albumforge.services.farm.overdue import settle, settle_tasks
from albumforge.services.farm.report import Report, codecs, report
from albumforge.services.farm.scan import Scanned, Scans
from albumforge.services.farm.speed import seconds_left
from albumforge.services.farm.states import Worker
from albumforge.services.farm.store import Store
from albumforge.services.farm.summary import Summary, summary
from albumforge.services.farm.tasks import Tasks
from albumforge.services.farm.tickets import Tickets, Used
from albumforge.services.farm.videos import Videos
from albumforge.services.farm.webhook import PAUSES, post
from albumforge.services.farm.workers import Workers
from albumforge.services.movie_queue import new_message_id
from albumforge.services.once import Once
from albumforge.services.picture_work import Work
from albumforge.settings import Settings
from albumforge.transcoding import Transcoder

_MOST_TICKETS = 4
"""That wait in a queue; whoever uses one up and finds more work sends the next."""
_log = logging.getLogger(__name__)


class Farm:
    """The farm of a forge. Safe to use from many threads.

    Attributes:
        workers: who works.
        claims: gives videos to workers.
        tasks: what workers report, lists, cancelling.
        videos: lists, priorities, another try.
        logs: the log by pages.
        finishing: verifies results and puts them in their place.
    """

    def __init__(
        self, settings: Settings, database: Database, broker: Broker, plugins: Registry, work: Callable[[], Work]
    ) -> None:
        self._settings = settings
        self._broker = broker
        self._presence = Presence(settings.home)
        self._here: ThreadPoolExecutor | None = None
        self._closing = False
        self._once: Once[Scanned] = Once()
        self._store = Store(settings, database, self._told)
        examine = Examiner(work)
        self.workers = Workers(self._store)
        self.claims = Claims(self._store, examine)
        self.tasks = Tasks(self._store, self._finish)
        self.videos = Videos(self._store)
        self.logs = Logs(self._store)
        self.finishing = Finishing(self._store)
        self._scans = Scans(self._store, examine)
        self._tickets = Tickets(self._store, broker, self.workers, self.claims, self.tasks, self.finishing)
        self._help = FarmHelp(self._store, broker, plugins, self._tickets.away)

    def scan(self, path: str, counts: Scanned | None = None) -> Scanned:
        """Look through a folder; who asks for one that is being looked through waits for what comes of that.

        Args:
            counts: is counted up meanwhile.

        Raises:
            InvalidInput, Conflict: see `Scans.scan`.
            Cancelled: the farm was closed.
        """
        context = Context(cancelled=lambda: self._closing)
        return self._once(path, lambda: self._scans.scan(path, counts=counts, context=context))

    def summary(self) -> Summary:
        """Say how the farm stands as a whole."""
        return summary(self._store)

    def report(self, since: datetime | None = None) -> Report:
        """Say what came of the videos since a moment."""
        return report(self._store, since)

    def codecs(self) -> dict[str, int]:
        """Say how many videos are of each codec."""
        return codecs(self._store)

    def seconds_left(self) -> float | None:
        """Say how long all videos that wait still take, at the speed of the last minutes."""
        return seconds_left(self._store)

    def activities(self, workers: Sequence[Worker]) -> dict[int, Activity]:
        """Say what each of some workers does, by its number."""
        return activities(self._store, workers)

    def tick(self) -> None:
        """Settle what is overdue, and see to what was lost; to be called every few seconds by whoever keeps workers.

        Raises:
            Unavailable: the database or the queue does not answer.
        """
        settle(self._store)
        settle_tasks(self._store)
        waiting = {_message_of(task_id): task_id for task_id in self.finishing.lost(self._settings.reconcile_after)}
        for message_id, alive in look_up(self._broker, FINISH, waiting, self._presence.is_dead).items():
            if not alive.will_run:
                _log.warning("farm task %d: its message was lost and is sent again", waiting[message_id])
                self._broker.send(FINISH, str(waiting[message_id]), message_id=message_id)

    def work(self, backend: Transcoder, stopping: Callable[[], bool]) -> Used:
        """Use a ticket: look for a video and work on it, then send the next ticket where more wait.

        Raises:
            Unavailable, InvalidInput: see `Tickets.use`.
        """
        used = self._tickets.use(backend, stopping)
        if used is Used.DONE and self.claims.waiting():
            self._broker.send(f"transcoder.{backend.name}", "", message_id=new_message_id())
        return used

    def help(self, actors: Iterable[str], stopping: Callable[[], bool]) -> int | None:
        """Help with a video that another worker has, if there is one; called by an idle worker.

        See `albumforge.services.helping.Help.help`.
        """
        return self._help.help(actors, stopping)

    def top_up(self, actors: Sequence[str]) -> None:
        """See to it that there are tickets in the queues of transcoders while videos wait.

        Raises:
            Unavailable: the database or the queue does not answer.
        """
        wanted = min(self.claims.waiting(), _MOST_TICKETS) if actors else 0
        for actor in actors if wanted else ():
            for _ in range(wanted - self._broker.waiting(actor)):
                self._broker.send(actor, "", message_id=new_message_id())

    def notify(self, event: str, tries: int) -> float | None:
        """Tell the setting `farm_webhook` of an event; return after how many seconds to try again, None: never.

        Args:
            event: a JSON object.
            tries: that were made before.
        """
        try:
            post(self._settings.farm_webhook, event)
        except Unavailable as error:
            _log.warning("%s", error)
            return PAUSES[tries] if tries < len(PAUSES) else None
        return None

    def sweep(self) -> None:
        """Delete originals that were kept long enough, and what tasks left that failed while nobody could clean up.

        Raises:
            StorageError: they cannot be deleted.
        """
        remove_parts(self._store)
        sweep_originals(self._store)

    def close(self) -> None:
        """Stop what is being finished in this process; others go on with it."""
        self._closing = True
        if self._here is not None:
            self._here.shutdown(cancel_futures=True)

    def _finish(self, task_id: int) -> None:
        """Have a task finished by a worker process; where this machine has none, by this one."""
        if self._settings.redis_url or self._presence.anyone():
            self._broker.send(FINISH, str(task_id), message_id=_message_of(task_id))
            return
        if self._here is None:
            self._here = ThreadPoolExecutor(1, thread_name_prefix="albumforge-farm")
        self._here.submit(self._finished_here, task_id)

    def _finished_here(self, task_id: int) -> None:
        try:
            self.finishing.run(task_id, lambda: self._closing)
        except ForgeError as error:
            _log.warning("farm task %d: %s", task_id, error)

    def _told(self, event: dict[str, Any]) -> None:
        if self._settings.farm_webhook:
            said = json.dumps(event, ensure_ascii=False)
            self._broker.send(WEBHOOK, said, message_id=new_message_id())


def _message_of(task_id: int) -> str:
    return f"finish-{task_id}"
