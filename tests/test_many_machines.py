"""Models of what many machines bring."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts" / "benchmarks"


@pytest.fixture
def machines(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return importlib.import_module("many_machines")


def test_parts_are_taken_by_whoever_is_free(machines: ModuleType) -> None:
    film = machines.Scheduled(alone=10.0, own=1.0, parts=(3.0, 3.0, 2.0, 2.0))
    # Alone, all after another; with two: 1-4, 4-6 and 0-3, 3-5; with four, three begin at once.
    assert [film.seconds(count) for count in (1, 2, 4)] == [21.0, 16.0, 13.0]
    assert film.least == 13.0


def test_help_that_comes_late_and_slows_costs_nothing_alone(machines: ModuleType) -> None:
    parts = (4.0, 4.0)
    film = machines.Scheduled(alone=1.0, own=0.0, parts=parts, late=2.0, slower=1.5, wait=0.5)
    assert film.seconds(1) == 9.0
    assert film.seconds(2) == 1.0 + 2.0 + 1.5 * 4.0 + 0.5


def test_no_number_of_machines_beats_what_one_does_alone(machines: ModuleType) -> None:
    video = machines.Bounded(plan=1.0, encode=100.0, longest=5.0, join=2.0, verify=3.0)
    assert video.seconds(1) == 106.0
    assert video.seconds(10_000) == pytest.approx(video.least, rel=0.002)
    assert video.times(2.0).least == 17.0  # segments are no longer for that


def test_the_table_has_a_row_for_each_number(machines: ModuleType) -> None:
    film = machines.Scheduled(alone=60.0, own=0.0, parts=(60.0,) * 16)
    lines = machines.machines_table([("s", film, 1.0), ("min", film, 60.0)])
    assert lines[0] == "| machines | s | times as fast | min | times as fast |"
    assert lines[2] == "| 1 | 1020.0 | 1.00 | 17.0 | 1.00 |"
    assert lines[-2] == "| 16 | 120.0 | 8.50 | 2.0 | 8.50 |"
    assert lines[-1].startswith("| no end | 120.0 | 8.50 |")
