from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from albumforge.processes import Kept, orders, read_orders
from albumforge.settings import TABLE, Settings

_ECHO = "import sys; print(sys.stdin.readline(), end='', flush=True); sys.stdin.read(); print('bye', flush=True)"
_ORPHAN = """
import sys, time
from albumforge.processes import when_orphaned
when_orphaned(lambda: print("alone", flush=True))
print("up", flush=True)
time.sleep(20)
"""


def _until(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
    return found


@pytest.fixture
def lines() -> list[bytes]:
    return []


def test_orders_are_read_as_they_were_given(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(http_hosts=("films.example", "192.0.2.7"), database_url="postgresql://u:p@host/name")
    line = orders(settings, queues=["a"], links=2)
    assert line.count(b"\n") == 1
    read, more = read_orders(line)
    assert more == {"queues": ["a"], "links": 2}
    assert [getattr(read, name) for name in TABLE] == [getattr(settings, name) for name in TABLE]


def test_what_ends_is_started_again_at_once_and_then_slower(lines: list[bytes]) -> None:
    ends: list[tuple[int, float]] = []
    kept = Kept(
        [sys.executable, "-c", "import sys; sys.exit(int(sys.stdin.readline()))"],
        lambda: b"%d\n" % (len(ends) + 3),
        on_end=lambda code, pause: ends.append((code, pause)),
    )

    def look() -> bool:
        kept.tend()
        return len(ends) == 3

    begin = time.monotonic()
    _until(look)
    assert ends == [(3, 0.0), (4, 0.5), (5, 1.0)]
    assert time.monotonic() - begin >= 0.5
    assert kept.failures == 3
    assert not kept.alive
    kept.kill()  # nobody there
    kept.close()


def test_it_is_given_its_orders_and_told_to_end(lines: list[bytes]) -> None:
    kept = Kept([sys.executable, "-c", _ECHO], lambda: b"make films\n", on_line=lines.append)
    kept.tend()
    _until(lambda: lines == [b"make films\n"])
    assert kept.alive
    kept.tend()  # and no second one is started
    kept.terminate()
    _until(lambda: not kept.alive)
    kept.close()
    assert lines == [b"make films\n"]


def test_killed_with_all_that_is_in_its_group(lines: list[bytes]) -> None:
    code = (
        "import subprocess, sys; child = subprocess.Popen(['sleep', '60']); print(child.pid, flush=True); child.wait()"
    )
    kept = Kept([sys.executable, "-c", code], lambda: b"\n", on_line=lines.append)
    kept.tend()
    below = int(_until(lambda: lines)[0])
    kept.kill()
    kept.close()

    def gone() -> bool:
        try:
            return "State:\tZ" in Path(f"/proc/{below}/status").read_text()
        except FileNotFoundError:
            return True

    _until(gone)


def test_a_child_notices_that_it_is_alone() -> None:
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", _ORPHAN], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == b"up\n"
        child.stdin.close()
        assert child.stdout.readline() == b"alone\n"
        child.kill()


def test_ctrl_c_is_not_for_the_children() -> None:
    kept = Kept([sys.executable, "-c", _ECHO], lambda: b"\n", on_line=lambda _: None)
    kept.tend()
    child = kept._process
    assert child is not None
    assert os.getpgid(child.pid) == child.pid != os.getpgid(0)
    child.send_signal(signal.SIGKILL)
    kept.close()
