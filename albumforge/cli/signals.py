"""Ctrl-C and SIGTERM: the first asks the work to stop, the second ends the process at once."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

HANDLED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_received: list[int] = []
_polling = 0


def received() -> int | None:
    """The number of the first signal that asked to stop, or None."""
    return _received[0] if _received else None


def stop_asked() -> bool:
    """Whether a signal asked to stop; fit for `Context.cancelled`."""
    return bool(_received)


def _handle(number: int, frame: FrameType | None) -> None:
    del frame
    if _received:
        os._exit(128 + number)
    _received.append(number)
    if not _polling:
        raise KeyboardInterrupt


@contextlib.contextmanager
def handled() -> Iterator[None]:
    """Catch the signals inside the block, in the main thread; one that was ignored stays ignored.

    Outside of `polled` the first one raises KeyboardInterrupt.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _received.clear()
    before: dict[signal.Signals, Any] = {}
    for number in HANDLED:
        if signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, _handle)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def polled() -> Iterator[None]:
    """Inside the block a signal raises nothing: the work asks `stop_asked` and ends by itself."""
    global _polling
    _polling += 1
    try:
        yield
    finally:
        _polling -= 1
