"""A worker as people run it: a process of its own, with a real master and real videos."""

from __future__ import annotations

import re
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from farm_parts import DONE, FAILED, WAITING, Farm, FarmWorker
from media_files import texture, write_clip
from served import free_port, until


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that takes seconds to encode."""
    path = tmp_path_factory.mktemp("long") / "long.mp4"
    return write_clip(path, width=640, height=360, frames=200, paint=lambda number: texture(640, 360, number))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    with Farm(tmp_path_factory.mktemp("farm"), lease_seconds=4) as one:
        yield one


@pytest.fixture
def me(request: pytest.FixtureRequest) -> str:
    """The name of a worker, another one in each test."""
    return str(request.node.name)


@pytest.fixture
def farm(served: Farm, me: str) -> Iterator[Farm]:
    """The farm, with an empty folder of this test's own."""
    served.api.below = served.root / me
    served.api.below.mkdir()
    yield served
    served.end_workers()
    shutil.rmtree(served.api.below)  # what waits in there is gone for those who come


@pytest.fixture
def short(farm: Farm) -> Path:
    """A short video in the farm's folder."""
    return write_clip(farm.api.below / "a.mp4", width=160, height=96, frames=24)


@pytest.fixture
def long(farm: Farm, long_clip: Path) -> Path:
    """A long one."""
    return Path(shutil.copy(long_clip, farm.api.below / "long.mp4"))


def parts(farm: Farm) -> list[Path]:
    return list(farm.api.below.rglob(".transcode-*"))


def test_one_video_and_no_more(farm: Farm, me: str, short: Path) -> None:
    write_clip(farm.api.below / "b.mp4", width=160, height=96, frames=24)
    farm.api.scan()
    worker = farm.worker(me, "--once")
    assert worker.wait() == 0, worker.said
    assert farm.api.workers()[me]["status"] == 0  # it said so itself
    until(lambda: sorted(farm.api.states().values()) == [WAITING, DONE], 10)
    (task,) = farm.api.tasks()
    assert (task["worker_name"], task["progress"], task["remaining_time"]) == (me, 100.0, 0)
    assert task["note"] == "Encoded with libx265."
    assert f"{me} has ended; done: 1, failed: 0" in worker.said
    assert parts(farm) == []
    assert farm.worker(f"{me} two", "--once").wait() == 0
    nothing = farm.worker(f"{me} three", "--once")
    assert nothing.wait() == 0
    assert "no video is left" in nothing.said


def test_progress_is_told_at_every_percent(farm: Farm, me: str, long: Path) -> None:
    farm.api.scan()
    farm.worker(me, "--once")
    seen: dict[float, dict[str, Any]] = {}

    def look() -> bool:
        (task,) = farm.api.tasks() or [{"progress": 0, "status": 1}]
        if task["status"] == 1 and not task.get("verifying"):
            seen[task["progress"]] = task
        return task["status"] == 2

    until(look, 90)
    assert len(seen) > 5
    times = [seen[percent]["elapsed_time"] for percent in sorted(seen)]
    assert times == sorted(times)
    assert any(one.get("fps") for one in seen.values())
    late = [one for percent, one in seen.items() if percent > 20]
    assert all(isinstance(one["remaining_time"], int) for one in late)


def test_told_to_go_offline_it_finishes_first(farm: Farm, me: str, long: Path, short: Path) -> None:
    farm.api.scan()
    farm.api.prefer("long.mp4")
    worker = farm.worker(me)
    until(lambda: farm.api.running("long.mp4"))
    farm.api.data("POST", f"workers/{farm.api.workers()[me]['worker_id']}/offline", action="offline")
    assert worker.wait(40) == 0
    until(lambda: farm.api.states()["long.mp4"] == DONE, 10)
    assert farm.api.states()["a.mp4"] == WAITING
    assert "wants this worker offline" in worker.said


