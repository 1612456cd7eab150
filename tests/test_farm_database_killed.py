"""The database of a farm is killed, as by a power failure of its machine, while workers work: nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from farm_parts import DONE, Farm, FarmWorker, long_clip
from served import until
from server_parts import PostgresServer

from albumforge.context import Context
from albumforge.transcoders.presets import load_preset
from albumforge.transcoders.verify import verify

AWAY_SECONDS = 2.0
SECONDS = 35.0
"""Within so long after the return all is as it should be."""


@pytest.fixture(scope="module")
def server(postgres: str) -> Iterator[PostgresServer]:
    assert postgres  # where there is none, this is skipped
    one = PostgresServer()
    yield one
    one.end()


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return long_clip(tmp_path_factory.mktemp("clip"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, server: PostgresServer) -> Iterator[Farm]:
    with Farm(tmp_path_factory.mktemp("farm"), database_url=server.url, lease_seconds=6.0) as one:
        yield one


@pytest.fixture
def farm(served: Farm, clip: Path, request: pytest.FixtureRequest) -> Iterator[Farm]:
    with served.with_video(request.node.name, clip) as one:
        yield one


STEPS: dict[str, Callable[[Farm, FarmWorker], object]] = {
    "claimed": lambda farm, worker: farm.api.tasks(),
    "encoding": lambda farm, worker: farm.api.running("a.mp4"),
    "encoded": lambda farm, worker: "encoded with" in worker.said,
}
"""Step → what is true once a worker has come so far."""


def _kept(farm: Farm, original: bytes) -> int:
    """How many originals of these bytes are kept."""
    return sum(path.read_bytes() == original for path in (farm.root / ".albumforge-quarantine").rglob("*.mp4"))


@pytest.mark.parametrize("step", STEPS)
def test_the_database_is_killed(farm: Farm, server: PostgresServer, clip: Path, step: str) -> None:
    video, original = farm.api.below / "a.mp4", clip.read_bytes()
    before = _kept(farm, original)
    worker = farm.worker(f"patient {step}")
    until(lambda: STEPS[step](farm, worker))
    server.kill()
    assert farm.api.ask("GET", "tasks")[0] in (500, 503)
    time.sleep(AWAY_SECONDS)
    if video.read_bytes() != original:
        verify(video, clip, load_preset(farm.folder / "quick.yaml"), context=Context())
    server.start()
    until(lambda: farm.api.states() == {"a.mp4": DONE}, SECONDS)
    verify(video, clip, load_preset(farm.folder / "quick.yaml"), context=Context())
    assert _kept(farm, original) == before + 1
    assert [path.name for path in farm.api.below.iterdir()] == ["a.mp4"]
    assert [task["status"] for task in farm.api.tasks()].count(2) == 1
    assert not [task for task in farm.api.tasks() if task["status"] in (0, 1)]
    assert worker.process.poll() is None
