"""Render the segments of a plan into the cache with several threads: what the maker of a film and its helpers share."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from albumforge.backends import Share
from albumforge.context import Context
from albumforge.errors import MediaError, Unavailable
from albumforge.generators.album.plan import Backdrop, Clip, Picture, Plan
from albumforge.generators.album.rendering.compositor import Compositor, Shelf
from albumforge.generators.album.rendering.segments import Segment, cut, visible_scenes
from albumforge.media.abreast import side_by_side, watching
from albumforge.media.assemble import is_segment
from albumforge.media.coding import VideoCoding
from albumforge.media.digest import file_digest
from albumforge.media.encode import encode_segment
from albumforge.media.glimpse import small_jpeg
from albumforge.media.parts import LOOK_SECONDS, Parts, mark_of
from albumforge.media.publish import make_folder

VIDEO_SHARE = 0.94
"""Part of the stage's progress that is the segments; the rest is joining and checking."""


@dataclass
class Run:
    """One rendering: what its threads share."""

    plan: Plan
    cache: Path
    coding: VideoCoding
    context: Context
    total: int
    stop: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    rendered: int = 0
    message: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def child(self) -> Context:
        """A context for a thread: it stops when the film is cancelled or another thread has failed."""
        return watching(self.context, self.stop)

    def found(self, frames: int) -> None:
        """Begin with frames that were rendered before."""
        self.done = frames
        self.context.progress("render", VIDEO_SHARE * self.done / self.total, found=True)

    def count(self, frames: int) -> None:
        """Add rendered frames to the progress."""
        with self.lock:
            self.done += frames
            self.context.progress("render", VIDEO_SHARE * self.done / self.total, self.message)


def store_of(cache: Path) -> Path:
    """Return the folder of the segments in a cache; it is made where it is missing."""
    return make_folder(cache / "segments")


def files_of(segments: tuple[Segment, ...], store: Path) -> list[Path]:
    """Return the place of each segment."""
    return [store / f"{segment.key}.mp4" for segment in segments]


def missing_of(segments: tuple[Segment, ...], files: list[Path]) -> dict[Path, Segment]:
    """Return the segments that are not in the cache, by their place; each content once."""
    pairs = zip(segments, files, strict=True)
    return {file: segment for segment, file in pairs if not is_segment(file, segment.frames)}


def in_turn(missing: dict[Path, Segment], threads: int) -> list[tuple[Path, Segment]]:
    """Return the segments in the order of the film, so that a prepared scene serves all of its own.

    Of the last few the longest come first, so that the threads end together.
    """
    turns = list(missing.items())
    last = max(0, len(turns) - 2 * threads)
    return turns[:last] + sorted(turns[last:], key=lambda turn: -turn[1].frames)


def render_some(run: Run, shelf: Shelf, parts: Parts[Segment]) -> None:
    """Render segments until none is left, as one of several threads.

    Raises:
        Cancelled: the rendering is to stop.
        MediaError, StorageError: a source cannot be read, a segment not written.
    """
    context = run.child()
    while not parts.over:
        context.check()
        taken = parts.take()
        if taken is None:
            time.sleep(LOOK_SECONDS / 2)
            continue
        file, segment = taken
        try:
            _render_segment(run, shelf, segment, file)
        finally:
            parts.leave(segment)
        with run.lock:
            run.rendered += 1


def render_parts(
    plan: Plan,
    mark: str,
    *,
    cache: Path,
    threads: int,
    max_pixels: int,
    share: Share,
    context: Context,
    coding: VideoCoding,
) -> int:
    """Render segments of a film that another process makes; see `albumforge.backends.SharingGenerator`."""
    coding = coding.for_codec(plan.codec)
    segments = cut(plan, coding)
    if mark_of(segments) != mark:
        raise Unavailable("The segments of this film would not be the same here: settings or libraries differ.")
    check_sources(plan, context)
    missing = missing_of(segments, files_of(segments, store_of(cache)))
    run = Run(plan, cache, coding, context, plan.frames)
    shelf = Shelf(plan, max_pixels=max_pixels, capacity=2 * threads + 2)
    parts = Parts(in_turn(missing, threads), share, helping=True)
    with side_by_side(run.context, run.stop, threads) as begin:
        for _ in range(threads):
            begin(render_some, run, shelf, parts)
    return run.rendered


def check_sources(plan: Plan, context: Context) -> None:
    """Check that the files of a plan are those it was made from.

    Raises:
        MediaError: one is missing or has changed.
    """
    for source in plan.sources:
        context.check()
        path = Path(source.path)
        if not path.is_file():
            raise MediaError(path, "is not there any more", hint="Put it back, or make the plan again.")
        if file_digest(path) != source.digest:
            raise MediaError(path, "has changed since the plan was made", hint="Make the plan again.")


def _render_segment(run: Run, shelf: Shelf, segment: Segment, file: Path) -> None:
    canvas = run.plan.canvas
    run.message = _subject(run.plan, segment)
    with Compositor(run.plan, shelf) as compositor:
        frames = compositor.frames(segment.start, segment.frames, run.child())
        encode_segment(
            _counted(frames, run), file, width=canvas.width, height=canvas.height, fps=canvas.rate, coding=run.coding
        )


def _subject(plan: Plan, segment: Segment) -> str:
    """Return the name of the file that a segment shows, for people who watch the progress."""
    scene = visible_scenes(plan, segment.start, segment.end)[-1]
    sources = [layer.source for layer in scene.layers if isinstance(layer, Backdrop | Picture | Clip)]
    return Path(plan.source(sources[-1]).path).name if sources else ""


def _counted(frames: Iterator[NDArray[np.uint8]], run: Run) -> Iterator[NDArray[np.uint8]]:
    for frame in frames:
        run.context.show(partial(small_jpeg, frame))
        yield frame
        run.count(1)