@pytest.mark.parametrize("configured", [True, False])
def test_told_to_power_off(farm: Farm, me: str, tmp_path: Path, configured: bool) -> None:
    off = tmp_path / "powered off"
    worker = farm.worker(me, *(["--power-off-command", f"touch '{off}'"] if configured else []))
    until(lambda: me in farm.api.workers())
    farm.api.data("POST", f"workers/{farm.api.workers()[me]['worker_id']}/offline", action="shutdown")
    assert worker.wait() == 0
    assert off.exists() == configured
    assert ("this machine stays on" in worker.said) != configured


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_stopped_it_gives_its_video_back(farm: Farm, me: str, long: Path, signum: int) -> None:
    farm.api.scan()
    original = long.read_bytes()
    worker = farm.worker(me)
    until(lambda: farm.api.running("long.mp4"))
    begin = time.monotonic()
    assert worker.stop(signum) == 0
    assert time.monotonic() - begin < 3
    (task,) = farm.api.tasks()
    assert (task["status"], task["error_message"]) == (3, "worker stopped")
    video = farm.api.videos()["long.mp4"]
    assert (video["transcode_status"], video["attempts"]) == (WAITING, 0)
    assert farm.api.workers()[me]["failures"] == 0
    assert parts(farm) == []
    assert long.read_bytes() == original


def test_cancelled_it_gives_up_and_goes_on(farm: Farm, me: str, long: Path, short: Path) -> None:
    farm.api.scan()
    farm.api.prefer("long.mp4")
    worker = farm.worker(me)
    task = until(lambda: farm.api.running("long.mp4"))
    farm.api.data("POST", f"tasks/{task['task_id']}/cancel")
    until(lambda: farm.api.states() == {"long.mp4": FAILED, "a.mp4": DONE}, 20)
    assert "long.mp4: given up" in worker.said
    assert parts(farm) == []
    assert worker.process.poll() is None


def test_killed_it_cleans_up_when_it_is_started_again(farm: Farm, me: str, long: Path) -> None:
    farm.api.scan()
    worker = farm.worker(me)
    until(lambda: farm.api.running("long.mp4") and parts(farm))
    encoding = psutil.Process(worker.process.pid).children()
    worker.kill()
    until(lambda: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in encoding), 5)
    (left,) = parts(farm)
    foreign = left.with_name(".transcode-99999.mp4")
    foreign.touch()
    again = farm.worker(me, "--once")
    until(lambda: not left.exists(), 15)
    assert foreign.exists()
    foreign.unlink()
    assert again.wait(40) == 0
    assert f"has a worker called {me} online" in again.said
    until(lambda: farm.api.states()["long.mp4"] == DONE, 10)


def test_a_second_one_of_its_name_on_the_same_machine_is_refused(farm: Farm, me: str) -> None:
    farm.worker(me)
    until(lambda: me in farm.api.workers())
    second = farm.worker(me)
    assert second.wait() == 4
    assert "runs on this machine already" in second.said


def test_storage_that_is_mounted_elsewhere(farm: Farm, me: str, short: Path, tmp_path: Path) -> None:
    (tmp_path / "mounted").symlink_to(farm.api.below)
    farm.api.scan()
    farm.api.below.joinpath("elsewhere").mkdir()
    mapped = ("--map", f"{farm.api.below}={tmp_path / 'mounted'}")
    worker = farm.worker(me, "--once", *mapped, "--dest", tmp_path / "mounted" / "elsewhere")
    assert worker.wait() == 0, worker.said
    until(lambda: farm.api.states() == {"a.mp4": DONE}, 10)
    assert farm.api.tasks()[0]["dest_path"] == str(farm.api.below / "elsewhere" / "a.mp4")
    assert (farm.api.below / "elsewhere" / "a.mp4").exists()


