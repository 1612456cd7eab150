"""Give the memory of large pictures back to the system as soon as they are done with."""

from __future__ import annotations

import ctypes
import sys

_M_MMAP_THRESHOLD = -3
_LARGE = 1 << 20


def return_large_blocks() -> None:
    """Have blocks of 1 MiB and more mapped on their own, for this process (glibc; elsewhere nothing happens).

    By itself glibc raises that limit to 32 MiB as such blocks come and go, and keeps what is freed in heaps of each
    thread: a process that works on photos for an hour then holds hundreds of megabytes of holes.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
