"""What a worker of the farm tells on its own machine: a bar for the video in hand, and a line for all that happens."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from typing import Any, Self

from rich.console import Console

from albumforge.cli import signals
from albumforge.cli.messages import printable, say, translated
from albumforge.cli.progress import Reporter, reporter
from albumforge.context import Progress
from albumforge.errors import ForgeError
from albumforge.farmworker.heartbeat import LOST_SECONDS
from albumforge.media.sizes import size_text

_COMPLETED, _FAILED = 2, 3


class Told:
    """Shows on standard error how a worker fares; see `albumforge.farmworker.told.Watcher`."""

    def __init__(self, url: str, name: str, *, debug: bool) -> None:
        """Prepare.

        Args:
            url: of the master.
            name: of the worker.
            debug: show the notes of the transcoder, too.
        """
        self._url = url
        self._worker = name
        self._debug = debug
        self._console = Console(stderr=True)
        self._lock = threading.RLock()
        self._bar = ExitStack()
        self._reporter: Reporter | None = None
        self._away = False
        self._stopping = False
        self._done = self._failed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close_bar()

    def stop_asked(self) -> bool:
        """Whether a signal asked to stop; said once."""
        if signals.stop_asked() and not self._stopping:
            self._stopping = True
            self._say("stopping")
        return self._stopping

    def end(self) -> None:
        """Say that the worker has ended, and what it did."""
        self._say("farm_worker.end", name=self._worker, done=self._done, failed=self._failed)

    def away(self, error: ForgeError) -> None:
        """Say that the master does not answer, once."""
        if not self._away:
            self._away = True
            self._say(
                "farm_worker.away", why=" ".join(translated(text) for text in (error.message, error.hint) if text)
            )

    def back(self) -> None:
        """Say that it answers again."""
        if self._away:
            self._away = False
            self._say("farm_worker.back")

    def taken(self) -> None:
        """Say that the name is taken, for now."""
        self._say("farm_worker.taken", name=self._worker, seconds=f"{LOST_SECONDS:g}")

    def registered(self, worker_id: int) -> None:
        """Say that the worker works."""
        self.back()
        self._say("farm_worker.registered", name=self._worker, id=worker_id, url=self._url)

    def encoders(self, found: list[dict[str, Any]]) -> None:
        """Name the encoders that work, and those that do not with why."""
        works = [one["name"] for one in found if not one["problem"]]
        if works:
            self._say("farm_worker.encoders", names=", ".join(works))
        for one in found:
            if one["problem"] and (self._debug or not works):
                self._say("farm_worker.no_encoder", name=one["name"], why=one["problem"])
        if not works:
            self._say("farm_worker.software")

    def idle(self, why: str) -> None:
        """Say that there is nothing to do."""
        self.back()
        if why:
            self._say("farm_worker.no_task", why=translated(why))
        else:
            self._say("farm_worker.idle")

    def began(self, task_id: str, name: str) -> None:
        """Begin a bar."""
        self.back()
        self._say("farm_worker.began", task=task_id, name=printable(name))
        with self._lock:
            if self._console.is_terminal:
                self._reporter = self._bar.enter_context(reporter(silent=False))

    def progress(self, progress: Progress) -> None:
        """Move the bar; without a terminal the master's page is the place to look."""
        with self._lock:
            if self._reporter is not None:
                self._reporter.progress(progress)

    def note(self, line: str) -> None:
        """Show a note of the transcoder, for debugging."""
        if self._debug:
            self._line(printable(line))

    def encoded(self, name: str, made: dict[str, Any]) -> None:
        """Say how large the result is, and what its owner should know."""
        self._close_bar()
        self._say("farm_worker.encoded", name=printable(name), size=size_text(made["size"]), encoder=made["encoder"])
        for note in (*([made["fallback"]] if made["fallback"] else []), *made["notes"]):
            self._line(f"  {printable(translated(note))}")

    def ended(self, name: str, task: dict[str, Any]) -> None:
        """Say what the master makes of the result."""
        if task.get("status") == _FAILED:
            self._failed += 1
            self._say("farm_worker.not_accepted", name=printable(name), why=translated(task.get("error_message") or ""))
            return
        self._done += 1
        self._say(
            "farm_worker.done" if task.get("status") == _COMPLETED else "farm_worker.handed", name=printable(name)
        )

    def failed(self, name: str, reason: str) -> None:
        """Say why there is no result."""
        self._close_bar()
        self._failed += 1
        self._say("farm_worker.failed", name=printable(name), why=printable(translated(reason)))

    def dropped(self, name: str, reason: str) -> None:
        """Say that the master does not want the result any more."""
        self._close_bar()
        self._say("farm_worker.dropped", name=printable(name), why=printable(translated(reason)))

    def ordered(self, action: str) -> None:
        """Say that the master lets the worker go."""
        self._say(f"farm_worker.{action}")

    def power_off(self, command: str) -> None:
        """Say what is run, or would be."""
        if command:
            self._say("farm_worker.power_off", command=command)
        else:
            self._say("farm_worker.no_power_off")

    def _close_bar(self) -> None:
        with self._lock:
            self._reporter = None
            self._bar.close()

    def _say(self, key: str, **values: object) -> None:
        self._line(say(key, **values))

    def _line(self, line: str) -> None:
        with self._lock:
            if self._reporter is not None:
                self._reporter.note(line)
            else:
                self._console.print(line, markup=False, highlight=False, soft_wrap=True)
