"""All benchmarks at one go: what came of each is told, and one that fails stops no other."""

from __future__ import annotations

import importlib
import re
import stat
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts"


@pytest.fixture
def bench_all(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS / "benchmarks"))
    return importlib.import_module("all")


def test_every_subject_of_bench_is_among_them(bench_all: ModuleType) -> None:
    text = (SCRIPTS / "bench").read_text(encoding="utf-8")
    documented = set(re.findall(r"^#   scripts/bench (\w+)", text, re.MULTILINE))
    assert {subject.name for subject in bench_all.SUBJECTS} == documented - {"all"}
    taken = text.partition('case "$subject" in\n')[2].partition("\n*)")[0]
    assert set(re.findall(r"\w+", taken)) - {"shift"} == documented


def test_one_that_fails_stops_no_other_and_fails_the_whole(
    bench_all: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = tmp_path / "bench"
    bench.write_text(
        '#!/bin/sh\necho "$@" >>"$0.called"\n'
        'if [ "$1" = cut ]; then echo "no ffmpeg"; exit 3; fi\n'
        'echo "a ÷ b     1.600   limit 1.5   OVER"\necho "c         1.000   limit 1.5   ok"\n'
    )
    bench.chmod(bench.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(bench_all, "BENCH", bench)
    monkeypatch.setattr("sys.argv", ["all", "--data", str(tmp_path), "--only", "cut", "farm", "film", "--write"])
    assert bench_all.main() == 1
    called = Path(f"{bench}.called").read_text(encoding="utf-8").splitlines()
    assert called == [f"film --data {tmp_path} --write", f"cut --data {tmp_path} --write", "farm --write"]
    told = capsys.readouterr().out
    assert "failed (3): no ffmpeg" in told
    assert told.count("    a ÷ b 1.600 limit 1.5\n") == 2
    assert told.endswith("3 benchmarks, 1 failed; 2 figures above their limits.\n")


def test_figures_of_a_trial_are_not_written(
    bench_all: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["all", "--trial", "--write"])
    with pytest.raises(SystemExit) as ended:
        bench_all.main()
    assert ended.value.code == 2
    assert "--write" in capsys.readouterr().err


def test_all_well_is_exit_code_zero(bench_all: ModuleType) -> None:
    well = bench_all.outcome_of(bench_all.SUBJECTS[0], 0, 1.0, "a 1.0 limit 2 ok\n")
    assert bench_all.summary([well])[-1] == "1 benchmarks, 0 failed; 0 figures above their limits."
