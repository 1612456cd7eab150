"""What a worker says to its master: a real one, and what else may answer at an address."""

from __future__ import annotations

import http.server
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from farm_parts import Farm
from served import free_port

from albumforge.errors import Cancelled, InvalidInput
from albumforge.farmworker.client import Master, MasterAway, Refused, insist, wait


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    with Farm(tmp_path_factory.mktemp("farm")) as one:
        yield one


@pytest.fixture
def master(farm: Farm) -> Master:
    return Master(f"http://127.0.0.1:{farm.served.port}")


def test_registered_alive_and_told_to_go(farm: Farm, master: Master) -> None:
    number = master.register("one", 0, False)
    assert master.heartbeat("one", number) == ""
    with pytest.raises(Refused, match="one") as online:
        master.register("one", 0, False)
    assert online.value.status == 409
    farm.api.data("POST", f"workers/{number}/offline", action="shutdown")
    assert master.heartbeat("one", number) == "shutdown"
    with pytest.raises(Refused) as ordered:
        master.claim(number, 0, False, "")
    assert ordered.value.status == 409
    farm.api.data("DELETE", f"workers/{number}/offline")
    assert master.heartbeat("one", number) == ""


def test_what_is_not_there_is_refused(master: Master) -> None:
    number = master.register("two", 1, True)
    for call in (
        lambda: master.heartbeat("two", number + 1000),
        lambda: master.claim(number, 1, True, ""),
        lambda: master.order("1000"),
        lambda: master.task("1000"),
        lambda: master.report("1000", worker_id=number, status=1, progress=1.0),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.status == 404
        assert refused.value.said.isascii()  # it is translated where it is shown


def test_a_type_that_is_none_is_refused_with_its_name(master: Master) -> None:
    with pytest.raises(Refused, match="worker_type") as refused:
        master.register("three", 9, False)
    assert refused.value.status == 400


def test_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(MasterAway, match="does not answer") as away:
        Master(f"http://127.0.0.1:{free_port()}").register("one", 0, False)
    assert not away.value.heard
    with pytest.raises(MasterAway, match=r"nosuch\.invalid"):
        Master("nosuch.invalid:8000").register("one", 0, False)


def test_one_that_takes_the_call_and_says_nothing_may_have_heard_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        master = Master(f"127.0.0.1:{silent.getsockname()[1]}", timeout=0.3)
        with pytest.raises(MasterAway, match=r"within 0\.3 s") as away:
            master.register("one", 0, False)
    assert away.value.heard


def test_some_other_server_is_no_master() -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler) as other:
        thread = threading.Thread(target=other.serve_forever)
        thread.start()
        try:
            master = Master(f"http://127.0.0.1:{other.server_port}/below/")
            with pytest.raises(Refused, match="no master of the farm"):
                master.task("1")
            with pytest.raises(MasterAway, match="501"):
                master.register("one", 0, False)
        finally:
            other.shutdown()
            thread.join()


@pytest.mark.parametrize("url", ["ftp://a", "http://", "http://a:b", "http://a:99999", "http://u:p@a", "http://a/?b"])
def test_an_address_that_is_none_is_named(url: str) -> None:
    with pytest.raises(InvalidInput, match=url.partition("?")[0]):
        Master(url)


def test_a_token_that_cannot_be_sent_is_refused() -> None:
    with pytest.raises(InvalidInput, match="token"):
        Master("a", "af\r\nx: y")


def test_insisting_goes_on_until_there_is_an_answer() -> None:
    times: list[float] = []
    told: list[MasterAway] = []

    def call() -> str:
        times.append(time.monotonic())
        if len(times) < 3:
            raise MasterAway("away")
        return "here"

    assert insist(call, lambda: False, on_away=told.append) == "here"
    assert len(told) == 1
    assert times[2] - times[1] > times[1] - times[0] > 0.3


def test_insisting_ends_when_told_to() -> None:
    def call() -> None:
        raise MasterAway("away")

    begin = time.monotonic()
    with pytest.raises(Cancelled):
        insist(call, lambda: time.monotonic() - begin > 0.2)
    wait(60, lambda: True)
    assert time.monotonic() - begin < 10
