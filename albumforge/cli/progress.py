"""What the user sees while the work goes on: a bar for each stage, or plain lines where nobody watches a terminal."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, SpinnerColumn, TaskID, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bars
from rich.progress import Task as BarTask
from rich.text import Text

from albumforge.cli import signals
from albumforge.cli.messages import say, stage_name
from albumforge.cli.output import clock
from albumforge.context import Context, Progress

LINE_EVERY = 5.0
"""Seconds between two plain lines of one stage."""


class Reporter(Protocol):
    """Takes what a `Context` reports; called from any thread. A stage is done when the next one begins."""

    def progress(self, progress: Progress) -> None:
        """Show where a stage stands."""
        ...

    def note(self, line: str) -> None:
        """Show a line of text."""
        ...


class _TimeLeft(ProgressColumn):
    """Time left of a stage, from its pace so far; its whole time once it is done."""

    def render(self, task: BarTask) -> Text:
        if task.finished:
            return Text(clock(task.finished_time or 0), style="progress.elapsed")
        left = time_left(task.elapsed or 0.0, task.completed)
        return Text("" if left is None else say("left", time=clock(left)), style="progress.remaining")


def time_left(elapsed: float, fraction: float) -> float | None:
    """Seconds that are left of a stage that took `elapsed` for `fraction` of it; None while that is a guess."""
    if fraction < 0.02 or elapsed < 1.0:
        return None
    return elapsed * (1 - fraction) / fraction


class TerminalReporter:
    """A bar for each stage on a terminal."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._stages: dict[str, TaskID] = {}
        self._lock = threading.Lock()

    def progress(self, progress: Progress) -> None:
        """Move the bar of the stage; the bars of earlier ones are full."""
        with self._lock:
            task = self._stages.get(progress.stage)
            if task is None:
                for earlier in self._stages.values():
                    self._bars.update(earlier, completed=1.0, message="")
                task = self._bars.add_task(stage_name(progress.stage), total=1.0, message="")
                self._stages[progress.stage] = task
            elif task != max(self._stages.values()):
                return
            message = "" if progress.fraction >= 1.0 else progress.message
            self._bars.update(task, completed=progress.fraction, message=message)

    def note(self, line: str) -> None:
        """Print the line above the bars."""
        self._bars.console.print(line, markup=False, highlight=False)


class LineReporter:
    """A line when a stage begins, every few seconds, and when the last one ends."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        self._stage = ""
        self._earlier: set[str] = set()
        self._begun = 0.0
        self._said_at = 0.0
        self._said = 0.0

    def progress(self, progress: Progress) -> None:
        """Print a line where one is due."""
        with self._lock:
            now = time.monotonic()
            if progress.stage in self._earlier:
                return
            if progress.stage != self._stage:
                self._earlier.add(self._stage)
                self._stage, self._begun = progress.stage, now
            else:
                ended = progress.fraction >= 1.0 and self._said < 1.0
                if not ended and (progress.fraction <= self._said or now - self._said_at < LINE_EVERY):
                    return
            self._said, self._said_at = progress.fraction, now
            self.note(_line(progress, now - self._begun))

    def note(self, line: str) -> None:
        """Print the line."""
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


class SilentReporter:
    """Nothing, for a machine."""

    def progress(self, progress: Progress) -> None:
        """Do nothing."""

    def note(self, line: str) -> None:
        """Do nothing."""


def _line(progress: Progress, elapsed: float) -> str:
    if progress.fraction == 0.0:
        return f"{stage_name(progress.stage)} {progress.message}".rstrip() + " …"
    parts = [say("stage_at", stage=stage_name(progress.stage), part=f"{progress.fraction:.0%}")]
    if progress.fraction >= 1.0:
        parts.append(clock(elapsed))
    else:
        left = time_left(elapsed, progress.fraction)
        parts += [say("left", time=clock(left))] if left is not None else []
        parts += [progress.message] if progress.message else []
    return say("comma").join(parts)


@contextlib.contextmanager
def reporter(*, silent: bool) -> Iterator[Reporter]:
    """Yield what suits standard error: bars on a terminal, lines elsewhere, nothing when `silent`."""
    console = Console(stderr=True)
    if silent:
        yield SilentReporter()
    elif not console.is_terminal:
        yield LineReporter(console)
    else:
        columns = (
            SpinnerColumn(finished_text="✓"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            TaskProgressColumn(),
            _TimeLeft(),
            TextColumn("{task.fields[message]}", style="dim", markup=False),
        )
        with Bars(*columns, console=console) as bars:
            yield TerminalReporter(bars)


@dataclass
class Work(Context):
    """The `Context` of a command.

    Attributes:
        note: shows a line beside the progress.
    """

    note: Callable[[str], None] = lambda _: None


@contextlib.contextmanager
def reporting(*, silent: bool, debug: bool) -> Iterator[Work]:
    """Yield the `Context` of a command: it shows progress, and is cancelled by the first signal.

    Args:
        silent: show nothing (the output is for a machine).
        debug: show the log of the work too.
    """
    with reporter(silent=silent) as out, signals.polled():
        announced = False

        def cancelled() -> bool:
            nonlocal announced
            if signals.stop_asked() and not announced:
                announced = True
                out.note(say("stopping"))
            return signals.stop_asked()

        context = Work(on_progress=out.progress, cancelled=cancelled, note=out.note)
        if debug:
            context.on_log = out.note
        yield context
