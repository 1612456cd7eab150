from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.queue.alive import Alive
from albumforge.queue.presence import Presence
from albumforge.services.states import Movie, Ran, Status

QUEUE = "generator.small"


def _started(forge: Forge, pictures: list[Path], **request: Any) -> Movie:
    movie = forge.movies.create("Reise", request, generator="small")
    forge.movies.add_files(movie.work_id, pictures)
    forge.movies.start(movie.work_id)
    return forge.movies.get(movie.work_id)


def _set(forge: Forge, movie: Movie, **columns: Any) -> None:
    with forge.database.transaction() as tables:
        tables.movie.update(**columns).where(tables.movie.work_id == movie.work_id).execute()


def _age(forge: Forge, movie: Movie, **columns: Any) -> None:
    _set(forge, movie, updated=now() - timedelta(seconds=5), **columns)


def test_a_lost_message_is_sent_again_after_a_while(forge: Forge, pictures: list[Path]) -> None:
    movie = _started(forge, pictures)
    forge.broker.client.flushall()
    assert forge.movies.reconcile() == []  # the owner may act first
    time.sleep(forge.settings.reconcile_after + 0.05)
    assert forge.movies.reconcile() == [movie.work_id]
    again = forge.movies.get(movie.work_id)
    assert again.message_id != movie.message_id
    assert forge.movies.alive(again) is Alive.QUEUED
    _age(forge, movie)
    assert forge.movies.reconcile() == []


def test_a_message_that_could_not_be_sent_is_sent_later(
    forge: Forge, pictures: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(forge.broker, "send", lambda *_, **__: 1 / 0)  # as if killed between commit and send
        movie = _started(forge, pictures)
    assert forge.movies.alive(movie) is Alive.GONE
    _age(forge, movie)
    assert forge.movies.reconcile() == [movie.work_id]
    assert forge.movies.run(movie.work_id, forge.movies.get(movie.work_id).message_id, "worker") is Ran.DONE


def test_an_expired_claim_without_message_is_taken_back(forge: Forge, pictures: list[Path]) -> None:
    movie = _started(forge, pictures)
    forge.broker.client.flushall()
    _age(forge, movie, status=2, lease="x", lease_owner="far", lease_expires=now() + timedelta(seconds=60))
    assert forge.movies.reconcile() == []  # its worker goes on
    _age(forge, movie, lease_expires=now() - timedelta(seconds=1))
    assert forge.movies.reconcile() == [movie.work_id]
    assert forge.movies.get(movie.work_id).status is Status.QUEUED


@pytest.mark.parametrize("where", ["queued", "working", "delayed"])
def test_what_is_in_the_queue_is_left_alone(local_forge: Forge, pictures: list[Path], where: str) -> None:
    movie = _started(local_forge, pictures, fail_times=1 if where == "delayed" else 0)
    if where == "delayed":
        local_forge.movies.run(movie.work_id, movie.message_id, "worker")
    if where == "working":
        local_forge.broker.dramatiq.do_fetch(QUEUE, 1)
    before = local_forge.movies.get(movie.work_id).message_id
    _age(local_forge, movie)
    assert local_forge.movies.reconcile() == []
    assert local_forge.movies.get(movie.work_id).message_id == before


def test_a_given_up_message_is_sent_again(local_forge: Forge, pictures: list[Path]) -> None:
    movie = _started(local_forge, pictures)
    [data] = local_forge.broker.dramatiq.do_fetch(QUEUE, 1)
    from dramatiq import Message

    local_forge.broker.dramatiq.do_nack(QUEUE, Message.decode(data).options["redis_message_id"])
    assert local_forge.movies.alive(movie) is Alive.DEAD
    _age(local_forge, movie)
    assert local_forge.movies.reconcile() == [movie.work_id]


def test_what_a_dead_worker_had_is_free_at_once(open_forge: Callable[..., Forge], pictures: list[Path]) -> None:
    forge, worker = open_forge(lease_seconds=60.0), open_forge()
    movie = _started(forge, pictures)
    lock = Presence(forge.settings.home).announce(worker.broker.id)
    worker.broker.dramatiq.do_fetch(QUEUE, 1)
    claim = {"lease": "x", "lease_owner": worker.broker.id, "lease_expires": now() + timedelta(seconds=60)}
    _set(forge, movie, status=2, **claim)
    assert forge.movies.bury() == []
    assert forge.movies.alive(movie) is Alive.WORKING
    lock.release()
    assert forge.movies.alive(movie) is Alive.ORPHANED
    assert forge.movies.bury() == [worker.broker.id]
    assert forge.movies.alive(movie) is Alive.QUEUED
    assert forge.movies.run(movie.work_id, movie.message_id, "another") is Ran.DONE


def test_a_worker_on_another_machine_is_given_a_minute(open_forge: Callable[..., Forge], pictures: list[Path]) -> None:
    forge, worker = open_forge(), open_forge()
    movie = _started(forge, pictures)
    worker.broker.dramatiq.do_fetch(QUEUE, 1)
    _age(forge, movie)
    assert forge.movies.reconcile() == []
    assert forge.movies.alive(movie) is Alive.WORKING
    forge.broker.client.zadd("albumforge:__heartbeats__", {worker.broker.id: (time.time() - 61) * 1000})
    assert forge.movies.alive(movie) is Alive.ORPHANED
    forge.movies.reconcile()
    assert forge.movies.alive(movie) is Alive.QUEUED
    assert forge.movies.get(movie.work_id).message_id == movie.message_id


def test_two_repairs_at_once_send_one_message(open_forge: Callable[..., Forge], pictures: list[Path]) -> None:
    one, two = open_forge(), open_forge()
    movie = _started(one, pictures)
    one.broker.client.flushall()
    _age(one, movie)
    with one.database.session() as tables:
        row = tables.movie.get_by_id(movie.work_id)
    sent = [forge.movies._repair.requeue(row) for forge in (one, two)]
    assert sent == [True, False]
    assert one.broker.client.llen(f"albumforge:{QUEUE}") == 1


def test_left_over_trash_is_removed(local_forge: Forge) -> None:
    left = local_forge.settings.media / "movies" / ".trash" / "x"
    left.mkdir(parents=True)
    (left / "a.jpg").write_bytes(b"x")
    local_forge.movies.reconcile()
    assert not left.exists()
