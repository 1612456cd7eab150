"""How an engine reports progress and learns that it should stop, without knowing who listens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from albumforge.errors import Cancelled


@dataclass(frozen=True)
class Progress:
    """Where a step stands.

    Attributes:
        stage: name of the stage, such as ``render``.
        fraction: part of this stage that is done, 0 to 1.
        message: what is being done, for people; may be "".
        found: that much was there before the work began, and says nothing of how fast it goes.
    """

    stage: str
    fraction: float
    message: str = ""
    found: bool = False


def _never() -> bool:
    return False


def _ignore(_: object) -> None:
    return None


FRAME_SECONDS = 1.5
"""Between two frames that are shown, at least."""


@dataclass
class Context:
    """Passed to every engine: report with `progress` and `log`, call `check` at least five times a second.

    All methods may be called from any thread.

    Attributes:
        on_progress: called with each `Progress`, on the reporting thread.
        on_log: called with each line for the film's log.
        on_frame: called with a small JPEG of what is being made, now and then; None: nobody looks.
        cancelled: answers whether the work should stop; asked at most every `poll_interval` seconds.
    """

    on_progress: Callable[[Progress], None] = _ignore
    on_log: Callable[[str], None] = _ignore
    cancelled: Callable[[], bool] = _never
    poll_interval: float = 0.1
    on_frame: Callable[[bytes], None] | None = None
    _shown_at: float = field(default=-1e9, init=False, repr=False)
    _showing: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _asked_at: float = field(default=-1e9, init=False, repr=False)
    _stop: bool = field(default=False, init=False, repr=False)

    def progress(self, stage: str, fraction: float, message: str = "", *, found: bool = False) -> None:
        """Report the part of a stage that is done (clamped to 0 … 1); `found`: it was there before the work began."""
        self.on_progress(Progress(stage, min(1.0, max(0.0, fraction)), message, found))

    def log(self, line: str) -> None:
        """Add a line to the log of the work, for its owner to read."""
        self.on_log(line)

    def show(self, draw: Callable[[], bytes]) -> None:
        """Let whoever watches see what is being made; cheap enough for every frame.

        Args:
            draw: makes the JPEG; called at most every `FRAME_SECONDS`, and only where somebody looks.
        """
        now = time.monotonic()
        if self.on_frame is None or now - self._shown_at < FRAME_SECONDS or not self._showing.acquire(blocking=False):
            return
        try:
            self._shown_at = now
            self.on_frame(draw())
        finally:
            self._showing.release()

    def check(self) -> None:
        """Raise `Cancelled` once the work should stop; cheap enough for every frame."""
        now = time.monotonic()
        if not self._stop and now - self._asked_at >= self.poll_interval:
            self._asked_at = now
            self._stop = self.cancelled()
        if self._stop:
            raise Cancelled()
