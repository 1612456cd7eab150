"""What runs where: two machines on one PostgreSQL and one queue, and what is told when a part does not answer."""

from __future__ import annotations

import dataclasses
import os
import re
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import Ran
from served import until

from albumforge.actors.supervisor import run_workers
from albumforge.forge import Forge
from albumforge.queue.signs import GONE_SECONDS, SIGN_SECONDS, SUPERVISOR, WORKER
from albumforge.services.farm.states import VideoStatus
from albumforge.services.states import Stage
from albumforge.services.watch.states import BatchState
from albumforge.settings import Settings


@pytest.fixture
def working(local_forge: Forge) -> Iterator[Forge]:
    """A forge with a worker of the small generator, under a supervisor in this process."""
    stop = threading.Event()
    given = (local_forge.settings, ["generator.small"], 1)
    thread = threading.Thread(target=run_workers, args=given, kwargs={"stop": stop})
    thread.start()
    yield local_forge
    stop.set()
    thread.join(60)
    assert not thread.is_alive()


def test_it_shows_who_works_on_what_and_how_much_waits(
    working: Forge, pictures: list[Path], cli: Callable[..., Ran]
) -> None:
    films = [working.movies.create("Reise", {"frames": 400, "delay": 0.1}, generator="small") for _ in range(2)]
    for film in films:
        working.movies.add_files(film.work_id, pictures)
        working.movies.start(film.work_id)

    def at_work() -> Any:
        found = working.machines()
        tasks = [(sign, task) for sign in found.processes or () if (task := found.task_of(sign)) is not None]
        return (found, *tasks[0]) if tasks and tasks[0][0].doing and tasks[0][1].progress > 0.2 else None

    found, worker, task = until(at_work)
    assert found.well
    assert {sign.role for sign in found.processes} == {WORKER, SUPERVISOR}
    assert worker.queues == ("generator.small",)
    assert worker.host == socket.gethostname()
    assert worker.doing == "generator.small"
    assert task.kind == "film"
    assert task.name in {film.work_id for film in films}
    assert working.movies.get(task.name).stage is Stage.RENDER
    assert (found.queues["generator.small"].waiting, found.queues["generator.small"].taken) == (1, 1)
    assert found.kept.works["film"] == {"queued": 1, "running": 1}
    counted = working.figures().processes
    assert counted == {(worker.host, role, worker.version): 1 for role in (WORKER, SUPERVISOR)}
    home = ("--home", working.settings.home)
    shown = cli(*home, "status")
    assert shown.code == 0, shown.err
    assert re.search(rf"worker +{worker.pid} .*generator\.small +film {task.name}: \d+%", shown.out), shown.out
    assert re.search(r"generator\.small +1 +0 +1 +0 +0:\d\d", shown.out), shown.out
    assert "films: 1 queued, 1 running" in shown.out
    document = cli(*home, "status", "--json").json
    assert document["ok"]
    (told,) = [process for process in document["processes"] if process["role"] == WORKER]
    assert (told["pid"], told["task"]["name"]) == (worker.pid, task.name)
    os.kill(worker.pid, signal.SIGKILL)
    begin = time.monotonic()
    until(lambda: worker.pid not in {sign.pid for sign in working.machines().processes or ()})
    assert time.monotonic() - begin < GONE_SECONDS - SIGN_SECONDS, "its supervisor knows sooner"


def test_the_farm_and_watch_folders_have_a_line_each(
    local_forge: Forge, cli: Callable[..., Ran], tmp_path: Path
) -> None:
    with local_forge.database.transaction() as tables:
        for number, status in enumerate((VideoStatus.WAITING, VideoStatus.RUNNING, VideoStatus.DONE, VideoStatus.GONE)):
            video = tables.farm_video.create(path=f"/v/{number}.mp4", status=status)
            if status is VideoStatus.RUNNING:
                tables.farm_task.create(
                    video=video, worker=1, worker_name="far-nvenc", registration="r", status=1, progress=43.0
                )
        tables.farm_worker.create(name="far-nvenc", kind=1, registration="r")
        tables.farm_worker.create(name="odd", kind=0, registration="s", set_aside=True)
        rule = tables.watch_rule.create(user=1, name="card", origin="page")
        tables.watch_rule.create(user=1, name="old", origin="page", paused=True)
        tables.watch_batch.create(rule=rule, status=BatchState.WAITING)
        tables.watch_batch.create(rule=rule, status=BatchState.DONE)
    shown = cli("--home", local_forge.settings.home, "status").out
    assert "farm: videos 1 done, 1 running, 1 waiting; workers 1 online, 1 set aside" in shown
    assert "far-nvenc: video 1.mp4: 43%" in shown
    assert "watch folders: rules 1 followed, 1 paused; batches 1 waiting" in shown


def test_in_chinese(local_forge: Forge, cli: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    local_forge.broker.check()
    local_forge.accounts.local()
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    shown = cli("--home", local_forge.settings.home, "status").out
    for words in ("数据库", "队列", "正常", "影片：无", "转码农场：", "监视文件夹："):
        assert words in shown
    down = cli("--home", local_forge.settings.home, "--set", "redis_url=redis://127.0.0.1:1", "status").out
    assert "无应答" in down
    assert "没有应答" in down


def test_looking_makes_and_starts_nothing(tmp_path: Path, cli: Callable[..., Ran]) -> None:
    home = tmp_path / "home"
    shown = cli("--home", home, "status")
    assert shown.code == 0
    assert "not made yet" in shown.out
    assert "nobody needs it now" in shown.out
    assert not home.exists()


def test_a_database_of_an_older_version_is_left_as_it_is(local_forge: Forge) -> None:
    known = local_forge.database.known_schema()
    assert local_forge.database.schema() == known
    local_forge.close()
    file = local_forge.settings.home / "albumforge.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("DELETE FROM albumforge_migration WHERE name = ?", [known[-1]])
        database.commit()
    with Forge(local_forge.settings) as forge:
        found = forge.machines()
    assert found.database.well
    assert f"schema {known[-2]}; the next start of this version brings it to {known[-1]}" in found.database.said
    assert found.kept is not None
    assert found.kept.works == {}
    with closing(sqlite3.connect(file)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM albumforge_migration ORDER BY name")]
    assert names == known[:-1]


@pytest.mark.parametrize(("name", "said"), [("redis_url", "Redis server"), ("database_url", "database")])
def test_what_does_not_answer_is_named(name: str, said: str, make_settings: Callable[..., Settings]) -> None:
    """A server that refuses, and one that takes connections and never says a word."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        scheme = "redis" if name == "redis_url" else "postgresql"
        for address in (f"{scheme}://me:hidden@127.0.0.1:1/x", f"{scheme}://me:hidden@127.0.0.1:{port}/0"):
            begin = time.monotonic()
            with Forge(make_settings(**{name: address})) as forge:
                found = forge.machines()
            assert time.monotonic() - begin < 20  # and not the minute or more that work in hand is worth
            part = found.queue if name == "redis_url" else found.database
            assert not part.well
            assert said in part.said
            assert name in part.hint
            assert "hidden" not in repr(dataclasses.asdict(found))
            assert (found.database if part is found.queue else found.queue).well


def test_it_ends_with_6_where_a_part_does_not_answer(tmp_path: Path, cli: Callable[..., Ran]) -> None:
    given = ("--home", tmp_path / "home", "--set", "redis_url=redis://127.0.0.1:1/0", "status")
    shown = cli(*given)
    assert shown.code == 6
    assert "down" in shown.out
    document = cli(*given, "--json")
    assert (document.code, document.json["ok"], document.json["processes"]) == (6, False, None)
