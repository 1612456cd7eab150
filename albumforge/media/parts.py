"""Which segment to make next, where several threads and several workers make one video.

Nobody hands the segments out: each worker takes one that is neither in the cache nor taken. It goes on with the segment
that follows its last, for which it may have prepared something; where that one is not to be had, it begins anew in the
middle of the longest stretch that nobody has touched, so that two workers seldom prepare the same. Where there is
nothing to prepare, all go by one order.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from albumforge.backends import Share
from albumforge.media.assemble import is_segment

LOOK_SECONDS = 0.2
"""How often the cache and the others are looked at."""
PATIENCE_SECONDS = 15.0
"""So long the maker of a video with nothing left to do waits for others; then it makes what they have taken, too."""


class Segment(Protocol):
    """What can be made by itself."""

    @property
    def key(self) -> str:
        """Digest of its content."""
        ...

    @property
    def frames(self) -> int:
        """Number of them."""
        ...


S = TypeVar("S", bound=Segment)


class Alone:
    """The share of a video that one process makes."""

    def invite(self, _mark: str, /) -> None:
        """Invite nobody."""

    def take(self, _key: str, /) -> bool:
        """Nobody else could have it."""
        return True

    def leave(self, _key: str, /) -> None:
        """Nobody waits for it."""

    def taken(self, _keys: Sequence[str], /) -> frozenset[str]:
        """Nobody takes any."""
        return frozenset()


def mark_of(segments: Sequence[Segment]) -> str:
    """Return a digest of the keys of all segments of a video."""
    keys = " ".join(segment.key for segment in segments)
    return hashlib.blake2b(keys.encode(), digest_size=20).hexdigest()


class Parts(Generic[S]):
    """The segments of a video that were not in the cache when the work began; safe to use from many threads.

    Attributes:
        patience: how long to wait for what others have taken once nothing else is left, in seconds.
    """

    def __init__(
        self,
        missing: Sequence[tuple[Path, S]],
        share: Share,
        *,
        helping: bool = False,
        in_order: bool = False,
        patience: float = PATIENCE_SECONDS,
        found: Callable[[S], None] = lambda _: None,
    ) -> None:
        """Begin.

        Args:
            missing: each segment with its place in the cache, in the order in which to make them.
            share: who has taken which.
            helping: whether another worker makes the video: the first segment is then one from the middle, and
                what others have taken is left to them for good.
            in_order: take the first that is free, whoever had the one before.
            patience: see the attribute.
            found: called with each segment that somebody else has made.
        """
        self._missing = list(missing)
        self._share = share
        self._helping = helping
        self._in_order = in_order
        self.patience = patience
        self._found = found
        self._lock = threading.Lock()
        self._open = set(range(len(self._missing)))  # neither made, nor being made in this process
        self._elsewhere: set[int] = set()
        self._next = None if helping else 0
        self._looked = -1e9
        self._idle_since: float | None = None

    @property
    def over(self) -> bool:
        """Whether every segment is made, or being made in this process."""
        with self._lock:
            return not self._open

    def take(self) -> tuple[Path, S] | None:
        """Return a segment to make now, or None where all that is left is being made by others.

        The caller gives it back with `leave`.
        """
        with self._lock:
            self._look()
            while (place := self._choose()) is not None:
                file, segment = self._missing[place]
                if place not in self._elsewhere and not self._share.take(segment.key):
                    self._elsewhere.add(place)
                    continue
                self._open.discard(place)
                if is_segment(file, segment.frames):  # another worker was done with it just now
                    self._share.leave(segment.key)
                    self._found(segment)
                    continue
                self._next = place + 1
                return file, segment
            return None

    def leave(self, segment: S) -> None:
        """Say that a segment that was taken is made or given up."""
        self._share.leave(segment.key)

    def _look(self) -> None:
        """See what others are doing, and what has become of it; not more often than useful."""
        moment = time.monotonic()
        if moment - self._looked < LOOK_SECONDS:
            return
        taken = self._share.taken([self._missing[place][1].key for place in sorted(self._open)])
        elsewhere = {place for place in self._open if self._missing[place][1].key in taken}
        for place in sorted((self._elsewhere & self._open) - elsewhere):  # finished, or given up
            file, segment = self._missing[place]
            if is_segment(file, segment.frames):
                self._open.discard(place)
                self._idle_since = None
                self._found(segment)
        self._elsewhere = elsewhere
        self._looked = moment

    def _choose(self) -> int | None:
        free = self._open - self._elsewhere
        if not free:
            return self._impatient()
        self._idle_since = None
        if self._in_order:
            return min(free)
        return self._next if self._next in free else _middle(free)

    def _impatient(self) -> int | None:
        """Return what somebody else has taken, after having waited for it long enough."""
        if self._helping or not self._open:
            return None
        moment = time.monotonic()
        if self._idle_since is None:
            self._idle_since = moment
        return min(self._open) if moment - self._idle_since >= self.patience else None


def _middle(places: set[int]) -> int:
    """Return the middle of the longest run of consecutive numbers, the first of those equally long."""
    best = run = (0, 0)
    for place in sorted(places):
        run = (run[0], run[1] + 1) if place == run[0] + run[1] else (place, 1)
        if run[1] > best[1]:
            best = run
    return best[0] + best[1] // 2
