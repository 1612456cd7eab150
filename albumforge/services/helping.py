"""An idle worker's help with a video that another one makes: it makes parts, into the cache of both, and no more.

It never writes the video's row; it asks it, as often as the video's maker does, whether there is still work to do.
"""

from __future__ import annotations

import logging
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any

from albumforge.backends import Share
from albumforge.context import Context
from albumforge.errors import Cancelled, ForgeError
from albumforge.logs import about
from albumforge.plugins import contained
from albumforge.queue.broker import Broker
from albumforge.queue.repeated import Repeated
from albumforge.queue.shares import Offer, Shares, offers
from albumforge.services.failures import log_failure
from albumforge.services.lease import POLL_SECONDS

_AGAIN_SECONDS = 10.0
"""How long a video is left alone with which there was nothing to help, or no way to."""
_log = logging.getLogger(__name__)


class Help(ABC):
    """What a worker does that has no work of its own."""

    noun: str
    """What is made, for the log."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._not_before: dict[str, float] = {}

    def help(self, actors: Iterable[str], stopping: Callable[[], bool]) -> int | None:
        """Make parts of one video of these actors, until it has all, it is given up, or `stopping` says so.

        Returns:
            how many were finished here; None where there is nothing to help with.

        Raises:
            Unavailable: database or queue do not answer.
        """
        moment = time.monotonic()
        self._not_before = {token: until for token, until in self._not_before.items() if until > moment}
        found = [offer for offer in offers(self._broker, actors) if offer.token not in self._not_before]
        random.shuffle(found)  # so that helpers spread over the videos
        helped = [(offer, row) for offer in found if (row := self._row(offer)) is not None]
        if not helped:
            return None
        offer, row = min(helped, key=lambda one: self._urgency(one[1]))
        with about(**{self.noun.replace(" ", "_"): offer.work_id, "actor": "helper", "worker": self._broker.id}):
            return self._try(offer, row, stopping)

    @abstractmethod
    def _row(self, offer: Offer) -> Any:
        """Return the row of the video as long as it is being made under the claim of the offer; else None."""

    def _urgency(self, _row: Any) -> int:
        """Return how urgent a video is; the least is helped with first."""
        return 0

    @abstractmethod
    def _make(self, offer: Offer, row: Any, share: Share, context: Context) -> int:
        """Make parts; return how many."""

    def _try(self, offer: Offer, row: Any, stopping: Callable[[], bool]) -> int:
        made = 0
        try:
            watching = _Watch(lambda: self._row(offer) is None, stopping)
            with contained(), watching as watch, _Helping(self._broker) as share:
                made = self._make(offer, row, share, Context(cancelled=watch.over))
        except Cancelled:
            return made
        except ForgeError as error:
            _log.info("%s %s: no help from here: %s", self.noun, offer.work_id, error)
        except Exception as error:  # an engine may raise anything; the video's maker will meet it, too
            log_failure(_log, error, f"{self.noun} {offer.work_id}: help failed")
        else:
            _log.info("%s %s: helped with %d parts", self.noun, offer.work_id, made)
        self._not_before[offer.token] = time.monotonic() + _AGAIN_SECONDS
        return made


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
