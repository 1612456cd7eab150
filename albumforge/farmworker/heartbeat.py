"""That the master knows of this worker: registration, and a sign of life every few seconds, which brings its orders."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from albumforge.errors import Cancelled, ForgeError
from albumforge.farmworker.client import Master, MasterAway, Refused, insist, wait

HEARTBEAT_SECONDS = 5.0
LOST_SECONDS = 30.0
"""After so long without a sign of life, the master has a worker offline."""


@dataclass(frozen=True)
class Identity:
    """What a worker is to its master.

    Attributes:
        name: by which the master knows it; no other worker may have it.
        worker_type: 0 cpu, 1 nvenc, 2 qsv, 3 vpu.
        support_vr: whether it takes VR videos.
    """

    name: str
    worker_type: int
    support_vr: bool


@dataclass(frozen=True)
class Signs:
    """Who is told how the worker stands with its master; each is called from any thread.

    Attributes:
        away: the master stopped answering; gets why.
        back: it answers again.
        taken: another worker of this name is online; the master misses it `LOST_SECONDS` after its last sign of life.
    """

    away: Callable[[ForgeError], object] = lambda _: None
    back: Callable[[], object] = lambda: None
    taken: Callable[[], object] = lambda: None


class Heartbeat:
    """Keeps a worker registered, in a thread of its own, from `start` until `close`."""

    def __init__(
        self, master: Master, identity: Identity, signs: Signs, *, heartbeat_seconds: float = HEARTBEAT_SECONDS
    ) -> None:
        """Prepare; nothing is sent."""
        self._master = master
        self._identity = identity
        self._signs = signs
        self._seconds = heartbeat_seconds
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._away = False
        self._beating = threading.Lock()
        self.worker_id = 0
        """By which the master knows this worker, once it is registered."""
        self.action = ""
        """The standing order: ``offline``, ``shutdown``, or "" for none."""
        self.error: ForgeError | None = None
        """Why the master does not want this worker any more; there will be no more heartbeats."""

    def start(self, stopped: Callable[[], bool]) -> None:
        """Register, however long the master is away, and then begin to send heartbeats.

        Raises:
            Refused: the master does not want this worker, as without a token.
            Cancelled: `stopped` before it was registered.
        """
        insist(lambda: self._register(stopped), stopped, on_away=self._signs.away)
        if stopped():
            raise Cancelled
        self._thread.start()

    def close(self) -> None:
        """Send no more heartbeats."""
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join(1.0)  # one that waits for the master ends with the process

    def sign_off(self) -> None:
        """Tell the master that this worker ends, unless it is away, and send no more heartbeats."""
        self.close()
        if self.worker_id and not self._away and self.error is None and self._beating.acquire(timeout=1.0):
            try:
                self._master.sign_off(self._identity.name, self.worker_id)
            except ForgeError:  # it will miss this worker instead
                return
            finally:
                self._beating.release()

    def renew(self, stopped: Callable[[], bool]) -> None:
        """Be silent until the master misses this worker, and register anew: it then takes back what it may have given.

        Raises:
            MasterAway: to be called again.
            Refused: as `start`.
        """
        with self._beating:
            self._register(stopped, told=True)

    def _register(self, stopped: Callable[[], bool], *, told: bool = False) -> None:
        """Register; where a worker of this name is online, wait until the master must have missed it."""
        one = self._identity
        while not stopped():
            try:
                self.worker_id = self._master.register(one.name, one.worker_type, one.support_vr)
                self.action = ""  # registering clears it
                return
            except Refused as error:
                if error.status != 409:
                    raise
            if not told:
                told = True
                self._signs.taken()
            wait(self._seconds, stopped)

    def _beat(self) -> None:
        while not self._closed.wait(self._seconds):
            try:
                with self._beating:
                    self._once()
            except MasterAway as error:
                if not self._away:
                    self._away = True
                    self._signs.away(error)
            except ForgeError as error:
                self.error = error
                return
            else:
                if self._away:
                    self._away = False
                    self._signs.back()

    def _once(self) -> None:
        try:
            self.action = self._master.heartbeat(self._identity.name, self.worker_id)
        except Refused as error:
            if error.status not in (404, 409):
                raise
            # It has us offline, or does not know us any more; another one may have our name by now.
            self._register(self._closed.is_set)
