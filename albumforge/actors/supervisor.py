"""The supervisor: starts worker processes, starts them again when they die, and stops them together.

Processes are spawned, never forked: the threads of OpenCV and FFmpeg do not survive a fork.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import FrameType

from albumforge import processes
from albumforge.actors.process import STOP_SECONDS, UPKEEP_SECONDS, orders
from albumforge.actors.table import chosen, transcoder_names
from albumforge.errors import ForgeError
from albumforge.forge import Forge
from albumforge.processes import Kept
from albumforge.queue.signs import SERVER, SUPERVISOR, Signing
from albumforge.services.probes import Probe
from albumforge.services.transfers.messages import actor_of
from albumforge.services.watch.messages import WORK
from albumforge.services.watch.wanted import is_wanted
from albumforge.settings import Settings

Told = Callable[[str, int, float], object]
"""Gets ``worker`` or ``broker``, the return code of what ended (0 where it is not known), and the seconds until it is
started again."""
_WANTED_SECONDS = 3.0
"""How often it is looked whether processes are wanted that not every home needs."""
_PROBE_SECONDS = 3600.0
"""How often the file among the media is renewed by which others see that they share them."""
_TWICE_SECONDS = 0.3
"""Two signals closer than this are one: a service manager tells all processes, and so does the server."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Watching:
    """How watch folders are looked after; see `albumforge.watch.watcher.Watcher`.

    Attributes:
        only: numbers of the rules; None: those of the settings and of the page, once there are any.
        once: whether to look once.
        tell: gets each line of JSON that the process says.
    """

    only: tuple[int, ...] | None = None
    once: bool = False
    tell: Callable[[bytes], object] | None = None


def _log_end(what: str, code: int, pause: float) -> None:
    """Say what ended where nobody else says it."""
    if what == "broker":
        _log.warning("the embedded queue server ended and was started again")
    else:
        _log.warning("a worker ended with %d; the next one starts in %g s", code, pause)


def run_workers(
    settings: Settings,
    queues: Sequence[str] | None = None,
    processes: int | None = None,
    *,
    farm: int = 0,
    watching: Watching | None = None,
    stop: threading.Event | None = None,
    stop_seconds: float = STOP_SECONDS + 5,
    address: str = "",
    on_ready: Callable[[Forge], object] = lambda _forge: None,
    on_end: Told = _log_end,
) -> int:
    """Serve queues with worker processes until SIGTERM, SIGINT or `stop`.

    A film that is being made then is stopped and goes back into its queue. A second signal kills the workers at once;
    what they had is delivered again all the same.

    Args:
        queues: names of queues, such as ``generator.album``; None: those of the setting ``queues``, else of all
            generators, and one process more for the copies of the setting ``transfer_keep``.
        processes: how many; 0: none, only the upkeep; None: the setting ``workers``.
        farm: how many more, for the transcoders that work on this machine.
        watching: a process looks after watch folders and, where there are workers, one more does what it asks for;
            None: others do.
        stop: ends the work when it is set; needed where this does not run in the main thread.
        stop_seconds: how long workers may take to stop before they are killed.
        address: where the web server listens that goes with these workers, as HOST:PORT; "": there is none.
        on_ready: is called once database and broker answer.
        on_end: is told of what ended unasked and is started again, and says so; by itself the log does.

    Returns:
        The number of the signal that ended it, or 0.

    Raises:
        InvalidInput: there is no such queue.
        Unavailable: database or broker do not answer at the beginning.
    """
    if queues is None:
        queues = settings.queues or None
    with Forge(settings) as forge, Probe(settings) as probe:
        names = chosen(forge, queues)
        forge.broker.check()
        forge.jobs.reconcile()
        forge.movies.reconcile()  # also sees to it that the database is up to date before workers open it
        on_ready(forge)
        count = settings.workers if processes is None else processes
        sets = [(names, count)]
        if farm:
            sets.append((transcoder_names(forge), farm))
        if queues is None and count and settings.transfer_keep:
            sets.append((chosen(forge, [actor_of(settings.transfer_keep)]), 1))
        supervisor = _Supervisor(forge, sets, stop or threading.Event(), stop_seconds, on_end)
        if watching is not None:
            supervisor.watch(watching, works=count > 0)
        supervisor.look_at_server()
        supervisor.sign(
            Signing(forge.broker, SERVER if address else SUPERVISOR, address=address, probe=probe.name), probe
        )
        with supervisor.signals():
            supervisor.run()
        return supervisor.signal


