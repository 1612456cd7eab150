from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from albumforge.errors import Conflict, NotFound, Unavailable
from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.queue.alive import Alive
from albumforge.queue.presence import Presence
from albumforge.services.states import Movie, Ran, Refusal, Stage, Started, StartRefused, Status


def _film(forge: Forge, pictures: list[Path], **request: Any) -> Movie:
    movie = forge.movies.create("Reise", request, generator="small")
    forge.movies.add_files(movie.work_id, pictures)
    return movie


def _set(forge: Forge, movie: Movie, **columns: Any) -> None:
    with forge.database.transaction() as tables:
        tables.movie.update(**columns).where(tables.movie.work_id == movie.work_id).execute()


def _refused(forge: Forge, movie: Movie) -> Refusal:
    with pytest.raises(StartRefused) as caught:
        forge.movies.start(movie.work_id)
    return caught.value.reason


def _lose_messages(forge: Forge) -> None:
    forge.broker.client.flushall()


def _run_in_thread(forge: Forge, movie: Movie) -> tuple[threading.Thread, list[Ran]]:
    outcomes: list[Ran] = []
    message_id = forge.movies.get(movie.work_id).message_id
    thread = threading.Thread(target=lambda: outcomes.append(forge.movies.run(movie.work_id, message_id, "worker")))
    thread.start()
    deadline = time.monotonic() + 10
    while forge.movies.get(movie.work_id).stage is not Stage.RENDER:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return thread, outcomes


