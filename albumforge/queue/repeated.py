"""Something that is done again and again, in a thread of its own, while a body runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from types import TracebackType
from typing import Self


class Repeated:
    """Calls something every so many seconds until its body ends; a context manager.

    At the end it waits for a call that is under way.
    """

    def __init__(self, call: Callable[[], None], seconds: float, *, name: str) -> None:
        """Prepare.

        Args:
            call: raises nothing: that would end it unseen.
            seconds: to wait before each call.
            name: of the thread.
        """
        self._call = call
        self._seconds = seconds
        self._over = threading.Event()
        # About the same as whoever starts it, for the log.
        self._thread = threading.Thread(target=copy_context().run, args=(self._repeat,), name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _repeat(self) -> None:
        while not self._over.wait(self._seconds):
            self._call()
