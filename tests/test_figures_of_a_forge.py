"""How much of everything there is, for those who watch over a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from job_parts import made

from albumforge.forge import Forge
from albumforge.queue.presence import Presence
from albumforge.services.states import Status


def test_films_messages_and_workers_are_counted(forge: Forge, pictures: list[Path]) -> None:
    empty = forge.figures()
    assert (set(empty.films), sum(empty.films.values())) == (set(Status), 0)
    assert (empty.waiting, empty.workers) == ({"generator.album": 0}, 0)
    assert empty.disk_free > 0
    ids = [forge.movies.create("Reise", generator="small").work_id for _ in range(3)]
    for work_id in ids[:2]:
        forge.movies.add_files(work_id, pictures)
        forge.movies.start(work_id)
    forge.broker.send("generator.small", "x", message_id="later", delay=100)
    presence = Presence(forge.settings.home)
    locks = [presence.announce(f"worker-{number}") for number in range(2)]
    figures = forge.figures()
    assert {status: count for status, count in figures.films.items() if count} == {Status.NEW: 1, Status.QUEUED: 2}
    assert sum(figures.jobs.values()) == 0
    assert figures.waiting == {"generator.album": 0, "generator.small": 3}
    assert figures.workers == forge.movies.workers() == 2
    for lock in locks:
        lock.release()
    assert forge.figures().workers == 0


def test_cutting_jobs_are_counted(forge: Forge, tmp_path: Path) -> None:
    jobs = [made(forge, tmp_path / "in") for _ in range(2)]
    forge.jobs.cancel(jobs[0].work_id)
    figures = forge.figures()
    assert {status: count for status, count in figures.jobs.items() if count} == {Status.QUEUED: 1, Status.FAILED: 1}
    assert figures.waiting == {"generator.album": 0, "generator.snip": 2}


def test_where_the_queue_does_not_answer(open_forge: Any) -> None:
    assert open_forge(redis_url="redis://127.0.0.1:1/0").figures().waiting is None
