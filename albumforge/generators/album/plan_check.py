"""What a plan must hold beyond the types of its fields; whatever is wrong is named with its place in the document."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from itertools import pairwise

import msgspec

from albumforge.errors import PlanError
from albumforge.generators.album.layer_check import check_colour, check_layers, check_start
from albumforge.generators.album.music import LEAD_IN, PIECES, RING
from albumforge.generators.album.names import LUMAS
from albumforge.generators.album.plan import (
    FASTEST_RATE,
    LARGEST_SIDE,
    LONGEST,
    OVERLAPPING,
    SLOWEST_RATE,
    SMALLEST_SIDE,
    Audio,
    Canvas,
    ClipAudio,
    FileMusic,
    MediaSource,
    PieceMusic,
    Plan,
    Scene,
    expected_start,
)
from albumforge.media.frame_rate import read_rate

SHORTEST_LOOP = 0.5
"""Seconds that a loop in the user's music lasts at least."""

MUSIC_BEYOND = 60.0
"""Seconds by which a piece may be longer than twice the film: room for a film that was shortened by hand."""

_FADES = {field.name: field.default for field in msgspec.structs.fields(Audio) if field.name.startswith("fade_")}


def check_plan(plan: Plan) -> None:
    """Check what the types cannot say.

    Raises:
        PlanError: the message names the place in the document.
    """
    _check_canvas(plan.canvas)
    sources = _check_sources(plan.sources)
    if not plan.scenes:
        raise PlanError("$.scenes: a film has at least one scene.")
    for number, scene in enumerate(plan.scenes):
        _check_scene(scene, f"$.scenes[{number}]", sources)
    _check_joins(plan.scenes)
    if plan.frames > LONGEST * plan.canvas.rate:
        raise PlanError(f"$.scenes: a film lasts at most {LONGEST} seconds.")
    if not 0 <= plan.fade_out <= plan.frames:
        raise PlanError(
            f"$.fade_out: must be from 0 to {plan.frames}, the frames of the film, not {plan.fade_out}.",
            hint="Lower it, or leave it out for no fade.",
        )
    if not 0 <= plan.poster < plan.frames:
        raise PlanError(
            f"$.poster: must be a frame of the film, 0 to {plan.frames - 1}, not {plan.poster}.",
            hint="Name another frame, or leave it out for the first one.",
        )
    _check_audio(plan, sources)


def _check_canvas(canvas: Canvas) -> None:
    for name in ("width", "height"):
        value = getattr(canvas, name)
        if not SMALLEST_SIDE <= value <= LARGEST_SIDE or value % 2:
            raise PlanError(
                f"$.canvas.{name}: must be an even number of pixels from {SMALLEST_SIDE} to {LARGEST_SIDE}, "
                f"not {value}."
            )
    rate = read_rate(canvas.fps)
    if rate is None:
        raise PlanError(f'$.canvas.fps: must be a fraction such as "30000/1001", not {reprlib.repr(canvas.fps)}.')
    if not SLOWEST_RATE <= rate <= FASTEST_RATE:
        raise PlanError(
            f"$.canvas.fps: must be from {SLOWEST_RATE} to {FASTEST_RATE} frames a second, not {canvas.fps}."
        )
    check_colour(canvas.background, "$.canvas.background")


def _check_sources(sources: tuple[MediaSource, ...]) -> dict[str, MediaSource]:
    for number, source in enumerate(sources):
        if source.kind != "music" and (source.width < 1 or source.height < 1):
            raise PlanError(f"$.sources[{number}]: width and height must be at least 1.")
        if source.duration is not None and source.duration < 0:
            raise PlanError(f"$.sources[{number}].duration: must be 0 seconds or more, or null where it is not known.")
    known = {source.id: source for source in sources}
    if len(known) != len(sources):
        raise PlanError("$.sources: every id must be there once only.")
    return known


def _check_scene(scene: Scene, at: str, sources: Mapping[str, MediaSource]) -> None:
    if scene.frames < 1:
        raise PlanError(f"{at}.frames: must be at least 1.")
    if not 0 <= scene.transition.frames <= scene.frames:
        raise PlanError(f"{at}.transition.frames: must be from 0 to the {scene.frames} frames of the scene.")
    if (scene.transition.type == "cut") != (scene.transition.frames == 0):
        raise PlanError(f"{at}.transition: a cut has 0 frames, the others have more.")
    if scene.transition.type == "luma" and scene.transition.name not in LUMAS:
        raise PlanError(
            f"{at}.transition.name: there is no luma map {reprlib.repr(scene.transition.name)}.",
            hint=f"There are: {', '.join(LUMAS)}.",
        )
    check_layers(scene, at, sources)