class _Supervisor:
    def __init__(
        self,
        forge: Forge,
        sets: list[tuple[list[str], int]],
        stop: threading.Event,
        stop_seconds: float,
        on_end: Told,
    ) -> None:
        self._forge = forge
        self._stop = stop
        self._stop_seconds = stop_seconds
        self._on_end = on_end
        self._impatient = False
        self._asked = 0.0
        self.signal = 0
        self._run = ""  # which one of the embedded queue server
        self._tickets = [name for queues, count in sets if count for name in queues if name.startswith("transcoder.")]
        self._workers = [self._kept(queues) for queues, count in sets for _ in range(count)]
        self._extras: list[_Extra] = []
        self._watched: _Extra | None = None
        self._signing: Signing | None = None
        self._probe: Probe | None = None
        self._probe_due = time.monotonic() + _PROBE_SECONDS

    def _kept(self, queues: list[str]) -> Kept:
        line = orders(self._forge.settings, queues)
        return Kept(
            [sys.executable, "-m", "albumforge.actors.process"],
            lambda: line,
            environment={"dramatiq_restart_delay": "500"},  # milliseconds, after the server was away
            on_end=lambda code, pause: self._on_end("worker", code, pause),
        )

    def watch(self, watching: Watching, *, works: bool) -> None:
        """Have a process look after watch folders, once it is wanted; with `works`, a worker too that does its work."""
        forge, settings = self._forge, self._forge.settings
        line = processes.orders(settings, only=watching.only, once=watching.once)
        watcher = Kept(
            [sys.executable, "-m", "albumforge.watch.process"],
            lambda: line,
            on_end=lambda code, pause: self._on_end("watcher", code, pause),
            on_line=watching.tell or (lambda _: None),
        )
        always = watching.only is not None or bool(settings.watch)
        self._watched = _Extra(watcher, lambda: always or is_wanted(forge.database))
        self._extras.append(self._watched)
        if works:
            self._extras.append(_Extra(self._kept([WORK]), lambda: self._watches and forge.watch.has_work()))

    @property
    def _watches(self) -> bool:
        """Whether watch folders are looked after; else what that needs is not even loaded."""
        return self._watched is not None and self._watched.wanted

    def run(self) -> None:
        upkeep = threading.Thread(target=self._upkeep, name="upkeep")
        upkeep.start()
        try:
            while not self._stop.is_set() and not self._asked:
                for worker in (*self._workers, *(extra.kept for extra in self._extras if extra.wanted)):
                    worker.tend()
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

        # It takes no lock, as `Event.set` does: the code that it interrupts, in this thread, may hold that.
        def handler(signum: int, _frame: FrameType | None) -> None:
            moment = time.monotonic()
            if self._stop.is_set() or self._asked:
                self._impatient = moment - self._asked > _TWICE_SECONDS
            else:
                self._asked, self.signal = moment, signum

        before = {signum: signal.signal(signum, handler) for signum in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for signum, previous in before.items():
                signal.signal(signum, previous)

    def sign(self, signing: Signing, probe: Probe) -> None:
        """Let those who ask know of this process, from now until it ends."""
        self._signing, self._probe = signing, probe
        signing.renew()

    def look_at_server(self) -> None:
        """Tell of an embedded server that died and was started again, by whomsoever."""
        if self._forge.settings.redis_url:
            return
        run = self._forge.broker.run_id()
        if self._run not in ("", run):
            self._on_end("broker", 0, 0.0)
        self._run = run

    def _upkeep(self) -> None:
        every = max(0.25, min(UPKEEP_SECONDS * 10, self._forge.settings.reconcile_after / 4))
        due, wanted = time.monotonic() + every, 0.0
        while not self._stop.wait(UPKEEP_SECONDS):
            if self._signing is not None:
                self._signing.renew()
            if self._probe is not None and time.monotonic() >= self._probe_due:
                self._probe_due = time.monotonic() + _PROBE_SECONDS
                self._probe.renew()
            try:
                self._forge.broker.check(wait=False)
                if time.monotonic() >= wanted:
                    wanted = time.monotonic() + _WANTED_SECONDS
                    for extra in self._extras:
                        extra.wanted = extra.wanted or extra.ask()
                self.look_at_server()
                self._forge.movies.bury()
                if time.monotonic() >= due:
                    due = time.monotonic() + every
                    self._forge.movies.reconcile()
                    self._forge.jobs.reconcile()
                    self._forge.farm.tick()
                    self._forge.farm.top_up(self._tickets)
                    if self._forge.settings.transfer_keep:
                        self._forge.transfers.tick()
                    if self._watches:
                        self._forge.watch.tick()
                    self._forge.housekeeping.tend()
            except ForgeError as error:
                _log.warning("upkeep: %s", error)

    def _end(self) -> None:
        children = [*self._workers, *(extra.kept for extra in self._extras)]
        for child in children:
            child.terminate()
        deadline = time.monotonic() + self._stop_seconds
        while any(child.alive for child in children):
            if self._impatient or time.monotonic() > deadline:
                for child in children:
                    child.kill()
            time.sleep(0.05)
        for child in children:
            child.close()
        if self._signing is not None:
            self._signing.leave()
        with contextlib.suppress(ForgeError):
            self._forge.movies.bury()  # of workers that had to be killed


@dataclass
class _Extra:
    """A child process that not every home needs: started once it is wanted."""

    kept: Kept
    ask: Callable[[], bool]
    wanted: bool = False
