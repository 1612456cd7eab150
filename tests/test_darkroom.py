"""The process that works on pictures: real jobs, real deaths."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from media_files import corners, write_picture
from PIL import Image
from served import until

from albumforge.errors import ForgeError, MediaError, NotFound, StorageError, Unavailable
from albumforge.forge import Forge
from albumforge.services.darkroom import Darkroom
from albumforge.settings import Settings

ODD = Path(__file__).parent / "plugins_odd"


@pytest.fixture
def darkroom(make_settings: Callable[..., Settings]) -> Iterator[Callable[..., Darkroom]]:
    """Opens darkrooms that are closed after the test."""
    opened: list[Darkroom] = []

    def make(**more: object) -> Darkroom:
        opened.append(Darkroom(make_settings(plugins_dirs=(ODD,)), **more))  # type: ignore[arg-type]
        return opened[-1]

    yield make
    for one in opened:
        pid = one.pid
        one.close()
        assert pid is None or _gone(pid)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return write_picture(tmp_path / "海.jpg", corners(1600, 1200))


def _thumb(room: Darkroom, source: Path, target: Path) -> None:
    room.do("thumb", about=source, source=str(source), target=str(target), width=320)


def _odd(room: Darkroom, name: str, target: Path, about: Path | None = None) -> None:
    room.do("music", about=about, generator="odd", name=name, target=str(target))


def _begun(target: Path) -> list[int]:
    """The processes that began with a sample."""
    path = target.with_suffix(".begun")
    return [int(line) for line in path.read_text().splitlines()] if path.exists() else []


def _gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _bomb(path: Path, side: int = 50_000) -> Path:
    """A PNG of a few kilobytes that says it has so many pixels a side."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(3 * side + 1) * 8)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b""))
    return path


def test_jobs_are_done_elsewhere_and_nothing_is_started_before(
    darkroom: Callable[..., Darkroom], photo: Path, tmp_path: Path
) -> None:
    room = darkroom()
    assert room.pid is None
    _thumb(room, photo, tmp_path / "t.jpg")
    with Image.open(tmp_path / "t.jpg") as thumb:
        assert thumb.size == (320, 240)
    assert room.do("clean", about=photo, source=str(photo), target=str(tmp_path / "c")) == str(tmp_path / "c.jpg")
    assert room.do("check", about=photo, source=str(photo), label=photo.name) == {"why_unusable": None, "taken": ""}
    (tmp_path / "text.jpg").write_text("words", encoding="utf-8")
    text = tmp_path / "text.jpg"
    why = room.do("check", about=text, source=str(text), label="text.jpg")["why_unusable"]
    assert why == "it is text, not a picture"
    assert room.pid is not None
    assert psutil.Process(room.pid).nice() > psutil.Process().nice()


