from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from albumforge.errors import Conflict, Unavailable
from albumforge.queue.runtime import is_locked
from albumforge.queue.valkey import EmbeddedValkey, _quoted

_USE = """
import sys, time
from pathlib import Path
from albumforge.queue.valkey import EmbeddedValkey
server = EmbeddedValkey(Path(sys.argv[1]))
begin = time.monotonic()
path = server.ensure()
print(path, time.monotonic() - begin, flush=True)
sys.stdin.readline()
server.close()
"""


class Users:
    """Processes that use the server of a home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.children: list[subprocess.Popen[str]] = []

    def begin(self, count: int = 1) -> None:
        for _ in range(count):
            self.children.append(
                subprocess.Popen(
                    [sys.executable, "-W", "error", "-c", _USE, str(self.home)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )

    def found(self) -> list[tuple[str, float]]:
        lines = [child.stdout.readline().split() for child in self.children if child.stdout]
        return [(path, float(seconds)) for path, seconds in lines]

    def end(self) -> list[int]:
        for child in self.children:
            if child.poll() is None and child.stdin:
                child.stdin.write("\n")
                child.stdin.flush()
        codes = [child.wait(timeout=30) for child in self.children]
        for child in self.children:
            for stream in (child.stdin, child.stdout):
                if stream:
                    stream.close()
        self.children = []
        return codes


@pytest.fixture
def users(tmp_path: Path) -> Iterator[Users]:
    users = Users(tmp_path / "home")
    yield users
    for child in users.children:
        child.kill()
    users.end()
    EmbeddedValkey(users.home).down()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    server = EmbeddedValkey(tmp_path / "home")
    yield server
    server.close()


def _running(home: Path) -> bool:
    return is_locked(home / "queue" / "valkey.lock")


def _ask(path: Path | str, question: Callable[[redis.Redis], Any]) -> Any:
    client = redis.Redis(unix_socket_path=str(path))
    try:
        return question(client)
    finally:
        client.close()


def _pid(path: Path | str) -> int:
    return int(_ask(path, lambda client: client.info("server"))["process_id"])


def test_eight_racing_starters_find_one_server(users: Users) -> None:
    users.begin(8)
    found = users.found()
    assert len({path for path, _ in found}) == 1
    assert max(seconds for _, seconds in found) < 5
    clients = _ask(found[0][0], lambda client: client.client_list())
    assert clients
    assert users.end() == [0] * 8
    assert not _running(users.home)  # the last one stopped it
    assert not Path(found[0][0]).exists()


def test_it_survives_the_sigkill_of_its_starter(users: Users) -> None:
    users.begin()
    [(path, _)] = users.found()
    pid = _pid(path)
    users.begin()
    users.children[0].kill()
    users.children[0].wait()
    users.children[1].stdout.readline()  # type: ignore[union-attr]
    assert _pid(path) == pid


def test_what_a_killed_last_user_left_running_can_be_put_down(users: Users) -> None:
    users.begin()
    users.found()
    users.children[0].kill()
    users.children[0].wait()
    assert _running(users.home)
    assert EmbeddedValkey(users.home).down()
    assert not _running(users.home)
    assert not EmbeddedValkey(users.home).down()


def test_killed_it_comes_back_with_its_data(server: EmbeddedValkey, tmp_path: Path) -> None:
    path = server.ensure()
    _ask(path, lambda client: client.set("key", "value"))
    os.kill(_pid(path), signal.SIGKILL)
    while _running(tmp_path / "home"):
        time.sleep(0.01)
    again = server.ensure()
    assert again == path
    assert _ask(again, lambda client: client.get("key")) == b"value"


def test_stopped_it_comes_back_with_its_data(tmp_path: Path) -> None:
    first = EmbeddedValkey(tmp_path / "home")
    path = first.ensure()
    _ask(path, lambda client: client.set("key", "value"))
    first.close()
    assert not _running(tmp_path / "home")
    second = EmbeddedValkey(tmp_path / "home")
    assert _ask(second.ensure(), lambda client: client.get("key")) == b"value"
    second.close()


def test_it_is_not_put_down_under_others(server: EmbeddedValkey, tmp_path: Path) -> None:
    server.ensure()
    other = EmbeddedValkey(tmp_path / "home")
    other.ensure()
    with pytest.raises(Conflict, match="in use"):
        other.down()
    assert _running(tmp_path / "home")


def test_a_second_look_starts_nothing(server: EmbeddedValkey) -> None:
    pid = _pid(server.ensure())
    assert _pid(server.ensure()) == pid


def test_further_looks_open_no_connections(server: EmbeddedValkey) -> None:
    path = server.ensure()
    server.ensure()  # opens the one that is kept

    def opened() -> int:
        return int(_ask(path, lambda client: client.info("stats"))["total_connections_received"])

    before = opened()
    for _ in range(5):
        assert server.ensure() == path
    assert opened() == before + 1  # who asked


def test_only_this_user_can_reach_it(server: EmbeddedValkey) -> None:
    path = server.ensure()
    assert path.stat().st_mode & 0o777 == 0o700
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert _ask(path, lambda client: client.config_get("port"))["port"] == "0"


def test_homes_with_odd_names_work(tmp_path: Path) -> None:
    server = EmbeddedValkey(tmp_path / 'a "b" \\ 中文 c')
    _ask(server.ensure(), lambda client: client.set("key", "value"))
    server.close()
    assert list((tmp_path / 'a "b" \\ 中文 c' / "queue").glob("appendonlydir/*.aof"))


def test_quoting_leaves_no_line_ends() -> None:
    assert _quoted(Path('/a\n"b\\')) == b'"/a\\x0a\\x22b\\x5c"'


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    server = EmbeddedValkey(tmp_path / "home")
    (tmp_path / "home" / "queue").mkdir(parents=True)
    (tmp_path / "home" / "queue" / "appendonlydir").write_text("in the way")
    with pytest.raises(Unavailable, match=r"does not start: .*\S.* See .*valkey\.log"):
        server.ensure()
    server.close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(Unavailable, match="setting home"):
        EmbeddedValkey(tmp_path / "home").ensure()
