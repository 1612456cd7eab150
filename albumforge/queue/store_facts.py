"""What kind of server keeps the queue, and whose it is: for `albumforge doctor`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from albumforge.queue.broker import Broker


@dataclass(frozen=True)
class StoreFacts:
    """A Redis or Valkey server.

    Attributes:
        durable: whether what it is told is on its disk within a second or so (an append-only file).
        evicts: the policy by which it drops keys when its memory is full, or "" where it drops none.
        skew: seconds by which its clock is ahead of this machine's.
    """

    version: str
    durable: bool
    evicts: str
    skew: float


def store_facts(broker: Broker) -> StoreFacts:
    """Ask the server.

    Raises:
        Unavailable: it does not answer.
    """
    info: Any = broker.retrying(lambda: broker.client.info())
    before = time.time()
    seconds, microseconds = broker.retrying(lambda: broker.client.time())
    here = (before + time.time()) / 2
    policy = str(info.get("maxmemory_policy", "noeviction"))
    return StoreFacts(
        version=str(info.get("valkey_version") or info.get("redis_version", "")),  # the latter is what Valkey is like
        durable=bool(info.get("aof_enabled")),
        evicts=policy if int(info.get("maxmemory", 0)) and policy != "noeviction" else "",
        skew=seconds + microseconds / 1e6 - here,
    )


def claimed(broker: Broker, what: str, value: str) -> str:
    """Return what the first of all that use this namespace said that `what` is; where nobody has, `value` is noted.

    Raises:
        Unavailable: the server does not answer.
    """
    key = f"{broker.namespace}:{what}"
    broker.retrying(lambda: broker.client.set(key, value, nx=True))
    found: Any = broker.retrying(lambda: broker.client.get(key))
    return str(found.decode()) if found else value