def test_errors_come_back_as_they_are(
    darkroom: Callable[..., Darkroom], photo: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    room = darkroom()
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(photo.read_bytes()[:3000])
    with pytest.raises(MediaError) as damaged:
        _thumb(room, cut, tmp_path / "t.jpg")
    assert (damaged.value.path, damaged.value.reason.count(str(cut))) == (cut, 0)
    with pytest.raises(StorageError, match="folder does not exist"):
        _thumb(room, photo, tmp_path / "none" / "t.jpg")
    with pytest.raises(NotFound) as missed:
        _odd(room, "miss", tmp_path / "m")
    assert (missed.value.message, missed.value.hint) == ("There is none.", "Ask for another.")
    with pytest.raises(MediaError, match="not enough memory"):
        _odd(room, "eat", tmp_path / "e", about=photo)
    with pytest.raises(ForgeError, match="RuntimeError") as failed:
        _odd(room, "fail oh", tmp_path / "f")
    assert type(failed.value) is ForgeError
    _odd(room, "well", tmp_path / "w")  # and it goes on, printing plugins and all


def test_a_bomb_harms_nobody(darkroom: Callable[..., Darkroom], photo: Path, tmp_path: Path) -> None:
    room, bomb = darkroom(), _bomb(tmp_path / "bomb.png")
    with pytest.raises(MediaError, match="too many pixels"):
        _thumb(room, bomb, tmp_path / "t.jpg")
    assert "too many pixels" in room.do("check", about=bomb, source=str(bomb), label="bomb.png")["why_unusable"]
    before = room.pid
    _thumb(room, photo, tmp_path / "t.jpg")
    assert room.pid == before
    assert before is not None
    assert psutil.Process(before).memory_info().rss < 300_000_000


def test_what_was_killed_in_the_middle_is_begun_once_more(darkroom: Callable[..., Darkroom], tmp_path: Path) -> None:
    room, target = darkroom(), tmp_path / "a"
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(_odd, room, "sleep 0.7", target)
        until(lambda: _begun(target))
        assert room.pid == _begun(target)[0]
        os.kill(room.pid, signal.SIGKILL)
        job.result(20)
    assert target.exists()
    first, second = _begun(target)
    assert first != second
    assert _gone(first)


def test_one_that_kills_it_is_found_out_and_harms_no_other(
    darkroom: Callable[..., Darkroom], photo: Path, tmp_path: Path
) -> None:
    room, bad, good = darkroom(), tmp_path / "bad", tmp_path / "good"
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(_odd, room, "sleep 0.5", good)]
        until(lambda: _begun(good))
        killer = pool.submit(_odd, room, "die", bad, photo)
        jobs += [pool.submit(_thumb, room, photo, tmp_path / f"{number}.jpg") for number in range(6)]
        with pytest.raises(MediaError, match="died twice") as died:
            killer.result(30)
        for job in jobs:
            job.result(30)
    assert died.value.path == photo
    assert len(_begun(bad)) == 2
    assert 1 <= len(_begun(good)) <= 2
    with pytest.raises(MediaError, match="died twice"):  # who asks again does not kill it again
        _odd(room, "die", bad, photo)
    assert len(_begun(bad)) == 2
    _odd(room, "well", tmp_path / "w")


def test_dying_once_is_no_failure(darkroom: Callable[..., Darkroom], tmp_path: Path) -> None:
    room = darkroom()
    _odd(room, "once", tmp_path / "a")
    assert len(_begun(tmp_path / "a")) == 2


@pytest.mark.parametrize("name", ["sleep 30", "hold 30"])
def test_what_takes_too_long_is_ended(
    darkroom: Callable[..., Darkroom], photo: Path, tmp_path: Path, name: str
) -> None:
    room = darkroom(seconds={"music": 4.0})
    _odd(room, "well", tmp_path / "w")
    before = room.pid
    began = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(_odd, room, name, tmp_path / "a", photo)
        until(lambda: _begun(tmp_path / "a"))
        other = pool.submit(_thumb, room, photo, tmp_path / "t.jpg")  # beside it, perhaps held up by it
        with pytest.raises(MediaError, match=r"takes longer than 4 s"):
            slow.result(25)
        assert time.monotonic() - began < 20
        other.result(20)
    assert len(_begun(tmp_path / "a")) == 1
    assert before is not None
    until(lambda: _gone(before), 10)
    with pytest.raises(Unavailable, match=r"takes longer"):
        _odd(room, "sleep 20", tmp_path / "b")


def test_two_at_once_at_most(darkroom: Callable[..., Darkroom], tmp_path: Path) -> None:
    room = darkroom()
    _odd(room, "well", tmp_path / "w")
    began = time.monotonic()
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: _odd(room, "sleep 0.4", tmp_path / f"{number}"), range(6)))
    assert time.monotonic() - began >= 1.2
    assert len({pid for number in range(6) for pid in _begun(tmp_path / f"{number}")}) == 1


def test_without_work_it_ends_and_comes_back(darkroom: Callable[..., Darkroom], tmp_path: Path) -> None:
    room = darkroom(idle_seconds=0.5)
    _odd(room, "sleep 1", tmp_path / "a")  # longer than it may be idle
    (first,) = _begun(tmp_path / "a")
    until(lambda: _gone(first))
    assert room.pid is None
    _odd(room, "well", tmp_path / "b")
    assert _begun(tmp_path / "b") != [first]


