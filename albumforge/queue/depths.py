"""How much waits in queues, and for how long; a few answers of the server for each queue, however full it is."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass

from dramatiq.common import dq_name, xq_name

from albumforge.queue.broker import Broker


@dataclass(frozen=True)
class Depth:
    """A queue at one moment.

    Attributes:
        waiting: messages that could be worked on; delayed: that wait for their time; taken: that a worker has.
        dead: that no worker could work on.
        oldest: seconds since the first of those that wait was made; 0.0 where none waits.
    """

    waiting: int
    delayed: int
    taken: int
    dead: int
    oldest: float


def depths(broker: Broker, actors: Iterable[str]) -> dict[str, Depth]:
    """Return how the queues of some actors stand.

    Raises:
        Unavailable: the server does not answer.
    """
    names = list(actors)
    prefix = f"{broker.namespace}:"

    def ask() -> list[tuple[int, int, int, int, bytes | None]]:
        with broker.client.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.llen(f"{prefix}{name}")
                pipe.hlen(f"{prefix}{name}.msgs")
                pipe.hlen(f"{prefix}{dq_name(name)}.msgs")
                pipe.zcard(f"{prefix}{xq_name(name)}")
                pipe.lindex(f"{prefix}{name}", 0)
            answers = pipe.execute()
            found = [answers[start : start + 5] for start in range(0, len(answers), 5)]
            for name, (*_, first) in zip(names, found, strict=True):
                pipe.hget(f"{prefix}{name}.msgs", first or b"")
            messages = pipe.execute()
        return [(*counts[:4], message) for counts, message in zip(found, messages, strict=True)]

    moment = time.time()
    return {
        name: Depth(waiting, delayed, max(0, known - waiting), dead, _age(message, moment))
        for name, (waiting, known, delayed, dead, message) in zip(names, broker.retrying(ask), strict=True)
    }


def _age(message: bytes | None, moment: float) -> float:
    if message is None:
        return 0.0
    return max(0.0, moment - float(json.loads(message)["message_timestamp"]) / 1000)
