from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts" / "benchmarks"
ROWS = [("a ÷ b", 1.23456, 1.5), ("c", 2.0, 1.0), ("d", 3.0, None)]


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return importlib.import_module("figures")


def test_figures_are_told_with_their_limits(figures: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    figures.tell(ROWS, width=6)
    assert capsys.readouterr().out.splitlines() == [
        "a ÷ b     1.235   limit 1.5   ok",
        "c         2.000   limit 1   OVER",
        "d         3.000",
    ]


def test_the_table_is_of_all_figures(figures: ModuleType) -> None:
    assert figures.table(ROWS, digits=2).splitlines()[2:] == [
        "| a ÷ b | 1.23 | 1.5 |",
        "| c | 2.00 | 1 |",
        "| d | 3.00 |  |",
    ]


def test_a_section_says_what_prints_it_and_when_it_did(figures: ModuleType) -> None:
    told = figures.printed_by("scripts/bench film")
    assert re.fullmatch(r"Printed by `scripts/bench film` on \d{4}-\d\d-\d\d", told)


def test_memory_is_that_of_the_process(figures: ModuleType) -> None:
    code = "import sys, time; held = b'x' * (int(sys.argv[1]) << 20); time.sleep(0.5)"
    little, much = (figures.peak_memory([sys.executable, "-c", code, size]) for size in (1, 101))
    assert 95 << 10 < much - little < 110 << 10


def test_a_process_that_fails_ends_the_benchmark(figures: ModuleType) -> None:
    with pytest.raises(SystemExit, match="exit"):
        figures.peak_memory([sys.executable, "-c", "exit(3)"])
