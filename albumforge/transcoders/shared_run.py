"""Encode one video with several workers: whoever has it cuts it into segments, and all who are idle encode some.

Segments lie in a cache that all workers see, under the digest of what they are. So nothing is lost with a worker that
dies: its segments are there for the others, and for whoever gets the video next.
"""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from albumforge.backends import Share
from albumforge.errors import MediaError
from albumforge.media.cache import mark_used
from albumforge.media.parts import Parts
from albumforge.transcoders.coded import Coded
from albumforge.transcoders.container import FORMATS
from albumforge.transcoders.join import join
from albumforge.transcoders.run import STAGE, Fill, Opened, one_pass
from albumforge.transcoders.segment_encode import JOINABLE, Recipe
from albumforge.transcoders.segment_run import Encoding
from albumforge.transcoders.segment_store import Place, Plan, SegmentStore
from albumforge.transcoders.segments import SECONDS, PacketTable, Segment, packet_table, segments_of
from albumforge.transcoding import speed_message

_ENCODED = 0.97
"""Part of the progress that is the encoding; the rest is joining."""
_STEP = 0.01  # of the whole, between two reports
_STEP_SECONDS = 0.5
_KEEP_SECONDS = 600.0
"""How often segments are marked as used, so that the cache is not cleared of them."""
_SHORT = "it is short"


@dataclass(frozen=True)
class Sharing:
    """How a video is shared with other workers.

    Attributes:
        cache: folder of all workers.
        share: who encodes which segment.
        seconds: shorter videos are encoded by one worker; 0: all are.
        threads: processors that this worker encodes segments with.
    """

    cache: Path
    share: Share
    seconds: float
    threads: int


def shared(sharing: Sharing) -> Fill:
    """Return what encodes the pictures of a result together with other workers, where they can be encoded so.

    Where they cannot, one worker does it in one pass, and the log of the context says why.
    """

    def fill(opened: Opened) -> tuple[int, Fraction]:
        why = _reason(opened, sharing)
        if not why:
            recipe = _recipe(opened)
            table = packet_table(opened.order.source, opened.context)
            # Of the shortest video that is shared there are four.
            segments = segments_of(table, recipe.digest(), min(SECONDS, sharing.seconds / 4))
            if len(segments) > 1:
                return _together(opened, sharing, recipe, table, segments)
            why = "it has too few key frames" if table.seekable else "its pictures have no times of their own"
        if why != _SHORT:
            opened.context.log(f"Not shared with other workers: {why}.")
        return one_pass(opened)

    return fill


def _reason(opened: Opened, sharing: Sharing) -> str:
    """Return why a video is not cut into segments, as far as that is told before its packets are read; "": it may."""
    order, pictures = opened.order, opened.pictures
    told = float((pictures.duration or 0) * (pictures.time_base or 0))
    seconds = told or (opened.media.duration or 0) / av.time_base
    if not sharing.seconds or seconds < sharing.seconds:
        return _SHORT
    if order.crf is None:
        return "its preset asks for a bitrate, which only one encoder can keep to"
    if order.spec.name not in JOINABLE:
        return f"what {order.spec.name} encodes apart cannot be joined"
    if order.look.interlaced and order.preset.video.deinterlace == "auto":
        return "it is interlaced, and each picture is made with those beside it"
    return ""


def _recipe(opened: Opened) -> Recipe:
    order = opened.order
    assert order.crf is not None
    container = FORMATS[order.output.suffix.lower()]
    return Recipe.of(order.source, order.preset.video, container, order.spec.name, order.crf)


def _together(
    opened: Opened, sharing: Sharing, recipe: Recipe, table: PacketTable, segments: tuple[Segment, ...]
) -> tuple[int, Fraction]:
    known = str(recipe.source), recipe.picture, recipe.container, recipe.spec.name, recipe.crf, recipe.digest()
    plan = Plan(*known, segments)
    store = SegmentStore(sharing.cache, plan)
    try:
        _encode(opened, sharing, recipe, plan, store)
    except MediaError as error:  # one pass tells whether the video is to blame
        opened.context.log(f"Not shared with other workers: {error.reason}.")
        store.remove()
        return one_pass(opened)
    with contextlib.closing(Coded(recipe.spec, recipe.options(1), opened.shape, 1)) as coded:
        made = join(opened, coded, [file for file, _ in store.places], table, done=_ENCODED)
    store.remove()
    return made


def _encode(opened: Opened, sharing: Sharing, recipe: Recipe, plan: Plan, store: SegmentStore) -> None:
    """Have all segments in the cache."""
    store.open()
    missing = store.missing()
    count = _Count(opened, store.places, missing)
    encoding = Encoding(recipe, opened.context, sharing.threads, counted=count.encoded, finished=count.finished)
    if len(missing) > encoding.lanes:
        store.publish()
        sharing.share.invite(plan.mark)
    encoding.run(Parts(missing, sharing.share, in_order=True, found=count.found))


class _Count:
    """Counts the pictures and the bytes of all workers; safe to use from many threads."""

    def __init__(self, opened: Opened, places: list[Place], missing: list[Place]) -> None:
        self._opened = opened
        self._files = {segment.key: file for file, segment in places}
        self._total = sum(segment.frames for _, segment in places)
        self._before = self._done = self._total - sum(segment.frames for _, segment in missing)
        self._bytes = 0
        self._lock = threading.Lock()
        self._began = self._told_at = time.monotonic()
        self._told = self._fraction
        absent = {segment.key for _, segment in missing}
        for segment in (segment for _, segment in places if segment.key not in absent):
            self._weigh(segment)
        if self._done:
            opened.context.progress(STAGE, self._told, found=True)
        self._keep()

    @property
    def _fraction(self) -> float:
        return _ENCODED * self._done / self._total

    def encoded(self) -> None:
        """Count a picture that was encoded here."""
        with self._lock:
            self._add(1)

    def finished(self, segment: Segment) -> None:
        """Count the bytes of a segment that was encoded here."""
        with self._lock:
            self._weigh(segment)

    def found(self, segment: Segment) -> None:
        """Count a segment that another worker has encoded."""
        with self._lock:
            self._weigh(segment)
            self._add(segment.frames)

    def _weigh(self, segment: Segment) -> None:
        with contextlib.suppress(OSError):
            # Less what MP4 itself takes, at most: what is refused must be too large for certain.
            size = self._files[segment.key].stat().st_size
            self._bytes += max(0, size - 4000 - 40 * segment.frames)
        self._opened.allowed.check(self._bytes + sum(self._opened.certain.values()))

    def _add(self, frames: int) -> None:
        self._done = min(self._total, self._done + frames)
        moment, done = time.monotonic(), self._fraction
        if done - self._told < _STEP and moment - self._told_at < _STEP_SECONDS:
            return
        self._told, self._told_at = done, moment
        speed = (self._done - self._before) / max(1e-3, moment - self._began)
        self._opened.context.progress(STAGE, done, speed_message(speed))
        if moment - self._kept > _KEEP_SECONDS:
            self._keep()

    def _keep(self) -> None:
        self._kept = time.monotonic()
        for file in self._files.values():
            mark_used(file)
