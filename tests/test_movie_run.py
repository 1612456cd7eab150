from __future__ import annotations

import contextlib
import json
import os
import shutil
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import pytest
from media_files import texture, write_picture
from PIL import Image

from albumforge.chinese import in_chinese
from albumforge.errors import StorageError
from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.queue.alive import Alive
from albumforge.queue.channel import listening
from albumforge.services.failures import readable
from albumforge.services.states import Movie, MovieFile, Ran, Stage, Status


def _started(forge: Forge, pictures: list[Path], **request: Any) -> Movie:
    movie = forge.movies.create("Reise", request, generator="small")
    forge.movies.add_files(movie.work_id, pictures)
    forge.movies.start(movie.work_id)
    return forge.movies.get(movie.work_id)


def _run(forge: Forge, movie: Movie, stopping: Callable[[], bool] = lambda: False) -> Ran:
    return forge.movies.run(movie.work_id, forge.movies.get(movie.work_id).message_id, "worker", stopping)


def _row(forge: Forge, movie: Movie) -> Any:
    with forge.database.session() as tables:
        return tables.movie.get_by_id(movie.work_id)


def _set(forge: Forge, movie: Movie, **columns: Any) -> None:
    with forge.database.transaction() as tables:
        tables.movie.update(**columns).where(tables.movie.work_id == movie.work_id).execute()


def _names(movie: Movie) -> set[str]:
    return {path.name for path in movie.folder.iterdir() if not path.name[:4].isdigit()}


def _notes(path: Path) -> list[str]:
    return [line.rsplit(" ", 1)[0] for line in path.read_text().splitlines()]


class Running:
    """A run in a thread of its own."""

    def __init__(self, forge: Forge, movie: Movie, stopping: Callable[[], bool] = lambda: False) -> None:
        self.forge, self.movie = forge, movie
        self.outcome: Ran | None = None
        self.thread = threading.Thread(target=self._go, args=(stopping,))
        self.thread.start()
        deadline = time.monotonic() + 10
        while forge.movies.get(movie.work_id).stage is not Stage.RENDER:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def _go(self, stopping: Callable[[], bool]) -> None:
        self.outcome = _run(self.forge, self.movie, stopping)

    def end(self) -> Ran | None:
        self.thread.join(20)
        return self.outcome


