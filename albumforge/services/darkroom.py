"""Work on pictures in a process of its own, which lives only while there is some: the server stays small and answers.

The process is started when it is first needed, does at most two jobs at once, and ends after a time without any; when
its parent dies, however, it ends too. Where it dies, the jobs that it had are each begun once more, and then alone: so
the one that kills it is found out, and fails.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from albumforge import logs
from albumforge.errors import ForgeError, Unavailable
from albumforge.processes import orders
from albumforge.services.error_lines import load_error
from albumforge.services.picture_work import AT_ONCE, JOBS, unfinished
from albumforge.settings import Settings

IDLE_SECONDS = 60.0
"""Without work for so long, the process ends."""
FAILED_SECONDS = 120.0
"""For so long a job that killed the process, or took too long, is not begun again, whoever asks."""

_END_SECONDS = 2.0
"""How long the process may take to end by itself."""
_COMMAND = (sys.executable, "-m", "albumforge.services.darkroom_process")

_log = logging.getLogger(__name__)


class Darkroom:
    """Does jobs in a child process; see `albumforge.services.picture_work.Work`."""

    def __init__(
        self,
        settings: Settings,
        *,
        idle_seconds: float = IDLE_SECONDS,
        seconds: Mapping[str, float] | None = None,
        command: Sequence[str] = _COMMAND,
    ) -> None:
        """Prepare; nothing is started before the first job.

        Args:
            seconds: by job, how long it may take; else as `JOBS` says.
            command: what to start.
        """
        self._settings = settings
        self._idle_seconds = idle_seconds
        self._seconds = {name: job.seconds for name, job in JOBS.items()} | dict(seconds or {})
        self._command = command
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._taking_all = threading.Lock()
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._closed = False
        self._failed: dict[str, tuple[float, str]] = {}

    @property
    def pid(self) -> int | None:
        """The process there is now, or None."""
        child = self._child
        return child.pid if child is not None and child.usable else None

    def do(self, job: str, /, *, about: Path | None = None, **arguments: Any) -> Any:
        """Have a job done; see `albumforge.services.picture_work.Work`."""
        message = {"job": job, "about": None if about is None else str(about), "arguments": arguments}
        key = json.dumps(message, sort_keys=True)
        message["log"] = logs.current()
        self._check_failed(key, about)
        ended = None
        for place in (self._one_place, self._all_places):
            try:
                with place():
                    return self._result(message, self._seconds[job])
            except _Ended as error:
                ended = error
                _log.warning("the process that works on pictures ended with %s during the job %s", error.code, job)
            except _TooLong:
                raise self._fail(key, about, f"it takes longer than {self._seconds[job]:g} s") from None
        if ended is not None and not ended.ready:
            raise Unavailable("The process that works on pictures does not start.", hint="The log says why.")
        raise self._fail(key, about, "the process that worked on it died twice")

    def close(self) -> None:
        """End the process; what it has to do fails."""
        with self._lock:
            self._closed = True
            child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.join()

    @contextlib.contextmanager
    def _one_place(self) -> Iterator[None]:
        with self._places:
            yield

    @contextlib.contextmanager
    def _all_places(self) -> Iterator[None]:
        with contextlib.ExitStack() as taken:
            with self._taking_all:  # or two would wait for each other
                for _ in range(AT_ONCE):
                    taken.enter_context(self._places)
            yield

    def _result(self, message: dict[str, Any], seconds: float) -> Any:
        child, future = self._send(message)
        try:
            answer = future.result(seconds)
        except TimeoutError:
            child.kill()
            raise _TooLong from None
        if "error" in answer:
            raise load_error(answer["error"])
        return answer["result"]

    def _send(self, message: dict[str, Any]) -> tuple[_Child, Future[dict[str, Any]]]:
        with self._lock:
            if self._closed:
                raise Unavailable("No more pictures are made: the server is about to end.")
            if self._child is not None:
                with contextlib.suppress(_Ended):
                    return self._child, self._child.send(message)
            try:
                self._child = _Child(self._command, orders(self._settings), self._idle_seconds)
            except OSError as error:
                raise Unavailable(f"No process can be started ({error.strerror}).", hint="Try again later.") from error
            return self._child, self._child.send(message)

    def _check_failed(self, key: str, about: Path | None) -> None:
        with self._lock:
            moment = time.monotonic()
            self._failed = {name: one for name, one in self._failed.items() if one[0] > moment}
            if key in self._failed:
                raise unfinished(about, self._failed[key][1])

    def _fail(self, key: str, about: Path | None, reason: str) -> ForgeError:
        with self._lock:
            self._failed[key] = (time.monotonic() + FAILED_SECONDS, reason)
        return unfinished(about, reason)


class _Ended(Exception):
    """The process ended before it answered.

    Attributes:
        code: its return code, negative: the signal.
        ready: whether it had ever come up.
    """

    def __init__(self, code: int | None, ready: bool) -> None:
        super().__init__(code)
        self.code = code
        self.ready = ready


class _TooLong(Exception):
    """A job did not end in time."""


class _Child:
    """One process, and the thread that listens to it; both end together."""

    def __init__(self, command: Sequence[str], line: bytes, idle_seconds: float) -> None:
        # In the group of this process: whoever kills that, kills both.
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._waiting: dict[int, Future[dict[str, Any]]] = {}
        self._number = 0
        self._answered = time.monotonic()
        self._ready = False
        self.usable = True
        self._write(line)
        self._listener = threading.Thread(target=self._listen, name="albumforge-darkroom", daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def send(self, message: dict[str, Any]) -> Future[dict[str, Any]]:
        """Return what its answer will be.

        Raises:
            _Ended: it takes no more jobs.
        """
        with self._lock:
            if not self.usable:
                raise _Ended(self._process.returncode, self._ready)
            self._number += 1
            future: Future[dict[str, Any]] = Future()
            self._waiting[self._number] = future
            self._write(json.dumps({"id": self._number, **message}).encode() + b"\n")
            return future

    def kill(self) -> None:
        """End it at once."""
        with self._lock:
            self.usable = False
            self._process.kill()

    def join(self) -> None:
        """Wait until it has ended."""
        self._listener.join(_END_SECONDS)

    def _write(self, line: bytes) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it died; its listener notices
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        stream = self._process.stdout.fileno()
        poll = select.poll()
        poll.register(stream, select.POLLIN)
        rest = b""
        while not self._rested():
            if not poll.poll(self._idle_seconds * 1000):
                continue
            data = os.read(stream, 1 << 16)
            if not data:
                break
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                self._take(json.loads(line))
        self._end()

    def _rested(self) -> bool:
        """Whether it had nothing to do for long enough; then it gets nothing more."""
        with self._lock:
            if not self._waiting and time.monotonic() - self._answered >= self._idle_seconds:
                self.usable = False
            return not self.usable and not self._waiting

    def _take(self, answer: dict[str, Any]) -> None:
        with self._lock:
            if "ready" in answer:
                self._ready = True
                return
            self._answered = time.monotonic()
            future = self._waiting.pop(answer["id"])
        future.set_result(answer)

    def _end(self) -> None:
        with self._lock:
            self.usable = False
            assert self._process.stdin is not None
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            code = self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            future.set_exception(_Ended(code, self._ready))
