"""An idle worker's help with a film that another one makes: it renders parts into the cache of both, and no more.

It never writes the film's row; it asks it, as often as the film's maker does, whether there is still a film to make.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from albumforge.backends import SharingGenerator
from albumforge.context import Context
from albumforge.errors import Cancelled, ForgeError, Unavailable
from albumforge.media.cache import make_cache
from albumforge.models.database import Database
from albumforge.models.tables import now
from albumforge.plugins import Registry
from albumforge.queue.broker import Broker
from albumforge.queue.repeated import Repeated
from albumforge.queue.shares import Offer, Shares, offers
from albumforge.services.failures import log_failure
from albumforge.services.film_share import sign_of
from albumforge.services.lease import POLL_SECONDS
from albumforge.services.movie_queue import movies_folder
from albumforge.services.states import Status
from albumforge.settings import Settings

_AGAIN_SECONDS = 10.0
"""How long a film is left alone with which there was nothing to help, or no way to."""
_log = logging.getLogger(__name__)


class MovieHelp:
    """What a worker does that has no film of its own."""

    def __init__(self, settings: Settings, database: Database, broker: Broker, plugins: Registry) -> None:
        self._settings = settings
        self._database = database
        self._broker = broker
        self._plugins = plugins
        self._not_before: dict[str, float] = {}

    def help(self, actors: Iterable[str], stopping: Callable[[], bool]) -> int | None:
        """Render parts of one film of these actors, until it has all, it is given up, or `stopping` says so.

        Returns:
            how many were finished here; None where there is no film to help with.

        Raises:
            Unavailable: database or queue do not answer.
        """
        moment = time.monotonic()
        self._not_before = {token: until for token, until in self._not_before.items() if until > moment}
        found = [offer for offer in offers(self._broker, actors) if offer.token not in self._not_before]
        random.shuffle(found)  # so that helpers spread over the films
        for offer in found:
            row = self._row(offer)
            if row is not None:
                return self._render(offer, row, stopping)
        return None

    def _render(self, offer: Offer, row: Any, stopping: Callable[[], bool]) -> int:
        made = 0
        try:
            with _Watch(lambda: self._row(offer) is None, stopping) as watch, _Helping(self._broker) as share:
                made = self._backend(offer).render_parts(
                    self._plan(row),
                    offer.mark,
                    cache=self._cache(offer),
                    threads=self._threads,
                    share=share,
                    context=Context(cancelled=watch.over),
                )
        except Cancelled:
            return made
        except ForgeError as error:
            _log.info("film %s: no help from here: %s", offer.work_id, error)
        except Exception as error:  # an engine may raise anything; the film's maker will meet it, too
            log_failure(_log, error, f"film {offer.work_id}: help failed")
        else:
            _log.info("film %s: helped with %d parts", offer.work_id, made)
        self._not_before[offer.token] = time.monotonic() + _AGAIN_SECONDS
        return made

    def _row(self, offer: Offer) -> Any:
        """Return the film's row as long as it is being made under the claim of the offer."""
        with self._database.session() as tables:
            movie = tables.movie
            held = (movie.lease == offer.token) & (movie.lease_expires >= now())
            wanted = (movie.status == Status.RUNNING) & (movie.cancel_requested == False)  # noqa: E712
            chosen = movie.select(movie.work_id, movie.plan)
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


class _Helping(Shares):
    """The share of a helper; where the queue does not answer, it stops."""

    def invite(self, _mark: str, /) -> None:
        """Whose film it is invites."""


class _Watch(Repeated):
    """Asks in a thread of its own whether there is still something to help with; a context manager."""

    def __init__(self, gone: Callable[[], bool], stopping: Callable[[], bool]) -> None:
        super().__init__(self._look, POLL_SECONDS, name="helping")
        self._gone = gone
        self._stopping = stopping

    def over(self) -> bool:
        """Whether to stop."""
        return self._over.is_set() or self._stopping()

    def _look(self) -> None:
        try:
            if self._gone():
                self._over.set()
        except Exception as error:  # what cannot be asked may be cancelled
            _log.info("help stops: %s", error)
            self._over.set()
