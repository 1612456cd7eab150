from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import dramatiq
import pytest
from dramatiq import Worker

from albumforge.errors import Unavailable
from albumforge.forge import Forge
from albumforge.queue.alive import Alive, look_up
from albumforge.queue.broker import Broker

QUEUE = "generator.small"


@contextmanager
def worker(broker: Broker, function: Callable[..., Any]) -> Iterator[Worker]:
    """A real Dramatiq worker of one thread on the queue."""
    dramatiq.actor(broker=broker.dramatiq, actor_name=QUEUE, queue_name=QUEUE)(function)
    worker = Worker(broker.dramatiq, worker_threads=1, worker_timeout=100)
    worker.queue_prefetch = 1
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


def until(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Wait for a condition and return what it gave."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
    return found


def state(broker: Broker, message_id: str) -> Alive:
    return look_up(broker, QUEUE, [message_id])[message_id]


def _kill_server(broker: Broker) -> None:
    os.kill(int(broker.client.info("server")["process_id"]), signal.SIGKILL)


def test_opening_a_forge_connects_to_nothing(open_forge: Callable[..., Forge]) -> None:
    forge = open_forge(redis_url="redis://127.0.0.1:1/0")
    assert forge.broker.namespace == "albumforge"
    with pytest.raises(Unavailable, match="redis_url"):
        forge.broker.check()


def test_an_address_that_is_none_is_refused(open_forge: Callable[..., Forge]) -> None:
    with pytest.raises(Unavailable, match="redis_url is not an address"):
        open_forge(redis_url="nonsense").broker.check()


def test_errors_do_not_show_the_password(open_forge: Callable[..., Forge]) -> None:
    with pytest.raises(Unavailable) as caught:
        open_forge(redis_url="redis://me:secret@127.0.0.1:1/0").broker.check()
    assert "secret" not in str(caught.value)


def test_dramatiq_has_no_global_broker_from_us(local_forge: Forge) -> None:
    local_forge.broker.check()
    assert dramatiq.broker.global_broker is None


def test_a_message_is_worked_on(local_forge: Forge) -> None:
    got: list[Any] = []
    broker = local_forge.broker
    broker.send(QUEUE, "work", 2, message_id="m")
    with worker(broker, lambda *arguments: got.append(arguments)):
        until(lambda: got)
        until(lambda: state(broker, "m") is Alive.GONE)
    assert got == [("work", 2)]


def test_a_delayed_message_comes_in_time(local_forge: Forge) -> None:
    got: list[float] = []
    broker = local_forge.broker
    begin = time.monotonic()
    broker.send(QUEUE, message_id="m", delay=0.4)
    assert state(broker, "m") is Alive.DELAYED
    with worker(broker, lambda: got.append(time.monotonic() - begin)):
        until(lambda: got)
    assert 0.4 <= got[0] < 3


def test_namespaces_do_not_meet(open_forge: Callable[..., Forge]) -> None:
    one, two = open_forge(namespace="one"), open_forge(namespace="two")
    one.broker.send(QUEUE, message_id="m")
    assert state(one.broker, "m") is Alive.QUEUED
    assert state(two.broker, "m") is Alive.GONE


def test_a_second_forge_of_the_home_finds_the_same_queue(open_forge: Callable[..., Forge]) -> None:
    one, two = open_forge(), open_forge()
    one.broker.send(QUEUE, message_id="m")
    assert state(two.broker, "m") is Alive.QUEUED


def test_what_was_sent_outlives_everybody(make_settings: Callable[..., Any]) -> None:
    with Forge(make_settings()) as forge:
        forge.broker.send(QUEUE, message_id="m")
    with Forge(make_settings()) as forge:
        assert state(forge.broker, "m") is Alive.QUEUED


def test_a_killed_server_is_started_again_by_whoever_sends(local_forge: Forge) -> None:
    broker = local_forge.broker
    broker.send(QUEUE, message_id="a")
    _kill_server(broker)
    broker.send(QUEUE, message_id="b")
    assert (state(broker, "a"), state(broker, "b")) == (Alive.QUEUED, Alive.QUEUED)


def test_check_starts_a_killed_server_again(local_forge: Forge) -> None:
    broker = local_forge.broker
    broker.send(QUEUE, message_id="a")
    _kill_server(broker)
    broker.check()
    assert state(broker, "a") is Alive.QUEUED


def test_a_message_given_back_waits_as_it_was(local_forge: Forge) -> None:
    broker = local_forge.broker
    broker.send(QUEUE, message_id="m")
    stopping = threading.Event()
    turns: list[int] = []

    def stop_early() -> None:
        turns.append(1)
        stopping.wait(5)
        broker.give_back()

    with worker(broker, stop_early) as running:
        until(lambda: turns)
        for thread in running.workers:
            thread.stop()
        stopping.set()
    assert turns == [1]
    assert state(broker, "m") is Alive.QUEUED


def test_a_postponed_message_comes_again_under_its_name(local_forge: Forge) -> None:
    broker = local_forge.broker
    broker.send(QUEUE, "work", message_id="m")
    turns: list[str] = []

    def later(work: str) -> None:
        turns.append(work)
        if len(turns) == 1:
            broker.postpone(0.2)

    with worker(broker, later):
        until(lambda: len(turns) == 1 and state(broker, "m") is Alive.DELAYED)
        until(lambda: len(turns) == 2)
        until(lambda: state(broker, "m") is Alive.GONE)
    assert turns == ["work", "work"]


def test_what_a_dead_worker_had_is_delivered_again(open_forge: Callable[..., Forge]) -> None:
    dead, living = open_forge().broker, open_forge().broker
    living.send(QUEUE, message_id="m")
    living.send(QUEUE, message_id="later", delay=60)
    for queue in (QUEUE, f"{QUEUE}.DQ"):  # as its consumers fetch
        assert len(dead.dramatiq.do_fetch(queue, 1)) == 1
    assert state(living, "m") is Alive.WORKING
    assert living.redeliver(dead.id) == 2
    assert state(living, "m") is Alive.QUEUED
    assert len(living.dramatiq.do_fetch(f"{QUEUE}.DQ", 1)) == 1


def test_maintenance_leaves_the_living_alone(open_forge: Callable[..., Forge]) -> None:
    one, two = open_forge().broker, open_forge().broker
    two.send(QUEUE, message_id="m")
    one.dramatiq.do_fetch(QUEUE, 1)
    two.maintain([QUEUE])
    assert state(two, "m") is Alive.WORKING
    two.client.zadd(f"{two.namespace}:__heartbeats__", {one.id: 1})  # silent since 1970
    two.maintain([QUEUE])
    assert state(two, "m") is Alive.QUEUED


def test_down_stops_the_server_and_the_next_use_starts_it(local_forge: Forge) -> None:
    broker = local_forge.broker
    broker.send(QUEUE, message_id="m")
    assert local_forge.down()
    assert not local_forge.down()
    assert state(broker, "m") is Alive.QUEUED
