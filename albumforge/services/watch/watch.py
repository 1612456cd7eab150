"""Watch folders of a forge, put together from their parts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from albumforge.models.database import Database
from albumforge.models.tables import now
from albumforge.plugins import Registry
from albumforge.queue.alive import look_up
from albumforge.queue.broker import Broker
from albumforge.queue.presence import Presence
from albumforge.services.jobs import Jobs
from albumforge.services.movies import Movies
from albumforge.services.picture_work import Work
from albumforge.services.watch.batches import Batches
from albumforge.services.watch.found import FoundFiles
from albumforge.services.watch.looking import Looking
from albumforge.services.watch.making import Making
from albumforge.services.watch.messages import WORK, Worked
from albumforge.services.watch.ripening import Ripening
from albumforge.services.watch.rule import WORKED
from albumforge.services.watch.rules import Rules
from albumforge.services.watch.states import BatchState
from albumforge.services.watch.targets import Targets
from albumforge.services.watch.wanted import is_wanted
from albumforge.settings import Settings

_log = logging.getLogger(__name__)


class Watch:
    """The watch folders of a forge. Safe to use from many threads.

    Attributes:
        rules: which files, when, and what is made of them.
        files: what was found.
        batches: what is made of it.
        targets: whether its place is there.
        looking, ripening, making: what the process that looks (`albumforge.watch`) does.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        broker: Broker,
        plugins: Registry,
        *,
        work: Callable[[], Work],
        movies: Callable[[], Movies],
        jobs: Callable[[], Jobs],
    ) -> None:
        self._settings = settings
        self._database = database
        self._broker = broker
        self._plugins = plugins
        self._presence = Presence(settings.home)
        self.rules = Rules(settings, database, plugins)
        self.files = FoundFiles(database)
        self.batches = Batches(settings, database)
        self.targets = Targets(database)
        self.looking = Looking(settings, database)
        self.ripening = Ripening(settings, database, work)
        self.making = Making(database, self.batches, self.targets, movies, jobs)

    def is_wanted(self) -> bool:
        """Whether there is a rule that is to be followed."""
        return is_wanted(self._database)

    def has_work(self) -> bool:
        """Whether a batch waits that a worker of the queue `messages.WORK` is to do, or is at."""
        return bool(self._open())

    def work(self, batch_id: int, stopping: Callable[[], bool] = lambda: False) -> tuple[Worked, float]:
        """Do a batch; see `services.watch.doing.Doing.run`."""
        from albumforge.services.watch.doing import Doing

        return Doing(self._settings, self._plugins, self.batches, self.targets).run(batch_id, stopping)

    def offer(self, batch_id: int) -> None:
        """Have a batch done by a worker some time soon."""
        self._broker.send(WORK, str(batch_id), message_id=_message_of(batch_id))

    def tick(self) -> None:
        """Send again what was lost; to be called every few seconds by whoever keeps workers.

        Raises:
            Unavailable: the database or the queue does not answer.
        """
        late = now() - timedelta(seconds=self._settings.reconcile_after)
        waiting = {_message_of(number): number for number, since in self._open() if since < late}
        for message_id, alive in look_up(self._broker, WORK, waiting, self._presence.is_dead).items():
            if not alive.will_run:
                _log.warning("%s: its message was lost and is sent again", message_id)
                self.offer(waiting[message_id])

    def _open(self) -> list[tuple[int, datetime]]:
        moment = now()
        with self._database.session() as tables:
            table, rules = tables.watch_batch, tables.watch_rule
            waits = (table.status == BatchState.WAITING) & (table.not_before <= moment)
            orphaned = (table.status == BatchState.RUNNING) & table.lease_expires.is_null(False)
            query = table.select(table, rules).join(rules).where(waits | orphaned)
            return [(row.id, row.updated) for row in query if row.rule.document.get("do") in WORKED]


def _message_of(batch_id: int) -> str:
    return f"batch-{batch_id}"
