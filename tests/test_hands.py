"""A worker that does one thing at a time fetches one thing at a time, from all of its queues together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import dramatiq
import pytest
from dramatiq import Worker
from test_broker import until

from albumforge.forge import Forge
from albumforge.queue.broker import Broker

QUEUES = ("generator.small", "generator.other", "farm.finish")


@contextmanager
def worker(broker: Broker, function: Callable[[str], Any]) -> Iterator[Worker]:
    for queue in QUEUES:
        dramatiq.actor(broker=broker.dramatiq, actor_name=queue, queue_name=queue)(function)
    worker = Worker(broker.dramatiq, worker_threads=1, worker_timeout=100)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


@pytest.fixture
def broker(local_forge: Forge) -> Broker:
    return local_forge.broker


def test_nothing_is_fetched_while_something_is_worked_on(broker: Broker) -> None:
    begun, go_on, done = threading.Event(), threading.Event(), []

    def work(name: str) -> None:
        begun.set()
        assert go_on.wait(60)
        done.append(name)

    with worker(broker, work):
        broker.send(QUEUES[0], "first", message_id="m0")
        assert begun.wait(60)
        for number, queue in enumerate(QUEUES):
            broker.send(queue, queue, message_id=f"n{number}", delay=0.05 if number == 2 else 0.0)
        until(lambda: broker.client.llen(f"{broker.namespace}:{QUEUES[2]}") == 1)  # its time has come
        looks = _fetches(broker)
        until(lambda: _fetches(broker) > looks + 10)
        assert [broker.client.llen(f"{broker.namespace}:{queue}") for queue in QUEUES] == [1, 1, 1]
        go_on.set()
        until(lambda: len(done) == 4)
    assert sorted(done) == sorted(["first", *QUEUES])


def _fetches(broker: Broker) -> int:
    """How often the server was asked for messages: those that wait for their time are looked for all along."""
    stats: Any = broker.client.info("commandstats")
    return int(stats["cmdstat_evalsha"]["calls"])


def test_what_cannot_be_worked_on_leaves_the_hands_free(broker: Broker) -> None:
    done: list[str] = []

    def work(name: str) -> None:
        done.append(name)
        if name == "bad":
            raise ValueError(name)

    with worker(broker, work):
        unknown: Any = dramatiq.Message(QUEUES[0], "nobody", (), {}, {})
        broker.dramatiq.enqueue(unknown)
        broker.send(QUEUES[0], "bad", message_id="m1")
        broker.send(QUEUES[1], "good", message_id="m2")
        until(lambda: set(done) == {"bad", "good"})


def test_a_worker_goes_on_when_its_server_was_away(broker: Broker) -> None:
    import os
    import signal

    done: list[str] = []
    with worker(broker, done.append):
        broker.send(QUEUES[0], "before", message_id="m0")
        until(lambda: done == ["before"])
        os.kill(int(broker.client.info("server")["process_id"]), signal.SIGKILL)  # type: ignore[index]
        until(lambda: _is_back(broker))
        broker.send(QUEUES[0], "after", message_id="m1")
        until(lambda: done == ["before", "after"])


def _is_back(broker: Broker) -> bool:
    broker.check()
    return True
