"""Workers and masters that are killed, at each step from the claim to the rename: no original is ever lost."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from farm_parts import DONE, WAITING, Farm, FarmWorker, long_clip
from served import until

from albumforge.context import Context
from albumforge.transcoders.presets import load_preset
from albumforge.transcoders.verify import verify

LEASE = 4.0
SECONDS = 35.0
"""Within so long after the return all is as it should be."""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return long_clip(tmp_path_factory.mktemp("clip"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    with Farm(tmp_path_factory.mktemp("farm"), lease_seconds=LEASE) as one:
        yield one


@pytest.fixture
def farm(served: Farm, clip: Path, request: pytest.FixtureRequest) -> Iterator[Farm]:
    with served.with_video(request.node.name, clip) as one:
        yield one


def _check(farm: Farm, clip: Path) -> bool:
    """The original, or the proven replacement and the original in the quarantine; answer whether it is the latter."""
    video, original = farm.api.below / "a.mp4", clip.read_bytes()
    if video.read_bytes() == original:
        return False
    verify(video, clip, load_preset(farm.folder / "quick.yaml"), context=Context())
    kept = (farm.root / ".albumforge-quarantine").rglob("*")
    assert any(path.is_file() and path.read_bytes() == original for path in kept)
    return True


def _done_at_last(farm: Farm, clip: Path) -> None:
    until(lambda: farm.api.states() == {"a.mp4": DONE}, SECONDS)
    assert _check(farm, clip)
    assert not list(farm.api.below.glob(".transcode-*"))
    (completed,) = (task for task in farm.api.tasks() if task["status"] == 2)
    assert not [task for task in farm.api.tasks() if task["status"] in (0, 1)]
    assert completed["remaining_time"] == 0


WORKER_STEPS: dict[str, Callable[[Farm, FarmWorker], object]] = {
    "claimed": lambda farm, worker: farm.api.tasks(),
    "encoding": lambda farm, worker: farm.api.running("a.mp4"),
    "late": lambda farm, worker: [task for task in farm.api.tasks() if task["progress"] > 80],
    "encoded": lambda farm, worker: "encoded with" in worker.said,
}
"""Step → what is true once a worker has come so far."""


@pytest.mark.parametrize("step", WORKER_STEPS)
def test_a_worker_is_killed(farm: Farm, clip: Path, step: str) -> None:
    worker = farm.worker(f"victim {step}")
    until(lambda: WORKER_STEPS[step](farm, worker))
    worker.kill()
    killed = time.monotonic()
    _check(farm, clip)
    farm.worker(f"next {step}")
    _done_at_last(farm, clip)
    assert time.monotonic() - killed < SECONDS


def _kill_master(farm: Farm) -> None:
    """Kill all processes of the master, at once but for microseconds, as a power failure would."""
    main = psutil.Process(farm.served.process.pid)
    for one in [main, *main.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()
    farm.served.process.wait()


@pytest.mark.parametrize("step", ["encoding", "late"])
def test_the_master_is_killed_while_a_worker_encodes(farm: Farm, clip: Path, step: str) -> None:
    worker = farm.worker(f"patient {step}")
    until(lambda: WORKER_STEPS[step](farm, worker))
    _kill_master(farm)
    assert not _check(farm, clip)
    farm.restart()
    _done_at_last(farm, clip)
    assert worker.process.poll() is None


def test_the_master_is_away_for_longer_than_workers_may_be_silent(farm: Farm, clip: Path) -> None:
    worker = farm.worker("steadfast")
    until(lambda: farm.api.running("a.mp4"))
    _kill_master(farm)
    until(lambda: "encoded with" in worker.said, 30)
    time.sleep(LEASE + 1)
    farm.restart()
    _done_at_last(farm, clip)
    assert [task["worker_name"] for task in farm.api.tasks()] == ["steadfast"]  # nothing was done twice


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.3])
def test_the_master_is_killed_while_it_finishes(farm: Farm, clip: Path, delay: float) -> None:
    worker = farm.worker(f"done {delay:g}")
    until(lambda: "encoded with" in worker.said)
    time.sleep(delay)
    _kill_master(farm)
    _check(farm, clip)
    farm.restart()
    _done_at_last(farm, clip)


def test_worker_and_master_are_killed(farm: Farm, clip: Path) -> None:
    worker = farm.worker("gone with it")
    until(lambda: farm.api.running("a.mp4"))
    worker.kill()
    _kill_master(farm)
    assert not _check(farm, clip)
    farm.restart()
    farm.worker("here afterwards")
    _done_at_last(farm, clip)


def test_a_worker_that_was_taken_over_cannot_finish(farm: Farm, clip: Path) -> None:
    """Its process stands still for longer than it may, as on a machine that sleeps; then it goes on."""
    sleeper = farm.worker("sleeper")
    until(lambda: farm.api.running("a.mp4"))
    processes = [psutil.Process(sleeper.process.pid), *psutil.Process(sleeper.process.pid).children()]
    for one in processes:
        one.suspend()
    until(lambda: farm.api.states() == {"a.mp4": WAITING}, LEASE + 5)
    farm.worker("awake")
    _done_at_last(farm, clip)
    for one in processes:
        one.resume()
    until(lambda: "given up" in sleeper.said, 20)
    assert _check(farm, clip)
    assert not list(farm.api.below.glob(".transcode-*"))
