"""``python -m albumforge.watch.process``: looks after watch folders until it is told to stop.

Started by the workers' supervisor. It reads its orders from standard input, and tells on standard output what happens,
one JSON object a line.
"""

from __future__ import annotations

import signal
import sys
import threading

from albumforge import logs
from albumforge.errors import ForgeError
from albumforge.forge import Forge
from albumforge.models.driver import leave_out_postgresql
from albumforge.processes import Teller, read_orders, when_orphaned
from albumforge.watch.watcher import Watcher


def main() -> int:
    """Look until told to stop; return the exit code."""
    settings, more = read_orders(sys.stdin.buffer.readline())
    if not settings.database_url:
        leave_out_postgresql()
    logs.set_up(settings, "watcher")
    tell, stop = Teller(), threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        # A handler takes no lock, as an Event does: it may interrupt the very code that holds it.
        signal.signal(signum, lambda *_: threading.Thread(target=stop.set).start())
    when_orphaned(stop.set)
    try:
        with Forge(settings, apart=True) as forge:
            Watcher(forge, only=more["only"], once=more["once"], tell=tell).run(stop)
    except ForgeError as error:
        tell({"event": "failed", "message": error.message, "hint": error.hint})
        return error.exit_code
    if more["once"]:
        tell({"event": "done"})
        stop.wait()  # whoever started it would start it again
    return 0


if __name__ == "__main__":
    sys.exit(main())
