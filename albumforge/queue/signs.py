"""Which processes work for the queue, on all machines: each gives a sign of life in the queue's store.

``<namespace>:signs`` is the set of their names, ``<namespace>:sign:<id>`` what each says of itself. A sign ends by
itself `GONE_SECONDS` after it was given last, so a process that is killed, or cut off, is soon not told of any more.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from importlib.metadata import version
from typing import Any

import redis

from albumforge.errors import Unavailable
from albumforge.queue.broker import Broker

SIGN_SECONDS = 5.0
"""How often a process gives its sign, unless there is news."""
GONE_SECONDS = 20.0
"""How long a sign holds."""
WORKER, SUPERVISOR, SERVER = "worker", "supervisor", "server"
"""Roles: does the work of queues; keeps workers; keeps them and a web server."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sign:
    """What a process says of itself.

    Attributes:
        id: what it is called among those of the queue.
        role: `WORKER`, `SUPERVISOR` or `SERVER`; those of newer versions may have others.
        host: name of its machine.
        pid: its number there.
        version: of albumforge.
        since: when it began, in seconds since 1970.
        queues: that it serves.
        address: where its web server listens, as HOST:PORT; "" where it has none.
        probe: name of the file that it left among the media; see `services.probes`.
        doing: the actor that works now, such as ``generator.album``; "" where none does.
        doing_since: since when, in seconds since 1970.
    """

    id: str
    role: str
    host: str
    pid: int
    version: str
    since: float
    queues: tuple[str, ...] = ()
    address: str = ""
    probe: str = ""
    doing: str = ""
    doing_since: float = 0.0


class Signing:
    """The signs of one process. Safe to use from many threads."""

    def __init__(
        self, broker: Broker, role: str, queues: Sequence[str] = (), *, address: str = "", probe: str = ""
    ) -> None:
        """Prepare; nothing is told before `renew`."""
        self._broker = broker
        self._sign = Sign(
            id=broker.id,
            role=role,
            host=socket.gethostname(),
            pid=os.getpid(),
            version=version("albumforge"),
            since=time.time(),
            queues=tuple(queues),
            address=address,
            probe=probe,
        )
        self._told: Sign | None = None
        self._due = 0.0
        self._guard = threading.Lock()

    def renew(self) -> None:
        """Give a sign where one is due, or there is news; to be called every second or so. Never raises.

        It is a courtesy: where the queue does not answer, nobody is told.
        """
        with self._guard:
            sign = self._sign
        if sign == self._told and time.monotonic() < self._due:
            return
        client = self._client()
        if client is None:
            return
        try:
            with client.pipeline(transaction=False) as pipe:
                pipe.set(_key(self._broker, sign.id), json.dumps(asdict(sign)), px=round(GONE_SECONDS * 1000))
                pipe.sadd(_set(self._broker), sign.id)
                pipe.execute()
        except (redis.RedisError, OSError) as error:
            _log.debug("no sign given: %s", error)
            return
        self._told, self._due = sign, time.monotonic() + SIGN_SECONDS

    @contextlib.contextmanager
    def doing(self, actor: str) -> Iterator[None]:
        """Have the signs say which actor works, for as long as the body runs."""
        self._now(doing=actor, doing_since=time.time())
        try:
            yield
        finally:
            self._now(doing="", doing_since=0.0)

    def leave(self) -> None:
        """Take the sign back, at an orderly end. Never raises."""
        forget(self._broker, self._sign.id)

    def _now(self, **what: Any) -> None:
        with self._guard:
            self._sign = replace(self._sign, **what)

    def _client(self) -> redis.Redis | None:
        try:
            return self._broker.client
        except Unavailable:
            return None


def forget(broker: Broker, name: str) -> None:
    """Drop the sign of a process that is gone before it ends by itself. Never raises."""
    with contextlib.suppress(redis.RedisError, OSError, Unavailable):
        broker.client.delete(_key(broker, name))
        broker.client.srem(_set(broker), name)


def signs(broker: Broker) -> list[Sign]:
    """Return the processes that gave a sign lately, by machine, role and age.

    Raises:
        Unavailable: the queue does not answer.
    """

    def ask() -> list[Sign]:
        members: Any = broker.client.smembers(_set(broker))
        names = sorted(member.decode() for member in members)
        if not names:
            return []
        values: Any = broker.client.mget([_key(broker, name) for name in names])
        ended = [name for name, value in zip(names, values, strict=True) if value is None]
        if ended:
            broker.client.srem(_set(broker), *ended)
        return [sign for value in values if value is not None and (sign := _read(value)) is not None]

    return sorted(broker.retrying(ask), key=lambda sign: (sign.host, sign.role, sign.since, sign.id))


_KNOWN = {field.name for field in fields(Sign)}


def _read(value: bytes) -> Sign | None:
    """Return a sign; what a newer version says besides is left out, and one that cannot be read is None."""
    try:
        said = {name: what for name, what in json.loads(value).items() if name in _KNOWN}
        return Sign(**{**said, "queues": tuple(said.get("queues", ()))})
    except (ValueError, TypeError, AttributeError):
        return None


def _set(broker: Broker) -> str:
    return f"{broker.namespace}:signs"


def _key(broker: Broker, name: str) -> str:
    return f"{broker.namespace}:sign:{name}"
