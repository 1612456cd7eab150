"""Progress: bars on a terminal, a few lines elsewhere, nothing for a machine."""

from __future__ import annotations

import io
import os
import signal

import pytest
from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import TextColumn

from albumforge.cli import signals
from albumforge.cli.progress import LineReporter, TerminalReporter, reporting, time_left
from albumforge.context import Progress
from albumforge.errors import Cancelled


def lines_of(*steps: Progress) -> list[str]:
    out = io.StringIO()
    reporter = LineReporter(Console(file=out, width=80))
    for step in steps:
        reporter.progress(step)
    return out.getvalue().splitlines()


def test_a_line_when_a_stage_begins_and_when_it_ends() -> None:
    steps = [Progress("render", count / 100, f"{count}.jpg") for count in range(101)]
    lines = lines_of(*steps, Progress("render", 1.0))
    assert lines[0] == "rendering 0.jpg …"
    assert lines[-1].startswith("rendering: 100%, 0:0")
    assert len(lines) == 2


def test_a_line_every_few_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("albumforge.cli.progress.LINE_EVERY", 0.0)
    lines = lines_of(*(Progress("render", count / 4) for count in (0, 1, 1, 2, 4)))
    assert lines[:3] == ["rendering …", "rendering: 25%", "rendering: 50%"]
    assert len(lines) == 4


def test_a_stage_is_done_when_the_next_begins() -> None:
    lines = lines_of(Progress("info", 0.0), Progress("render", 0.0), Progress("info", 1.0), Progress("render", 1.0))
    assert [line[:9] for line in lines] == ["reading t", "rendering", "rendering"]


def test_a_long_name_is_not_wrapped() -> None:
    assert len(lines_of(Progress("render", 0.1, "x" * 300))) == 1


def test_square_brackets_in_a_name_are_text() -> None:
    assert lines_of(Progress("render", 0.1, "[bold]a.jpg")) == ["rendering: 10%, [bold]a.jpg"]


def test_bars_on_a_terminal() -> None:
    with Bars(TextColumn("{task.description}"), console=Console(file=io.StringIO(), force_terminal=True)) as bars:
        reporter = TerminalReporter(bars)
        reporter.progress(Progress("info", 0.5, "[a].jpg"))
        reporter.progress(Progress("render", 0.25, "[b].jpg"))
        reporter.progress(Progress("info", 0.6))
        info, render = bars.tasks
        assert (info.description, info.percentage, info.fields["message"]) == ("reading the files", 100.0, "")
        assert (render.description, render.percentage, render.fields["message"]) == ("rendering", 25.0, "[b].jpg")
        reporter.progress(Progress("render", 1.0, "[b].jpg"))
        assert render.finished
        assert render.fields["message"] == ""


def test_time_left_is_known_once_it_is_no_guess() -> None:
    assert time_left(10.0, 0.25) == 30.0
    assert time_left(0.5, 0.25) is None
    assert time_left(10.0, 0.0) is None


def test_nothing_is_said_to_a_machine(capsys: pytest.CaptureFixture[str]) -> None:
    with reporting(silent=True, debug=True) as context:
        context.progress("render", 0.5)
        context.log("line")
    assert capsys.readouterr() == ("", "")


def test_the_log_is_shown_when_debugging(capsys: pytest.CaptureFixture[str]) -> None:
    for debug in (False, True):
        with reporting(silent=False, debug=debug) as context:
            context.log(f"debug {debug}")
    assert capsys.readouterr().err == "debug True\n"


def test_a_signal_cancels_the_context_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with signals.handled(), reporting(silent=False, debug=False) as context:
        context.check()
        os.kill(os.getpid(), signal.SIGTERM)
        context.poll_interval = 0.0
        with pytest.raises(Cancelled):
            context.check()
    assert signals.received() == signal.SIGTERM
    assert capsys.readouterr().err.count("stopping") == 1
