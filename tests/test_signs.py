"""Signs of life: given to a real server, renewed, gone by themselves, and read from other versions."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pytest
from served import until

from albumforge.forge import Forge
from albumforge.queue import signs as module
from albumforge.queue.signs import SERVER, WORKER, Signing, signs


def test_a_process_tells_what_it_is_and_does(local_forge: Forge) -> None:
    broker = local_forge.broker
    one, two = Signing(broker, WORKER, ["generator.album"]), Signing(local_forge.broker, SERVER, address="h:80")
    assert signs(broker) == []
    one.renew()
    (sign,) = signs(broker)
    assert (sign.role, sign.pid, sign.version) == (WORKER, os.getpid(), version("albumforge"))
    assert (sign.id, sign.queues, sign.doing) == (broker.id, ("generator.album",), "")
    with one.doing("generator.album"):
        one.renew()  # there is news
        (sign,) = signs(broker)
        assert sign.doing == "generator.album"
        assert sign.doing_since >= sign.since
    one.renew()
    assert signs(broker)[0].doing == ""
    one.leave()
    assert signs(broker) == []
    two.renew()
    assert signs(broker)[0].address == "h:80"


def test_it_is_given_again_only_when_that_is_due(local_forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    signing = Signing(local_forge.broker, WORKER)
    signing.renew()
    local_forge.broker.client.flushall()
    signing.renew()
    assert signs(local_forge.broker) == []
    monkeypatch.setattr(signing, "_due", time.monotonic())
    signing.renew()
    assert len(signs(local_forge.broker)) == 1


def test_whoever_gives_none_any_more_is_forgotten(local_forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GONE_SECONDS", 0.3)
    broker = local_forge.broker
    Signing(broker, WORKER).renew()
    until(lambda: signs(broker) == [])
    assert broker.client.scard("albumforge:signs") == 0, "its name went too"


def test_what_a_newer_version_says_is_read_as_far_as_it_is_known(local_forge: Forge) -> None:
    broker = local_forge.broker
    Signing(broker, WORKER, ["a"]).renew()
    key = f"albumforge:sign:{broker.id}"
    newer: dict[str, Any] = json.loads(broker.client.get(key))  # type: ignore[arg-type]
    broker.client.set(key, json.dumps({**newer, "version": "9.0.0", "mood": "calm"}))
    assert [(sign.version, sign.queues) for sign in signs(broker)] == [("9.0.0", ("a",))]
    for odd in ("[]", "{}", "no json", json.dumps({**newer, "queues": 3})):
        broker.client.set(key, odd)
        assert signs(broker) == [], odd


def test_where_the_queue_is_away_nothing_is_raised(open_forge: Callable[..., Forge]) -> None:
    broker = open_forge().broker
    signing = Signing(broker, WORKER)
    os.kill(int(broker.client.info("server")["process_id"]), signal.SIGKILL)
    signing.renew()
    signing.leave()
    broker.close()
    signing.renew()
    signing.leave()
