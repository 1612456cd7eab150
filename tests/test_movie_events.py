from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from albumforge.errors import NotFound, Unavailable
from albumforge.forge import Forge
from albumforge.models.tables import LOCAL_USER
from albumforge.services.states import Gone, Movie, Stage, Status
from albumforge.services.watching import APART


def _film(forge: Forge, pictures: list[Path], **request: Any) -> Movie:
    movie = forge.movies.create("Reise", request, generator="small")
    forge.movies.add_files(movie.work_id, pictures)
    return movie


def _made(forge: Forge, movie: Movie) -> threading.Thread:
    forge.movies.start(movie.work_id)
    message_id = forge.movies.get(movie.work_id).message_id
    thread = threading.Thread(target=forge.movies.run, args=(movie.work_id, message_id, "worker"))
    thread.start()
    return thread


class TestOneFilm:
    def test_it_is_told_from_now_to_its_end(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = _film(local_forge, pictures, frames=60, delay=0.1)
        heard, moments = [], []
        with closing(local_forge.movies.events(movie.work_id)) as events:
            heard.append(next(events))
            worker = _made(local_forge, movie)
            for one in events:
                heard.append(one)
                moments.append(time.monotonic())
        worker.join()
        films = [one for one in heard if one is not None]
        assert (films[0].status, films[-1].status) == (Status.NEW, Status.DONE)
        rendering = [one for one in films if one.stage is Stage.RENDER]
        assert len(rendering) >= 2
        assert [one.progress for one in rendering] == sorted(one.progress for one in rendering)
        assert rendering[-1].seconds_left is not None
        gaps = [later - earlier for earlier, later in pairwise(moments)]
        assert min(gaps) > APART * 0.9

    def test_silence_is_told_too(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = _film(local_forge, pictures)
        with closing(local_forge.movies.events(movie.work_id, heartbeat=0.1)) as events:
            assert next(events) == local_forge.movies.get(movie.work_id)
            assert next(events) is None
            assert next(events) is None

    def test_what_nobody_told_is_seen_at_the_next_beat(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = _film(local_forge, pictures)
        with closing(local_forge.movies.events(movie.work_id, heartbeat=0.1)) as events:
            next(events)
            local_forge.movies.update(movie.work_id, title="Other")
            seen = next(events)
            assert seen is not None
            assert seen.title == "Other"

    def test_one_that_is_deleted_is_told_no_more(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = _film(local_forge, pictures)
        with closing(local_forge.movies.events(movie.work_id, heartbeat=0.1)) as events:
            next(events)
            local_forge.movies.delete(movie.work_id)
            assert list(events) == []

    def test_one_that_is_at_rest_is_told_once(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = _film(local_forge, pictures)
        _made(local_forge, movie).join()
        assert [one.status for one in local_forge.movies.events(movie.work_id) if one] == [Status.DONE]

    def test_of_another_user_it_is_not_found(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = local_forge.movies.create(generator="small", shared=False)
        with pytest.raises(NotFound):
            local_forge.movies.events(movie.work_id, user=LOCAL_USER + 1)

    def test_without_a_queue_there_is_nothing_to_hear(self, open_forge: Callable[..., Forge]) -> None:
        forge = open_forge(redis_url="redis://127.0.0.1:1/0")
        movie = forge.movies.create(generator="small")
        with pytest.raises(Unavailable):
            next(forge.movies.events(movie.work_id))


class TestAllFilms:
    def test_each_that_changes_is_told(self, local_forge: Forge, pictures: list[Path]) -> None:
        waiting, idle, other = (_film(local_forge, pictures) for _ in range(3))
        local_forge.movies.start(waiting.work_id)
        with closing(local_forge.movies.events_of(LOCAL_USER)) as events:
            first = next(events)
            assert isinstance(first, Movie)
            assert (first.work_id, first.status) == (waiting.work_id, Status.QUEUED)
            local_forge.movies.start(other.work_id)
            local_forge.movies.cancel(waiting.work_id)
            told = {one.work_id: one.status for one in _some(events, 2)}
        assert told == {other.work_id: Status.QUEUED, waiting.work_id: Status.NEW}
        assert idle.work_id not in told

    def test_films_of_others_are_not_told(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = _film(local_forge, pictures)
        with closing(local_forge.movies.events_of(LOCAL_USER + 1, heartbeat=0.3)) as events:
            assert next(events) is None
            local_forge.movies.start(movie.work_id)
            assert next(events) is None
        with closing(local_forge.movies.events_of(None)) as events:
            assert next(events) == local_forge.movies.get(movie.work_id)

    def test_a_film_is_told_at_most_twice_a_second(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = _film(local_forge, pictures)
        with closing(local_forge.movies.events_of(LOCAL_USER, heartbeat=2 * APART)) as events:
            assert next(events) is None
            for _ in range(3):
                local_forge.movies.start(movie.work_id)
                local_forge.movies.cancel(movie.work_id)
            begin = time.monotonic()
            films = _some(events, 2)
            assert time.monotonic() - begin > APART * 0.9
        assert films[-1].status is Status.NEW

    def test_one_that_is_deleted_is_told_to_its_owner(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = _film(local_forge, pictures)
        with (
            closing(local_forge.movies.events_of(LOCAL_USER)) as events,
            closing(local_forge.movies.events_of(LOCAL_USER + 1, heartbeat=0.3)) as others,
        ):
            assert next(events) is None
            assert next(others) is None
            local_forge.movies.delete(movie.work_id)
            assert next(events) == Gone(movie.work_id)
            assert next(others) is None

    def test_after_one_that_is_deleted_others_are_told(self, local_forge: Forge, pictures: list[Path]) -> None:
        gone, movie = _film(local_forge, pictures), _film(local_forge, pictures)
        local_forge.movies.start(gone.work_id)
        with closing(local_forge.movies.events_of(LOCAL_USER)) as events:
            next(events)
            local_forge.movies.delete(gone.work_id)
            local_forge.movies.start(movie.work_id)
            assert [one.work_id for one in _some(events, 1)] == [movie.work_id]


def _some(events: Iterator[Movie | Gone | None], count: int) -> list[Movie]:
    found: list[Movie] = []
    while len(found) < count:
        movie = next(events)
        if isinstance(movie, Movie):
            found.append(movie)
    return found
