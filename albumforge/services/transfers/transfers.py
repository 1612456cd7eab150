"""The server's side of master transfer, put together from its parts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import groupby

from albumforge.models.database import Database
from albumforge.plugins import Registry
from albumforge.queue.alive import look_up
from albumforge.queue.broker import Broker
from albumforge.queue.presence import Presence
from albumforge.services.transfers.downloads import Downloads
from albumforge.services.transfers.keeping import Keeping
from albumforge.services.transfers.keys import PublicKeys
from albumforge.services.transfers.log import Log
from albumforge.services.transfers.messages import Kept, actor_of
from albumforge.services.transfers.privates import Privates
from albumforge.services.transfers.store import Store
from albumforge.services.transfers.uploads import Uploads
from albumforge.settings import Settings

_log = logging.getLogger(__name__)


class Transfers:
    """The transfers of a forge. Safe to use from many threads. What is another user's counts as not found.

    Attributes:
        uploads: of public blocks.
        downloads: what receivers asked for.
        privates: what owners agree to.
        keys: users' public keys.
        log: the audit log by pages.
    """

    def __init__(self, settings: Settings, database: Database, broker: Broker, plugins: Registry) -> None:
        store = Store(settings, database)
        self._settings = settings
        self._broker = broker
        self._presence = Presence(settings.home)
        self._keeping = Keeping(store, plugins, self._send)
        self.uploads = Uploads(store, self._keeping)
        self.downloads = Downloads(store)
        self.privates = Privates(store)
        self.keys = PublicKeys(store)
        self.log = Log(store)

    def keep(self, copy_id: int, stopping: Callable[[], bool] = lambda: False) -> tuple[Kept, float]:
        """Make a copy of a public block; see `albumforge.services.transfers.keeping.Keeping.run`."""
        return self._keeping.run(copy_id, stopping)

    def tick(self) -> None:
        """Send again what was lost; to be called every few seconds by whoever keeps workers.

        Raises:
            Unavailable: the database or the queue does not answer.
        """
        lost = sorted(
            (actor_of(place), copy_id, place) for copy_id, place in self._keeping.lost(self._settings.reconcile_after)
        )
        for actor, group in groupby(lost, lambda one: one[0]):
            waiting = {_message_of(copy_id): (copy_id, place) for _, copy_id, place in group}
            for message_id, alive in look_up(self._broker, actor, waiting, self._presence.is_dead).items():
                if not alive.will_run:
                    _log.warning("%s: its message was lost and is sent again", message_id)
                    self._send(*waiting[message_id])

    def _send(self, copy_id: int, place: str) -> None:
        self._broker.send(actor_of(place), str(copy_id), message_id=_message_of(copy_id))


def _message_of(copy_id: int) -> str:
    return f"copy-{copy_id}"
