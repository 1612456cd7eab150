"""A worker's turn at a cutting job: done once, stopped, killed, gone on with."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from job_parts import made, message_of, run, video

from albumforge.errors import InvalidInput
from albumforge.forge import Forge
from albumforge.media.trace import Trace
from albumforge.models.tables import now
from albumforge.queue.alive import Alive
from albumforge.services.job_files import trace
from albumforge.services.job_run import Recorder, size_of
from albumforge.services.job_states import Job
from albumforge.services.states import Ran, Status


def _set(forge: Forge, job: Job, **columns: Any) -> None:
    with forge.database.transaction() as tables:
        tables.job.update(**columns).where(tables.job.work_id == job.work_id).execute()


def _details(forge: Forge, job: Job) -> list[str]:
    return [action["detail"] for action in trace(forge.jobs.get(job.work_id))["actions"]]


class Running:
    """A turn in a thread of its own."""

    def __init__(self, forge: Forge, job: Job, stopping: Callable[[], bool] = lambda: False) -> None:
        self.forge, self.job = forge, job
        self.outcome: Ran | None = None
        self.thread = threading.Thread(target=self._go, args=(stopping,))
        self.thread.start()
        deadline = time.monotonic() + 10
        while forge.jobs.get(job.work_id).stage != "render":
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def _go(self, stopping: Callable[[], bool]) -> None:
        message = message_of(self.forge, self.job)
        self.outcome = self.forge.jobs.run(self.job.work_id, message, "worker", stopping)

    def end(self) -> Ran | None:
        self.thread.join(20)
        assert not self.thread.is_alive()
        return self.outcome


def test_a_job_is_done(forge: Forge, tmp_path: Path) -> None:
    job = made(forge, tmp_path / "in")
    assert (job.state, job.status, job.progress) == ("created", Status.QUEUED, 0.0)
    assert [run(forge, job), run(forge, job)] == [Ran.DONE, Ran.STALE]
    done = forge.jobs.get(job.work_id)
    assert (done.state, done.progress, done.error, done.attempts) == ("completed", 1.0, "", 1)
    assert done.duration == pytest.approx(1.0)
    assert done.size == size_of(done.folder) > done.film.stat().st_size > 0


def test_two_workers_with_one_message(forge: Forge, tmp_path: Path) -> None:
    job = made(forge, tmp_path / "in", steps=10, delay=0.1)
    running = Running(forge, job)
    assert run(forge, job) is Ran.BUSY
    said = forge.jobs.get(job.work_id)
    assert (said.state, 0.4 < said.progress < 1) == ("processing", True)
    assert running.end() is Ran.DONE


def test_a_video_that_is_none_fails_with_its_name_and_no_path(forge: Forge, tmp_path: Path) -> None:
    (tmp_path / "笔记.mp4").write_bytes(b"not a video")
    job = forge.jobs.create(tmp_path / "笔记.mp4", generator="snip")
    assert run(forge, job) is Ran.FAILED
    failed = forge.jobs.get(job.work_id)
    assert (failed.state, failed.error.startswith("笔记.mp4: it is not a video")) == ("failed", True)
    assert str(tmp_path) not in failed.error
    assert trace(failed)["failed"] == 1
    assert not failed.film.exists()


def test_what_goes_wrong_for_now_is_tried_again(forge: Forge, tmp_path: Path) -> None:
    job = made(forge, tmp_path / "in", fail_with="storage")
    assert run(forge, job) is Ran.RETRY
    waiting = forge.jobs.get(job.work_id)
    assert (waiting.state, waiting.error, waiting.attempts) == ("processing", "", 1)
    assert [run(forge, job), run(forge, job)] == [Ran.RETRY, Ran.FAILED]
    assert forge.jobs.get(job.work_id).error == "the disk is away"


def test_one_that_kills_its_workers_fails_in_the_end(local_forge: Forge, tmp_path: Path) -> None:
    job = made(local_forge, tmp_path / "in")
    _set(local_forge, job, attempts=3)
    assert run(local_forge, job) is Ran.FAILED
    assert local_forge.jobs.get(job.work_id).error == "It stopped its worker 3 times."


def test_cancelling_what_is_under_way(forge: Forge, tmp_path: Path) -> None:
    job = made(forge, tmp_path / "in", steps=100, delay=0.3)
    running = Running(forge, job)
    forge.jobs.cancel(job.work_id)
    begun = time.monotonic()
    assert running.end() is Ran.CANCELLED
    assert time.monotonic() - begun < 15
    stopped = forge.jobs.get(job.work_id)
    assert (stopped.state, stopped.error, stopped.film.exists()) == ("failed", "cancelled", False)
    assert "append_scene" in {action["action"] for action in trace(stopped)["actions"]}


def test_a_worker_that_stops_gives_the_job_back(forge: Forge, tmp_path: Path) -> None:
    job = made(forge, tmp_path / "in", steps=20, delay=0.1)
    stop = threading.Event()
    running = Running(forge, job, stop.is_set)
    stop.set()
    assert running.end() is Ran.INTERRUPTED
    waiting = forge.jobs.get(job.work_id)
    assert (waiting.status, waiting.attempts, waiting.state) == (Status.QUEUED, 0, "processing")


def test_what_a_dead_worker_had_goes_on_where_it_stopped(forge: Forge, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    job = made(forge, tmp_path / "in", steps=6, notes=str(notes))
    for number in range(3):
        (job.folder / "temp" / f"part-{number}").touch()
    earlier = Trace()
    earlier.note("append_scene", "by the worker that died")
    earlier.save(job.trace)
    left = job.folder / "output" / ".albumforge-0123.mp4"
    left.write_bytes(b"half")
    dead = {"status": Status.RUNNING, "lease": "x", "lease_owner": "dead", "attempts": 1, "progress": 0.5}
    _set(forge, job, **dead, lease_expires=now() - timedelta(seconds=1))
    assert run(forge, job) is Ran.DONE
    assert [line.split()[1] for line in notes.read_text().splitlines() if line.startswith("part")] == ["3", "4", "5"]
    assert _details(forge, job)[:2] == ["by the worker that died", "The job was stopped, and goes on"]
    assert not left.exists()


def test_a_job_whose_folder_is_gone_has_expired(local_forge: Forge, tmp_path: Path) -> None:
    import shutil

    job = made(local_forge, tmp_path / "in")
    shutil.rmtree(job.folder)
    assert run(local_forge, job) is Ran.FAILED
    gone = local_forge.jobs.get(job.work_id)
    assert (gone.state, gone.error) == ("failed", "The job has expired: its files were removed.")
    assert not job.folder.exists()


def test_a_lost_message_is_sent_again(forge: Forge, tmp_path: Path) -> None:
    job = made(forge, tmp_path / "in")
    forge.broker.client.flushdb()
    before = message_of(forge, job)
    time.sleep(0.6)
    assert forge.jobs.reconcile() == [job.work_id]
    assert message_of(forge, job) != before
    assert forge.movies.reconcile() == []
    assert forge.jobs._care.repair.alive([_row(forge, job)])[job.work_id] is Alive.QUEUED


def _row(forge: Forge, job: Job) -> Any:
    with forge.database.session() as tables:
        return tables.job.get_by_id(job.work_id)


def test_a_request_that_does_not_fit_any_more_is_in_the_trace(local_forge: Forge, tmp_path: Path) -> None:
    job = made(local_forge, tmp_path / "in")
    _set(local_forge, job, request={"old": 1})
    assert run(local_forge, job) is Ran.FAILED
    assert local_forge.jobs.get(job.work_id).error == "There is no option 'old'."
    assert trace(job)["actions"][-1] == {
        "action": "read_request",
        "detail": "There is no option 'old'.",
        "ok": False,
        "took_ms": 0,
    }


def test_a_trace_is_on_disk_while_it_grows(tmp_path: Path) -> None:
    path = tmp_path / "output" / "trace.json"
    with Recorder(path, fresh=True) as recorder:
        assert json.loads(path.read_text())["total_actions"] == 0
        time.sleep(0.55)
        recorder.trace.note("append_scene", "one")
        assert json.loads(path.read_text())["total_actions"] == 1
        recorder.trace.note("append_scene", "two")
    assert json.loads(path.read_text())["total_actions"] == 2
    with Recorder(path, fresh=False):
        pass
    assert [action["action"] for action in json.loads(path.read_text())["actions"]][2:] == ["resume"]
    with pytest.raises(InvalidInput), Recorder(path, fresh=True) as recorder, recorder.refused():
        raise InvalidInput("Option strategy: no.")
    assert json.loads(path.read_text())["actions"][0]["detail"] == "Option strategy: no."


def test_a_video_is_moved_or_copied(local_forge: Forge, tmp_path: Path) -> None:
    given = video(tmp_path / "in")
    data = given.read_bytes()
    copied = local_forge.jobs.create(given, generator="snip")
    assert given.read_bytes() == copied.video.read_bytes() == data
    upload = local_forge.jobs.folder / ".albumforge-1.mp4"
    upload.write_bytes(data)
    moved = local_forge.jobs.create(upload, label="a/b\\Talk.MP4", generator="snip", move=True)
    assert (upload.exists(), moved.video.read_bytes() == data) == (False, True)
    assert (moved.label, moved.video.name) == ("Talk.MP4", "input.mp4")
