"""The server of one home: starts the web server and the workers' supervisor, keeps them running, stops them together.

This process opens neither database nor queue itself, so that it stays small; what it wants to know of them, the
supervisor tells it.
"""

from __future__ import annotations

import contextlib
import json
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any, Protocol

from albumforge.errors import Conflict, ForgeError, InvalidInput, Unavailable
from albumforge.processes import Kept, orders
from albumforge.queue.runtime import is_locked
from albumforge.serving.address import EVERYWHERE, Address, answers, check_free, lan_address, numeric
from albumforge.serving.running import Running
from albumforge.settings import Settings

WORKERS_STOP_SECONDS = 3.0
"""How long the workers may take to give back what they have, before they are killed."""
_STOP_SECONDS = 4.0
"""How long all children may take to stop, before they are killed."""
_KILLED_SECONDS = 1.0
_LOOK_SECONDS = 0.1
_TRIES = 3
_PORT_SECONDS = 6.0
"""How long a port is waited for that a server had that was killed."""


class Told(Protocol):
    """Is told how the server fares; the command line shows it."""

    def ready(self, address: Address, links: list[str]) -> None:
        """All is up: the address, and the secrets of login links, as many as were asked for."""

    def ended(self, what: str, code: int, pause: float) -> None:
        """Something ended unasked and is started again in `pause` seconds.

        Args:
            what: ``web``, ``supervisor``, ``worker`` or ``broker``.
            code: its return code; negative: the signal that ended it; 0 where it is not known.
        """

    def stopping(self) -> None:
        """The server was asked to stop."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the server shall be besides its settings.

    Attributes:
        workers: how many worker processes; 0: none.
        farm: how many more, for the transcoders of this machine; None: the setting ``farm_workers``.
        watch: whether to look after watch folders.
        lan: whether to answer in the local network too.
        links: how many login links to make for the local user at the start.
    """

    workers: int
    farm: int | None = None
    watch: bool = True
    lan: bool = False
    links: int = 1


def serve(settings: Settings, wanted: Wanted, told: Told) -> int:
    """Be the server of a home until SIGINT, SIGTERM or SIGHUP; return 0, or 128 and the signal that came twice.

    A film that is being made then goes back into its queue. A second signal ends everything at once.

    Raises:
        Conflict: a server of this home runs already, or the port is in use.
        InvalidInput: the host or the port cannot be listened at.
        StorageError: the home cannot be written.
        Unavailable: database or queue do not answer, the web server does not start, or there is no local network.
    """
    running = Running(settings.home)
    before = running.take()
    try:
        address = _address(settings, wanted)
        _wait_for_port(address, before)
        running.tell(address)
        server = _Server(settings, wanted, address, told)
        with server.signals():
            return server.run()
    finally:
        running.leave()


def _address(settings: Settings, wanted: Wanted) -> Address:
    lan = ""
    if wanted.lan:
        lan = lan_address()
        if not lan:
            raise Unavailable("This machine has no address in a local network.", hint="Connect it, or leave out --lan.")
    host = numeric(settings.http_host)
    if wanted.lan and settings.origin("http_host") != "default" and host not in (EVERYWHERE, "::"):
        raise InvalidInput(
            "--lan answers at all addresses, and the setting http_host names one.", hint="Give only one."
        )
    return Address(
        host=EVERYWHERE if wanted.lan else host, port=settings.http_port, prefix=settings.url_prefix, lan=lan
    )


def _wait_for_port(address: Address, before: Address | None) -> None:
    """Raise `Conflict` where the port is in use; for the children of a server that was killed, wait a little."""
    patience = _PORT_SECONDS if before is not None and before.port == address.port else 0.0
    deadline = time.monotonic() + patience
    while True:
        try:
            return check_free(address.host, address.port)
        except Conflict:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.1)


