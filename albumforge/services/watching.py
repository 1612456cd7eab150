"""One film or job as it changes: told by the queue's channel, read from the database."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from typing import Any, Protocol, TypeVar

from albumforge.queue.broker import Broker
from albumforge.queue.channel import Listener, listening
from albumforge.services.states import Status

HEARTBEAT = 15.0
"""Seconds after which something is said in any case, so that whoever listens in vain is noticed."""

APART = 0.5
"""Seconds between two looks at one piece of work, at least."""


class Watched(Protocol):
    """What has a status."""

    @property
    def status(self) -> Status: ...


T = TypeVar("T", bound=Watched)


def watch(
    broker: Broker,
    work_id: str,
    read: Callable[[dict[str, Any]], T | None],
    at_rest: Collection[Status],
    heartbeat: float,
) -> Iterator[T | None]:
    """Yield work as it stands, at once, and then whenever it changes, at most every `APART` seconds.

    None comes where nothing has happened for `heartbeat` seconds. It ends after the work came to rest, or is gone.

    Args:
        read: returns the work with the progress of an event (an empty one: as the database has it); None: it is gone.
        at_rest: states after which nothing more comes.

    Raises:
        Unavailable: the queue does not answer; while iterating.
    """
    with listening(broker, work_id) as listener:
        work = read({})
        while work is not None:
            yield work
            told = time.monotonic()
            if work.status in at_rest:
                return
            before, work = work, None
            while work is None:
                event = _next(listener, heartbeat, told)
                work = read(event or {})
                if work is None:
                    return
                if event is None and work == before:  # nothing was missed
                    work = None
                    yield None


def _next(listener: Listener, heartbeat: float, told: float) -> dict[str, Any] | None:
    """Return the next event, or the last of those that come within `APART` of `told`; None: nothing for `heartbeat`."""
    event = listener.get(heartbeat)
    if event is None:
        return None
    while (left := told + APART - time.monotonic()) > 0:
        event = listener.get(left) or event
    return event
