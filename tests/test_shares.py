"""Leases on parts, and offers of films: on a real server, renewed while their worker lives, gone soon after."""

from __future__ import annotations

import dataclasses
import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from albumforge.errors import Unavailable
from albumforge.forge import Forge
from albumforge.queue.shares import Offer, Shares, offers

ACTOR = "generator.album"
OFFER = Offer(ACTOR, "film", "token", "mark")


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> float:
    """Leases that end soon."""
    monkeypatch.setattr("albumforge.queue.shares.PART_SECONDS", 1.2)
    return 1.2


def _until(condition: Callable[[], Any], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _keys(forge: Forge) -> list[bytes]:
    found: list[bytes] = list(forge.broker.client.keys("*"))
    return [key for key in found if b":part:" in key or b":share" in key]


def test_a_part_is_taken_once_and_given_back(local_forge: Forge) -> None:
    with Shares(local_forge.broker) as one, Shares(local_forge.broker) as two:
        assert one.take("a")
        assert not two.take("a")
        assert not one.take("a")
        assert two.take("b")
        assert one.taken(["a", "b", "c"]) == {"a", "b"}
        two.leave("a")  # not its own
        assert two.taken(["a"]) == {"a"}
        one.leave("a")
        assert two.take("a")
        assert one.taken([]) == frozenset()
    assert _keys(local_forge) == []


def test_a_lease_is_renewed_while_its_worker_lives_and_ends_soon_after(local_forge: Forge, short: float) -> None:
    living = Shares(local_forge.broker)
    dead = Shares(local_forge.broker)  # its thread never runs
    with living:
        assert living.take("a")
        assert dead.take("b")
        time.sleep(2 * short)
        assert living.taken(["a", "b"]) == {"a"}
        assert living.take("b")
        dead.leave("b")  # it has lost it
        assert living.taken(["b"]) == {"b"}


def test_an_offer_stands_while_its_film_is_made(local_forge: Forge, short: float) -> None:
    broker = local_forge.broker
    assert offers(broker, [ACTOR]) == []
    other = dataclasses.replace(OFFER, work_id="other")
    with Shares(broker) as one, Shares(broker) as two:
        one.offer(OFFER)
        two.offer(other)
        time.sleep(2 * short)
        assert offers(broker, [ACTOR]) == [OFFER, other]
        assert offers(broker, ["generator.small"]) == []
        assert offers(broker, ["generator.small", ACTOR]) == [OFFER, other]
    assert offers(broker, [ACTOR]) == []
    assert _keys(local_forge) == []


def test_the_offer_of_a_dead_worker_ends_and_leaves_nothing(local_forge: Forge, short: float) -> None:
    Shares(local_forge.broker).offer(OFFER)  # its thread never runs
    assert offers(local_forge.broker, [ACTOR]) == [OFFER]
    time.sleep(short + 0.1)
    assert offers(local_forge.broker, [ACTOR]) == []
    assert _keys(local_forge) == []


def test_an_offer_that_is_not_understood_is_passed_over(local_forge: Forge) -> None:
    client, prefix = local_forge.broker.client, local_forge.broker.namespace
    with Shares(local_forge.broker) as shares:
        shares.offer(OFFER)
        for name, value in (("new", '{"more": 1}'), ("odd", "["), ("list", "[1]")):
            client.sadd(f"{prefix}:shares:{ACTOR}", name)
            client.set(f"{prefix}:share:{name}", value)
        assert offers(local_forge.broker, [ACTOR]) == [OFFER]


def test_a_server_that_was_killed_comes_back(local_forge: Forge, short: float) -> None:
    broker = local_forge.broker
    with Shares(broker) as shares:
        shares.offer(OFFER)
        assert shares.take("a")
        os.kill(int(broker.client.info("server")["process_id"]), signal.SIGKILL)
        assert shares.take("b")
        assert shares.taken(["b"]) == {"b"}
        _until(lambda: offers(broker, [ACTOR]) == [OFFER])


def test_without_a_server_it_says_so(open_forge: Callable[..., Forge]) -> None:
    forge = open_forge(redis_url="redis://127.0.0.1:1/0")
    with pytest.raises(Unavailable):
        offers(forge.broker, [ACTOR])
    with Shares(forge.broker) as shares:
        shares.leave("a")
        with pytest.raises(Unavailable):
            shares.take("a")
        with pytest.raises(Unavailable):
            shares.taken(["a"])
        with pytest.raises(Unavailable):
            shares.offer(OFFER)