class _Server:
    def __init__(self, settings: Settings, wanted: Wanted, address: Address, told: Told) -> None:
        self._settings = _for_children(settings, address)
        self._wanted = wanted
        self._address = address
        self._told = told
        self._signals: list[int] = []
        self._wake = threading.Event()
        self._events: list[dict[str, Any]] = []
        self._links: list[str] | None = None
        self._failure: ForgeError | None = None
        self._announced = False
        self._web = Kept(
            [sys.executable, "-m", "albumforge.serving.web"],
            lambda: orders(self._settings, address=address.host, lan=address.lan),
            environment={"MALLOC_ARENA_MAX": "2"},  # or each of its many threads may keep memory of its own
            on_end=lambda code, pause: self._ended("web", code, pause),
        )
        self._workers = Kept(
            [sys.executable, "-m", "albumforge.serving.workers"],
            self._orders_of_workers,
            environment={"MALLOC_ARENA_MAX": "2"},  # as above
            on_end=lambda code, pause: self._ended("supervisor", code, pause),
            on_line=self._event,
        )

    def run(self) -> int:
        """Start, keep and stop the children; return the exit code."""
        try:
            while not self._signals and self._failure is None:
                self._take_events()
                self._workers.tend()
                if self._links is not None:  # the database is up to date
                    self._web.tend()
                    self._announce()
                self._wake.wait(_LOOK_SECONDS)
        finally:
            code = self._stop()
        if self._failure is not None:
            raise self._failure
        return code

    @contextlib.contextmanager
    def signals(self) -> Iterator[None]:
        """Let SIGINT, SIGTERM and SIGHUP stop the server; only where this is the main thread."""

        # It takes no lock, as an Event does: the code that it interrupts, in this thread, may hold that.
        def handler(signum: int, _frame: FrameType | None) -> None:
            self._signals.append(signum)

        wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        handled = [signum for signum in wanted if signal.getsignal(signum) is not signal.SIG_IGN]
        before = {signum: signal.signal(signum, handler) for signum in handled}
        try:
            yield
        finally:
            for signum, previous in before.items():
                signal.signal(signum, previous)

    def _orders_of_workers(self) -> bytes:
        links = 0 if self._links is not None else self._wanted.links
        wanted = self._wanted
        return orders(
            self._settings,
            workers=wanted.workers,
            farm=self._settings.farm_workers if wanted.farm is None else wanted.farm,
            watch=wanted.watch,
            links=links,
            stop_seconds=WORKERS_STOP_SECONDS,
        )

    def _event(self, line: bytes) -> None:
        with contextlib.suppress(ValueError):  # half a line of one that was killed
            self._events.append(json.loads(line))
            self._wake.set()

    def _take_events(self) -> None:
        self._wake.clear()
        while self._events:
            event = self._events.pop(0)
            if event["event"] == "ready" and self._links is None:
                self._links = event["links"]
            elif event["event"] == "ended":
                self._told.ended(event["what"], event["code"], event["pause"])
            elif event["event"] == "failed" and self._links is None:
                self._failure = Unavailable(event["message"], hint=event["hint"])

    def _announce(self) -> None:
        if not self._announced and answers(self._address):
            self._announced = True
            self._told.ready(self._address, self._links or [])

    def _ended(self, what: str, code: int, pause: float) -> None:
        self._take_events()  # it may have said why
        if self._failure is not None:
            return
        child = self._web if what == "web" else self._workers
        if not self._announced and child.failures >= _TRIES:
            self._failure = Unavailable(
                f"The {'web server' if what == 'web' else 'supervisor'} does not start (it ended with {code}).",
                hint="What it says above tells why.",
            )
            return
        self._told.ended(what, code, pause)

    def _stop(self) -> int:
        """Stop the children, and the embedded queue; return the exit code."""
        if self._signals:
            self._told.stopping()
        children = (self._web, self._workers)
        asked = len(self._signals)
        for child in children:
            child.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        code = 0
        while any(child.alive for child in children):
            if not code and len(self._signals) > max(asked, 1):
                code = 128 + self._signals[-1]
                self._web.kill()
                deadline = min(deadline, time.monotonic() + _KILLED_SECONDS)
            if code:
                self._workers.terminate()  # asked once more, it kills the workers
            if time.monotonic() > deadline:
                for child in children:
                    child.kill()
            time.sleep(0.02)
        for child in children:
            child.close()
        self._stop_queue()
        return code

    def _stop_queue(self) -> None:
        """Stop an embedded queue server whose last user was killed and could not do it."""
        if is_locked(self._settings.home / "queue" / "valkey.lock"):
            from albumforge.queue.valkey import EmbeddedValkey  # brings redis, which this process does without

            with contextlib.suppress(ForgeError):  # others use it, such as `albumforge worker`
                EmbeddedValkey(self._settings.home).down()


def _for_children(settings: Settings, address: Address) -> Settings:
    """The settings as the web server needs them: where it is bound, under which names, and whom it may trust."""
    names = (*settings.http_hosts, *([address.lan] if address.lan and address.lan not in settings.http_hosts else []))
    trusted = settings.trust_loopback
    if address.prefix and settings.origin("trust_loopback") == "default":
        trusted = False  # behind a proxy on this machine every request comes from loopback
    return replace(settings, http_host=address.host, http_hosts=names, trust_loopback=trusted)