def test_what_goes_wrong_is_told_without_paths_of_the_worker(farm: Farm, me: str, short: Path, tmp_path: Path) -> None:
    farm.api.scan()
    empty = tmp_path / "empty"
    empty.mkdir()
    worker = farm.worker(f"{me} lost", "--once", "--map", f"{farm.api.below}={empty}")
    assert worker.wait() == 0
    (task,) = farm.api.tasks()
    assert task["error_message"].startswith("a.mp4: the worker does not find it.")
    assert "--map" in task["error_message"]
    assert str(tmp_path) not in task["error_message"]
    assert "a.mp4: failed: " in worker.said
    assert farm.api.states() == {"a.mp4": WAITING}


def test_a_full_disk_is_waited_for(tmp_path: Path) -> None:
    with Farm(tmp_path) as farm:
        write_clip(farm.root / "a.mp4", width=160, height=96, frames=24)
        farm.api.scan()
        for name in ("one", "two"):
            assert farm.worker(name, "--once", reserve_gb=90000).wait() == 0
        (task,) = farm.api.tasks()
        said = r"The disk of the result has [\d.]+ \wB free; 90\.0 TB are needed\."
        assert re.fullmatch(said, task["error_message"])
        (video,) = farm.api.videos().values()
        assert (video["transcode_status"], video["attempts"]) == (WAITING, 0)


def test_a_damaged_video_is_no_fault_of_the_worker(farm: Farm, me: str, short: Path) -> None:
    data = bytearray(short.read_bytes())
    data[len(data) // 4 : len(data) // 2] = bytes(len(data) // 2 - len(data) // 4)  # as a bad sector reads
    short.write_bytes(data)
    farm.api.scan()
    worker = farm.worker(me, "--once")
    assert worker.wait() == 0
    assert farm.api.states() == {"a.mp4": FAILED}
    assert farm.api.workers()[me]["failures"] == 0
    (task,) = farm.api.tasks()
    assert task["error_message"].startswith("a.mp4: ")


def test_the_encoder_dies_and_the_worker_lives(farm: Farm, me: str, long: Path) -> None:
    farm.api.scan()
    worker = farm.worker(me, "--once")
    until(lambda: farm.api.running("long.mp4"))
    for child in psutil.Process(worker.process.pid).children():
        child.kill()
    assert worker.wait() == 0
    (task,) = farm.api.tasks()
    assert "killed by SIGKILL" in task["error_message"]
    assert parts(farm) == []


def test_the_master_is_away_while_it_encodes(farm: Farm, me: str, long: Path) -> None:
    farm.api.scan()
    worker = farm.worker(me, "--once")
    until(lambda: farm.api.running("long.mp4"))
    farm.served.process.kill()
    until(lambda: "the master is away" in worker.said)
    farm.restart()
    assert worker.wait(60) == 0
    until(lambda: farm.api.states()["long.mp4"] in (DONE, WAITING), 20)
    assert "encoded with" in worker.said or "given up" in worker.said


def test_nobody_there_yet_it_waits(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    worker = FarmWorker([sys.executable, "-m", "albumforge", "farm-worker", address], tmp_path)
    try:
        until(lambda: "the master is away" in worker.said)
        assert worker.stop() == 0
    finally:
        worker.end()


def test_hardware_that_is_not_there(farm: Farm, me: str, short: Path) -> None:
    farm.api.scan()
    refused = farm.worker(f"{me} strict", "--type", "vpu", "--no-fallback")
    assert refused.wait(60) == 6
    assert "does not work on this machine" in refused.said
    assert "the processors do its work" not in refused.said
    worker = farm.worker(f"{me} lenient", "--type", "vpu", "--once")
    assert worker.wait(60) == 0
    assert "the processors do its work" in worker.said
    until(lambda: farm.api.states() == {"a.mp4": DONE}, 10)
    assert "verified and in its place" in worker.said
    (task,) = farm.api.tasks()
    assert re.match(r"Encoded with libx265\.\svpu cannot encode it here", task["note"])
