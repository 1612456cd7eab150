"""How fast bytes go, for people."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from albumforge.context import Context, Progress

_WINDOW_SECONDS = 10.0


def with_pace(context: Context, sizes: dict[str, int], tell: Callable[[str, float], object]) -> Context:
    """Return a context whose progress says how many megabytes of 10⁶ bytes pass a second.

    Args:
        sizes: bytes that each stage goes through.
        tell: is told the stage and the fraction of it that is done, too.
    """
    paces = {stage: _Pace(size) for stage, size in sizes.items()}

    def progress(one: Progress) -> None:
        tell(one.stage, one.fraction)
        pace = paces.get(one.stage)
        message = one.message if pace is None else pace.message(one)
        context.progress(one.stage, one.fraction, message, found=one.found)

    return Context(
        on_progress=progress,
        on_log=context.on_log,
        cancelled=context.cancelled,
        poll_interval=context.poll_interval,
    )


class _Pace:
    """The pace of one stage over the last seconds; may be told of by several threads, a little wrong then."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._seen: deque[tuple[float, float]] = deque(maxlen=4096)

    def message(self, progress: Progress) -> str:
        now = time.monotonic()
        if progress.found:
            self._seen.clear()
        self._seen.append((now, progress.fraction))
        while len(self._seen) > 2 and now - self._seen[0][0] > _WINDOW_SECONDS:
            self._seen.popleft()
        begun, from_fraction = self._seen[0]
        passed = (progress.fraction - from_fraction) * self._size
        if now - begun < 0.2 or passed <= 0:
            return progress.message
        return f"{passed / (now - begun) / 1e6:.1f} MB/s"
