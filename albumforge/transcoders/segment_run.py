"""Encode the segments of a video that are missing, with the threads of this process: alone, or beside other workers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from albumforge.backends import Share
from albumforge.context import Context
from albumforge.errors import Unavailable
from albumforge.media.abreast import side_by_side, watching
from albumforge.media.parts import LOOK_SECONDS, PATIENCE_SECONDS, Parts
from albumforge.transcoders.segment_encode import Recipe, encode_segment
from albumforge.transcoders.segment_store import SegmentStore, read_plan
from albumforge.transcoders.segments import Segment

THREADS_EACH = 4
"""Threads that a segment is encoded with; on more processors several are encoded side by side."""
_PATIENCE = 3.0
"""So many times as long as a segment takes, others are waited for; then they may be stuck."""


class Encoding:
    """The encoding of segments in this process.

    Attributes:
        lanes: number of segments that are encoded side by side.
        made: number of segments that were encoded here.
    """

    def __init__(
        self,
        recipe: Recipe,
        context: Context,
        threads: int,
        *,
        counted: Callable[[], None] = lambda: None,
        finished: Callable[[Segment], None] = lambda _: None,
    ) -> None:
        """Prepare.

        Args:
            threads: processors that may be used.
            counted: is called after each picture, from several threads.
            finished: is called with each segment, from several threads.
        """
        self.lanes = max(1, threads // THREADS_EACH)
        self.made = 0
        self._recipe, self._context, self._threads = recipe, context, threads // self.lanes
        self._counted, self._finished = counted, finished
        self._longest = 0.0
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def run(self, parts: Parts[Segment]) -> None:
        """Encode segments until none is left.

        Raises:
            MediaError, StorageError, Unavailable, Cancelled: as `encode_segment`.
        """
        with side_by_side(self._context, self._stop, self.lanes) as begin:
            for _ in range(self.lanes):
                begin(self._encode_some, parts)

    def _encode_some(self, parts: Parts[Segment]) -> None:
        context = watching(self._context, self._stop)
        while not parts.over:
            context.check()
            taken = parts.take()
            if taken is None:
                time.sleep(LOOK_SECONDS / 2)
                continue
            file, segment = taken
            began = time.monotonic()
            try:
                encode_segment(
                    self._recipe, segment, file, threads=self._threads, context=context, counted=self._counted
                )
            finally:
                parts.leave(segment)
            with self._lock:
                self.made += 1
                self._longest = max(self._longest, time.monotonic() - began)
                parts.patience = max(PATIENCE_SECONDS, _PATIENCE * self._longest)
            self._finished(segment)


def help_with(mark: str, *, cache: Path, threads: int, share: Share, context: Context) -> int:
    """Encode segments of a video that another worker has, into the cache of both, until all are there.

    Args:
        mark: what the other worker gave to `Share.invite`.

    Returns:
        How many were encoded here.

    Raises:
        Unavailable: segments made here would be others than those wanted, or the other worker has another cache.
        MediaError, StorageError: the source cannot be read or decoded, a segment not be written.
        Cancelled: the context asked to stop; what is finished stays in the cache.
    """
    plan = read_plan(cache, mark)
    recipe = Recipe.of(Path(plan.source), plan.picture, plan.container, plan.encoder, plan.crf)
    if recipe.digest() != plan.recipe or plan.mark != mark:
        raise Unavailable("The segments of this video would not be the same here: files or libraries differ.")
    encoding = Encoding(recipe, context, threads)
    encoding.run(Parts(SegmentStore(cache, plan).missing(), share, helping=True, in_order=True))
    return encoding.made
