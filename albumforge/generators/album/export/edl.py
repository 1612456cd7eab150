"""A plan as an edit decision list (CMX 3600): one video track, cuts and dissolves, the rest in comments.

Every transition over the scene before is a dissolve of its length; a fade from the background is a cut. Timecode is
drop-frame at 29.97 and 59.94 frames a second. The events are laid out by opentimelineio's adapter, the lines ``FCM``
and ``LOC`` as Avid and Resolve write them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import opentimelineio as otio
from opentimelineio import opentime
from otio_cmx3600_adapter import cmx_3600

from albumforge.errors import InvalidInput
from albumforge.generators.album.export.cutting import (
    Span,
    file_name,
    main_layer,
    pictures_of,
    spans_of,
    texts_of,
    transition_name,
)
from albumforge.generators.album.export.timeline import clip_of
from albumforge.generators.album.plan import (
    OVERLAPPING,
    Backdrop,
    Clip,
    ClipAudio,
    FileMusic,
    Picture,
    PieceMusic,
    Plan,
)
from albumforge.media.edit_clock import Clock
from albumforge.media.edl_lines import REEL, mode_line, one_line, place_of, reel_names, with_comments

_COLOURS = {"chapter": "GREEN", "verse": "PINK"}


def edl_of(plan: Plan) -> str:
    """Return the edit decision list of a plan: an event for each scene, and one where it fades out.

    Raises:
        InvalidInput: there is no timecode at the plan's rate.
    """
    rate = plan.canvas.rate
    if not opentime.RationalTime.is_valid_timecode_rate(float(rate)):
        raise InvalidInput(
            f"An EDL has no timecode at {plan.canvas.fps} frames a second.",
            hint="Export to a name ending with .otio, or plan the film at 24, 25, 29.97, 30, 50, 59.94 or 60.",
        )
    clock = Clock(rate)
    spans = spans_of(plan)
    timeline = otio.schema.Timeline(name=one_line(plan.title) or "albumforge")
    timeline.tracks.append(_track(plan, spans, clock))
    text = cmx_3600.write_to_string(timeline, rate=float(rate), style="nucoda", reelname_len=REEL)
    return with_comments(text, mode_line(rate), [_comments(plan, span, clock) for span in spans])


def _track(plan: Plan, spans: Sequence[Span], clock: Clock) -> Any:
    track = otio.schema.Track(name="V", kind=otio.schema.TrackKind.Video)
    reels = _reels(plan)
    for span in spans:
        transition = span.scene.transition
        if transition.type in OVERLAPPING:
            track.append(_dissolve(span.lead, transition.frames - span.lead, clock))
        track.append(_clip(plan, span, reels, clock))
    if _fades_out(plan, spans[-1]):
        track.append(_dissolve(plan.fade_out, 0, clock))
    return track


def _dissolve(before: int, after: int, clock: Clock) -> Any:
    kind = str(otio.schema.TransitionTypes.SMPTE_Dissolve)
    return otio.schema.Transition(transition_type=kind, in_offset=clock.time(before), out_offset=clock.time(after))


def _fades_out(plan: Plan, last: Span) -> bool:
    """Whether the fade at the end can be said: it lies within the last clip, after its dissolve."""
    return 0 < plan.fade_out < last.frames - (last.scene.transition.frames - last.lead)


def _clip(plan: Plan, span: Span, reels: dict[str, str], clock: Clock) -> Any:
    """A clip with a reel of its own for each file. What shows no file is black by name: a reel without media."""
    layer = main_layer(span.scene)
    if layer is None:
        black = otio.schema.GeneratorReference(generator_kind="black", available_range=clock.range(0, span.frames))
        clip = otio.schema.Clip(span.scene.id, black, clock.range(span.lead, span.frames))
        reel = "BL"
    else:
        clip = clip_of(plan, span, layer, clock)
        reel = "AX"
        if isinstance(layer, Picture | Clip | Backdrop):
            reel = reels[layer.source]
            clip.media_reference.target_url = place_of(Path(plan.source(layer.source).path).absolute())
    clip.metadata["cmx_3600"] = {"reel": reel}
    return clip


def _reels(plan: Plan) -> dict[str, str]:
    """Return a name of a reel for each source."""
    names = reel_names(Path(source.path) for source in plan.sources)
    return {source.id: name for source, name in zip(plan.sources, names, strict=True)}


def _comments(plan: Plan, span: Span, clock: Clock) -> list[str]:
    scene = span.scene
    found = []
    if scene.transition.frames and scene.transition.type != "dissolve":
        as_what = "a dissolve" if scene.transition.type in OVERLAPPING else "a cut"
        found.append(
            f"TRANSITION: {transition_name(scene.transition)}, {scene.transition.frames} frames; here {as_what}"
        )
    found += [f"ALSO SEEN: {file_name(plan, layer.source)}{_angle(layer)}" for layer in pictures_of(scene)[1:]]
    if span.start == 0:
        found += _sound(plan)
    found += _clip_sounds(plan, span)
    if scene is plan.scenes[-1] and plan.fade_out and not _fades_out(plan, span):
        found.append(f"FADE OUT: the last {plan.fade_out} frames")
    return [*_locators(span, clock), *(f"* {comment}" for comment in found)]


def _angle(layer: Any) -> str:
    return f", turned by {layer.angle:g} degrees" if isinstance(layer, Picture) and layer.angle else ""


def _locators(span: Span, clock: Clock) -> list[str]:
    """Chapters and words of a scene, at the timecode of the film."""
    scene = span.scene
    found = []
    if scene.chapter:
        found.append(
            _locator(scene.start + scene.transition.frames // 2 if scene.start else 0, "chapter", scene.chapter, clock)
        )
    for text in texts_of(scene):
        if not (text.role == "chapter" and text.text == scene.chapter):
            found.append(_locator(scene.start + text.start, text.role, text.text, clock))
    return found


def _locator(frame: int, role: str, text: str, clock: Clock) -> str:
    timecode = opentime.to_timecode(clock.time(frame), float(clock.rate))
    return f"* LOC: {timecode} {_COLOURS.get(role, 'WHITE'):7} {role}: {one_line(text)}"


def _sound(plan: Plan) -> list[str]:
    music = plan.audio.music
    if isinstance(music, PieceMusic):
        return [f"MUSIC: {music.name} of albumforge, {music.bars} bars at {music.bpm:g} beats a minute"]
    if isinstance(music, FileMusic):
        return [f"MUSIC: {file_name(plan, music.source)} from {music.start:g} s on"]
    return []


def _clip_sounds(plan: Plan, span: Span) -> list[str]:
    """The sounds of clips that begin before the next cut, and not before this one."""
    rate = plan.canvas.rate
    first = 0 if span.start == 0 else span.start - span.lead
    here = [one for one in plan.audio.clips if first <= round(one.at * rate) < span.end and _of(span, one)]
    return [
        f"SOUND: {file_name(plan, one.source)}, {one.duration:.2f} s from {one.start:.2f} s on, {one.gain_db:+g} dB"
        for one in here
    ]


def _of(span: Span, sound: ClipAudio) -> bool:
    return any(layer.source == sound.source for layer in pictures_of(span.scene))
