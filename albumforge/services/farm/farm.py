"""The master of the transcode farm, put together from its parts."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from albumforge.errors import ForgeError
from albumforge.models.database import Database
from albumforge.queue.broker import Broker
from albumforge.queue.presence import Presence
from albumforge.services.farm.claims import Claims
from albumforge.services.farm.finish import Finishing
from albumforge.services.farm.logs import Logs
from albumforge.services.farm.overdue import settle, settle_tasks
from albumforge.services.farm.store import Store
from albumforge.services.farm.summary import Summary, summary
from albumforge.services.farm.tasks import Tasks
from albumforge.services.farm.videos import Videos
from albumforge.services.farm.workers import Workers
from albumforge.services.movie_queue import new_message_id
from albumforge.settings import Settings

FINISH = "farm.finish"
"""Actor that verifies results and puts them in their place."""
WEBHOOK = "farm.webhook"
"""Actor that tells of tasks that ended."""
_LOST_SECONDS = 30.0

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

    def __init__(self, settings: Settings, database: Database, broker: Broker) -> None:
        self._settings = settings
        self._broker = broker
        self._presence = Presence(settings.home)
        self._here: ThreadPoolExecutor | None = None
        self._closing = False
        self._store = Store(settings, database, self._told)
        self.workers = Workers(self._store)
        self.claims = Claims(self._store)
        self.tasks = Tasks(self._store, self._finish)
        self.videos = Videos(self._store)
        self.logs = Logs(self._store)
        self.finishing = Finishing(self._store)

    def summary(self) -> Summary:
        """Say how the farm stands as a whole."""
        return summary(self._store)

    def tick(self) -> None:
        """Settle what is overdue, and see to what was lost; to be called every few seconds by whoever keeps workers.

        Raises:
            Unavailable: the database or the queue does not answer.
        """
        settle(self._store)
        settle_tasks(self._store)
        for task_id in self.finishing.lost(max(_LOST_SECONDS, self._settings.reconcile_after)):
            _log.warning("farm task %d: its message may be lost and is sent again", task_id)
            self._broker.send(FINISH, str(task_id), message_id=new_message_id())

    def close(self) -> None:
        """Stop what is being finished in this process; others go on with it."""
        self._closing = True
        if self._here is not None:
            self._here.shutdown(cancel_futures=True)

    def _finish(self, task_id: int) -> None:
        """Have a task finished by a worker process; where this machine has none, by this one."""
        if self._settings.redis_url or self._presence.anyone():
            self._broker.send(FINISH, str(task_id), message_id=new_message_id())
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
            self._broker.send(WEBHOOK, json.dumps(event, ensure_ascii=False), message_id=new_message_id())
