"""``albumforge movie``, ``worker`` and ``down``: a film as a job, made by a worker in another process."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import psutil
import pytest
from media_files import texture, write_picture
from PIL import Image
from sounds import write_wav

from albumforge.forge import Forge

SMALL = ("--resolution", "128x72", "--fps", "10", "--seconds-per-photo", "0.6", "--music", "none")


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two pictures; the current folder is its parent."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(2):
        Image.fromarray(np.full((240, 320, 3), 60 + 100 * number, np.uint8)).save(folder / f"{number}.jpg")
    monkeypatch.chdir(tmp_path)
    return folder


@contextlib.contextmanager
def worker(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`albumforge worker` in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "albumforge", "worker", *arguments], stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()


def test_a_film_goes_from_new_to_deleted(cli: Callable[..., Any], photos: Path) -> None:
    created = cli("movie", "new", "--title", "两天", *SMALL, "--json")
    assert created.code == 0, created.out
    work_id = created.json["work_id"]
    assert (created.json["status"], created.json["title"]) == ("new", "两天")
    assert cli("movie", "add", work_id, "photos").out == f"added 2 files to {work_id}\n"
    started = cli("movie", "start", work_id)
    assert (started.code, started.out) == (0, f"queued {work_id}\n")
    assert cli("movie", "start", work_id).code == 4
    assert cli("movie", "status", work_id).out.startswith("queued, 0%")
    with worker("--queues", "generator.album", "--processes", "1") as process:
        waited = cli("movie", "wait", work_id, "-o", "film.mp4", "--timeout", "60")
        assert waited.code == 0, waited.err
        assert waited.out == "film.mp4\n"
        assert "making the film: 100%" in waited.err
    assert process.returncode == 0
    with av.open("film.mp4") as container:
        assert container.streams.video[0].frames > 10
    done = cli("movie", "status", work_id, "--json").json
    assert (done["status"], done["progress"]) == ("done", 1.0)
    assert Path(done["result"]).read_bytes() == Path("film.mp4").read_bytes()
    assert [movie["work_id"] for movie in cli("movie", "list", "--json").json["movies"]] == [work_id]
    assert "两天" in cli("movie", "list").out
    assert cli("movie", "delete", work_id).code == 0
    assert cli("movie", "list").out == "there are no movies\n"
    assert not Path(done["result"]).exists()
    assert len(list(photos.iterdir())) == 2


def test_what_fails_is_told_by_the_exit_code(cli: Callable[..., Any], photos: Path) -> None:
    assert cli("movie", "status", "nonsense").code == 4
    assert cli("movie", "new", "--fps", "lots").code == 2
    work_id = cli("movie", "new", *SMALL).out.strip()
    assert cli("movie", "start", work_id).code == 4
    assert cli("movie", "add", work_id, "nowhere.jpg").code == 3
    assert cli("movie", "cancel", work_id).code == 4
    assert cli("movie", "wait", work_id).code == 4
    cli("movie", "add", work_id, "photos")
    cli("movie", "start", work_id)
    late = cli("movie", "wait", work_id, "--timeout", "0.1", "--json")
    assert late.code == 6
    assert late.json["error"]["type"] == "Unavailable"
    assert "neither queued nor being made" in cli("movie", "cancel", work_id).out
    assert cli("movie", "status", work_id, "--json").json["status"] == "new"
    assert cli("movie", "delete", work_id, "--json").json == {"work_id": work_id, "deleted": True}
    assert cli("movie", "delete", work_id).code == 4


def test_the_beginning_of_an_id_is_enough(
    cli: Callable[..., Any], photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = iter([uuid.UUID(hex=first + "0" * 27) for first in ("0d7e1", "0d7e2", "beef3")])
    with monkeypatch.context() as made:
        made.setattr("albumforge.services.movie_library.uuid.uuid4", lambda: next(ids))
        one, two, three = (cli("movie", "new", *SMALL).out.strip() for _ in range(3))
    assert cli("movie", "add", "0d7e2", "photos").out == f"added 2 files to {two}\n"
    assert cli("movie", "add", "beef", "photos").out == f"added 2 files to {three}\n"
    assert cli("movie", "start", "BEEF", "--json").json["work_id"] == three
    assert cli("movie", "status", "beef").out.startswith("queued")
    assert cli("movie", "wait", "beef", "--timeout", "0.1").code == 6
    assert cli("movie", "cancel", "beef").out.startswith(three)
    assert one in cli("movie", "edit", "0d7e1", "--title", "Sea").out
    several = cli("movie", "status", "0d7e")
    assert several.code == 2
    assert "Several films begin with 0d7e" in several.err
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "有几部影片的编号以 0d7e 开头" in cli("movie", "status", "0d7e").err
    monkeypatch.setenv("LANG", "C.UTF-8")
    for unknown in ("0d7", "bee", "beef4", "beef%", "b___", "", three + "0"):
        assert cli("movie", "delete", unknown).code == 4
    assert cli("movie", "delete", "beef", "--json").json == {"work_id": three, "deleted": True}
    assert len(cli("movie", "list", "--json").json["movies"]) == 2


def test_what_is_no_picture_is_left_out_by_name(cli: Callable[..., Any], photos: Path) -> None:
    work_id = cli("movie", "new", *SMALL).out.strip()
    Path("text.mp3").write_text("la la la", encoding="utf-8")
    Path("nothing").mkdir()
    ran = cli("movie", "add", work_id, "text.mp3")
    assert (ran.code, ran.out) == (3, "")
    assert "text.mp3: it is text, not a picture" in ran.err
    ran = cli("movie", "add", work_id, "nothing")
    assert (ran.code, ran.err) == (3, "error: There are no photos or clips in nothing.\n")
    ran = cli("movie", "add", work_id, "text.mp3", "photos/0.jpg")
    assert (ran.code, ran.out) == (0, f"added 1 file to {work_id}\n")
    assert ran.err == "1 file is not in the film:\n  text.mp3: it is text, not a picture\n"
    ran = cli("movie", "add", work_id, "text.mp3", "photos/1.jpg", "--json")
    assert [file["label"] for file in ran.json["files"]] == ["1.jpg"]
    assert ran.json["skipped"] == [{"path": "text.mp3", "reason": "it is text, not a picture"}]


def test_a_music_file_is_the_film_s_from_the_start(cli: Callable[..., Any], photos: Path) -> None:
    write_wav(np.zeros((4800, 2), np.float32), "tune.wav")
    created = cli("movie", "new", *SMALL, "--music", "tune.wav", "--json").json
    Path("tune.wav").unlink()
    assert created["music"] == "tune.wav"
    assert Path(created["request"]["music"]).parent == Path(created["folder"])
    cli("movie", "add", created["work_id"], "photos")
    assert cli("movie", "start", created["work_id"]).code == 0
    with worker("--queues", "generator.album", "--processes", "1"):
        waited = cli("movie", "wait", created["work_id"], "-o", "film.mp4", "--timeout", "60")
    assert waited.code == 0, waited.err
    with av.open("film.mp4") as container:
        assert len(container.streams.audio) == 1
    assert cli("movie", "new", "--music", "tune.wav").code == 2


def test_waiting_for_a_film_that_has_no_place_is_refused_at_once(cli: Callable[..., Any], photos: Path) -> None:
    work_id = cli("movie", "new", *SMALL).out.strip()
    cli("movie", "add", work_id, "photos")
    cli("movie", "start", work_id)
    ran = cli("movie", "wait", work_id, "-o", "nowhere/x.mp4", "--timeout", "30")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err == "error: nowhere/x.mp4 cannot be written: the folder does not exist.\n"
    assert cli("movie", "cancel", work_id).code == 0


def test_a_film_that_fails_says_why(cli: Callable[..., Any], photos: Path) -> None:
    work_id = cli("movie", "new", *SMALL).out.strip()
    assert cli("movie", "add", work_id, "--in-place", "photos/0.jpg", "photos/1.jpg").code == 0
    (photos / "0.jpg").write_bytes(b"")
    (photos / "1.jpg").write_bytes(b"")
    cli("movie", "start", work_id)
    with worker():
        waited = cli("movie", "wait", work_id, "--timeout", "60")
    assert waited.code == 1, waited.err
    assert "failed" in waited.err
    assert "0.jpg" in waited.err


def test_down_stops_the_embedded_queue(cli: Callable[..., Any], photos: Path) -> None:
    assert cli("down").out == "the embedded queue was not running\n"
    code = "from albumforge import Forge; import os; f = Forge(); f.broker.check(); os._exit(0)"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert cli("down").out == "the embedded queue has been stopped\n"
    assert cli("down").out == "the embedded queue was not running\n"


def test_a_worker_for_a_queue_that_is_not_there_is_refused(cli: Callable[..., Any]) -> None:
    ran = cli("worker", "--queues", "generator.nonsense")
    assert ran.code == 2
    assert "generator.nonsense" in ran.err


def serving(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The children that do the work; the one that starts the queue server is gone in a moment."""
    found = []
    for child in psutil.Process(process.pid).children():
        with contextlib.suppress(psutil.Error):
            if "albumforge.actors.process" in child.cmdline():
                found.append(child)
    return found


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGHUP, 129)])
def test_a_worker_keeps_the_queue_up_and_ends_when_asked(
    cli: Callable[..., Any], photos: Path, number: signal.Signals, code: int
) -> None:
    with worker() as process:
        deadline = time.monotonic() + 30
        while not (found := serving(process)) and time.monotonic() < deadline:
            time.sleep(0.05)
        (child,) = found
        ran = cli("down")
        assert ran.code == 4
        assert "in use by other processes" in ran.err
        process.send_signal(number)
        assert process.wait(30) == code
        assert psutil.wait_procs([child], timeout=10)[1] == []
    assert cli("down").out == "the embedded queue was not running\n"


