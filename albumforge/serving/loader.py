"""What granian's worker process loads: the WSGI application on a forge of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.util import Finalize
from typing import Any

from albumforge import logs
from albumforge.models.driver import leave_out_postgresql
from albumforge.processes import read_orders

STOP_SECONDS = 1.5
"""How long requests in flight may take to be finished, before they are cut off."""


@dataclass(frozen=True)
class Loader:
    """Makes the application in the process that will answer the requests.

    Attributes:
        line: the orders, as `processes.orders` writes them.
    """

    line: bytes

    def __call__(self) -> Callable[..., Any]:
        """Return the application."""
        settings, _ = read_orders(self.line)
        if not settings.database_url:
            leave_out_postgresql()
        from albumforge.forge import Forge  # not in the process that only starts this one
        from albumforge.http import app

        logs.set_up(settings, "web")
        forge = Forge(settings, apart=True)
        Finalize(forge, forge.close, exitpriority=0)  # atexit does not run in children of multiprocessing
        application = app(forge, prefix=settings.url_prefix)
        _end_in_time(application.site.abandon)
        return application


def _end_in_time(before: Callable[[], object]) -> None:
    """Let this process end soon after it was asked to, or at once with its parent; call `before` first.

    granian by itself waits for requests in flight, of which some never end.
    """
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)  # as `set_wakeup_fd` wants it
    signal.set_wakeup_fd(theirs)

    def asked() -> None:
        os.read(ours, 1)  # any signal that Python handles here is one to stop
        time.sleep(STOP_SECONDS)
        before()
        os._exit(0)

    def alone() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            before()
            os._exit(1)

    for action in (asked, alone):
        threading.Thread(target=action, name=action.__name__, daemon=True).start()
