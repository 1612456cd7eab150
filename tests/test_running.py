from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from albumforge.errors import Conflict, StorageError
from albumforge.serving.address import Address
from albumforge.serving.running import NAME, Running

ADDRESS = Address(host="127.0.0.1", port=8123, prefix="/films")

_HOLD = """
import sys, time
from pathlib import Path
from albumforge.serving.address import Address
from albumforge.serving.running import Running
running = Running(Path(sys.argv[1]))
running.take()
running.tell(Address(host="127.0.0.1", port=8123, prefix="/films"))
print("up", flush=True)
time.sleep(60)
"""


def test_one_server_a_home(tmp_path: Path) -> None:
    first, second = Running(tmp_path), Running(tmp_path)
    assert first.take() is None
    first.tell(ADDRESS)
    assert Running(tmp_path).found() == ADDRESS
    with pytest.raises(Conflict, match=r"running already: http://127\.0\.0\.1:8123/films/") as error:
        second.take()
    assert "albumforge url" in error.value.hint
    first.leave()
    assert Running(tmp_path).found() is None
    assert second.take() is None  # it ended in an orderly way
    second.leave()


def test_one_that_was_killed_is_no_server_but_its_address_is_known(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _HOLD, tmp_path], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"up\n"
        assert Running(tmp_path).found() == ADDRESS
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert (tmp_path / NAME).stat().st_size
    assert Running(tmp_path).found() is None
    running = Running(tmp_path)
    assert running.take() == ADDRESS
    running.leave()


def test_one_that_begins_is_waited_for(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.take()
    threading.Timer(0.3, running.tell, [ADDRESS]).start()
    assert Running(tmp_path).found() == ADDRESS
    running.leave()


def test_one_that_never_told_is_said_to_be_starting(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.take()
    begin = time.monotonic()
    with pytest.raises(Conflict, match="is starting or stopping"):
        Running(tmp_path).take()
    assert time.monotonic() - begin < 5
    running.leave()


def test_those_who_look_do_not_stand_in_the_way(tmp_path: Path) -> None:
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            Running(tmp_path).found()

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(50):
            running = Running(tmp_path)
            running.take()
            running.tell(ADDRESS)
            running.leave()
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_what_others_wrote_there_says_nothing(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"pid": 1, "colour": "red"}')
    running = Running(tmp_path)
    assert running.take() is None
    running.leave()


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(StorageError, match="cannot be written"):
        Running(tmp_path / "home").take()
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