def test_what_its_owner_should_know_is_shown(cli: Callable[..., Any], photos: Path) -> None:
    created = cli("movie", "new", *SMALL, "--command", "with elephants", "--json").json
    work_id = created["work_id"]
    assert created["notes"] == ["Command: “elephants” was not understood."]
    shutil.copy(photos / "0.jpg", photos / "copy.jpg")
    cli("movie", "add", work_id, "photos")
    cli("movie", "start", work_id)
    with worker("--queues", "generator.album", "--processes", "1"):
        waited = cli("movie", "wait", work_id, "--timeout", "60")
    assert waited.code == 0, waited.err
    left_out = "copy.jpg is not in the film: same content as 0.jpg"
    assert left_out in waited.err
    assert cli("movie", "status", work_id, "--json").json["notes"] == [*created["notes"], left_out]
    shown = cli("movie", "status", work_id).out.splitlines()
    assert shown[1:] == [f"  {created['notes'][0]}", f"  {left_out}"]
    with Forge() as forge:
        assert sum("copy.jpg" in line for line in forge.movies.log(work_id)) == 1


def test_a_template_file_is_the_film_s_from_the_start(cli: Callable[..., Any], photos: Path) -> None:
    Path("mine.yaml").write_text(cli("templates", "--show", "clean").out, encoding="utf-8")
    created = cli("movie", "new", *SMALL, "--template", "mine.yaml", "--json").json
    assert created["template"] == "mine.yaml"
    assert Path(created["request"]["template"]).parent == Path(created["folder"])
    Path("mine.yaml").write_text("name: [", encoding="utf-8")
    cli("movie", "add", created["work_id"], "photos")
    cli("movie", "start", created["work_id"])
    with worker("--queues", "generator.album", "--processes", "1"):
        assert cli("movie", "wait", created["work_id"], "--timeout", "60").code == 0
    ran = cli("movie", "new", "--template", "mine.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert "mine.yaml, line 1" in ran.err
    assert len(cli("movie", "list", "--json").json["movies"]) == 1


def test_a_film_that_is_done_is_changed_and_made_again(cli: Callable[..., Any], photos: Path) -> None:
    work_id = cli("movie", "new", "--title", "One", *SMALL, "--no-poem").out.strip()
    cli("movie", "add", work_id, "photos/0.jpg")
    cli("movie", "start", work_id)
    with worker("--queues", "generator.album", "--processes", "1"):
        assert cli("movie", "wait", work_id, "--timeout", "60").code == 0
        first = Path(cli("movie", "status", work_id, "--json").json["result"]).read_bytes()
        refused = cli("movie", "add", work_id, "photos/1.jpg")
        assert (refused.code, refused.out) == (4, "")
        assert refused.err == ("error: The film is done.\n`albumforge movie edit` lets it be changed and made again.\n")
        assert cli("movie", "edit", work_id, "--mood", "nonsense").code == 2
        assert cli("movie", "status", work_id, "--json").json["status"] == "done"
        edited = cli("movie", "edit", work_id, "--title", "Two", "--duration", "3", "--json").json
        assert (edited["title"], edited["status"], edited["request"]["duration"]) == ("Two", "new", 3)
        assert "seconds_per_photo" not in edited["request"]
        assert edited["request"]["resolution"] == "128x72"
        assert Path(edited["result"]).read_bytes() == first
        assert cli("movie", "add", work_id, "photos/1.jpg").code == 0
        started = cli("movie", "start", work_id)
        assert (started.code, started.err) == (0, "")  # a worker runs
        assert cli("movie", "wait", work_id, "--timeout", "60").code == 0
    again = cli("movie", "status", work_id, "--json").json
    assert Path(again["result"]).read_bytes() != first
    assert json.loads(Path(again["plan"]).read_text(encoding="utf-8"))["title"] == "Two"


def test_waiting_for_a_film_that_nobody_makes_says_so(cli: Callable[..., Any], photos: Path) -> None:
    work_id = cli("movie", "new", *SMALL).out.strip()
    cli("movie", "add", work_id, "photos")
    assert "albumforge worker" in cli("movie", "start", work_id).err  # no worker runs
    cli("movie", "cancel", work_id)
    ran = cli("movie", "wait", work_id)
    assert ran.code == 4
    assert ran.err == (
        f"error: {work_id} is not being made: it was cancelled, or not started.\n"
        f"`albumforge movie start {work_id}` starts it.\n"
    )


def test_another_title_renders_only_what_shows_it(cli: Callable[..., Any], photos: Path, tmp_path: Path) -> None:
    for number in range(6):
        write_picture(photos / f"{number}.jpg", texture(320, 240, number))
    pace = ("--resolution", "128x72", "--fps", "10", "--seconds-per-photo", "3", "--music", "none")
    work_id = cli("movie", "new", "--title", "One", *pace, "--no-poem", "--template", "clean").out.strip()
    cli("movie", "add", work_id, "photos")

    def made() -> set[str]:
        cli("movie", "start", work_id)
        assert cli("movie", "wait", work_id, "--timeout", "60").code == 0
        return {file.name for file in (tmp_path / "home" / "cache").rglob("*.mp4")}

    with worker("--queues", "generator.album", "--processes", "1"):
        first = made()
        cli("movie", "edit", work_id, "--title", "Two")
        again = made() - first
    assert len(first) > 4
    assert 0 < len(again) < len(first) / 2
