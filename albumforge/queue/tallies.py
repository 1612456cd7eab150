"""How long workers take, counted in the queue's store, so that all machines' workers are counted together."""

from __future__ import annotations

import logging
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from albumforge.queue.broker import Broker

BOUNDS = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14_400.0)
"""Seconds; upper bounds of the counts, besides that of all."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tally:
    """How long an actor took for its messages.

    Attributes:
        counts: of messages that took at most so long, for each of `BOUNDS` and for any time; each holds those before.
        seconds: of all together.
    """

    counts: tuple[int, ...]
    seconds: float


def note(broker: Broker, actor: str, seconds: float) -> None:
    """Count a message that an actor is done with; where that cannot be, it is not counted."""
    key = _key(broker)
    try:
        with broker.client.pipeline(transaction=False) as pipe:
            pipe.hincrby(key, f"{actor}|{bisect_left(BOUNDS, seconds)}", 1)
            pipe.hincrbyfloat(key, f"{actor}|seconds", seconds)
            broker.retrying(pipe.execute)
    except Exception as error:  # a full or closed queue; the work is done, and its message must not fail for this
        _log.info("a message of %s is not counted: %s", actor, error)


def tallies(broker: Broker) -> dict[str, Tally]:
    """Return what was counted, by actor.

    Raises:
        Unavailable: the queue does not answer.
    """
    found: dict[str, dict[str, float]] = {}
    counted: Any = broker.retrying(lambda: broker.client.hgetall(_key(broker)))
    for field, value in counted.items():
        actor, _, what = field.decode().rpartition("|")
        found.setdefault(actor, {})[what] = float(value)
    return {actor: _tally(counted) for actor, counted in sorted(found.items())}


def _tally(counted: dict[str, float]) -> Tally:
    counts, total = [], 0
    for index in range(len(BOUNDS) + 1):
        total += int(counted.get(str(index), 0))
        counts.append(total)
    return Tally(tuple(counts), counted.get("seconds", 0.0))


def _key(broker: Broker) -> str:
    return f"{broker.namespace}:tallies"
