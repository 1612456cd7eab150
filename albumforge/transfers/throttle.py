"""A limit of so many bytes a second, for all threads of a transfer together."""

from __future__ import annotations

import threading
import time

from albumforge.context import Context
from albumforge.transfers.many import rest

_SLACK_SECONDS = 0.25
"""Of waiting that took too long, to be made up for."""


class Throttle:
    """Lets bytes pass at a rate; a pause is not made up for."""

    def __init__(self, rate: float = 0.0) -> None:
        """Prepare.

        Args:
            rate: bytes a second; 0: without a limit.
        """
        self._rate = rate
        self._free_at: float | None = None  # when all that was taken has passed
        self._lock = threading.Lock()

    def take(self, size: int, context: Context) -> None:
        """Wait for as long as so many bytes take, and those that were taken before.

        Raises:
            Cancelled: the context asked to stop meanwhile.
        """
        if not self._rate:
            return
        with self._lock:
            now = time.monotonic()
            begin = now if self._free_at is None else max(self._free_at, now - _SLACK_SECONDS)
            self._free_at = begin + size / self._rate
            left = self._free_at - now
        rest(left, context)
