"""A cut that is stopped or killed: nothing half-made is left, and the next run goes on from what is there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from talks import numbers_of, write_talk

SPOKEN = tuple((second + 0.2, second + 2.2) for second in range(0, 30, 3))
ALL = ("--no-smart", "--height", "720", "--keep-folder", "job")
"""Options with which there is much to render."""


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_talk(tmp_path / "talk.mp4", spoken=SPOKEN, seconds=30.0)


def begun(stage: str) -> subprocess.Popen[str]:
    """A cut on its way, in which a stage has begun."""
    process = subprocess.Popen(
        [sys.executable, "-m", "albumforge", "cut", "talk.mp4", "-o", "x.mp4", *ALL],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(stage):
            return process
    raise AssertionError(f"it ended with {process.wait()}")


def segments() -> list[Path]:
    return [file for file in Path("home/cache/segments").glob("*.mp4") if not file.name.startswith(".")]


def half_made(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".albumforge-*") if path.is_file()]


def test_after_a_kill_while_rendering_the_next_run_goes_on(cli: Callable[..., Any], talk: Path) -> None:
    process = begun("rendering")
    while process.poll() is None and not segments():
        time.sleep(0.01)
    process.kill()
    process.communicate(timeout=20)
    assert process.returncode == -signal.SIGKILL
    assert not Path("x.mp4").exists()
    assert not Path("job/output/final.mp4").exists()
    finished = len(segments())
    kept = {name: Path("job/output", name).stat().st_mtime_ns for name in ("scenes.json", "plan.json")}
    ran = cli("cut", talk, "-o", "x.mp4", *ALL, "--json")
    assert ran.code == 0, ran.out
    assert ran.json["cached_segments"] >= finished > 0
    assert ran.json["rendered_segments"] > 0
    assert kept == {name: Path("job/output", name).stat().st_mtime_ns for name in kept}
    plan = json.loads(Path("job/output/plan.json").read_text(encoding="utf-8"))
    frames = [number % 256 for piece in plan["pieces"] for number in range(piece["start"], piece["end"])]
    assert numbers_of(Path("x.mp4")) == frames


@pytest.mark.parametrize("stage", ["looking and listening", "rendering"])
def test_a_signal_stops_the_work_and_leaves_nothing_half_made(talk: Path, stage: str) -> None:
    process = begun(stage)
    process.send_signal(signal.SIGTERM)
    asked = time.monotonic()
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - asked < 3.0
    assert process.returncode == 143
    assert out == ""
    assert "nothing half-made is left" in err
    assert not Path("x.mp4").exists()
    assert not half_made(Path())
    trace = json.loads(Path("job/output/trace.json").read_text(encoding="utf-8"))
    assert trace["total_actions"] >= trace["failed"]
