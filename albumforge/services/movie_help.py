"""An idle worker's help with a film that another one makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from albumforge.backends import Share, SharingGenerator
from albumforge.context import Context
from albumforge.errors import Unavailable
from albumforge.media.cache import make_cache
from albumforge.models.database import Database
from albumforge.models.tables import now
from albumforge.plugins import Registry
from albumforge.queue.broker import Broker
from albumforge.queue.shares import Offer
from albumforge.services.film_share import sign_of
from albumforge.services.helping import Help
from albumforge.services.movie_queue import movies_folder
from albumforge.services.states import Status
from albumforge.settings import Settings


class MovieHelp(Help):
    """What a worker does that has no film of its own."""

    noun = "film"

    def __init__(self, settings: Settings, database: Database, broker: Broker, plugins: Registry) -> None:
        super().__init__(broker)
        self._settings = settings
        self._database = database
        self._plugins = plugins

    def _make(self, offer: Offer, row: Any, share: Share, context: Context) -> int:
        return self._backend(offer).render_parts(
            self._plan(row),
            offer.mark,
            cache=self._cache(offer),
            threads=self._threads,
            share=share,
            context=context,
        )

    def _urgency(self, row: Any) -> int:
        return int(row.priority)

    def _row(self, offer: Offer) -> Any:
        with self._database.session() as tables:
            movie = tables.movie
            held = (movie.lease == offer.token) & (movie.lease_expires >= now())
            wanted = (movie.status == Status.RUNNING) & (movie.cancel_requested == False)  # noqa: E712
            chosen = movie.select(movie.work_id, movie.plan, movie.priority)
            return chosen.where((movie.work_id == offer.work_id) & held & wanted).first()

    def _backend(self, offer: Offer) -> SharingGenerator:
        backend = self._plugins.generator(offer.actor.split(".", 1)[1])
        if not isinstance(backend, SharingGenerator):
            raise Unavailable(f"The generator {backend.name} renders alone here.")
        return backend

    @property
    def _threads(self) -> int:
        """As many as are set, else this worker's part of the processors: the others of this machine help as well."""
        settings = self._settings
        return settings.threads or max(1, settings.render_threads // settings.workers)

    def _plan(self, row: Any) -> str:
        path: Path = movies_folder(self._settings) / row.work_id / row.plan
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Unavailable("The film's plan cannot be read here.") from error

    def _cache(self, offer: Offer) -> Path:
        cache = make_cache(self._settings.cache)
        if not sign_of(cache, offer.token).exists():
            raise Unavailable("The film's worker keeps its segments in another cache.", hint="See setting cache_dir.")
        return cache
