"""What has become of a message, looked up in the broker itself.

Dramatiq keeps a message's data in the hash ``<queue>.msgs`` under a key that changes with every retry, the waiting keys
in the list ``<queue>``, delayed ones in ``<queue>.DQ``, dead ones in ``<queue>.XQ``, and the keys a worker has taken in
``__acks__.<worker>.<queue>``. One transaction reads them all, so a message on its way is not missed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from dramatiq.common import dq_name, xq_name

from albumforge.queue.broker import HEARTBEAT_SECONDS, Broker


class Alive(StrEnum):
    """Where a message is."""

    QUEUED = "queued"
    """It waits for a worker."""
    WORKING = "working"
    """A living worker has it."""
    DELAYED = "delayed"
    """It waits for its time."""
    ORPHANED = "orphaned"
    """A worker had it that is dead; it will be delivered again."""
    DEAD = "dead"
    """It was given up."""
    GONE = "gone"
    """It is in no queue: done, or lost."""

    @property
    def will_run(self) -> bool:
        """Whether it is being worked on or will be without anybody's doing."""
        return self in (Alive.QUEUED, Alive.WORKING, Alive.DELAYED)


def look_up(
    broker: Broker, actor: str, message_ids: Iterable[str], is_dead: Callable[[str], bool] = lambda _: False
) -> dict[str, Alive]:
    """Return where each message of an actor's queue is; takes time in proportion to all that the queue holds.

    Args:
        is_dead: answers for a worker's id whether it is known to be dead (by its file lock); one whose heartbeat
            stopped counts as dead in any case.

    Raises:
        Unavailable: the server does not answer.
    """
    wanted = {message_id.encode(): message_id for message_id in message_ids if message_id}
    found = dict.fromkeys(wanted.values(), Alive.GONE)
    if not wanted:
        return found
    prefix = f"{broker.namespace}:"
    delayed_queue = dq_name(actor)
    with broker.retrying(lambda: broker.client.pipeline(transaction=True)) as pipe:
        pipe.hgetall(f"{prefix}{actor}.msgs")
        pipe.lrange(f"{prefix}{actor}", 0, -1)
        pipe.hgetall(f"{prefix}{delayed_queue}.msgs")
        pipe.hgetall(f"{prefix}{xq_name(actor)}.msgs")
        pipe.zrange(f"{prefix}__heartbeats__", 0, -1, withscores=True)
        messages, waiting, delayed, dead, workers = broker.retrying(lambda: pipe.execute(raise_on_error=True))
    queued = set(waiting)
    taken: dict[str, Any] = {}

    for values, state in ((dead, Alive.DEAD), (delayed, Alive.DELAYED)):
        for value in values.values():
            for message_id in _named(wanted, value):
                found[message_id] = state
    for key, value in messages.items():
        for message_id in _named(wanted, value):
            found[message_id] = Alive.QUEUED if key in queued else Alive.WORKING
            if key not in queued:
                taken[message_id] = key
    if taken:
        holders = _holders(broker, actor, taken, [(worker.decode(), score) for worker, score in workers])
        for message_id, holder in holders.items():
            if holder is None or is_dead(holder):
                found[message_id] = Alive.ORPHANED
    return found


def _named(wanted: dict[bytes, str], value: bytes) -> Iterable[str]:
    # The id as a JSON string; arguments are never ids of messages.
    return [message_id for encoded, message_id in wanted.items() if b'"%s"' % encoded in value]


def _holders(
    broker: Broker, actor: str, taken: dict[str, Any], workers: list[tuple[str, float]]
) -> dict[str, str | None]:
    """Return who has each taken message: the id of a worker whose heartbeat goes on, or None."""
    horizon = (time.time() - HEARTBEAT_SECONDS) * 1000
    living = [worker for worker, heartbeat in workers if heartbeat >= horizon]
    holders: dict[str, str | None] = {}
    for message_id, key in taken.items():
        with broker.client.pipeline(transaction=True) as pipe:
            for worker in living:
                pipe.sismember(f"{broker.namespace}:__acks__.{worker}.{actor}", key)
            answers = broker.retrying(pipe.execute) if living else []
        holders[message_id] = next((worker for worker, yes in zip(living, answers, strict=True) if yes), None)
    return holders
