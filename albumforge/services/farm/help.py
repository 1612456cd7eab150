"""An idle worker's help with a video of the farm that another worker has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from albumforge.backends import Share
from albumforge.context import Context
from albumforge.errors import Unavailable
from albumforge.media.cache import make_cache
from albumforge.plugins import Registry
from albumforge.queue.broker import Broker
from albumforge.queue.shares import Offer
from albumforge.services.farm.share import segment_threads
from albumforge.services.farm.states import ACTIVE
from albumforge.services.farm.store import Store
from albumforge.services.helping import Help
from albumforge.transcoding import SharingTranscoder


class FarmHelp(Help):
    """What a worker does that has no video of its own."""

    noun = "farm task"

    def __init__(
        self, store: Store, broker: Broker, plugins: Registry, away: Callable[[], bool] = lambda: False
    ) -> None:
        """Prepare.

        Args:
            away: answers whether this worker is under an order to stay away.
        """
        super().__init__(broker)
        self._away = away
        self._store = store
        self._plugins = plugins

    def _row(self, offer: Offer) -> Any:
        with self._store.database.session() as tables:
            table = tables.farm_task
            running = (table.id == int(offer.work_id)) & table.status.in_(ACTIVE) & ~table.verifying
            return table.select(table.id).where(running).first()

    def _make(self, offer: Offer, _row: Any, share: Share, context: Context) -> int:
        if self._away():
            raise Unavailable("This worker was told to stay away.")
        backend = self._plugins.transcoder(offer.actor.partition(".")[2])
        if not isinstance(backend, SharingTranscoder):
            raise Unavailable(f"The transcoder {backend.name} works alone here.")
        settings = self._store.settings
        return backend.help_transcode(
            offer.mark,
            cache=make_cache(settings.cache),
            threads=segment_threads(settings),
            share=share,
            context=context,
        )