def test_work_that_comes_as_it_ends_is_done(darkroom: Callable[..., Darkroom], tmp_path: Path) -> None:
    room = darkroom(idle_seconds=0.05)
    for number in range(8):
        target = tmp_path / f"{number}"
        _odd(room, "well", target)
        time.sleep(0.045 + number * 0.003)
        assert len(_begun(target)) == 1


def test_one_that_does_not_start_is_said_so(darkroom: Callable[..., Darkroom], photo: Path, tmp_path: Path) -> None:
    room = darkroom(command=(sys.executable, "-c", "import sys; sys.exit(4)"))
    with pytest.raises(Unavailable, match="does not start"):
        _thumb(room, photo, tmp_path / "t.jpg")
    room = darkroom(command=("/nonexistent/program",))
    with pytest.raises(Unavailable, match="No process"):
        _thumb(room, photo, tmp_path / "t.jpg")


def test_closing_ends_it_in_the_middle(darkroom: Callable[..., Darkroom], tmp_path: Path) -> None:
    room, target = darkroom(), tmp_path / "a"
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(_odd, room, "sleep 30", target)
        (pid,) = until(lambda: _begun(target))
        began = time.monotonic()
        room.close()
        with pytest.raises(Unavailable, match="about to end"):
            job.result(10)
        assert time.monotonic() - began < 10
    assert _gone(pid)
    with pytest.raises(Unavailable):
        _odd(room, "well", target)


_PARENT = """
import os, sys, threading, time
from pathlib import Path
from albumforge.services.darkroom import Darkroom
from albumforge.settings import Settings
room = Darkroom(Settings.load(environ={}, file=Path(os.devnull), home=sys.argv[1], plugins_dirs=(sys.argv[2],)))
job = dict(generator="odd", name=sys.argv[3], target=sys.argv[4])
threading.Thread(target=lambda: room.do("music", **job), daemon=True).start()
time.sleep(60)
"""


@pytest.mark.parametrize("name", ["sleep 60", "well"])
def test_with_its_parent_killed_it_ends(tmp_path: Path, name: str) -> None:
    target = tmp_path / "a"
    command = [sys.executable, "-c", _PARENT, str(tmp_path / "home"), str(ODD), name, str(target)]
    with subprocess.Popen(command) as parent:
        (child,) = until(lambda: _begun(target))
        if name == "well":
            until(target.exists)
        assert not _gone(child)
        parent.kill()
    until(lambda: _gone(child), 5)


def test_a_forge_has_it_done_apart_where_asked_to(
    make_settings: Callable[..., Settings], photo: Path, tmp_path: Path
) -> None:
    code = """
import sys, os
from pathlib import Path
from concurrent.futures import ThreadPoolExecutor
from albumforge.forge import Forge
from albumforge.settings import Settings
with Forge(Settings.load(environ={}, file=Path(os.devnull), home=sys.argv[1]), apart=True) as forge:
    movie = forge.movies.create("Sea")
    forge.movies.add_files(movie.work_id, [sys.argv[2]])
    (file,) = forge.movies.files(movie.work_id)
    forge.movies.scenes, forge.templates(), forge.music(), forge.options()
    with ThreadPoolExecutor(8) as pool:
        places = {*pool.map(lambda _: forge.movies.thumb(movie.work_id, file.id), range(16))}
    print(forge.movies.shown(movie.work_id, file.name, 99).suffix, len(places), forge.samples.music("lotus").suffix)
    print([name for name in ("numpy", "cv2", "av", "PIL") if name in sys.modules])
"""
    home = tmp_path / "home"
    run = subprocess.run([sys.executable, "-c", code, str(home), str(photo)], capture_output=True, text=True)
    assert run.stdout == ".jpg 1 .m4a\n[]\n", run.stderr


def test_a_forge_by_itself_starts_no_process(local_forge: Forge, photo: Path) -> None:
    movie = local_forge.movies.create("Sea", generator="small")
    (file,) = local_forge.movies.add_files(movie.work_id, [photo])
    local_forge.movies.thumb(movie.work_id, file.id)
    assert not [one for one in psutil.Process().children() if "darkroom" in " ".join(one.cmdline())]
