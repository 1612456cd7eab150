from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from albumforge.errors import Unavailable
from albumforge.forge import Forge
from albumforge.queue.channel import listening, publish


def test_a_listener_hears_what_is_told(open_forge: Callable[..., Forge]) -> None:
    here, there = open_forge(), open_forge()
    with listening(here.broker, "a") as listener:
        publish(there.broker, "b", {"not": "mine"})
        publish(there.broker, "a", {"stage": 105, "message": "夜"})
        assert listener.get(5.0) == {"stage": 105, "message": "夜"}
        begin = time.monotonic()
        assert listener.get(0.1) is None
        assert time.monotonic() - begin >= 0.1


def test_nothing_is_missed_from_the_first_moment(local_forge: Forge) -> None:
    for number in range(20):
        with listening(local_forge.broker, "a") as listener:
            publish(local_forge.broker, "a", {"number": number})
            assert listener.get(5.0) == {"number": number}


def test_nobody_listening_is_no_error(local_forge: Forge) -> None:
    publish(local_forge.broker, "a", {"stage": 105})


def test_without_a_server_nobody_is_told(open_forge: Callable[..., Forge]) -> None:
    publish(open_forge(redis_url="redis://127.0.0.1:1/0").broker, "a", {"stage": 105})


def test_a_listener_needs_a_server(open_forge: Callable[..., Forge]) -> None:
    broker = open_forge(redis_url="redis://127.0.0.1:1/0").broker
    with pytest.raises(Unavailable), listening(broker, "a"):
        pytest.fail("there is no server")
