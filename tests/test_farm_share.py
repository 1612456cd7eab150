"""A video of the farm encoded by several real worker processes: exact, and indifferent to who dies."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from farm_rig import LONG_AGO, FarmRig, make_rig
from served import until
from shared_transcodes import write_moving

from albumforge.actors.process import orders
from albumforge.context import Context
from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.processes import orders as orders_of
from albumforge.queue.shares import PART_SECONDS
from albumforge.services.farm.states import TaskStatus, VideoStatus
from albumforge.services.farm.tickets import Used
from albumforge.settings import Settings
from albumforge.transcoders.presets import load_preset
from albumforge.transcoders.quarantine import Quarantine
from albumforge.transcoders.software import SoftwareTranscoder
from albumforge.transcoders.verify import verify

QUEUE = "transcoder.software"
PRESET = "name: slow\nvideo: {codec: hevc, crf: 30, speed: veryslow, gop_seconds: 1}\nmin_saving: null\n"
FRAMES = 180
SPLIT = {"farm_split_seconds": 1.6, "lease_seconds": 3.0, "heartbeat_seconds": 0.5, "threads": 1}


class Workers:
    """Worker processes of one farm, and what they say."""

    def __init__(self, rig: FarmRig, make_settings: Callable[..., Settings], folder: Path) -> None:
        self.rig = rig
        self._make_settings = make_settings
        self._folder = folder
        self.children: list[subprocess.Popen[bytes]] = []

    def start(self, **settings: Any) -> subprocess.Popen[bytes]:
        """Start one."""
        forge = self.rig.forge
        given = {
            **SPLIT,
            "log_level": "info",
            "database_url": forge.settings.database_url,
            "farm_roots": forge.settings.farm_roots,
            "farm_preset": forge.settings.farm_preset,
            **settings,
        }
        command = [sys.executable, "-W", "error", "-m", "albumforge.actors.process"]
        with (self._folder / f"{len(self.children)}.log").open("w") as log:
            child = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=log)
        self.children.append(child)
        assert child.stdin is not None
        child.stdin.write(orders(self._make_settings(**given), [QUEUE]))
        child.stdin.flush()
        return child

    def said(self, child: subprocess.Popen[bytes]) -> str:
        """What one has written to its log."""
        return (self._folder / f"{self.children.index(child)}.log").read_text()

    def video(self) -> Path:
        """Add a video of some seconds, and give out a ticket."""
        source = write_moving(self.rig.folder / "a.mp4", frames=FRAMES, scale=3, options={"crf": "12"})
        self.rig.scan()
        self.rig.forge.farm.top_up([QUEUE])
        return source

    def both(self) -> tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]:
        """Return the one that has the task, and the other once it has encoded something."""
        makers = until(lambda: [child for child in self.children if "Given to worker" in self.said(child)])
        (helper,) = set(self.children) - set(makers)
        until(lambda: len(self.segments()) >= 3 and _encodes(helper))
        return makers[0], helper

    def segments(self) -> dict[str, tuple[int, int]]:
        """Inode and time of each segment in the cache, by its name."""
        found = {}
        for path in self.rig.forge.settings.cache.glob("transcodes/*/*.mp4"):
            if not path.name.startswith("."):
                status = path.stat()
                found[path.name] = (status.st_ino, status.st_mtime_ns)
        return found

    def until_ended(self, seconds: float = 60.0) -> VideoStatus:
        """Do what a supervisor does until the video is done or has failed."""

        def look() -> VideoStatus | None:
            farm = self.rig.forge.farm
            self.rig.forge.movies.bury()
            farm.tick()
            farm.top_up([QUEUE])
            time.sleep(0.1)
            status = self.rig.video().status
            return None if status in (VideoStatus.WAITING, VideoStatus.RUNNING) else status

        ended: VideoStatus = until(look, seconds)
        return ended

    def end(self) -> None:
        """Kill all."""
        for child in self.children:
            child.kill()
        for child in self.children:
            child.communicate()


def _encodes(child: subprocess.Popen[bytes]) -> bool:
    """Whether a process reads the source."""
    return any(file.path.endswith("/videos/a.mp4") for file in psutil.Process(child.pid).open_files())


def _rests(workers: Workers) -> bool:
    """Whether nobody encodes for a second, which is longer than from one segment to the next."""
    before = workers.segments()
    for _ in range(10):
        if any(_encodes(child) for child in workers.children):
            return False
        time.sleep(0.1)
    return workers.segments() == before


def _check_done(rig: FarmRig, original: bytes) -> None:
    """Check that the result is whole and in its place, and that the original is kept."""
    (entry,) = Quarantine(rig.folder).entries()
    kept = Quarantine(rig.folder).held(entry)
    assert kept.read_bytes() == original
    result = rig.folder / "a.mp4"
    found = verify(result, kept, load_preset(rig.forge.settings.farm_preset), context=Context())
    assert found.frames == FRAMES
    assert [path.name for path in rig.folder.iterdir() if path.is_file()] == ["a.mp4"]
    assert not list(rig.forge.settings.cache.glob("transcodes/*"))


def _nothing_left(rig: FarmRig) -> None:
    client = rig.forge.broker.client
    until(lambda: not [key for key in client.keys("*") if b":part:" in key or b":share" in key], PART_SECONDS + 5)


@pytest.fixture
def rig(open_forge: Callable[..., Forge], tmp_path: Path) -> FarmRig:
    (tmp_path / "quick.yaml").write_text(PRESET)
    return make_rig(open_forge, tmp_path, **SPLIT)


@pytest.fixture
def workers(rig: FarmRig, make_settings: Callable[..., Settings], tmp_path: Path) -> Iterator[Workers]:
    workers = Workers(rig, make_settings, tmp_path)
    yield workers
    workers.end()


def test_two_workers_encode_one_video(workers: Workers) -> None:
    for _ in range(2):
        workers.start()
    original = workers.video().read_bytes()
    workers.both()
    assert workers.until_ended() is VideoStatus.DONE
    _check_done(workers.rig, original)
    assert workers.rig.video().attempts == 1
    _nothing_left(workers.rig)


def test_a_killed_helper_costs_only_its_segment(workers: Workers) -> None:
    for _ in range(2):
        workers.start()
    original = workers.video().read_bytes()
    _, helper = workers.both()
    helper.kill()
    assert workers.until_ended() is VideoStatus.DONE
    _check_done(workers.rig, original)
    assert workers.rig.video().attempts == 1


def test_a_killed_worker_is_followed_by_another_that_finds_its_segments(workers: Workers) -> None:
    for _ in range(2):
        workers.start()
    original = workers.video().read_bytes()
    maker, _ = workers.both()
    maker.kill()
    before = workers.segments()
    assert workers.until_ended() is VideoStatus.DONE
    assert len(before) >= 3
    _check_done(workers.rig, original)
    tasks = [workers.rig.forge.farm.tasks.get(number).status for number in (1, 2)]
    assert tasks == [TaskStatus.FAILED, TaskStatus.COMPLETED]


_SEGMENTS = 15
"""Of the video of `Workers.video`."""

_DIES = """
import os, sys
from albumforge.forge import Forge
from albumforge.processes import read_orders
from albumforge.transcoders import join, shared_run
from albumforge.transcoders.software import SoftwareTranscoder