def test_a_film_is_made(forge: Forge, pictures: list[Path]) -> None:
    movie = _started(forge, pictures, frames=7)
    assert _run(forge, movie) is Ran.DONE
    done = forge.movies.get(movie.work_id)
    assert (done.status, done.stage, done.progress, done.error) == (Status.DONE, Stage.DONE, 1.0, "")
    assert done.result == done.folder / "result.mp4"
    assert done.poster == done.folder / "poster.jpg"
    assert done.duration == pytest.approx(0.28)
    with av.open(str(done.result)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 7
    assert json.loads((done.folder / "plan.json").read_text())["request"]["title"] == "Reise"
    assert _names(done) == {"plan.json", "result.mp4", "poster.jpg"}
    row = _row(forge, movie)
    assert (row.lease, row.lease_owner, row.lease_expires) == (None, None, None)


def test_a_message_delivered_twice_is_done_once(forge: Forge, pictures: list[Path]) -> None:
    movie = _started(forge, pictures)
    assert [_run(forge, movie), _run(forge, movie)] == [Ran.DONE, Ran.STALE]
    assert forge.movies.get(movie.work_id).attempts == 1


def test_two_workers_with_one_message(forge: Forge, pictures: list[Path]) -> None:
    movie = _started(forge, pictures, frames=10, delay=0.1)
    running = Running(forge, movie)
    assert _run(forge, movie) is Ran.BUSY
    assert running.end() is Ran.DONE


def test_messages_that_are_no_longer_the_films_do_nothing(local_forge: Forge, pictures: list[Path]) -> None:
    movie = _started(local_forge, pictures)
    assert local_forge.movies.run(movie.work_id, "another", "worker") is Ran.STALE
    assert local_forge.movies.run(movie.work_id, "", "worker") is Ran.STALE
    local_forge.movies.cancel(movie.work_id)
    assert local_forge.movies.run(movie.work_id, movie.message_id, "worker") is Ran.STALE
    assert local_forge.movies.get(movie.work_id).status is Status.NEW


def test_nothing_usable_fails_at_once_and_names_the_file(forge: Forge, tmp_path: Path) -> None:
    night = tmp_path / "夜.jpg"
    Image.new("RGB", (32, 32)).save(night)
    movie = _started(forge, [night])
    forge.movies.files(movie.work_id)[0].path.write_bytes(b"")
    assert _run(forge, movie) is Ran.FAILED
    failed = forge.movies.get(movie.work_id)
    assert (failed.status, failed.error) == (Status.FAILED, "夜.jpg is empty.")
    assert forge.movies.log(movie.work_id) == ["夜.jpg is empty."]
    assert _names(failed) == set()


def test_what_is_left_out_stands_in_the_log(local_forge: Forge, pictures: list[Path]) -> None:
    movie = _started(local_forge, pictures)
    local_forge.movies.files(movie.work_id)[1].path.write_bytes(b"")
    assert _run(local_forge, movie) is Ran.DONE
    assert local_forge.movies.log(movie.work_id) == ["IMG_2.jpg is not in the film: is empty"]


def test_other_failures_are_tried_again_later(forge: Forge, pictures: list[Path]) -> None:
    movie = _started(forge, pictures, fail_times=1)
    assert _run(forge, movie) is Ran.RETRY
    waiting = forge.movies.get(movie.work_id)
    assert (waiting.status, waiting.stage, waiting.attempts) == (Status.QUEUED, Stage.QUEUED, 1)
    assert waiting.error == "the disk is full"
    assert waiting.message_id != movie.message_id
    assert forge.movies.alive(waiting) is Alive.DELAYED
    assert _run(forge, waiting) is Ran.DONE
    assert forge.movies.get(movie.work_id).error == ""


def test_a_full_disk_fails_at_once_and_is_told_without_a_path(
    forge: Forge, pictures: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    movie = _started(forge, pictures, fail_times=1, fail_with="full")
    assert _run(forge, movie) is Ran.FAILED
    failed = forge.movies.get(movie.work_id)
    said = "The disk is full. Delete films that are not needed any more."
    assert (failed.status, failed.error) == (Status.FAILED, said)
    assert forge.movies.log(movie.work_id) == [said]
    assert in_chinese(said) == "磁盘已满。请删除不再需要的影片。"
    lines = [record for record in caplog.records if movie.work_id in record.getMessage()]
    assert [bool(record.exc_info) for record in lines] == [False]
    assert "the disk is full" in lines[0].getMessage()
    assert _run(forge, forge.movies.get(movie.work_id)) is Ran.STALE


def test_after_the_last_try_it_has_failed(forge: Forge, pictures: list[Path]) -> None:
    movie = _started(forge, pictures, fail_times=99)
    assert [_run(forge, movie) for _ in range(3)] == [Ran.RETRY, Ran.RETRY, Ran.FAILED]
    failed = forge.movies.get(movie.work_id)
    assert (failed.status, failed.error, failed.attempts) == (Status.FAILED, "the disk is full", 3)
    log = forge.movies.log(movie.work_id)
    assert "in 0.3 seconds" in log[0]
    assert "in 0.6 seconds" in log[1]


def test_a_generator_that_ends_the_program_fails_its_film_alone(local_forge: Forge, pictures: list[Path]) -> None:
    movie = _started(local_forge, pictures, fail_with="quit")
    assert [_run(local_forge, movie) for _ in range(3)] == [Ran.RETRY, Ran.RETRY, Ran.FAILED]
    said = local_forge.movies.get(movie.work_id).error
    assert "the backend raised SystemExit: no licence" in said
    assert _run(local_forge, _started(local_forge, pictures)) is Ran.DONE


def test_a_film_that_stops_its_workers_fails_in_the_end(local_forge: Forge, pictures: list[Path]) -> None:
    movie = _started(local_forge, pictures)
    _set(local_forge, movie, attempts=3)
    assert _run(local_forge, movie) is Ran.FAILED
    assert local_forge.movies.get(movie.work_id).error == "It stopped its worker 3 times."


def test_a_cancelled_run_leaves_nothing_behind(forge: Forge, pictures: list[Path]) -> None:
    movie = _started(forge, pictures, frames=100, delay=0.1)
    running = Running(forge, movie)
    forge.movies.cancel(movie.work_id)
    assert running.end() is Ran.CANCELLED
    stopped = forge.movies.get(movie.work_id)
    assert (stopped.status, stopped.stage, stopped.message_id) == (Status.NEW, Stage.NONE, "")
    assert _names(stopped) == {"plan.json"}


def test_a_cancellation_whose_worker_died_holds_for_the_next(local_forge: Forge, pictures: list[Path]) -> None:
    movie = _started(local_forge, pictures)
    _set(local_forge, movie, status=2, lease="x", lease_expires=now() - timedelta(seconds=1), cancel_requested=True)
    assert _run(local_forge, movie) is Ran.CANCELLED
    assert local_forge.movies.get(movie.work_id).status is Status.NEW


def test_a_stopping_worker_puts_it_back_without_counting_the_try(forge: Forge, pictures: list[Path]) -> None:
    movie = _started(forge, pictures, frames=30, delay=0.1)
    stop = threading.Event()
    running = Running(forge, movie, stop.is_set)
    stop.set()
    assert running.end() is Ran.INTERRUPTED
    back = forge.movies.get(movie.work_id)
    assert (back.status, back.stage, back.attempts) == (Status.QUEUED, Stage.QUEUED, 0)
    assert back.message_id == movie.message_id
    assert _names(back) == {"plan.json"}


def test_a_plan_is_used_again_as_long_as_it_fits(forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    movie = _started(forge, pictures, fail_times=1, notes=str(notes))
    assert [_run(forge, movie), _run(forge, movie)] == [Ran.RETRY, Ran.DONE]
    assert [line for line in _notes(notes) if line in ("plan", "render")] == ["plan", "render", "render"]
    _set(forge, movie, status=0, title="Neu")
    forge.movies.start(movie.work_id)
    assert _run(forge, movie) is Ran.DONE
    assert _notes(notes).count("plan") == 2
    plan = forge.movies.get(movie.work_id).plan
    assert plan is not None
    assert json.loads(plan.read_text())["request"]["title"] == "Neu"


def test_a_plan_that_is_no_longer_understood_is_made_anew(local_forge: Forge, pictures: list[Path]) -> None:
    movie = _started(local_forge, pictures, fail_times=1)
    _run(local_forge, movie)
    (movie.folder / "plan.json").write_text("{}")
    assert _run(local_forge, movie) is Ran.DONE
    assert any("planned anew" in line for line in local_forge.movies.log(movie.work_id))


def test_a_stale_claim_publishes_nothing(forge: Forge, pictures: list[Path]) -> None:
    movie = _started(forge, pictures, frames=10, delay=0.1)
    running = Running(forge, movie)
    _set(forge, movie, lease="another", lease_expires=now() + timedelta(seconds=60))
    assert running.end() is Ran.STALE
    assert _names(movie) == {"plan.json"}
    row = _row(forge, movie)
    assert (row.status, row.lease) == (Status.RUNNING, "another")


def test_a_claim_lost_at_the_last_moment_publishes_nothing(
    local_forge: Forge, pictures: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    movie = _started(local_forge, pictures)
    small = local_forge.plugins.generator("small")
    render = small.render

    def and_lose(*arguments: Any, **options: Any) -> Any:
        film = render(*arguments, **options)
        _set(local_forge, movie, lease="another")
        return film

    monkeypatch.setattr(small, "render", and_lose, raising=False)
    assert _run(local_forge, movie) is Ran.STALE
    assert _names(movie) == {"plan.json"}


def test_what_a_killed_worker_left_is_cleared_away(local_forge: Forge, pictures: list[Path]) -> None:
    movie = _started(local_forge, pictures)
    (movie.folder / ".work-dead").mkdir()
    (movie.folder / ".work-dead" / ".albumforge-x.mp4").write_bytes(b"half")
    assert _run(local_forge, movie) is Ran.DONE
    assert _names(movie) == {"plan.json", "result.mp4", "poster.jpg"}


def test_a_folder_that_is_gone_means_expired(local_forge: Forge, pictures: list[Path]) -> None:
    movie = _started(local_forge, pictures)
    shutil.rmtree(movie.folder)
    assert _run(local_forge, movie) is Ran.FAILED
    assert local_forge.movies.get(movie.work_id).status is Status.EXPIRED


def test_errors_show_labels_and_no_path_of_ours(tmp_path: Path) -> None:
    file = MovieFile(1, "夜.jpg", "0001-ab.jpg", tmp_path / "0001-ab.jpg", 1, "")
    text = readable(StorageError(f"{tmp_path}/0001-ab.jpg and {tmp_path}/x: no."), [file])
    assert text == "夜.jpg and x: no."
    assert readable(ValueError("odd"), [file]) == "Internal error: ValueError: odd"
    assert os.fspath(tmp_path) not in readable(OSError(f"at {tmp_path}"), [file])


def test_all_that_an_engine_says_has_the_names_of_the_owner(local_forge: Forge, pictures: list[Path]) -> None:
    movie = _started(local_forge, pictures, tells=True, delay=0.2)
    name = local_forge.movies.files(movie.work_id)[1].name
    with listening(local_forge.broker, movie.work_id) as heard:
        assert _run(local_forge, movie) is Ran.DONE
        messages = set()
        while (event := heard.get(0.5)) is not None:
            messages.add(event.get("message"))
    assert "at IMG_2.jpg" in messages
    assert "saw IMG_2.jpg" in local_forge.movies.log(movie.work_id)
    assert not any(name in str(line) for line in [*messages, *local_forge.movies.log(movie.work_id)])


def test_while_it_is_made_its_last_frame_is_seen(
    open_forge: Callable[..., Forge], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("albumforge.context.FRAME_SECONDS", 0.0)
    forge = open_forge(video_preset="ultrafast")
    movie = forge.movies.create("Sea", {"resolution": "320x180", "fps": 10, "duration": 8, "music": "none"})
    pictures = [write_picture(tmp_path / f"{number}.jpg", texture(480, 270, seed=number)) for number in range(3)]
    forge.movies.add_files(movie.work_id, pictures)
    forge.movies.start(movie.work_id)
    seen: set[bytes] = set()
    message_id = forge.movies.get(movie.work_id).message_id
    worker = threading.Thread(target=forge.movies.run, args=(movie.work_id, message_id, "worker"))
    worker.start()
    while worker.is_alive():
        frame = forge.movies.frame(movie.work_id)
        if frame is not None:
            with contextlib.suppress(FileNotFoundError):
                seen.add(frame.read_bytes())
        time.sleep(0.005)
    assert len(seen) >= 5
    for jpeg in seen:
        with Image.open(BytesIO(jpeg)) as picture:
            picture.load()  # whole, at whatever moment it was read
            assert picture.size == (320, 180)
    assert forge.movies.get(movie.work_id).status is Status.DONE
    assert forge.movies.frame(movie.work_id) is None


def test_what_could_not_be_read_at_its_start_is_still_said_when_it_is_done(
    local_forge: Forge, pictures: list[Path]
) -> None:
    movie = local_forge.movies.create(generator="small")
    local_forge.movies.add_files(movie.work_id, pictures)
    local_forge.movies.start(movie.work_id, options={"colour": "red"})
    assert _run(local_forge, movie) is Ran.DONE
    (said,) = local_forge.movies.get(movie.work_id).notes
    assert "colour" in said
