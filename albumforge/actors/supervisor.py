"""The supervisor: starts worker processes, starts them again when they die, and stops them together.

Processes are spawned, never forked: the threads of OpenCV and FFmpeg do not survive a fork.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from types import FrameType

from albumforge.actors.process import STOP_SECONDS, UPKEEP_SECONDS, orders
from albumforge.actors.table import chosen
from albumforge.errors import ForgeError
from albumforge.forge import Forge
from albumforge.settings import Settings

_GOOD_SECONDS = 10.0
"""A worker that lived this long is started again at once."""
_LONGEST_PAUSE = 30.0
_log = logging.getLogger(__name__)


def run_workers(
    settings: Settings,
    queues: Sequence[str] | None = None,
    processes: int | None = None,
    *,
    stop: threading.Event | None = None,
) -> None:
    """Serve queues with worker processes until SIGTERM, SIGINT or `stop`.

    A film that is being made then is stopped and goes back into its queue. A second signal kills the workers at once;
    what they had is delivered again all the same.

    Args:
        queues: names of queues, such as ``generator.album``; None: those of all backends.
        processes: how many; None: the setting ``workers``.
        stop: ends the work when it is set; needed where this does not run in the main thread.

    Raises:
        InvalidInput: there is no such queue.
        Unavailable: database or broker do not answer at the beginning.
    """
    with Forge(settings) as forge:
        names = chosen(forge, queues)
        forge.broker.check()
        forge.movies.reconcile()  # also sees to it that the database is up to date before workers open it
        settings = replace(settings, workers=processes or settings.workers)
        supervisor = _Supervisor(forge, settings, names, stop or threading.Event())
        with supervisor.signals():
            supervisor.run()


@dataclass
class _Slot:
    """A place for one worker process."""

    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    not_before: float = field(default=0.0)


class _Supervisor:
    def __init__(self, forge: Forge, settings: Settings, queues: list[str], stop: threading.Event) -> None:
        self._forge = forge
        self._orders = orders(settings, queues)
        self._slots = [_Slot() for _ in range(settings.workers)]
        self._stop = stop
        self._impatient = False

    def run(self) -> None:
        upkeep = threading.Thread(target=self._upkeep, name="upkeep")
        upkeep.start()
        try:
            while not self._stop.is_set():
                for slot in self._slots:
                    self._tend(slot)
                self._stop.wait(0.1)
        finally:
            self._stop.set()
            self._end()
            upkeep.join()

    @contextlib.contextmanager
    def signals(self) -> Iterator[None]:
        """Let SIGTERM and SIGINT stop the workers; only where this is the main thread."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def handler(_signum: int, _frame: FrameType | None) -> None:
            self._impatient = self._stop.is_set()
            self._stop.set()

        before = {signum: signal.signal(signum, handler) for signum in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for signum, previous in before.items():
                signal.signal(signum, previous)

    def _tend(self, slot: _Slot) -> None:
        moment = time.monotonic()
        if slot.process is not None:
            code = slot.process.poll()
            if code is None:
                return
            _close(slot.process)
            slot.process = None
            slot.failures = 0 if moment - slot.started >= _GOOD_SECONDS else slot.failures + 1
            # The first time at once: a worker killed soon after its start is no sign that the next one will be.
            pause = 0.0 if slot.failures <= 1 else min(_LONGEST_PAUSE, 0.5 * 2 ** (slot.failures - 2))
            slot.not_before = moment + pause
            _log.warning("a worker ended with %d; the next one starts in %g s", code, pause)
        if moment >= slot.not_before:
            slot.process = self._spawn()
            slot.started = moment

    def _spawn(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "albumforge.actors.process"],
            stdin=subprocess.PIPE,
            env={**os.environ, "dramatiq_restart_delay": "500"},  # milliseconds, after the server was away
            process_group=0,  # Ctrl-C in a terminal is for the supervisor, which passes it on
        )
        with contextlib.suppress(BrokenPipeError):  # it died already; the next look will tell
            if process.stdin is not None:
                process.stdin.write(self._orders)
                process.stdin.flush()
        return process

    def _upkeep(self) -> None:
        every = max(0.25, min(UPKEEP_SECONDS * 10, self._forge.settings.reconcile_after / 4))
        due = time.monotonic() + every
        while not self._stop.wait(UPKEEP_SECONDS):
            try:
                self._forge.broker.check()
                self._forge.movies.bury()
                if time.monotonic() >= due:
                    due = time.monotonic() + every
                    self._forge.movies.reconcile()
            except ForgeError as error:
                _log.warning("upkeep: %s", error)

    def _end(self) -> None:
        living = [slot.process for slot in self._slots if slot.process is not None]
        for process in living:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS + 5
        while any(process.poll() is None for process in living):
            if self._impatient or time.monotonic() > deadline:
                for process in living:
                    process.kill()
            time.sleep(0.05)
        for process in living:
            _close(process)
        with contextlib.suppress(ForgeError):
            self._forge.movies.bury()  # of workers that had to be killed


def _close(process: subprocess.Popen[bytes]) -> None:
    process.wait()
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
