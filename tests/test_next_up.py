"""What comes out of the queue next, on both databases, whatever order its messages have."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from albumforge.forge import Forge
from albumforge.models.tables import LOCAL_USER, now
from albumforge.queue.alive import Alive
from albumforge.services.movie_queue import actor_of
from albumforge.services.next_up import PATIENCE
from albumforge.services.states import Movie, Priority, Ran, Status

BATCH, INTERACTIVE = Priority.BATCH, Priority.INTERACTIVE


@pytest.fixture
def queue(forge: Forge, pictures: list[Path]) -> Any:
    """Puts films into the queue, each with a title, and returns them."""

    def put(*titles: str, user: int = LOCAL_USER, priority: Priority = INTERACTIVE) -> list[Movie]:
        put_in = []
        for title in titles:
            movie = forge.movies.create(title, generator="small", user=user)
            forge.movies.add_files(movie.work_id, pictures[:1])
            forge.movies.start(movie.work_id, priority=priority)
            put_in.append(forge.movies.get(movie.work_id))
        return put_in

    return put


def work(forge: Forge) -> None:
    """Work on the message that comes first, as a worker does."""
    (data,) = forge.broker.dramatiq.do_fetch(actor_of("small"), 1)
    message = forge_message(data)
    assert forge.movies.run(message.args[0], message.message_id, "worker") is Ran.DONE
    forge.broker.dramatiq.do_ack(actor_of("small"), message.options["redis_message_id"])


def forge_message(data: bytes) -> Any:
    from dramatiq import Message

    return Message.decode(data)


def done(forge: Forge, count: int) -> str:
    """Work on so many messages; return the titles in the order in which they were done."""
    order = []
    left = {movie.title for movie in forge.movies.list() if movie.status.active}
    for _ in range(count):
        work(forge)
        rest = {movie.title for movie in forge.movies.list() if movie.status.active}
        order += sorted(left - rest)
        left = rest
    return " ".join(order)


def put_back(forge: Forge, movie: Movie, ago: timedelta) -> None:
    with forge.database.transaction() as tables:
        tables.movie.update(due=now() - ago).where(tables.movie.work_id == movie.work_id).execute()


def test_what_somebody_waits_for_goes_before_a_batch(forge: Forge, queue: Any) -> None:
    queue("n1", "n2", "n3", priority=BATCH)
    queue("p1", "p2")
    assert done(forge, 3) == "p1 p2 n1"
    queue("p3")
    assert done(forge, 3) == "p3 n2 n3"
    assert forge.broker.waiting(actor_of("small")) == 0


def test_everybody_gets_a_turn(forge: Forge, queue: Any) -> None:
    ann, bob, cy = (forge.accounts.add_user(name).id for name in ("ann", "bob", "cy"))
    queue("a1", "a2", "a3", "a4", user=ann)
    queue("b1", "b2", user=bob)
    assert done(forge, 3) == "a1 b1 a2"
    queue("c1", user=cy)
    assert done(forge, 4) == "c1 b2 a3 a4"


def test_who_has_something_made_lets_others_go_first(forge: Forge, queue: Any) -> None:
    ann, bob = (forge.accounts.add_user(name).id for name in ("ann", "bob"))
    (first,) = queue("a1", user=ann)
    with forge.database.transaction() as tables:  # Bob was served after Ann, and nothing of his is made any more
        lease = {"lease": "x", "lease_owner": "far", "lease_expires": now() + timedelta(seconds=60)}
        tables.movie.update(status=Status.RUNNING, message_id="gone", **lease).where(
            tables.movie.work_id == first.work_id
        ).execute()
        tables.user.update(served=now()).where(tables.user.id == bob).execute()
    queue("a2", user=ann)
    queue("b1", user=bob)
    forge.broker.dramatiq.do_fetch(actor_of("small"), 1)  # what is being made
    assert done(forge, 2) == "b1 a2"


def test_a_batch_that_waits_for_long_is_waited_for(forge: Forge, queue: Any) -> None:
    (old,) = queue("old", priority=BATCH)
    queue("new")
    put_back(forge, old, PATIENCE - timedelta(minutes=1))
    queue("newer")
    assert done(forge, 1) == "new"
    put_back(forge, old, PATIENCE + timedelta(minutes=1))
    assert done(forge, 2) == "old newer"


def test_a_film_that_waits_for_its_next_try_is_not_begun_early(forge: Forge, queue: Any) -> None:
    (later,) = queue("later")
    queue("now")
    put_back(forge, later, -timedelta(hours=1))
    assert done(forge, 1) == "now"
    assert done(forge, 1) == "later"  # its own message came, whatever the clock of this machine says


def test_a_film_whose_message_was_exchanged_is_found_cancelled_and_started(forge: Forge, queue: Any) -> None:
    first, second = queue("n1", "n2", priority=BATCH)
    queue("p1")
    assert done(forge, 1) == "p1"
    for movie in (first, second):
        assert forge.movies.alive(movie) is Alive.QUEUED
    put_back(forge, first, timedelta(seconds=60))
    with forge.database.transaction() as tables:
        tables.movie.update(updated=now() - timedelta(seconds=60)).execute()
    assert forge.movies.reconcile() == []
    forge.movies.cancel(first.work_id)
    assert forge.movies.get(first.work_id).status is Status.NEW
    forge.movies.start(first.work_id)
    for _ in range(3):  # one of the messages stands for nothing any more
        (data,) = forge.broker.dramatiq.do_fetch(actor_of("small"), 1)
        message = forge_message(data)
        forge.movies.run(message.args[0], message.message_id, "worker")
        forge.broker.dramatiq.do_ack(actor_of("small"), message.options["redis_message_id"])
    assert [forge.movies.get(movie.work_id).status for movie in (first, second)] == [Status.DONE, Status.DONE]


def test_a_lost_message_keeps_the_place_of_its_film(forge: Forge, queue: Any) -> None:
    (first,) = queue("n1", priority=BATCH)
    due = _due(forge, first)
    forge.broker.client.flushall()
    with forge.database.transaction() as tables:
        tables.movie.update(updated=now() - timedelta(seconds=60)).execute()
    assert forge.movies.reconcile() == [first.work_id]
    assert _due(forge, first) == due
    assert forge.movies.get(first.work_id).priority is BATCH


def _due(forge: Forge, movie: Movie) -> Any:
    with forge.database.session() as tables:
        return tables.movie.get(tables.movie.work_id == movie.work_id).due


def test_many_workers_at_once_take_each_film_once(forge: Forge, queue: Any) -> None:
    ann, bob = (forge.accounts.add_user(name).id for name in ("ann", "bob"))
    titles = [f"{number:02}" for number in range(12)]
    queue(*titles[:6], user=ann, priority=BATCH)
    queue(*titles[6:], user=bob)
    outcomes: list[Ran] = []

    def worker() -> None:
        while fetched := forge.broker.dramatiq.do_fetch(actor_of("small"), 1):
            message = forge_message(fetched[0])
            outcomes.append(forge.movies.run(message.args[0], message.message_id, f"{threading.get_ident()}"))
            forge.broker.dramatiq.do_ack(actor_of("small"), message.options["redis_message_id"])

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [Ran.DONE] * len(titles)
    movies = forge.movies.list()
    assert {movie.status for movie in movies} == {Status.DONE}
    assert {movie.attempts for movie in movies} == {1}
