"""The idle hands of a worker process: a thread that helps with the work of others while there is none of its own."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence

from albumforge.forge import Forge

TRANSCODERS = "transcoder."
"""What the queues of transcoders begin with."""
LOOK_SECONDS = 0.25
"""How often an idle worker looks for something to help with."""
_AWAY_SECONDS = 10.0
"""How long work of one's own waits for the helping to stop; it stops within a frame, save in a broken decoder."""
_log = logging.getLogger(__name__)


class Helper:
    """Helps from `start` to `stop`, except within `away`."""

    def __init__(self, forge: Forge, queues: Sequence[str], stopping: Callable[[], bool]) -> None:
        """Prepare.

        Args:
            queues: whose films and videos to help with.
            stopping: answers whether the worker was asked to stop.
        """
        transcoders = [queue for queue in queues if queue.startswith(TRANSCODERS)]
        makers = [queue for queue in queues if queue not in transcoders]
        self._ways: list[Callable[[], int | None]] = [lambda: forge.movies.help(makers, self._busy)]
        if transcoders:
            self._ways.append(lambda: forge.farm.help(transcoders, self._busy))
        self._stopping = stopping
        self._wanted_elsewhere = threading.Event()
        self._over = threading.Event()
        self._hands = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="helper", daemon=True)

    def start(self) -> None:
        """Begin to look for something."""
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Stop helping, and wait for that at most so many seconds."""
        self._over.set()
        self._thread.join(timeout)

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Run the body, work of one's own, once the helping has stopped; what was half rendered is dropped."""
        self._wanted_elsewhere.set()
        free = self._hands.acquire(timeout=_AWAY_SECONDS)
        try:
            yield
        finally:
            self._wanted_elsewhere.clear()
            if free:
                self._hands.release()

    def _run(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            if self._wanted_elsewhere.is_set():
                continue
            with self._hands:
                try:
                    for way in self._ways:
                        way()
                except Exception as error:  # database or queue are away; the worker's own loop tells of it
                    _log.debug("no help: %s", error)

    def _busy(self) -> bool:
        return self._wanted_elsewhere.is_set() or self._over.is_set() or self._stopping()
