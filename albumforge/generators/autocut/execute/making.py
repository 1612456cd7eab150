"""Make the parts of a cut in the cache: the segments that are encoded, and the sound; side by side in threads."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

import msgspec

from albumforge.context import Context
from albumforge.generators.autocut.execute.appended import Appended
from albumforge.generators.autocut.execute.frames import Studio, as_array
from albumforge.generators.autocut.execute.segments import Segment
from albumforge.generators.autocut.execute.smart import Decision
from albumforge.generators.autocut.execute.sound import cut_sound
from albumforge.generators.autocut.plan import CutPlan
from albumforge.media.abreast import side_by_side, watching
from albumforge.media.assemble import is_segment
from albumforge.media.audio import RATE, Samples, encode_aac
from albumforge.media.cache import mark_used
from albumforge.media.clips import ClipReader
from albumforge.media.coding import VideoCoding
from albumforge.media.encode import Picture, encode_segment
from albumforge.media.glimpse import small_jpeg
from albumforge.media.publish import make_folder, sweep_temporaries
from albumforge.media.trace import Trace

SOUND_VERSION = 1
"""Raised whenever the same plan would sound different."""

_VIDEO_SHARE = 0.94
"""Part of the progress that is segments and sound; the rest is joining and checking."""

_SOUND_COST = 0.03
"""Time that a second of sound takes, of that which encoding a second of pictures takes; about."""


@dataclass
class Run:
    """One execution: what its threads share."""

    plan: CutPlan
    cache: Path
    coding: VideoCoding
    decision: Decision
    studio: Studio
    context: Context
    todo: deque[Segment]
    total: float
    done: float = 0
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def source(self) -> Path:
        return Path(self.plan.source.path)

    def place(self, segment: Segment) -> Path:
        return self.cache / "segments" / f"{segment.key}.mp4"

    def count(self, frames: float) -> None:
        """Add what is done to the progress; of sound, so many frames of it as take as long as one of pictures."""
        with self.lock:
            self.done += frames
            self.context.progress("render", _VIDEO_SHARE * self.done / max(1, self.total))


def prepared(
    plan: CutPlan,
    cache: Path,
    coding: VideoCoding,
    decision: Decision,
    studio: Studio,
    segments: tuple[Segment, ...],
    context: Context,
) -> Run:
    """Return the run of a plan, with what is still to be encoded."""
    total = sum(segment.frames for segment in segments if segment.run is None) + _SOUND_COST * plan.frames
    run = Run(plan, cache, coding, decision, studio, context, deque(), total)
    for folder in (cache / "segments", cache / "sound"):
        sweep_temporaries(make_folder(folder))
    known: set[str] = set()
    for segment in segments:
        if segment.run is not None:
            continue
        if segment.key in known:
            run.done += segment.frames
        elif is_segment(run.place(segment), segment.frames):
            mark_used(run.place(segment))
            run.done += segment.frames
        else:
            run.todo.append(segment)
        known.add(segment.key)
    return run


def make_parts(run: Run, threads: int, trace: Trace) -> Path | None:
    """Encode segments and sound side by side; return the sound's file, None for a silent cut."""
    appended = Appended(run.plan, run.todo, trace)
    appended.tell()
    with side_by_side(run.context, run.stop, threads) as begin:
        sound = begin(_make_sound, run, trace)
        for _ in range(min(threads, len(run.todo))):
            begin(_encode_some, run, appended)
    made: Path | None = sound.result()
    return made


def _encode_some(run: Run, appended: Appended) -> None:
    """Encode segments until none is left, as one of several threads."""
    context, shape = watching(run.context, run.stop), run.studio.shape
    with contextlib.ExitStack() as stack:
        reader: ClipReader | None = None
        while True:
            context.check()
            try:
                segment = run.todo.popleft()
            except IndexError:
                return
            reader = reader or stack.enter_context(shape.open(run.source))
            with appended.encoding(segment):
                encode_segment(
                    _counted(run.studio.frames(reader, segment.start, segment.end, context), run),
                    run.place(segment),
                    width=shape.width,
                    height=shape.height,
                    fps=shape.fps,
                    coding=run.coding,
                    colours=shape.colours,
                    match=run.decision.match,
                )


def _counted(pictures: Iterator[Picture], run: Run) -> Iterator[Picture]:
    for picture in pictures:
        run.context.show(partial(_glimpse, picture))
        yield picture
        run.count(1)


def _glimpse(picture: Picture) -> bytes:
    return small_jpeg(as_array(picture))


def _heard(blocks: Iterator[Samples], run: Run) -> Iterator[Samples]:
    for block in blocks:
        run.count(_SOUND_COST * len(block) / RATE * float(run.plan.source.rate))
        yield block


def _make_sound(run: Run, trace: Trace) -> Path | None:
    source = run.plan.source
    if source.audio_track is None:
        return None
    takes = run.studio.takes
    content = {
        "version": SOUND_VERSION,
        "source": source.digest,
        "track": source.audio_track,
        "fps": source.fps,
        "frames": source.frames,
        "takes": [asdict(take) for take in takes],
    }
    key = hashlib.blake2b(msgspec.json.encode(content, order="sorted"), digest_size=20).hexdigest()
    file = run.cache / "sound" / f"{key}.m4a"
    if file.is_file():
        mark_used(file)
        return file
    with trace.action("cut_sound", f"Cut the sound of {len(takes)} pieces"):
        context = watching(run.context, run.stop)
        sound = cut_sound(takes, source.rate, run.source, source.audio_track, source.frames, context)
        encode_aac(_heard(sound, run), file)
    return file
