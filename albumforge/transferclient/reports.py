"""Reports a task's states as they happen, and how far it is every few seconds, without holding the work up."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from albumforge.context import Context
from albumforge.errors import ForgeError
from albumforge.queue.repeated import Repeated
from albumforge.transferclient.server import FAILED
from albumforge.transfers.many import PATIENCE, insist

EVERY_SECONDS = 2.0


class Reports(Repeated):
    """The reports of one task; a context manager."""

    def __init__(self, report: Callable[[int, float], object], context: Context, *, patience: float = PATIENCE) -> None:
        """Prepare.

        Args:
            report: tells the server a state and the percent done.
            patience: seconds that the server may be away where it must hear of a state.
        """
        super().__init__(self._tell_percent, EVERY_SECONDS, name="albumforge-reports")
        self._report, self._context, self._patience = report, context, patience
        self._status, self._percent, self._told = 0, 0.0, 0.0
        self._lock, self._sending = threading.Lock(), threading.Lock()

    def enter(self, status: int, percent: float = 0.0) -> None:
        """Tell that a state begins; return once the server knows.

        Raises:
            Refused: the server does not want that.
            ServerAway: it was away for too long.
            Cancelled: the context asked to stop meanwhile.
        """
        with self._lock:
            self._status, self._percent, self._told = status, percent, percent
        with self._sending:
            insist(lambda: self._report(status, percent), context=self._context, patience=self._patience)

    def percent(self, value: float) -> None:
        """Note how much of the whole is done, 0 to 100; it is told with the next report."""
        with self._lock:
            self._percent = max(0.0, min(100.0, value))

    def fail(self) -> bool:
        """Tell that the task failed, if the server can be reached just now; answer whether it knows."""
        with self._lock:
            self._status, percent = FAILED, self._percent
        with contextlib.suppress(ForgeError), self._sending:
            self._report(FAILED, percent)
            return True
        return False

    def _tell_percent(self) -> None:
        with self._sending:
            with self._lock:
                status, percent = self._status, self._percent
            if int(percent) == int(self._told) or self._over.is_set() or not status:
                return
            with contextlib.suppress(ForgeError):  # the next one tells it, too
                self._report(status, percent)
                self._told = percent
