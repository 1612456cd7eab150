"""Make the film of a plan: the segments that are not in the cache yet, the sound, and then the whole."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from albumforge.backends import Film
from albumforge.context import Context
from albumforge.errors import MediaError, StorageError
from albumforge.generators.album.compositor import Compositor, Shelf
from albumforge.generators.album.listing import LANGUAGES, chapters, subtitles
from albumforge.generators.album.plan import Backdrop, Clip, FileMusic, Picture, PieceMusic, Plan
from albumforge.generators.album.segments import Segment, cut, visible_scenes
from albumforge.generators.album.soundtrack import ClipSound, FileCue, PieceCue, soundtrack
from albumforge.media.assemble import assemble, is_segment
from albumforge.media.audio import encode_aac
from albumforge.media.cache import mark_used
from albumforge.media.digest import file_digest
from albumforge.media.encode import VideoCoding, encode_segment
from albumforge.media.mark import check_film_place, mark_film, poster_exif, poster_of, same_file
from albumforge.media.planes import frame_buffer, to_rgb
from albumforge.media.publish import make_folder, published, sweep_temporaries, writing
from albumforge.media.verify import verify_film

SOUND_VERSION = 1
"""Raised whenever the same plan would sound different."""

_VIDEO_SHARE = 0.94
"""Part of the stage's progress that is the segments; the rest is joining and checking."""


@dataclass
class _Run:
    """One rendering: what its threads share."""

    plan: Plan
    cache: Path
    coding: VideoCoding
    context: Context
    total: int
    stop: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    message: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def child(self) -> Context:
        """A context for a thread: it stops when the film is cancelled or another thread has failed."""

        def stopped() -> bool:
            self.context.check()
            return self.stop.is_set()

        return Context(on_log=self.context.on_log, cancelled=stopped)

    def count(self, frames: int) -> None:
        """Add rendered frames to the progress."""
        with self.lock:
            self.done += frames
            self.context.progress("render", _VIDEO_SHARE * self.done / self.total, self.message)


def generate(
    plan: Plan, output: Path, *, cache: Path, threads: int, max_pixels: int, context: Context, coding: VideoCoding
) -> Film:
    """Render a plan to `output`, and its poster to ``<stem>.poster.jpg`` beside it.

    What is there is replaced only where it carries our mark and is no source of the film.

    Raises:
        MediaError, StorageError, Cancelled: as `albumforge.backends.Generator.render` says.
    """
    poster = poster_of(output)
    coding = coding.for_codec(plan.codec)
    _check_places(plan, output)
    context.progress("render", 0.0)
    _check_sources(plan, context)
    segments = cut(plan, coding)
    store = make_folder(cache / "segments")
    for folder in (output.parent, store, cache / "sound"):
        sweep_temporaries(folder)
    files = [store / f"{segment.key}.mp4" for segment in segments]
    missing = {
        file: segment for segment, file in zip(segments, files, strict=True) if not is_segment(file, segment.frames)
    }
    for file in files:
        mark_used(file)
    run = _Run(plan, cache, coding, context, plan.frames)
    run.done = plan.frames - sum(segment.frames for segment in missing.values())
    shelf = Shelf(plan, max_pixels=max_pixels, capacity=2 * threads + 2)
    sound, picture = _render_all(run, shelf, missing, threads)
    canvas = plan.canvas
    with published(output) as temporary:
        frames = assemble(
            files,
            sound,
            temporary,
            fps=canvas.rate,
            context=context,
            title=plan.title,
            chapters=chapters(plan),
            subtitles=subtitles(plan),
            language=LANGUAGES[plan.language],
        )
        context.progress("render", 0.98)
        if frames != plan.frames:
            raise MediaError(output, f"the segments have {frames} frames together, not {plan.frames}")
        mark_film(temporary)
        verify_film(
            temporary, width=canvas.width, height=canvas.height, fps=canvas.rate, frames=frames, sound=sound is not None
        )
        context.check()
        _check_places(plan, output)  # once more: the user had all the time of the rendering
        _write_poster(picture, poster)
    context.progress("render", 1.0)
    return Film(
        path=output,
        poster=poster,
        width=canvas.width,
        height=canvas.height,
        frames=frames,
        duration=plan.duration,
        rendered_segments=len(missing),
        cached_segments=len(segments) - len(missing),
    )


def _check_places(plan: Plan, output: Path) -> None:
    """Refuse to write over what the film is made from, and over what was not made here."""
    for source in plan.sources:
        original = Path(source.path)
        for place in (output, poster_of(output)):
            if place.absolute() == original or same_file(place, original):
                raise StorageError(
                    f"{place} is one of the film's own sources.", hint="Choose another name for the film."
                )
    check_film_place(output)


