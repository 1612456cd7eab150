"""Consumers of a worker that does one thing at a time.

Dramatiq's own fetch a message from each queue ahead, which then waits behind the one that is worked on, for an
hour perhaps, while other workers have nothing to do; and they look for the next one only after a pause. These share one
pair of hands: a message is fetched by who holds them, and whoever is done with it lets the next one fetch at once.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import redis
from dramatiq.broker import MessageProxy
from dramatiq.brokers.redis import RedisBroker, _RedisConsumer
from dramatiq.common import compute_backoff, q_name
from dramatiq.errors import ConnectionClosed
from dramatiq.message import Message


class HandsBroker(RedisBroker):
    """A broker for one worker thread: all its queues but those of delayed messages share one pair of hands."""

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)  # type: ignore[no-untyped-call]
        self.hands = _Hands()

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> _RedisConsumer:
        """Return a consumer of a queue; see `RedisBroker.consume`."""
        kind = _RedisConsumer if queue_name != q_name(queue_name) else _Consumer
        return kind(self, queue_name, prefetch, timeout)  # type: ignore[no-untyped-call]


class _Hands:
    """Held from before a message is looked for until it was worked on, or none was found."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held = False

    def take(self, seconds: float) -> bool:
        """Take them, waiting so long at most; answer whether that was possible."""
        with self._changed:
            free = self._changed.wait_for(lambda: not self._held, seconds)
            self._held = self._held or free
            return free

    def leave(self) -> None:
        """Let others take them."""
        with self._changed:
            self._held = False
            self._changed.notify()


class _Consumer(_RedisConsumer):
    """Fetches a message when the worker's hands are free."""

    broker: HandsBroker

    def ack(self, message: MessageProxy) -> None:
        try:
            super().ack(message)  # type: ignore[no-untyped-call]
        finally:
            self.broker.hands.leave()

    def nack(self, message: MessageProxy) -> None:
        try:
            super().nack(message)  # type: ignore[no-untyped-call]
        finally:
            self.broker.hands.leave()

    def __next__(self) -> MessageProxy | None:
        hands = self.broker.hands
        if not hands.take(self.timeout / 1000):
            return None
        message = None
        try:
            message = self._fetched()
        except redis.ConnectionError as error:
            raise ConnectionClosed(error) from None  # type: ignore[no-untyped-call]
        finally:
            if message is None:
                hands.leave()
        if message is None:
            self.misses, milliseconds = compute_backoff(self.misses, max_backoff=self.timeout)
            time.sleep(milliseconds / 1000)
            return None
        self.misses = 0
        return message

    def _fetched(self) -> MessageProxy | None:
        found = [data for data in self.broker.do_fetch(self.queue_name, 1) if data is not None]
        return MessageProxy(Message.decode(found[0])) if found else None