def _check_joins(scenes: tuple[Scene, ...]) -> None:
    if len({scene.id for scene in scenes}) != len(scenes):
        raise PlanError("$.scenes: every id must be there once only.")
    leave_out = "Where scenes were changed by hand, leave `start` out of all scenes (or null): it is worked out."
    if scenes[0].start != 0:
        raise PlanError(f"$.scenes[0].start: must be 0, not {scenes[0].start}.", hint=leave_out)
    if scenes[0].transition.type in OVERLAPPING:
        raise PlanError(
            "$.scenes[0].transition: there is no scene before it to dissolve from.", hint="Make it a fade or a cut."
        )
    for number, (before, scene) in enumerate(pairwise(scenes), 1):
        expected = expected_start(before, scene)
        if scene.start != expected:
            raise PlanError(
                f"$.scenes[{number}].start: must be {expected}, where the scene before ends, less the transition, "
                f"not {scene.start}.",
                hint=leave_out,
            )
        overlap = before.start + before.frames - expected
        if before.transition.frames + overlap > before.frames:
            raise PlanError(
                f"$.scenes[{number}].transition.frames: the transitions around the scene before overlap; "
                f"at most {before.frames - before.transition.frames} frames fit."
            )


def _check_audio(plan: Plan, sources: Mapping[str, MediaSource]) -> None:
    audio = plan.audio
    if isinstance(audio.music, FileMusic):
        source = sources.get(audio.music.source)
        if source is None or source.kind != "music":
            raise PlanError(f"$.audio.music.source: there is no music {audio.music.source!r} in $.sources.")
        _check_file(audio.music)
    elif audio.music is not None:
        _check_piece(audio.music, plan.duration)
    if not -60 <= audio.loudness <= -5:
        raise PlanError("$.audio.loudness: must be -60 to -5 LUFS.")
    for name, default in _FADES.items():
        longest = max(plan.duration, default)  # the default suits a film of any length
        if not 0 <= getattr(audio, name) <= longest:
            raise PlanError(f"$.audio.{name}: must be 0 to {longest:g} seconds, the length of the film.")
    for number, clip in enumerate(audio.clips):
        _check_clip_audio(clip, f"$.audio.clips[{number}]", plan.duration, sources)


def _check_file(music: FileMusic) -> None:
    for name in ("start", "loop_start", "loop_end"):
        if not 0 <= getattr(music, name) <= LONGEST:
            raise PlanError(f"$.audio.music.{name}: must be 0 to {LONGEST} seconds of the file.")
    if (music.loop_start or music.loop_end) and music.loop_end < max(music.start, music.loop_start) + SHORTEST_LOOP:
        raise PlanError(
            f"$.audio.music.loop_end: must be at least {SHORTEST_LOOP:g} s after start and loop_start.",
            hint="With both loop_start and loop_end 0, all of the file is repeated.",
        )
    if any(beat < 0 or beat <= before for before, beat in pairwise((-1.0, *music.beats))):
        raise PlanError("$.audio.music.beats: must be seconds of the film, 0 or more, each later than the one before.")


def _check_piece(music: PieceMusic, duration: float) -> None:
    if music.name not in PIECES:
        raise PlanError(
            f"$.audio.music.name: there is no piece {reprlib.repr(music.name)}.", hint=f"Pieces: {', '.join(PIECES)}."
        )
    if not (music.bars >= 1 and 20 <= music.bpm <= 400):
        raise PlanError("$.audio.music: bars must be at least 1, bpm 20 to 400.")
    bar = PIECES[music.name].beats_per_bar * 60.0 / music.bpm
    most = 1 + int((2 * duration + MUSIC_BEYOND - LEAD_IN - RING) / bar)
    if music.bars > most:
        raise PlanError(
            f"$.audio.music.bars: the piece would be far longer than the film of {duration:.1f} seconds; "
            f"at this bpm, at most {most} bars."
        )


def _check_clip_audio(clip: ClipAudio, at: str, duration: float, sources: Mapping[str, MediaSource]) -> None:
    source = sources.get(clip.source)
    if source is None or source.kind != "clip":
        raise PlanError(f"{at}.source: there is no clip {clip.source!r} in $.sources.")
    if not 0 < clip.duration <= LONGEST:
        raise PlanError(f"{at}.duration: must be more than 0 and at most {LONGEST} seconds.")
    check_start(clip, source, f"{at}.start")
    if not 0 <= clip.at < duration:
        raise PlanError(
            f"{at}.at: must be 0 or more and less than the {duration:g} seconds of the film, not {clip.at:g}.",
            hint="Move it to where the clip is seen, or remove it.",
        )
    if not -60 <= clip.gain_db <= 24:
        raise PlanError(f"{at}.gain_db: must be -60 to 24 decibels.")