def _check_sources(plan: Plan, context: Context) -> None:
    for source in plan.sources:
        context.check()
        path = Path(source.path)
        if not path.is_file():
            raise MediaError(path, "is not there any more", hint="Put it back, or make the plan again.")
        if file_digest(path) != source.digest:
            raise MediaError(path, "has changed since the plan was made", hint="Make the plan again.")


def _render_all(
    run: _Run, shelf: Shelf, missing: dict[Path, Segment], threads: int
) -> tuple[Path | None, NDArray[np.uint8]]:
    """Render sound, segments and poster side by side; the first failure stops the others and is raised.

    The sound takes the place of a segment: beside all of them it would only add its memory to theirs.
    """
    pool = ThreadPoolExecutor(threads, thread_name_prefix="albumforge-render")
    with _single_threaded_opencv(), pool:
        sound = pool.submit(_render_sound, run)
        poster = pool.submit(_draw_poster, run.plan, shelf)
        tasks: list[Future[None]] = [
            pool.submit(_render_segment, run, shelf, segment, file) for file, segment in _in_turn(missing, threads)
        ]
        try:
            _await([sound, poster, *tasks], run)
        except BaseException:
            run.stop.set()
            for task in tasks:
                task.cancel()
            raise
    return sound.result(), poster.result()


def _in_turn(missing: dict[Path, Segment], threads: int) -> list[tuple[Path, Segment]]:
    """Return the segments in the order of the film, so that a prepared scene serves all of its own.

    Of the last few the longest come first, so that the threads end together.
    """
    turns = list(missing.items())
    last = max(0, len(turns) - 2 * threads)
    return turns[:last] + sorted(turns[last:], key=lambda turn: -turn[1].frames)


@contextlib.contextmanager
def _single_threaded_opencv() -> Iterator[None]:
    """Segments are the parallelism; OpenCV's own threads would only get into each other's way."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def _await(tasks: Sequence[Future[Any]], run: _Run) -> None:
    waiting = set(tasks)
    while waiting:
        run.context.check()
        finished, waiting = wait(waiting, timeout=0.1, return_when=FIRST_EXCEPTION)
        for task in finished:
            task.result()


def _render_segment(run: _Run, shelf: Shelf, segment: Segment, file: Path) -> None:
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


def _counted(frames: Iterator[NDArray[np.uint8]], run: _Run) -> Iterator[NDArray[np.uint8]]:
    for frame in frames:
        yield frame
        run.count(1)


def _render_sound(run: _Run) -> Path | None:
    """Return the sound track of the plan, from the cache or made now; None for a silent film."""
    audio, plan = run.plan.audio, run.plan
    if audio.music is None and not audio.clips:
        return None
    file = make_folder(run.cache / "sound") / f"{_sound_key(plan)}.m4a"
    if file.is_file():
        mark_used(file)
        return file
    paths = {source.id: Path(source.path) for source in plan.sources}
    music: PieceCue | FileCue | None = None
    if isinstance(audio.music, PieceMusic):
        music = PieceCue(audio.music.name, audio.music.bars, audio.music.bpm, audio.music.seed)
    elif isinstance(audio.music, FileMusic):
        music = FileCue(paths[audio.music.source], audio.music.start, audio.music.loop_start, audio.music.loop_end)
    clips = [ClipSound(paths[c.source], c.start, c.at, c.duration, c.gain_db) for c in audio.clips]
    context = run.child()
    made = soundtrack(
        music,
        clips,
        plan.duration,
        folder=file.parent,
        fade_in=audio.fade_in,
        fade_out=audio.fade_out,
        loudness=audio.loudness,
        context=context,
    )
    with made as blocks:
        encode_aac(blocks, file, context=context)
    return file


def _sound_key(plan: Plan) -> str:
    """Return the digest of all that the sound track depends on."""
    digests = {source.id: source.digest for source in plan.sources}
    content = msgspec.to_builtins(plan.audio)
    for item in [*content["clips"], content["music"] or {}]:
        if "source" in item:
            item["source"] = digests[item["source"]]
    described = {"version": SOUND_VERSION, "duration": str(plan.frames / plan.canvas.rate), "audio": content}
    return hashlib.blake2b(msgspec.json.encode(described, order="sorted"), digest_size=20).hexdigest()


def _draw_poster(plan: Plan, shelf: Shelf) -> NDArray[np.uint8]:
    _, planes = frame_buffer(plan.canvas.width, plan.canvas.height)
    with Compositor(plan, shelf) as compositor:
        compositor.draw(plan.poster, planes)
    return to_rgb(planes)


def _write_poster(picture: NDArray[np.uint8], poster: Path) -> None:
    with published(poster) as temporary, writing(poster):
        Image.fromarray(picture).save(temporary, "JPEG", quality=90, exif=poster_exif())
