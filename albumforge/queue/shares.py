"""Films that their workers let others help with, and who is rendering which part: short leases on the queue's server.

``<namespace>:shares:<actor>`` is the set of names of films, ``<namespace>:share:<work_id>`` what a helper must know of
one, ``<namespace>:part:<key>`` the lease on a part. Leases and offers end by themselves `PART_SECONDS` after their
worker's last sign. A part is named by its content, so it is taken once, whichever film it belongs to.
"""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import threading
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any

import redis
from redis.lock import Lock

from albumforge.errors import Unavailable
from albumforge.queue.broker import Broker
from albumforge.queue.repeated import Repeated

PART_SECONDS = 3.0
"""How long a part stays taken by a worker that gives no sign."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Offer:
    """A film to help with.

    Attributes:
        actor: whose film it is, such as ``generator.album``.
        work_id: its name.
        token: of the claim it is made under; the offer means nothing once another one holds.
        mark: what its parts are together called.
    """

    actor: str
    work_id: str
    token: str
    mark: str


class Shares(Repeated):
    """The leases on parts that one worker holds, and its offer if it makes the film; a context manager.

    A thread renews them while the body runs; what is left at the end is given back.
    """

    def __init__(self, broker: Broker) -> None:
        super().__init__(self._renew_all, PART_SECONDS / 4, name="shares")
        self._broker = broker
        self._held: dict[str, Lock] = {}
        self._offer: Offer | None = None
        self._guard = threading.Lock()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        with self._guard:
            held, offer = list(self._held), self._offer
        for key in held:
            self.leave(key)
        if offer is not None:
            with contextlib.suppress(redis.RedisError, OSError, Unavailable):  # then it ends by itself
                self._broker.client.delete(_share(self._broker, offer.work_id))
                self._broker.client.srem(_shares(self._broker, offer.actor), offer.work_id)

    def offer(self, offer: Offer) -> None:
        """Let others help with a film until the end of the body.

        Raises:
            Unavailable: the queue does not answer.
        """
        with self._guard:
            self._offer = offer
        self._broker.retrying(lambda: self._renew_offer(offer))

    def take(self, key: str) -> bool:
        """Take a part unless somebody alive has it; answer whether it was done.

        Raises:
            Unavailable: the queue does not answer.
        """
        lock = self._broker.client.lock(
            f"{self._broker.namespace}:part:{key}", timeout=PART_SECONDS, blocking=False, thread_local=False
        )
        if not self._broker.retrying(lock.acquire):
            return False
        with self._guard:
            self._held[key] = lock
        return True

    def leave(self, key: str) -> None:
        """Give a part back, if it is held; where the queue does not answer, its lease ends by itself."""
        with self._guard:
            lock = self._held.pop(key, None)
        if lock is not None:
            with contextlib.suppress(redis.RedisError, OSError):
                lock.release()

    def taken(self, keys: Sequence[str]) -> frozenset[str]:
        """Return those of the parts that somebody has taken and not given back.

        Raises:
            Unavailable: the queue does not answer.
        """
        if not keys:
            return frozenset()
        names = [f"{self._broker.namespace}:part:{key}" for key in keys]
        found = self._broker.retrying(lambda: self._broker.client.mget(names))
        return frozenset(key for key, holder in zip(keys, found, strict=True) if holder is not None)

    def _renew_all(self) -> None:
        with self._guard:
            held, offer = list(self._held.items()), self._offer
        try:
            for key, lock in held:
                self._renew(key, lock)
            if offer is not None:
                self._renew_offer(offer)
        except (redis.RedisError, OSError, Unavailable) as error:  # it may be back before they end
            _log.debug("leases on parts not renewed: %s", error)

    def _renew(self, key: str, lock: Lock) -> None:
        try:
            lock.reacquire()
        except redis.exceptions.LockError:  # it ended, or was given back at this moment
            with self._guard:
                if self._held.get(key) is lock:
                    del self._held[key]

    def _renew_offer(self, offer: Offer) -> None:
        milliseconds = round(PART_SECONDS * 1000)
        self._broker.client.set(_share(self._broker, offer.work_id), json.dumps(asdict(offer)), px=milliseconds)
        self._broker.client.sadd(_shares(self._broker, offer.actor), offer.work_id)


def offers(broker: Broker, actors: Iterable[str]) -> list[Offer]:
    """Return the films of some actors that their workers let others help with.

    Raises:
        Unavailable: the queue does not answer.
    """
    return [offer for actor in actors for offer in broker.retrying(functools.partial(_offers, broker, actor))]


def _offers(broker: Broker, actor: str) -> list[Offer]:
    members: Any = broker.client.smembers(_shares(broker, actor))
    names = sorted(member.decode() for member in members)
    if not names:
        return []
    values = broker.client.mget([_share(broker, name) for name in names])
    ended = [name for name, value in zip(names, values, strict=True) if value is None]
    if ended:  # their workers died
        broker.client.srem(_shares(broker, actor), *ended)
    return [offer for value in values if value is not None and (offer := _read(value)) is not None]


def _read(value: bytes | str) -> Offer | None:
    """Return an offer, or None for that of another version of ours."""
    try:
        return Offer(**json.loads(value))
    except (ValueError, TypeError):
        return None


def _share(broker: Broker, work_id: str) -> str:
    return f"{broker.namespace}:share:{work_id}"


def _shares(broker: Broker, actor: str) -> str:
    return f"{broker.namespace}:shares:{actor}"
