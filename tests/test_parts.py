"""Which segment comes next: in order alone, apart from the others in company, and never waiting for the dead."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from segment_files import write_segment

from albumforge.generators.album.rendering.segments import Segment
from albumforge.media.parts import Alone, Parts, mark_of


class Table:
    """Who has taken what, in memory: leases that end when they are told to."""

    def __init__(self) -> None:
        self.holders: dict[str, str] = {}
        self._lock = threading.Lock()

    def take(self, name: str, key: str) -> bool:
        with self._lock:
            return self.holders.setdefault(key, name) == name


class Seat:
    """One worker's share of a table."""

    def __init__(self, table: Table, name: str) -> None:
        self.table, self.name = table, name

    def invite(self, mark: str, /) -> None:
        return

    def take(self, key: str, /) -> bool:
        return self.table.take(self.name, key)

    def leave(self, key: str, /) -> None:
        if self.table.holders.get(key) == self.name:
            del self.table.holders[key]

    def taken(self, keys: Sequence[str], /) -> frozenset[str]:
        return frozenset(key for key in keys if key in self.table.holders)


@pytest.fixture
def film(tmp_path: Path) -> list[tuple[Path, Segment]]:
    """Ten segments of three frames, none of them rendered."""
    return [(tmp_path / f"{number}.mp4", Segment(3 * number, 3, f"k{number}")) for number in range(10)]


@pytest.fixture
def rendered(tmp_path: Path) -> Path:
    """A file of three frames."""
    return write_segment(tmp_path / "three.mp4", range(3))


@pytest.fixture(autouse=True)
def look_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question to the table is asked anew."""
    monkeypatch.setattr("albumforge.media.parts.LOOK_SECONDS", 0.0)


def _number(taken: tuple[Path, Segment] | None) -> int | None:
    return None if taken is None else taken[1].start // 3


def test_alone_they_come_in_order(film: list[tuple[Path, Segment]]) -> None:
    parts = Parts(film, Alone())
    assert [_number(parts.take()) for _ in film] == list(range(10))
    assert parts.over
    assert parts.take() is None


def test_helpers_begin_in_the_middle_of_what_is_left_and_go_on_from_there(film: list[tuple[Path, Segment]]) -> None:
    table = Table()
    maker = Parts(film, Seat(table, "maker"))
    one, two = (Parts(film, Seat(table, name), helping=True) for name in ("one", "two"))
    assert _number(maker.take()) == 0
    assert [_number(one.take()), _number(one.take())] == [5, 6]
    assert _number(two.take()) == 3
    assert [_number(maker.take()), _number(maker.take())] == [1, 2]
    assert _number(two.take()) == 4
    assert _number(maker.take()) == 8
    assert _number(one.take()) == 7
    assert {_number(two.take()), _number(maker.take())} == {9, None}
    assert not maker.over
    assert not one.over


def test_where_nothing_is_prepared_all_go_by_one_order(film: list[tuple[Path, Segment]]) -> None:
    table = Table()
    maker = Parts(film, Seat(table, "maker"), in_order=True)
    helper = Parts(film, Seat(table, "helper"), helping=True, in_order=True)
    taken = [_number(parts.take()) for parts in (helper, maker, maker, helper, helper, maker)]
    assert taken == list(range(6))


def test_what_others_finish_is_counted_and_what_they_give_up_is_taken(
    film: list[tuple[Path, Segment]], rendered: Path
) -> None:
    table = Table()
    found: list[Segment] = []
    maker = Parts(film[:2], Seat(table, "maker"), found=found.append)
    helper = Parts(film[:2], Seat(table, "helper"), helping=True)
    assert _number(helper.take()) == 1
    assert _number(maker.take()) == 0
    assert maker.take() is None
    shutil.copy(rendered, film[1][0])
    helper.leave(film[1][1])
    assert maker.take() is None
    assert maker.over
    assert found == [film[1][1]]

    maker = Parts(film[2:4], Seat(table, "maker"), found=found.append)
    helper = Parts(film[2:4], Seat(table, "helper"), helping=True)
    assert (_number(helper.take()), _number(maker.take()), maker.take()) == (3, 2, None)
    table.holders.clear()  # both are dead, as far as one can see
    assert _number(maker.take()) == 3
    assert maker.over


def test_finished_at_the_last_moment_it_is_not_rendered_again(film: list[tuple[Path, Segment]], rendered: Path) -> None:
    found: list[Segment] = []

    class Late(Seat):
        def take(self, key: str, /) -> bool:
            if key == "k0":
                shutil.copy(rendered, film[0][0])
            return super().take(key)

    table = Table()
    parts = Parts(film, Late(table, "maker"), found=found.append)
    assert _number(parts.take()) not in (0, None)
    assert found == [film[0][1]]
    assert "k0" not in table.holders


def test_a_broken_file_does_not_count(film: list[tuple[Path, Segment]]) -> None:
    film[0][0].write_bytes(b"half")
    assert _number(Parts(film, Alone()).take()) == 0


def test_the_maker_waits_only_so_long_for_one_that_lives_and_does_nothing(
    film: list[tuple[Path, Segment]], rendered: Path
) -> None:
    table = Table()
    table.take("stuck", "k0")
    patient = Parts(film[:1], Seat(table, "maker"), patience=60.0)
    assert patient.take() is None
    assert patient.take() is None
    helper = Parts(film[:1], Seat(table, "helper"), helping=True, patience=0.0)
    assert helper.take() is None
    assert not helper.over
    found: list[Segment] = []
    impatient = Parts(film[:2], Seat(table, "maker"), patience=0.0, found=found.append)
    table.take("stuck", "k1")
    assert _number(impatient.take()) == 0
    impatient.leave(film[0][1])
    assert table.holders == {"k0": "stuck", "k1": "stuck"}
    table.holders.clear()
    for file, _ in film[:2]:  # the stuck one has awoken
        shutil.copy(rendered, file)
    assert impatient.take() is None
    assert found == [film[1][1]], "what is rendered here is not counted twice"


def test_many_threads_take_each_segment_once(film: list[tuple[Path, Segment]]) -> None:
    table = Table()
    sides = [Parts(film, Seat(table, str(number)), helping=number > 0) for number in range(4)]
    taken: list[int | None] = []

    def work(parts: Parts) -> None:
        while (number := _number(parts.take())) is not None:
            taken.append(number)

    threads = [threading.Thread(target=work, args=(side,)) for side in sides for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(number for number in taken if number is not None) == list(range(10))


def test_the_mark_tells_films_apart() -> None:
    one, two = Segment(0, 3, "a"), Segment(3, 3, "b")
    assert mark_of([one, two]) == mark_of([one, two])
    assert len({mark_of(parts) for parts in ([one], [two], [one, two], [two, one], [])}) == 5
