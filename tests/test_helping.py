"""A worker's idle hands: they look for films, and are out of the way before a film of their own begins."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from albumforge.actors.helping import Helper
from albumforge.forge import Forge


class Hands:
    """What the helper is given to do in place of a film."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.at_work = False
        self.calls = 0
        self.fails = False

    def help(self, actors: Any, stopping: Callable[[], bool]) -> int | None:
        self.calls += 1
        if self.fails:
            raise OSError("the database is away")
        self.at_work = True
        self.began.set()
        while not stopping():
            time.sleep(0.01)
        self.at_work = False
        return 1


@pytest.fixture
def hands(local_forge: Forge, monkeypatch: pytest.MonkeyPatch) -> Hands:
    hands = Hands()
    monkeypatch.setattr(local_forge.movies, "help", hands.help)
    return hands


@pytest.fixture
def helper(local_forge: Forge, hands: Hands) -> Iterator[Helper]:
    helper = Helper(local_forge, ["generator.small"], lambda: False)
    yield helper
    helper.stop(60)


def _until(condition: Callable[[], Any], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_it_stops_before_a_film_of_its_own_and_goes_on_after_it(helper: Helper, hands: Hands) -> None:
    helper.start()
    assert hands.began.wait(60)
    begin = time.monotonic()
    with helper.away():
        assert time.monotonic() - begin < 5  # of the ten that it would wait
        assert not hands.at_work
        calls = hands.calls
        time.sleep(0.7)
        assert hands.calls == calls
    hands.began.clear()
    assert hands.began.wait(60)


def test_a_film_that_fails_frees_the_hands(helper: Helper, hands: Hands) -> None:
    helper.start()
    with pytest.raises(ValueError, match="film"), helper.away():
        raise ValueError("film")
    assert hands.began.wait(60)


def test_it_stops_in_the_middle(helper: Helper, hands: Hands) -> None:
    helper.start()
    assert hands.began.wait(60)
    helper.stop(60)
    assert not hands.at_work


def test_what_goes_wrong_is_tried_again(helper: Helper, hands: Hands) -> None:
    hands.fails = True
    helper.start()
    _until(lambda: hands.calls >= 2)
    hands.fails = False
    assert hands.began.wait(60)


def test_hands_that_do_not_stop_delay_a_film_only_so_long(local_forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("albumforge.actors.helping._AWAY_SECONDS", 0.3)
    stuck, began = threading.Event(), threading.Event()

    def never(actors: Any, stopping: Any) -> None:
        began.set()
        stuck.wait(60)

    monkeypatch.setattr(local_forge.movies, "help", never)
    helper = Helper(local_forge, [], lambda: False)
    helper.start()
    assert began.wait(60)
    begin = time.monotonic()
    with helper.away():
        assert 0.2 < time.monotonic() - begin < 20
    stuck.set()
    helper.stop(60)


def test_it_helps_films_and_videos_by_their_queues(local_forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, list[str]] = {}
    both = threading.Event()

    def asks(name: str) -> Any:
        def ask(actors: Any, _stopping: Any) -> None:
            asked[name] = list(actors)
            if len(asked) == 2:
                both.set()

        return ask

    monkeypatch.setattr(local_forge.movies, "help", asks("films"))
    monkeypatch.setattr(local_forge.farm, "help", asks("videos"))
    helper = Helper(local_forge, ["transcoder.software", "generator.album", "farm.finish"], lambda: False)
    helper.start()
    assert both.wait(5)
    helper.stop(60)
    assert asked == {"films": ["generator.album", "farm.finish"], "videos": ["transcoder.software"]}
