"""Child processes that are started again when they die, and the line of orders that each reads from standard input.

Processes are spawned, never forked: the threads of OpenCV and FFmpeg do not survive a fork. A child keeps its standard
input open; when it ends, whoever started it is gone, however it went, and the child ends too.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import IO, Any

from albumforge.settings import Settings

GOOD_SECONDS = 10.0
"""A child that lived this long is started again at once."""
LONGEST_PAUSE = 30.0
"""Seconds, at most, before one that dies again and again is started anew."""

_READ_SECONDS = 1.0
"""How long what a child said last is waited for; a child of its own may hold the pipe."""


def orders(settings: Settings, **more: Any) -> bytes:
    """Return the line that tells a child its settings, and `more` that JSON can carry."""
    values = {}
    for field in fields(Settings):
        if not field.name.startswith("_"):
            value = getattr(settings, field.name)
            values[field.name] = value
    return json.dumps({**more, "settings": values}, default=str).encode() + b"\n"


def read_orders(line: bytes) -> tuple[Settings, dict[str, Any]]:
    """Return what `orders` was given."""
    document: dict[str, Any] = json.loads(line)
    settings = Settings.load(environ={}, file=Path(os.devnull), **document.pop("settings"))
    return settings, document


def when_orphaned(action: Callable[[], object]) -> None:
    """Call `action`, in a thread, once standard input has ended: whoever started this process is gone."""

    def wait() -> None:
        while os.read(0, 1024):
            pass
        action()

    threading.Thread(target=wait, name="orphaned", daemon=True).start()


class Teller:
    """Writes to what was standard output; that itself becomes standard error, for whoever prints."""

    def __init__(self) -> None:
        self._stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        self._one = threading.Lock()

    def __call__(self, document: dict[str, Any]) -> None:
        """Say one JSON object, on a line of its own; from any thread."""
        with self._one, contextlib.suppress(BrokenPipeError):  # nobody listens any more; the end of input will tell
            self._stream.write(json.dumps(document) + "\n")
            self._stream.flush()


class Kept:
    """A child process that is started again when it ends, until it is told to stop. Not for several threads."""

    def __init__(
        self,
        command: Sequence[str],
        line: Callable[[], bytes],
        *,
        environment: Mapping[str, str] | None = None,
        on_end: Callable[[int, float], object] = lambda _code, _pause: None,
        on_line: Callable[[bytes], object] | None = None,
    ) -> None:
        """Prepare; nothing is started before `tend`.

        Args:
            command: program and arguments.
            line: gives the orders, for each start anew.
            environment: variables besides those of this process.
            on_end: gets the return code of one that ended (negative: the signal), and the seconds until the next start.
            on_line: gets each line of its standard output, in a thread of its own; None: that goes to standard error.
        """
        self._command = command
        self._line = line
        self._environment = {**os.environ, **(environment or {})}
        self._on_end = on_end
        self._on_line = on_line
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._started = 0.0
        self._not_before = 0.0
        self.failures = 0
        """How often in a row it ended before it had lived `GOOD_SECONDS`."""

    @property
    def alive(self) -> bool:
        """Whether there is a process now."""
        return self._process is not None and self._process.poll() is None

    def tend(self) -> None:
        """See to it that there is a process; to be called several times a second."""
        moment = time.monotonic()
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                return
            self.close()
            self.failures = 0 if moment - self._started >= GOOD_SECONDS else self.failures + 1
            # The first time at once: one killed soon after its start is no sign that the next one will be.
            pause = 0.0 if self.failures <= 1 else min(LONGEST_PAUSE, 0.5 * 2 ** (self.failures - 2))
            self._not_before = moment + pause
            self._on_end(code, pause)
        if moment >= self._not_before:
            self._process = self._spawn()
            self._started = moment

    def terminate(self) -> None:
        """Ask it to end; asked twice, most do so at once."""
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        """End it at once, with those that it started and that are still in its group."""
        if self._process is not None and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, 9)

    def close(self) -> None:
        """Wait until it has ended, and forget it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.wait()
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        if self._reader is not None:
            self._reader.join(_READ_SECONDS)
            self._reader = None

    def _spawn(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=2 if self._on_line is None else subprocess.PIPE,
            env=self._environment,
            process_group=0,  # Ctrl-C in a terminal is for whoever started it, which passes it on
        )
        if process.stdout is not None and self._on_line is not None:
            self._reader = threading.Thread(target=_read, args=(process.stdout, self._on_line), daemon=True)
            self._reader.start()
        with contextlib.suppress(BrokenPipeError):  # it died already; the next look will tell
            if process.stdin is not None:
                process.stdin.write(self._line())
                process.stdin.flush()
        return process


def _read(stream: IO[bytes], on_line: Callable[[bytes], object]) -> None:
    with stream:
        for line in stream:
            on_line(line)
