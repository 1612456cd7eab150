"""A film rendered by several real worker processes: shared, exact, and indifferent to who dies."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import av
import pytest
from media_files import texture, write_picture
from segment_files import luma

from albumforge.actors.process import orders
from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.queue.shares import PART_SECONDS, Offer, Shares
from albumforge.services.states import Movie, Priority, Stage, Status
from albumforge.settings import Settings

QUEUE = "generator.strips"
FRAMES = 6
STRIPS = Path(__file__).parent / "plugins_shared"


@pytest.fixture
def strips(tmp_path: Path) -> list[Path]:
    """Twenty small pictures, each a segment."""
    folder = tmp_path / "strips"
    folder.mkdir()
    return [write_picture(folder / f"{number:02}.png", texture(96, 64, seed=number)) for number in range(20)]


class Workers:
    """Worker processes of one forge, and the notes that they take."""

    def __init__(self, make_settings: Callable[..., Settings], forge: Forge, notes: Path) -> None:
        self._make_settings = make_settings
        self.forge = forge
        self.notes = notes
        self.children: list[subprocess.Popen[bytes]] = []

    def start(self, **arguments: Any) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-W", "error", "-m", "albumforge.actors.process"]
        child = subprocess.Popen(command, stdin=subprocess.PIPE)
        self.children.append(child)
        assert child.stdin is not None
        given = {"plugins_dirs": (STRIPS,), "database_url": self.forge.settings.database_url, **arguments}
        child.stdin.write(orders(self._make_settings(**given), [QUEUE]))
        child.stdin.flush()
        return child

    def both(self) -> None:
        """Start two, and wait until they are there."""
        for _ in range(2):
            self.start()
        folder = self.forge.settings.home / "queue" / "workers"
        _until(lambda: len(list(folder.glob("*.lock"))) == 2)

    def film(self, strips: list[Path], **request: Any) -> Movie:
        options = {"frames": FRAMES, "notes": str(self.notes), **request}
        movie = self.forge.movies.create("Strips", options, generator="strips")
        self.forge.movies.add_files(movie.work_id, strips)
        self.forge.movies.start(movie.work_id)
        return movie

    def lines(self) -> list[list[str]]:
        return [line.split() for line in self.notes.read_text().splitlines()] if self.notes.exists() else []

    def pids(self, word: str) -> list[int]:
        """The process of each note of that word."""
        return [int(line[-1]) for line in self.lines() if line[0] == word]

    def end(self) -> None:
        for child in self.children:
            child.kill()
        for child in self.children:
            child.communicate()


@pytest.fixture
def workers(
    make_settings: Callable[..., Settings], open_forge: Callable[..., Forge], database_url: str, tmp_path: Path
) -> Iterator[Workers]:
    """On each kind of database."""
    forge = open_forge(plugins_dirs=(STRIPS,), database_url=database_url)
    workers = Workers(make_settings, forge, tmp_path / "notes")
    yield workers
    workers.end()


@pytest.fixture
def local_workers(
    make_settings: Callable[..., Settings], open_forge: Callable[..., Forge], tmp_path: Path
) -> Iterator[Workers]:
    """On SQLite."""
    workers = Workers(make_settings, open_forge(plugins_dirs=(STRIPS,)), tmp_path / "notes")
    yield workers
    workers.end()


def _until(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
    return found


def _check_exact(workers: Workers, done: Movie, strips: list[Path], tmp_path: Path) -> None:
    """Check that a film is that which one process makes alone, to the last bit of every frame."""
    assert done.status is Status.DONE, done.error
    assert done.result is not None
    assert done.plan is not None
    alone = Forge(workers._make_settings(plugins_dirs=(STRIPS,), cache_dir=tmp_path / "another"))
    with alone:
        film = alone.render(done.plan, tmp_path / "alone.mp4")
    assert film.frames == FRAMES * len(strips)
    one, two = luma(film.path), luma(done.result)
    assert len(one) == len(two) == film.frames
    assert all((a == b).all() for a, b in zip(one, two, strict=True))
    with av.open(str(done.result)) as container:
        times = [float(frame.pts * frame.time_base) for frame in container.decode(video=0)]
    assert times == pytest.approx([number / 25 for number in range(film.frames)])


def _nothing_left(workers: Workers) -> None:
    client = workers.forge.broker.client
    _until(lambda: not [key for key in client.keys("*") if b":part:" in key or b":share" in key], PART_SECONDS + 2)


def test_two_workers_render_one_film(workers: Workers, strips: list[Path], tmp_path: Path) -> None:
    workers.both()
    movie = workers.film(strips, slow=0.08)
    fractions = []
    while workers.forge.movies.get(movie.work_id).status is not Status.DONE:
        fractions.append(workers.forge.movies.get(movie.work_id).progress)
        assert len(fractions) < 2000
        time.sleep(0.02)
    done = workers.forge.movies.get(movie.work_id)
    _check_exact(workers, done, strips, tmp_path)
    made = Counter(workers.pids("take"))
    assert set(made) == {child.pid for child in workers.children}
    assert min(made.values()) >= 3
    keys = [line[1] for line in workers.lines() if line[0] == "take"]
    assert len(set(keys)) == len(keys) == len(strips), "each is rendered once"
    assert fractions == sorted(fractions)
    assert len(workers.pids("render")) == done.attempts == 1
    _nothing_left(workers)
    assert not list(workers.forge.settings.cache.rglob(".albumforge-*"))


def test_a_killed_helper_costs_only_its_segment(local_workers: Workers, strips: list[Path], tmp_path: Path) -> None:
    local_workers.both()
    movie = local_workers.film(strips, slow=0.12)
    helper = _until(lambda: local_workers.pids("help"))[0]
    _until(lambda: local_workers.pids("take").count(helper) >= 3)
    os.kill(helper, signal.SIGKILL)
    done = local_workers.forge.movies.wait(movie.work_id, timeout=60)
    taken = Counter(line[1] for line in local_workers.lines() if line[0] == "take")
    assert len(taken) == len(strips) and sum(taken.values()) <= len(strips) + 1, "one part is rendered again at most"
    _check_exact(local_workers, done, strips, tmp_path)
    assert done.attempts == 1
    assert len(local_workers.pids("render")) == len(local_workers.pids("done")) == 1
    assert local_workers.pids("render") != [helper]


def test_a_killed_maker_is_followed_by_its_helper(workers: Workers, strips: list[Path], tmp_path: Path) -> None:
    for _ in range(2):
        workers.start(lease_seconds=60.0)
    movie = workers.film(strips, slow=0.08)
    helper = _until(lambda: workers.pids("help"))[0]
    maker = workers.pids("render")[0]
    _until(lambda: workers.pids("leave").count(helper) >= 2)
    os.kill(maker, signal.SIGKILL)
    done = workers.forge.movies.wait(movie.work_id, timeout=60)
    _check_exact(workers, done, strips, tmp_path)
    assert done.attempts == 2
    assert workers.pids("render") == [maker, helper]
    assert workers.pids("done") == [helper]
    taken = [line[1] for line in workers.lines() if line[0] == "take"]
    again = [key for key, times in Counter(taken).items() if times > 1]
    assert len(again) <= 2, "only what was half done is begun again"
    _nothing_left(workers)


@pytest.mark.parametrize("how", ["cancel", "delete"])
def test_no_work_goes_on_for_a_film_that_is_not_wanted(workers: Workers, strips: list[Path], how: str) -> None:
    for _ in range(2):
        workers.start()
    movie = workers.film(strips, slow=0.15)
    _until(lambda: workers.pids("help"))
    _until(lambda: len(workers.pids("leave")) >= 4)
    begin = time.monotonic()
    if how == "cancel":
        workers.forge.movies.cancel(movie.work_id)
        assert workers.forge.movies.wait(movie.work_id, timeout=60).status is Status.NEW
    else:
        workers.forge.movies.delete(movie.work_id)
    _until(lambda: workers.pids("helped"))
    assert time.monotonic() - begin < 6  # the film takes nine
    before = workers.lines()
    time.sleep(0.7)
    assert workers.lines() == before
    assert not workers.pids("done")
    _nothing_left(workers)
    assert not list(workers.forge.settings.cache.rglob(".albumforge-*"))


def test_a_new_film_does_not_wait_for_an_older_one(local_workers: Workers, strips: list[Path]) -> None:
    for _ in range(2):
        local_workers.start()
    older = local_workers.film(strips, slow=0.3)
    helper = _until(lambda: local_workers.pids("help"))[0]
    _until(lambda: local_workers.pids("take").count(helper))
    newer = local_workers.film(strips[:3], slow=0.0)
    _until(lambda: local_workers.forge.movies.get(newer.work_id).status is Status.DONE)
    assert local_workers.pids("render")[1] == helper
    assert local_workers.forge.movies.get(older.work_id).stage is Stage.RENDER
    _until(lambda: len(local_workers.pids("help")) == 2)  # and goes on helping
    local_workers.forge.movies.cancel(older.work_id)


def test_a_worker_that_comes_later_helps(local_workers: Workers, strips: list[Path]) -> None:
    maker = local_workers.start()
    movie = local_workers.film(strips, slow=0.15)
    _until(lambda: local_workers.pids("leave"))
    assert set(local_workers.pids("leave")) == {maker.pid}
    late = local_workers.start()
    _until(lambda: late.pid in local_workers.pids("leave"))
    assert local_workers.forge.movies.wait(movie.work_id, timeout=60).status is Status.DONE


def test_a_broken_helper_does_not_harm_the_film(local_workers: Workers, strips: list[Path]) -> None:
    for _ in range(2):
        local_workers.start(log_level="error")
    movie = local_workers.film(strips, slow=0.05, break_helpers=True)
    done = local_workers.forge.movies.wait(movie.work_id, timeout=60)
    assert (done.status, done.attempts) == (Status.DONE, 1)
    assert len(local_workers.pids("help")) == 1, "it does not try at every look"
    assert set(local_workers.pids("leave")) == set(local_workers.pids("render"))


def test_a_worker_with_another_cache_or_other_settings_does_not_help(
    local_workers: Workers, strips: list[Path], tmp_path: Path
) -> None:
    maker = local_workers.start()
    movie = local_workers.film(strips, slow=0.08)
    _until(lambda: local_workers.pids("leave"))
    local_workers.start(cache_dir=tmp_path / "elsewhere")
    local_workers.start(video_crf=30)
    done = local_workers.forge.movies.wait(movie.work_id, timeout=60)
    assert done.status is Status.DONE
    assert set(local_workers.pids("leave")) == {maker.pid}
    assert not list((tmp_path / "elsewhere").glob("segments/*"))
    assert len(list(local_workers.forge.settings.cache.glob("segments/*.mp4"))) == len(strips)


def test_told_to_stop_a_helper_stops(local_workers: Workers, strips: list[Path]) -> None:
    for _ in range(2):
        local_workers.start()
    movie = local_workers.film(strips, slow=0.08)
    helper = _until(lambda: local_workers.pids("help"))[0]
    child = next(child for child in local_workers.children if child.pid == helper)
    child.send_signal(signal.SIGTERM)
    assert child.wait(30) == 0
    assert local_workers.forge.movies.get(movie.work_id).stage is Stage.RENDER
    done = local_workers.forge.movies.wait(movie.work_id, timeout=60)
    assert (done.status, done.attempts) == (Status.DONE, 1)


def test_a_killed_queue_server_stops_nothing(local_workers: Workers, strips: list[Path], tmp_path: Path) -> None:
    for _ in range(2):
        local_workers.start(log_level="error")
    movie = local_workers.film(strips, slow=0.05)
    _until(lambda: local_workers.pids("help"))
    _until(lambda: len(local_workers.pids("leave")) >= 4)
    os.kill(int(local_workers.forge.broker.client.info("server")["process_id"]), signal.SIGKILL)
    done = local_workers.forge.movies.wait(movie.work_id, timeout=60)
    _check_exact(local_workers, done, strips, tmp_path)
    assert done.attempts == 1


def test_there_may_be_nothing_to_help_with(local_workers: Workers) -> None:
    assert local_workers.forge.movies.help([QUEUE]) is None


def test_a_film_that_somebody_waits_for_is_helped_with_before_a_batch(
    local_workers: Workers, strips: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="albumforge")
    forge = local_workers.forge
    movies = [local_workers.film(strips[:3]) for _ in range(6)]
    columns = {"status": Status.RUNNING, "lease": "token", "lease_expires": now() + timedelta(seconds=60)}
    with forge.database.transaction() as tables:
        tables.movie.update(**columns, priority=Priority.BATCH).execute()
        waited_for = tables.movie.work_id == movies[3].work_id
        tables.movie.update(priority=Priority.INTERACTIVE).where(waited_for).execute()
    with contextlib.ExitStack() as stack:
        for movie in movies:
            stack.enter_context(Shares(forge.broker)).offer(Offer(QUEUE, movie.work_id, "token", "mark"))
        assert forge.movies.help([QUEUE]) == 0
    assert f"film {movies[3].work_id}: no help from here" in caplog.text


@pytest.mark.parametrize("state", ["held", "stale", "cancelled", "expired", "waiting", "deleted"])
def test_only_a_film_that_is_being_made_is_helped_with(
    workers: Workers, strips: list[Path], state: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="albumforge")
    forge = workers.forge
    movie = workers.film(strips[:3])
    columns = {"status": Status.RUNNING, "lease": "token", "lease_expires": now() + timedelta(seconds=60)}
    columns |= {
        "held": {},
        "stale": {"lease": "another"},
        "cancelled": {"cancel_requested": True},
        "expired": {"lease_expires": now() - timedelta(seconds=1)},
        "waiting": {"status": Status.QUEUED},
        "deleted": {},
    }[state]
    with forge.database.transaction() as tables:
        tables.movie.update(columns).execute()
    if state == "deleted":
        with forge.database.transaction() as tables:
            tables.movie.delete().execute()
    with Shares(forge.broker) as shares:
        shares.offer(Offer(QUEUE, movie.work_id, "token", "mark"))
        if state != "held":
            assert forge.movies.help([QUEUE]) is None
            return
        assert forge.movies.help([QUEUE]) == 0
        assert "plan cannot be read here" in caplog.text
        assert forge.movies.help([QUEUE]) is None, "not again at once"
