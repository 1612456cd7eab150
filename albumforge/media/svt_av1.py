"""SVT-AV1 as a guest in a process: it says nothing on standard error, and takes the machine from nobody.

Where it runs as root, as in most containers, it puts its threads and the one that opens it into the real-time class
SCHED_FIFO with the highest priority, and leaves them there. They then go before everything else on the machine, and so
does every process that the program starts from there on.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

NAME = "libsvtav1"
"""FFmpeg's name of the encoder."""
_TASKS = Path("/proc/self/task")


@contextlib.contextmanager
def opening(name: str) -> Iterator[None]:
    """Open an encoder in the body: the threads of this process stay in the class they were in.

    Args:
        name: of the encoder, as FFmpeg calls it; nothing is done for others than this one.
    """
    if name != NAME:
        yield
        return
    os.environ.setdefault("SVT_LOG", "1")  # it would tell its settings
    before = _in_real_time()
    try:
        yield
    finally:
        for thread in _in_real_time() - before:
            with contextlib.suppress(OSError):  # it has ended meanwhile
                os.sched_setscheduler(thread, os.SCHED_OTHER, os.sched_param(0))


def _in_real_time() -> set[int]:
    """Return the threads of this process that are in a real-time class; elsewhere than on Linux, none."""
    found: set[int] = set()
    if not hasattr(os, "sched_getscheduler") or not _TASKS.is_dir():
        return found
    for entry in _TASKS.iterdir():
        with contextlib.suppress(OSError):  # it has ended meanwhile
            if os.sched_getscheduler(int(entry.name)) in (os.SCHED_FIFO, os.SCHED_RR):
                found.add(int(entry.name))
    return found