class TestStart:
    def test_a_new_film_is_queued(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        assert forge.movies.start(movie.work_id) is Started.QUEUED
        queued = forge.movies.get(movie.work_id)
        assert (queued.status, queued.stage) == (Status.QUEUED, Stage.QUEUED)
        assert forge.movies.alive(queued) is Alive.QUEUED

    def test_without_pictures_nothing_happens(self, forge: Forge) -> None:
        movie = forge.movies.create(generator="small")
        assert _refused(forge, movie) is Refusal.EMPTY
        assert forge.movies.get(movie.work_id).status is Status.NEW

    def test_one_that_waits_is_refused(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        forge.movies.start(movie.work_id)
        before = forge.movies.get(movie.work_id)
        assert _refused(forge, movie) is Refusal.PENDING
        assert forge.movies.get(movie.work_id) == before

    def test_one_that_is_being_made_is_refused(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        forge.movies.start(movie.work_id)
        forge.broker.dramatiq.do_fetch("generator.small", 1)
        assert _refused(forge, movie) is Refusal.STARTED

    def test_one_that_waits_for_its_next_try_is_refused(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures, fail_times=1)
        forge.movies.start(movie.work_id)
        assert forge.movies.run(movie.work_id, forge.movies.get(movie.work_id).message_id, "w") is Ran.RETRY
        assert _refused(forge, movie) is Refusal.PENDING

    def test_a_lost_one_is_queued_again(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        forge.movies.start(movie.work_id)
        first = forge.movies.get(movie.work_id).message_id
        _lose_messages(forge)
        assert forge.movies.start(movie.work_id) is Started.REQUEUED
        again = forge.movies.get(movie.work_id)
        assert again.message_id != first
        assert forge.movies.alive(again) is Alive.QUEUED

    def test_a_running_one_without_worker_is_queued_again(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        forge.movies.start(movie.work_id)
        _lose_messages(forge)
        expired = now() - timedelta(seconds=1)
        _set(forge, movie, status=2, stage=105, progress=0.7, lease="x", lease_owner="y", lease_expires=expired)
        assert forge.movies.start(movie.work_id) is Started.REQUEUED
        again = forge.movies.get(movie.work_id)
        assert (again.status, again.stage, again.progress, again.attempts) == (Status.QUEUED, Stage.QUEUED, 0.0, 0)

    def test_a_running_one_whose_message_is_lost_goes_on(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        forge.movies.start(movie.work_id)
        _lose_messages(forge)
        _set(forge, movie, status=2, lease="x", lease_owner="y", lease_expires=now() + timedelta(seconds=9))
        assert _refused(forge, movie) is Refusal.STARTED

    def test_a_done_one_is_refused(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        _set(forge, movie, status=3)
        assert _refused(forge, movie) is Refusal.DONE

    def test_a_failed_one_is_tried_again(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        _set(forge, movie, status=-1, error="no", attempts=3)
        assert forge.movies.start(movie.work_id) is Started.RETRIED
        again = forge.movies.get(movie.work_id)
        assert (again.status, again.error, again.attempts) == (Status.QUEUED, "", 0)

    @pytest.mark.parametrize("status", list(Status))
    def test_without_its_folder_it_has_expired(self, local_forge: Forge, pictures: list[Path], status: Status) -> None:
        movie = _film(local_forge, pictures)
        _set(local_forge, movie, status=status)
        shutil.rmtree(movie.folder)
        assert _refused(local_forge, movie) is Refusal.EXPIRED
        assert local_forge.movies.get(movie.work_id).status is Status.EXPIRED
        movie.folder.mkdir()
        assert _refused(local_forge, movie) is Refusal.EXPIRED

    def test_many_at_once_queue_it_once(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        outcomes: list[object] = []

        def start() -> None:
            try:
                outcomes.append(forge.movies.start(movie.work_id))
            except StartRefused as error:
                outcomes.append(error.reason)

        threads = [threading.Thread(target=start) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes.count(Started.QUEUED) == 1
        assert forge.broker.client.llen("albumforge:generator.small") == 1

    def test_without_queue_nothing_changes(self, open_forge: Callable[..., Forge], pictures: list[Path]) -> None:
        forge = open_forge(redis_url="redis://127.0.0.1:1/0")
        movie = _film(forge, pictures)
        with pytest.raises(Unavailable, match="redis_url"):
            forge.movies.start(movie.work_id)
        assert forge.movies.get(movie.work_id).status is Status.NEW

    def test_only_its_owner_starts_it(self, local_forge: Forge, pictures: list[Path]) -> None:
        with pytest.raises(NotFound):
            local_forge.movies.start(_film(local_forge, pictures).work_id, user=2)


class TestCancel:
    def test_one_that_waits(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        forge.movies.start(movie.work_id)
        message_id = forge.movies.get(movie.work_id).message_id
        assert forge.movies.cancel(movie.work_id).status is Status.NEW
        assert forge.movies.run(movie.work_id, message_id, "worker") is Ran.STALE
        assert forge.movies.start(movie.work_id) is Started.QUEUED

    def test_one_that_waits_for_its_next_try(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures, fail_times=1)
        forge.movies.start(movie.work_id)
        forge.movies.run(movie.work_id, forge.movies.get(movie.work_id).message_id, "worker")
        second = forge.movies.get(movie.work_id).message_id
        cancelled = forge.movies.cancel(movie.work_id)
        assert (cancelled.status, cancelled.error) == (Status.NEW, "")
        assert forge.movies.run(movie.work_id, second, "worker") is Ran.STALE

    def test_one_whose_worker_is_dead(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = _film(local_forge, pictures)
        local_forge.movies.start(movie.work_id)
        lock = Presence(local_forge.settings.home).announce("owner")
        expires = now() + timedelta(seconds=60)
        _set(local_forge, movie, status=2, lease="x", lease_owner="owner", lease_expires=expires)
        assert local_forge.movies.cancel(movie.work_id).status is Status.RUNNING
        lock.release()
        assert local_forge.movies.cancel(movie.work_id).status is Status.NEW

    def test_one_whose_worker_is_gone(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = _film(local_forge, pictures)
        local_forge.movies.start(movie.work_id)
        _set(local_forge, movie, status=2, lease="x", lease_expires=now() - timedelta(seconds=1))
        assert local_forge.movies.cancel(movie.work_id).status is Status.NEW

    @pytest.mark.parametrize("status", [Status.NEW, Status.DONE, Status.FAILED, Status.EXPIRED])
    def test_one_at_rest_is_refused(self, local_forge: Forge, pictures: list[Path], status: Status) -> None:
        movie = _film(local_forge, pictures)
        _set(local_forge, movie, status=status)
        with pytest.raises(Conflict, match="neither"):
            local_forge.movies.cancel(movie.work_id)


class TestDelete:
    @pytest.mark.parametrize("status", [Status.NEW, Status.QUEUED, Status.DONE, Status.FAILED, Status.EXPIRED])
    def test_one_at_rest(self, local_forge: Forge, pictures: list[Path], status: Status) -> None:
        movie = _film(local_forge, pictures)
        _set(local_forge, movie, status=status)
        local_forge.movies.delete(movie.work_id)
        assert not movie.folder.exists()
        assert not list((local_forge.settings.media / "movies" / ".trash").iterdir())
        with pytest.raises(NotFound):
            local_forge.movies.get(movie.work_id)
        assert local_forge.movies.files(movie.work_id) == []

    def test_one_that_is_being_made(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures, frames=100, delay=0.1)
        forge.movies.start(movie.work_id)
        thread, outcomes = _run_in_thread(forge, movie)
        begin = time.monotonic()
        forge.movies.delete(movie.work_id)
        assert time.monotonic() - begin < 3
        thread.join()
        assert outcomes == [Ran.CANCELLED]
        assert not movie.folder.exists()
        assert [path.name for path in movie.folder.parent.iterdir()] == [".trash"]

    def test_one_whose_worker_does_not_listen(self, open_forge: Callable[..., Forge], pictures: list[Path]) -> None:
        forge = open_forge(lease_seconds=1.0)
        movie = _film(forge, pictures)
        _set(forge, movie, status=2, message_id="m", lease="x", lease_expires=now() + timedelta(seconds=60))
        forge.movies.delete(movie.work_id)
        assert not movie.folder.exists()

    def test_originals_stay(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = local_forge.movies.create(generator="small")
        local_forge.movies.add_files(movie.work_id, pictures, copy=False)
        local_forge.movies.delete(movie.work_id)
        assert all(picture.exists() for picture in pictures)

    def test_what_is_not_there_or_not_mine(self, local_forge: Forge, pictures: list[Path]) -> None:
        with pytest.raises(NotFound):
            local_forge.movies.delete("0" * 32)
        movie = _film(local_forge, pictures)
        with pytest.raises(NotFound):
            local_forge.movies.delete(movie.work_id, user=2)
        assert movie.folder.exists()


def test_waiting_ends_with_the_film_or_with_the_time(forge: Forge, pictures: list[Path]) -> None:
    movie = _film(forge, pictures)
    assert forge.movies.wait(movie.work_id).status is Status.NEW
    forge.movies.start(movie.work_id)
    begin = time.monotonic()
    assert forge.movies.wait(movie.work_id, timeout=0.3).status is Status.QUEUED
    assert 0.3 <= time.monotonic() - begin < 20
    message_id = forge.movies.get(movie.work_id).message_id
    worker = threading.Thread(target=forge.movies.run, args=(movie.work_id, message_id, "worker"))
    worker.start()
    assert forge.movies.wait(movie.work_id, timeout=60).status is Status.DONE
    worker.join()


def test_old_films_expire(local_forge: Forge, pictures: list[Path]) -> None:
    movies = [_film(local_forge, pictures) for _ in range(3)]
    old = now() - timedelta(days=31)
    _set(local_forge, movies[0], updated=old, status=3)
    _set(local_forge, movies[1], updated=old, status=1)
    assert local_forge.movies.expire(30) == [movies[0].work_id]
    assert [local_forge.movies.get(movie.work_id).status for movie in movies] == [-2, 1, 0]
    assert [movie.folder.exists() for movie in movies] == [False, True, True]
    assert local_forge.movies.expire(30) == []


class TestReopen:
    def test_one_that_is_done_can_be_filled_and_started_again(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        forge.movies.start(movie.work_id)
        assert forge.movies.run(movie.work_id, forge.movies.get(movie.work_id).message_id, "worker") is Ran.DONE
        with pytest.raises(Conflict, match="The film is done"):
            forge.movies.add_files(movie.work_id, pictures[0])
        opened = forge.movies.reopen(movie.work_id)
        assert (opened.status, opened.progress, opened.stage) == (Status.NEW, 0.0, Stage.NONE)
        assert opened.result is not None
        assert opened.result.exists()
        forge.movies.add_files(movie.work_id, pictures[0])
        assert forge.movies.start(movie.work_id) is Started.QUEUED

    def test_one_on_its_way_or_expired_is_refused(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = _film(local_forge, pictures)
        for status in (Status.QUEUED, Status.RUNNING, Status.EXPIRED):
            _set(local_forge, movie, status=status)
            with pytest.raises(Conflict):
                local_forge.movies.reopen(movie.work_id)
        _set(local_forge, movie, status=Status.FAILED, error="no")
        assert local_forge.movies.reopen(movie.work_id).status is Status.FAILED
