"""The channel on which the progress of work is told while it happens; who comes late asks the database."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from typing import Any

import redis

from albumforge.errors import Unavailable
from albumforge.queue.broker import Broker, translated


def publish(broker: Broker, work_id: str, event: dict[str, Any]) -> None:
    """Tell all listeners about `event`; where the server does not answer, nobody is told.

    Progress is a courtesy: what is true stands in the database.
    """
    with contextlib.suppress(redis.RedisError, OSError, Unavailable):
        broker.client.publish(_name(broker, work_id), json.dumps(event))


@contextlib.contextmanager
def listening(broker: Broker, work_id: str | None = None) -> Iterator[Listener]:
    """Yield a listener that hears everything published from now on about a piece of work; None: about all of them.

    Raises:
        Unavailable: the server does not answer.
    """
    pubsub: Any = broker.retrying(lambda: broker.client.pubsub())  # type: ignore[no-untyped-call]
    try:
        if work_id is None:
            broker.retrying(lambda: pubsub.psubscribe(_name(broker, "*")))
        else:
            broker.retrying(lambda: pubsub.subscribe(_name(broker, work_id)))
        listener = Listener(pubsub)
        listener.get(5.0)  # the confirmation: from here on nothing is missed
        yield listener
    finally:
        pubsub.close()


class Listener:
    """Hears the events of one piece of work."""

    def __init__(self, pubsub: Any) -> None:
        self._pubsub = pubsub

    def get(self, timeout: float) -> dict[str, Any] | None:
        """Return the next event, or None where none came within `timeout` seconds.

        Raises:
            Unavailable: the server does not answer any more.
        """
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            with translated("The queue"):
                message = self._pubsub.get_message(timeout=left)
            if message is None:
                continue
            if message["type"] in ("subscribe", "psubscribe"):
                return None
            if message["type"] in ("message", "pmessage"):
                event: dict[str, Any] = json.loads(message["data"])
                return event
        return None


def _name(broker: Broker, work_id: str) -> str:
    return f"{broker.namespace}:events:{work_id}"
