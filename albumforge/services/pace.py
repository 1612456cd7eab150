"""How long a stage still takes, told from how fast its work has gone lately; nothing is told without a basis."""

from __future__ import annotations

import math
from collections import deque
from itertools import pairwise

BASIS_SECONDS = 4.0
"""So long work has to be watched before anything is told of it."""
BASIS_PART, LONG_SECONDS, LONG_PART = 0.03, 20.0, 0.004
"""So much of what there was to do has to be done before, too; of long work less is enough after a while."""
WINDOW_SECONDS = 20.0
"""What lies further back says nothing of the pace, at least where a third of the time so far is less."""
SMOOTH_SECONDS = 5.0
"""So slowly the told time follows a new estimate."""
MORE, LESS = 1.1, 0.75
"""A new estimate between these parts of the told time leaves that to run down."""


class Pace:
    """Watches one stage; moments are seconds of a clock that never goes back."""

    def __init__(self, moment: float, fraction: float = 0.0) -> None:
        """Begin to watch at `fraction`: what was done before says nothing of the pace."""
        self._begin = fraction
        self._began = moment
        self._seen: deque[tuple[float, float]] = deque([(moment, fraction)])
        self._told: float | None = None
        self._told_at = moment

    def saw(self, moment: float, fraction: float) -> None:
        """Note how much of the stage is done."""
        last, before = self._seen[-1]
        if fraction <= before:
            return
        if len(self._seen) > 2 and moment - last < 0.2:
            self._seen.pop()
        self._seen.append((moment, fraction))

    def left(self, moment: float) -> float | None:
        """Return the seconds that the stage still takes, or None while there is no basis to say."""
        estimate = self._estimate(moment)
        if estimate is None:
            return self._told
        passed = moment - self._told_at
        self._told_at = moment
        if self._told is None:
            self._told = estimate
            return estimate
        running = max(0.0, self._told - passed)
        if estimate > running * MORE + 1 or estimate < running * LESS:
            running += (estimate - running) * (1 - math.exp(-passed / SMOOTH_SECONDS))
        self._told = running
        return running

    def _estimate(self, moment: float) -> float | None:
        last, done = self._seen[-1]
        passed, todo = moment - self._began, 1.0 - self._begin
        least = LONG_PART if passed >= LONG_SECONDS else BASIS_PART
        if passed < BASIS_SECONDS or done - self._begin < least * todo:
            return None
        horizon = last - max(WINDOW_SECONDS, passed / 3)
        while len(self._seen) > 2 and self._seen[1][0] <= horizon:
            self._seen.popleft()
        since, fraction = self._seen[0]
        # Work that is told of now and then goes on in between; what is silent for longer than ever has come to a stop.
        quiet = max(after - before for (before, _), (after, _) in pairwise(self._seen))
        silent = moment - last
        stopped = max(0.0, silent - quiet)
        estimate = (1.0 - done) * (last - since + stopped) / (done - fraction) - min(silent, quiet)
        return max(estimate, stopped, 0.0)