settings, more = read_orders(sys.stdin.buffer.readline())
write = join._Pictures.write_until
calls = []

def dies(self, time):
    calls.append(time)
    if len(calls) > 20:
        os._exit(9)
    write(self, time)

join._Pictures.write_until = dies
with Forge(settings) as forge:
    forge.farm.work(SoftwareTranscoder(), lambda: False)
os._exit(0)
"""


def test_killed_while_joining_nothing_is_encoded_again(workers: Workers) -> None:
    rig, original = workers.rig, workers.video().read_bytes()
    seen = []
    for _ in range(2):
        line = orders_of(rig.forge.settings)
        died = subprocess.run([sys.executable, "-W", "error", "-c", _DIES], input=line, timeout=60, check=False)
        assert died.returncode == 9
        assert (rig.folder / "a.mp4").read_bytes() == original
        seen.append(workers.segments())
        with rig.forge.database.transaction() as tables:
            tables.farm_worker.update(seen=now() - LONG_AGO).execute()
        rig.forge.farm.tick()
        assert rig.video().status is VideoStatus.WAITING
    inodes = [{name: inode for name, (inode, _) in one.items()} for one in seen]
    assert len(inodes[0]) == _SEGMENTS
    assert inodes[0] == inodes[1]
    assert rig.forge.farm.work(SoftwareTranscoder(), lambda: False) is Used.DONE
    assert rig.video().status is VideoStatus.DONE
    _check_done(rig, original)


def test_one_that_is_cancelled_stops_all(workers: Workers) -> None:
    for _ in range(2):
        workers.start()
    source = workers.video()
    original = source.read_bytes()
    workers.both()
    workers.rig.forge.farm.tasks.cancel(1)
    until(lambda: _rests(workers))
    assert len(workers.segments()) < _SEGMENTS
    assert source.read_bytes() == original
    assert [path.name for path in workers.rig.folder.iterdir()] == ["a.mp4"]
    assert workers.rig.video().error == "cancelled"
    _nothing_left(workers.rig)


def test_a_worker_that_is_told_to_stop_gives_the_video_to_the_next(workers: Workers) -> None:
    for _ in range(2):
        workers.start()
    original = workers.video().read_bytes()
    maker, _ = workers.both()
    maker.terminate()
    assert maker.wait(15) == 0
    assert workers.until_ended() is VideoStatus.DONE
    _check_done(workers.rig, original)
    assert workers.rig.video().attempts == 1


def test_without_a_queue_one_worker_does_all(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    rig = make_rig(open_forge, tmp_path, redis_url="redis://127.0.0.1:1/0", farm_split_seconds=3.0)
    write_moving(rig.folder / "a.mp4")
    rig.scan()
    rig.forge.farm._tickets.use(SoftwareTranscoder(), lambda: False)
    assert rig.video().status is VideoStatus.DONE


def test_what_is_not_shared_is_told_in_the_log(rig: FarmRig) -> None:
    Path(rig.forge.settings.farm_preset).write_text(
        "name: rate\nvideo: {codec: h264, bitrate_k: 300, speed: ultrafast}\nmin_saving: null\nskip: {codecs: []}\n"
    )
    write_moving(rig.folder / "a.mp4")
    rig.scan()
    rig.forge.farm.work(SoftwareTranscoder(), lambda: False)
    assert "Not shared with other workers: its preset asks for a bitrate, which only one encoder can keep to." in (
        rig.log()
    )
    assert rig.video().status is VideoStatus.DONE
