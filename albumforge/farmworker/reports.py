"""Tells the master how far a task is, in a thread of its own: the encoding never waits for the master."""

from __future__ import annotations

import threading
import time
from typing import Any

from albumforge.farmworker.client import LONGEST_PAUSE, Master, MasterAway, Refused

QUIET_SECONDS = 5.0
"""At least so often a report is sent, though nothing has changed: the answer tells whether the task was cancelled."""

CREATED, RUNNING, COMPLETED, FAILED = range(4)
"""States of a task."""


class Reports:
    """The reports of one task while it runs."""

    def __init__(self, master: Master, task_id: str, worker_id: int) -> None:
        """Begin; the first report is sent once there is progress to tell, or after `QUIET_SECONDS`."""
        self._master = master
        self._task_id = task_id
        self._worker_id = worker_id
        self._begun = time.monotonic()
        self._percent = 0.0
        self._more: dict[str, Any] = {}
        self._due = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._send, name="reports", daemon=True)
        self.lost = ""
        """Why the master does not want this task from us any more; "" while it does."""
        self._thread.start()

    @property
    def elapsed(self) -> int:
        """Whole seconds since the task began."""
        return int(time.monotonic() - self._begun)

    def update(self, fraction: float, **more: Any) -> None:
        """Take note of progress; each whole percent is worth a report."""
        percent = min(100.0, max(0.0, fraction * 100))
        worth = int(percent) > int(self._percent)
        self._percent, self._more = percent, more
        if worth:
            self._due.set()

    def close(self) -> None:
        """Send nothing more; one that waits for the master is not waited for long."""
        self._closed = True
        self._due.set()
        self._thread.join(1.0)

    def _send(self) -> None:
        pause = 0.5
        while True:
            self._due.wait(QUIET_SECONDS)
            self._due.clear()
            if self._closed:
                return
            try:
                self._master.report(self._task_id, **self._fields())
                pause = 0.5
            except MasterAway:
                time.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
                self._due.set()
            except Refused as error:
                self.lost = error.said or str(error)
                return

    def _fields(self) -> dict[str, Any]:
        percent, elapsed = self._percent, self.elapsed
        left = round(elapsed * (100 - percent) / percent) if percent >= 1 else None
        fields = {"worker_id": self._worker_id, "status": RUNNING, "progress": round(percent, 2), **self._more}
        return {**fields, "elapsed_time": elapsed, **({} if left is None else {"remaining_time": left})}
