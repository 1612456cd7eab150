"""Workers of the farm that share the queue: each message is a ticket to look for work."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from farm_rig import FarmRig, make_rig
from http_parts import worker
from served import until

from albumforge.backends import API_VERSION
from albumforge.forge import Forge
from albumforge.services.farm.states import Action, Outcome, TaskStatus, VideoStatus
from albumforge.services.farm.tickets import Used
from albumforge.transcoders.quarantine import Quarantine
from albumforge.transcoders.software import SoftwareTranscoder
from albumforge.transcoding import Encoder


@pytest.fixture
def rig(open_forge: Callable[..., Forge], database_url: str, tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path, database_url=database_url)


@pytest.fixture
def one(open_forge: Callable[..., Forge], tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path)


def _never() -> bool:
    return False


def test_a_ticket_does_one_video_and_sends_the_next(rig: FarmRig) -> None:
    for name in "ab":
        rig.clip(f"{name}.mp4")
    rig.scan()
    farm, backend = rig.forge.farm, SoftwareTranscoder()
    assert farm.work(backend, _never) is Used.DONE
    assert rig.video(rig.folder / "a.mp4").status is VideoStatus.DONE
    assert rig.video(rig.folder / "b.mp4").status is VideoStatus.WAITING
    assert rig.forge.broker.waiting("transcoder.software") == 1
    assert farm.work(backend, _never) is Used.DONE
    assert farm.work(backend, _never) is Used.NOTHING
    assert rig.forge.broker.waiting("transcoder.software") == 1
    (row,) = farm.workers.list()
    assert row.name.endswith("-software-1")
    assert not row.online
    assert len(Quarantine(rig.folder).entries()) == 2


def test_a_damaged_video_is_nobodys_fault(one: FarmRig) -> None:
    damaged = one.clip("a.mp4", frames=60)
    one.scan()
    data = bytearray(damaged.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(400)
    before = one.video()
    damaged.write_bytes(data)
    one.scan()
    assert one.video().size == before.size
    assert one.forge.farm.work(SoftwareTranscoder(), _never) is Used.DONE
    video = one.video()
    assert (video.status, video.attempts) == (VideoStatus.FAILED, 1)
    assert video.error
    assert one.forge.farm.workers.list()[0].failures == 0
    assert damaged.read_bytes() == data


class Faulty:
    """Leaves half a file, and raises what it was told to."""

    name = "faulty"
    api_version = API_VERSION

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def encoders(self) -> tuple[Encoder, ...]:
        return SoftwareTranscoder().encoders()

    def transcode(self, source: Path, output: Path, preset: Any, **options: Any) -> Any:
        output.write_bytes(b"half")
        raise self._error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SystemExit("no licence"), "RuntimeError: the backend raised SystemExit: no licence"),
        (KeyError("speed"), "KeyError: 'speed'"),
    ],
)
def test_a_transcoder_that_raises_anything_fails_its_task_alone(one: FarmRig, error: BaseException, said: str) -> None:
    source = one.clip("a.mp4")
    before = source.read_bytes()
    one.scan()
    assert one.forge.farm.work(Faulty(error), _never) is Used.DONE
    assert said in one.video().error
    assert source.read_bytes() == before
    left = [path for path in one.folder.iterdir() if path.is_file() and path.read_bytes() == b"half"]
    assert left == []
    assert one.forge.farm.work(SoftwareTranscoder(), _never) is not None


def _slow(rig: FarmRig) -> Path:
    """A video that takes seconds."""
    slow = "name: quick\nvideo: {codec: hevc, crf: 20, speed: veryslow}\nmin_saving: null\n"
    Path(rig.forge.settings.farm_preset).write_text(slow)
    source = rig.clip("a.mp4", frames=300, width=320, height=192)
    rig.scan()
    return source


def test_one_that_is_told_to_stop_gives_its_video_back(one: FarmRig) -> None:
    source = _slow(one)
    before = source.read_bytes()
    stop = threading.Event()
    used: list[Used] = []
    thread = threading.Thread(target=lambda: used.append(one.forge.farm.work(SoftwareTranscoder(), stop.is_set)))
    thread.start()
    until(lambda: list(one.folder.glob(".transcode-*")))
    stop.set()
    thread.join(20)
    assert used == [Used.INTERRUPTED]
    assert (one.video().status, one.video().attempts) == (VideoStatus.WAITING, 0)
    assert not list(one.folder.glob(".transcode-*"))
    assert source.read_bytes() == before


def test_one_that_works_for_long_reports_as_often_as_at_first(one: FarmRig) -> None:
    _slow(one)
    thread = threading.Thread(target=lambda: one.forge.farm.work(SoftwareTranscoder(), _never))
    thread.start()
    until(lambda: list(one.folder.glob(".transcode-*")))
    begin = time.monotonic()
    until(lambda: one.forge.farm.tasks.get(1).elapsed >= 4)
    assert time.monotonic() - begin < 5.5
    one.forge.farm.tasks.cancel(1)
    thread.join(20)


def test_one_that_is_cancelled_stops(one: FarmRig) -> None:
    _slow(one)
    used: list[Used] = []
    thread = threading.Thread(target=lambda: used.append(one.forge.farm.work(SoftwareTranscoder(), _never)))
    thread.start()
    until(lambda: list(one.folder.glob(".transcode-*")))
    one.forge.farm.tasks.cancel(1)
    thread.join(20)
    assert used == [Used.DONE]
    assert one.forge.farm.tasks.get(1).error == "cancelled"
    assert not list(one.folder.glob(".transcode-*"))


def test_a_worker_that_was_set_aside_uses_no_tickets(one: FarmRig) -> None:
    one.clip("a.mp4")
    one.scan()
    assert one.forge.farm.work(SoftwareTranscoder(), _never) is Used.DONE
    one.clip("b.mp4")
    one.scan()
    with one.forge.database.transaction() as tables:
        tables.farm_worker.update(set_aside=True).execute()
    assert one.forge.farm.work(SoftwareTranscoder(), _never) is Used.NOTHING


def test_processes_work_and_one_that_is_killed_is_replaced(one: FarmRig) -> None:
    for number in range(3):
        one.clip(f"{number}.mp4", frames=120, width=320, height=192)
    one.scan()
    with worker(
        one.forge,
        "transcoder.software",
        farm_roots=one.folder,
        farm_preset=one.forge.settings.farm_preset,
        lease_seconds=3,
        heartbeat_seconds=0.5,
    ) as supervisor:
        until(lambda: one.forge.farm.summary().running)
        children = psutil.Process(supervisor.pid).children(recursive=True)
        for child in children:
            if "albumforge.actors.process" in child.cmdline():
                child.send_signal(signal.SIGKILL)
        until(lambda: one.forge.farm.summary().videos[VideoStatus.DONE] == 3, 60)
    assert one.forge.farm.summary().saved
    assert not list(one.folder.glob(".transcode-*"))
    tasks = [one.forge.farm.tasks.get(number) for number in range(1, 5)]
    assert [task.status for task in tasks].count(TaskStatus.COMPLETED) == 3


def test_outcomes_have_words_for_the_protocol() -> None:
    assert {outcome.value for outcome in Outcome} >= {"failed", "unusable", "not_smaller", "given_back"}


def test_one_that_is_told_to_go_offline_uses_no_more_tickets_until_that_is_taken_back(one: FarmRig) -> None:
    for name in "abc":
        one.clip(f"{name}.mp4")
    one.scan()
    farm, backend = one.forge.farm, SoftwareTranscoder()
    assert farm.work(backend, _never) is Used.DONE
    (row,) = farm.workers.list()
    farm.workers.order(row.id, Action.OFFLINE)
    assert farm.work(backend, _never) is Used.NOTHING
    assert [worker.name for worker in farm.workers.list()] == [row.name]
    farm.workers.order(row.id, None)
    assert farm.work(backend, _never) is Used.DONE
    (row,) = farm.workers.list()
    farm.workers.order(row.id, Action.SHUTDOWN)
    with Forge(one.forge.settings) as started_since:
        assert started_since.farm.work(backend, _never) is Used.DONE
    assert [worker.action for worker in farm.workers.list()] == [None]


def test_the_log_is_told_once_that_one_is_online(one: FarmRig) -> None:
    for name in "ab":
        one.clip(f"{name}.mp4")
    one.scan()
    farm, backend = one.forge.farm, SoftwareTranscoder()
    assert [farm.work(backend, _never) for _ in range(2)] == [Used.DONE, Used.DONE]
    with one.forge.database.session() as tables:
        table = tables.farm_log
        assert table.select().where(table.message.endswith("is online.")).count() == 1
