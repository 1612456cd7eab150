"""A worker is registered, stays so, and learns what it is told; with a real master."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from farm_parts import Farm
from served import until

from albumforge.errors import Cancelled, ForgeError
from albumforge.farmworker.client import Master, Refused
from albumforge.farmworker.heartbeat import Heartbeat, Identity, Signs

LEASE = 3.0


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    with Farm(tmp_path_factory.mktemp("farm"), lease_seconds=LEASE) as one:
        yield one


@pytest.fixture
def started() -> Iterator[list[Heartbeat]]:
    """Those that are closed after the test."""
    found: list[Heartbeat] = []
    yield found
    for one in found:
        one.close()


def heartbeat(farm: Farm, name: str, signs: Signs | None = None, token: str = "") -> Heartbeat:
    master = Master(f"http://127.0.0.1:{farm.served.port}", token)
    return Heartbeat(master, Identity(name, 0, False), signs or Signs(), heartbeat_seconds=0.3)


def never() -> bool:
    return False


def test_alive_it_is_online_and_learns_its_orders(farm: Farm, started: list[Heartbeat]) -> None:
    one = heartbeat(farm, "one")
    started.append(one)
    one.start(never)
    threading.Event().wait(LEASE + 1)
    assert farm.api.workers()["one"]["status"] == 1
    assert one.action == ""
    farm.api.data("POST", f"workers/{one.worker_id}/offline", action="offline")
    until(lambda: one.action == "offline", 3)
    farm.api.data("DELETE", f"workers/{one.worker_id}/offline")
    until(lambda: one.action == "", 3)


def test_one_that_is_removed_registers_again(farm: Farm, started: list[Heartbeat]) -> None:
    one = heartbeat(farm, "removed")
    started.append(one)
    one.start(never)
    farm.api.data("DELETE", f"workers/{one.worker_id}")
    until(lambda: "removed" in farm.api.workers(), 3)
    until(lambda: farm.api.workers()["removed"]["worker_id"] == one.worker_id, 3)


def test_a_name_that_is_taken_is_waited_for(farm: Farm, started: list[Heartbeat]) -> None:
    first, taken = heartbeat(farm, "taken"), threading.Event()
    first.start(never)
    second = heartbeat(farm, "taken", Signs(taken=taken.set))
    started.append(second)
    thread = threading.Thread(target=second.start, args=(never,))
    thread.start()
    assert taken.wait(3)
    first.close()
    thread.join(LEASE + 5)
    assert not thread.is_alive()
    assert second.worker_id == first.worker_id  # taken over


def test_renewed_it_is_registered_anew(farm: Farm, started: list[Heartbeat]) -> None:
    one = heartbeat(farm, "renewed")
    started.append(one)
    one.start(never)
    one.renew(never)
    assert farm.api.log().count("Worker renewed is online.") == 2


def test_told_to_stop_before_it_is_registered(farm: Farm) -> None:
    one = Heartbeat(Master("127.0.0.1:9"), Identity("x", 0, False), Signs())
    with pytest.raises(Cancelled):
        one.start(lambda: True)


def test_a_token_that_is_none_is_refused(farm: Farm) -> None:
    with pytest.raises(Refused) as refused:
        heartbeat(farm, "stranger", token="af_nosuch").start(never)
    assert refused.value.status == 401
    assert "--token" in str(refused.value)


def test_the_master_goes_and_comes_back(farm: Farm, started: list[Heartbeat]) -> None:
    away: list[ForgeError] = []
    back = threading.Event()
    one = heartbeat(farm, "patient", Signs(away.append, back.set))
    started.append(one)
    one.start(never)
    farm.served.process.kill()
    farm.served.process.wait()
    until(lambda: away, 5)
    farm.restart()
    assert back.wait(5)
    assert len(away) == 1
    until(lambda: farm.api.workers()["patient"]["status"] == 1, 5)
