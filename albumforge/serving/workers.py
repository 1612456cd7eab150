"""``python -m albumforge.serving.workers``: database, queue and worker processes of a server.

Started by `serving.server`. It reads its orders from standard input and tells on standard output, one JSON object a
line, when database and queue answer, which worker ended, or why it cannot work.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from albumforge import logs
from albumforge.actors.supervisor import Watching, run_workers
from albumforge.errors import ForgeError
from albumforge.forge import Forge
from albumforge.models.driver import leave_out_postgresql
from albumforge.processes import read_orders, when_orphaned


def main() -> int:
    """Serve until told to stop; return the exit code."""
    settings, more = read_orders(sys.stdin.buffer.readline())
    if not settings.database_url:
        leave_out_postgresql()
    logs.set_up(settings, "supervisor")
    tell = _Teller()
    stop = threading.Event()
    when_orphaned(stop.set)

    def ready(forge: Forge) -> None:
        if more["links"]:  # the server begins; until now nobody could send it a sign of life
            forge.farm.workers.excuse()
        tell("ready", links=[forge.accounts.login_link(forge.accounts.local().id) for _ in range(more["links"])])

    try:
        run_workers(
            settings,
            processes=more["workers"],
            farm=more.get("farm", settings.farm_workers),
            watching=Watching() if more.get("watch", True) else None,
            stop=stop,
            stop_seconds=more["stop_seconds"],
            address=f"{settings.http_host}:{settings.http_port}",
            on_ready=ready,
            on_end=lambda what, code, pause: tell("ended", what=what, code=code, pause=pause),
        )
    except ForgeError as error:
        tell("failed", type=type(error).__name__, message=error.message, hint=error.hint)
        return error.exit_code
    return 0


class _Teller:
    """Writes events to what was standard output; that itself becomes standard error, for whoever prints."""

    def __init__(self) -> None:
        self._stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        self._one = threading.Lock()

    def __call__(self, event: str, **more: Any) -> None:
        with self._one:
            self._stream.write(json.dumps({"event": event, **more}) + "\n")
            self._stream.flush()


if __name__ == "__main__":
    sys.exit(main())
