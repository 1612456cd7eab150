"""What granian's worker process loads: the WSGI application on a forge of its own."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.util import Finalize
from typing import Any

from albumforge.models.driver import leave_out_postgresql
from albumforge.processes import read_orders


@dataclass(frozen=True)
class Loader:
    """Makes the application in the process that will answer the requests.

    Attributes:
        line: the orders, as `processes.orders` writes them.
    """

    line: bytes

    def __call__(self) -> Callable[..., Any]:
        """Return the application."""
        threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
        settings, _ = read_orders(self.line)
        if not settings.database_url:
            leave_out_postgresql()
        from albumforge.forge import Forge  # not in the process that only starts this one
        from albumforge.http import app

        logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
        forge = Forge(settings)
        Finalize(forge, forge.close, exitpriority=0)  # atexit does not run in children of multiprocessing
        return app(forge, prefix=settings.url_prefix)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
