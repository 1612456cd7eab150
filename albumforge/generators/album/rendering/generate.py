"""Make the film of a plan: the segments that are not in the cache yet, the sound, and then the whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from albumforge.backends import Film, Share
from albumforge.context import Context
from albumforge.errors import InTheWay
from albumforge.generators.album.plan import FileMusic, PieceMusic, Plan
from albumforge.generators.album.rendering.compositor import Compositor, Shelf
from albumforge.generators.album.rendering.listing import LANGUAGES, chapters, subtitles
from albumforge.generators.album.rendering.segment_run import (
    Run,
    check_sources,
    files_of,
    in_turn,
    missing_of,
    render_some,
    store_of,
)
from albumforge.generators.album.rendering.segments import Segment, cut
from albumforge.generators.album.rendering.soundtrack import ClipSound, FileCue, PieceCue, soundtrack
from albumforge.media.abreast import side_by_side
from albumforge.media.audio import encode_aac
from albumforge.media.cache import mark_used
from albumforge.media.coding import VideoCoding
from albumforge.media.finish import finish
from albumforge.media.mark import check_film_place, poster_exif, poster_of, same_file
from albumforge.media.parts import Alone, Parts, mark_of
from albumforge.media.planes import frame_buffer, to_rgb
from albumforge.media.publish import make_folder, published, sweep_temporaries, writing

SOUND_VERSION = 2
"""Raised whenever the same plan would sound different."""


def generate(
    plan: Plan,
    output: Path,
    *,
    cache: Path,
    threads: int,
    max_pixels: int,
    context: Context,
    coding: VideoCoding,
    share: Share | None = None,
) -> Film:
    """Render a plan to `output`, and its poster to ``<stem>.poster.jpg`` beside it.

    What is there is replaced only where it carries our mark and is no source of the film. With a share, others are
    invited to render segments.

    Raises:
        MediaError, StorageError, Cancelled: as `albumforge.backends.Generator.render` says.
    """
    coding = coding.for_codec(plan.codec)
    _check_places(plan, output)
    context.progress("render", 0.0)
    check_sources(plan, context)
    segments = cut(plan, coding)
    store = store_of(cache)
    for folder in (output.parent, store, cache / "sound"):
        sweep_temporaries(folder)
    files = files_of(segments, store)
    missing = missing_of(segments, files)
    for file in files:
        mark_used(file)
    run = Run(plan, cache, coding, context, plan.frames)
    run.found(plan.frames - sum(segment.frames for segment in missing.values()))
    shelf = Shelf(plan, max_pixels=max_pixels, capacity=2 * threads + 2)
    parts = Parts(in_turn(missing, threads), share or Alone(), found=lambda segment: run.count(segment.frames))
    if share is not None and len(missing) > threads:
        share.invite(mark_of(segments))
    sound, picture = _render_all(run, shelf, parts, threads)
    _publish(run, files, sound, picture, output)
    context.progress("render", 1.0)
    return Film(
        path=output,
        poster=poster_of(output),
        width=plan.canvas.width,
        height=plan.canvas.height,
        frames=plan.frames,
        duration=plan.duration,
        rendered_segments=len(missing),
        cached_segments=len(segments) - len(missing),
    )


def _publish(run: Run, files: list[Path], sound: Path | None, picture: NDArray[np.uint8], output: Path) -> None:
    """Join the parts of a film, check the whole, and let film and poster appear."""
    plan, canvas = run.plan, run.plan.canvas
    with published(output) as temporary:
        finish(
            files,
            sound,
            temporary,
            film=output,
            size=(canvas.width, canvas.height),
            fps=canvas.rate,
            frames=plan.frames,
            context=run.context,
            title=plan.title,
            chapters=chapters(plan),
            subtitles=subtitles(plan),
            language=LANGUAGES[plan.language],
        )
        _check_places(plan, output)  # once more: the user had all the time of the rendering
        _write_poster(picture, poster_of(output))


def _check_places(plan: Plan, output: Path) -> None:
    """Refuse to write over what the film is made from, and over what was not made here."""
    for source in plan.sources:
        original = Path(source.path)
        for place in (output, poster_of(output)):
            if place.absolute() == original or same_file(place, original):
                raise InTheWay(f"{place} is one of the film's own sources.", hint="Choose another name for the film.")
    check_film_place(output)


def _render_all(run: Run, shelf: Shelf, parts: Parts[Segment], threads: int) -> tuple[Path | None, NDArray[np.uint8]]:
    """Render sound, segments and poster side by side; the first failure stops the others and is raised.

    The sound takes the place of a segment: beside all of them it would only add its memory to theirs.
    """
    with side_by_side(run.context, run.stop, threads) as begin:
        sound = begin(_render_sound, run)
        poster = begin(_draw_poster, run.plan, shelf)
        for _ in range(threads):
            begin(render_some, run, shelf, parts)
    return sound.result(), poster.result()


def _render_sound(run: Run) -> Path | None:
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
