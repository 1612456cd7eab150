"""One worker process: ``python -m albumforge.actors.process``, started by the supervisor.

It reads its orders as one line of JSON from standard input, which stays open: when it ends, the supervisor is gone, and
the worker finishes as if it had got SIGTERM. What it was working on goes back into the queue.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator

from dramatiq import Worker
from dramatiq.middleware import CurrentMessage

from albumforge import logs, processes
from albumforge.actors.helping import Helper
from albumforge.actors.table import bind, chosen
from albumforge.errors import ForgeError
from albumforge.forge import Forge
from albumforge.media.memory import return_large_blocks
from albumforge.models.driver import leave_out_postgresql
from albumforge.queue.presence import Presence
from albumforge.queue.signs import WORKER, Signing
from albumforge.settings import Settings

_STEP_SECONDS = 0.1
UPKEEP_SECONDS = 1.0
"""How often dead workers are looked for and the server is seen to."""
STOP_SECONDS = 20.0
"""How long a worker may take to stop; its message then goes to another one."""
_log = logging.getLogger(__name__)


def orders(settings: Settings, queues: list[str]) -> bytes:
    """Return the line that tells a worker process what to do."""
    return processes.orders(settings, queues=queues)


def read_orders(line: bytes) -> tuple[Settings, list[str]]:
    """Return what `orders` was given."""
    settings, more = processes.read_orders(line)
    return settings, more["queues"]


def main() -> int:
    """Serve queues until told to stop; return the exit code."""
    return_large_blocks()
    settings, queues = read_orders(sys.stdin.buffer.readline())
    if not settings.database_url:
        leave_out_postgresql()
    logs.set_up(settings, "worker")
    stop = _Stop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: stop.ask())
    processes.when_orphaned(stop.ask)
    try:
        with Forge(settings) as forge:
            _serve(forge, queues, stop)
    except ForgeError as error:
        _log.error("%s", error)
        return error.exit_code
    return 0


class _Stop:
    """Whether this process is to stop. It takes no lock, as an Event does: a signal may come while that is held, by the
    very code that it interrupts."""

    def __init__(self) -> None:
        self._asked = False

    def ask(self) -> None:
        """Have it stop; from a signal's handler, or any thread."""
        self._asked = True

    def asked(self) -> bool:
        """Whether it is to."""
        return self._asked

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until it is to stop; return whether it is."""
        until = time.monotonic() + seconds
        while not self._asked and time.monotonic() < until:
            time.sleep(_STEP_SECONDS)
        return self._asked


def _serve(forge: Forge, queues: list[str], stop: _Stop) -> None:
    broker = forge.broker.dramatiq
    # Held until the process ends: who gets this lock knows that the worker is dead.
    lock = Presence(forge.settings.home).announce(forge.broker.id)
    names = chosen(forge, queues)
    helper = Helper(forge, names, stop.asked)
    signing = Signing(forge.broker, WORKER, names)
    bind(forge, names, stop.asked, lambda: _at_work(helper, signing))
    worker = Worker(broker, worker_threads=1, worker_timeout=500)
    worker.queue_prefetch = 1  # or a second message waits behind a long one while another worker idles
    worker.start()
    helper.start()
    _log.info("worker %s serves %s", forge.broker.id, ", ".join(queues))
    signing.renew()
    while not stop.wait(UPKEEP_SECONDS):
        signing.renew()
        try:
            forge.broker.check(wait=False)
            forge.movies.bury()
        except ForgeError as error:
            _log.warning("upkeep: %s", error)
    watchdog = threading.Timer(STOP_SECONDS, os._exit, args=(1,))
    watchdog.daemon = True
    watchdog.start()
    helper.stop(STOP_SECONDS)
    worker.stop(timeout=round(STOP_SECONDS * 1000))
    signing.leave()
    forge.close()
    lock.path.unlink(missing_ok=True)  # everything was given back: nothing to inherit
    lock.release()
    watchdog.cancel()


@contextlib.contextmanager
def _at_work(helper: Helper, signing: Signing) -> Iterator[None]:
    """Entered for as long as an actor works: no help for others meanwhile, and those who ask see which it is."""
    message = CurrentMessage.get_current_message()
    with helper.away(), signing.doing("" if message is None else message.actor_name):
        yield


if __name__ == "__main__":
    sys.exit(main())
