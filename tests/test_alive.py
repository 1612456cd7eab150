from __future__ import annotations

import time
from collections.abc import Callable

from albumforge.forge import Forge
from albumforge.queue.alive import Alive, look_up

QUEUE = "generator.small"


def _one(forge: Forge, message_id: str, dead: str = "") -> Alive:
    return look_up(forge.broker, QUEUE, [message_id], lambda worker: worker == dead)[message_id]


def test_every_state_of_a_message(open_forge: Callable[..., Forge]) -> None:
    forge, worker = open_forge(), open_forge()
    for name in ("working", "failed", "queued"):
        forge.broker.send(QUEUE, message_id=name)
    forge.broker.send(QUEUE, message_id="delayed", delay=60)
    from dramatiq import Message

    fetched = [Message.decode(data) for data in worker.broker.dramatiq.do_fetch(QUEUE, 2)]
    assert [message.message_id for message in fetched] == ["working", "failed"]
    worker.broker.dramatiq.do_nack(QUEUE, fetched[1].options["redis_message_id"])
    states = look_up(forge.broker, QUEUE, ["working", "failed", "queued", "delayed", "never", ""])
    assert states == {
        "working": Alive.WORKING,
        "failed": Alive.DEAD,
        "queued": Alive.QUEUED,
        "delayed": Alive.DELAYED,
        "never": Alive.GONE,
    }
    assert [state.will_run for state in states.values()] == [True, False, True, True, False]


def test_a_message_of_a_dead_worker_is_orphaned(open_forge: Callable[..., Forge]) -> None:
    forge, worker = open_forge(), open_forge()
    forge.broker.send(QUEUE, message_id="m")
    worker.broker.dramatiq.do_fetch(QUEUE, 1)
    assert _one(forge, "m") is Alive.WORKING
    assert _one(forge, "m", dead=worker.broker.id) is Alive.ORPHANED
    silent = {worker.broker.id: (time.time() - 61) * 1000}
    forge.broker.client.zadd(f"{forge.broker.namespace}:__heartbeats__", silent)
    assert _one(forge, "m") is Alive.ORPHANED
    assert not Alive.ORPHANED.will_run


def test_one_id_inside_another_is_not_mistaken(local_forge: Forge) -> None:
    local_forge.broker.send(QUEUE, "abc", message_id="xabcx")
    assert _one(local_forge, "abcx") is Alive.GONE
    assert _one(local_forge, "xabcx") is Alive.QUEUED


def test_a_full_queue_is_searched_in_time(local_forge: Forge) -> None:
    for number in range(1000):
        local_forge.broker.send(QUEUE, "work", message_id=f"m{number:04d}")
    begin = time.process_time()
    assert _one(local_forge, "m0999") is Alive.QUEUED
    assert time.process_time() - begin < 0.5


def test_nothing_is_asked_for_nothing(open_forge: Callable[..., Forge]) -> None:
    assert look_up(open_forge(redis_url="redis://127.0.0.1:1/0").broker, QUEUE, [""]) == {}
