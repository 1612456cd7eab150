"""A plan as a timeline of OpenTimelineIO: all tracks, transitions, markers and sound, in whole frames.

What no editing program has a word for (motion, borders, masks, stickers, type) stands, as the plan has it, in the
metadata `albumforge` of clips and transitions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import opentimelineio as otio

from albumforge.generators.album.export.cutting import (
    SMPTE_WIPES,
    Span,
    lead_of,
    main_layer,
    name_of,
    pictures_of,
    spans_of,
    texts_of,
    track_count,
    transition_name,
)
from albumforge.generators.album.export.references import media_reference
from albumforge.generators.album.export.sound_tracks import sound_tracks
from albumforge.generators.album.plan import Backdrop, Clip, Ground, Layer, Picture, Plan, Scene, Transition
from albumforge.media.edit_clock import Clock

_MARKERS = {
    "chapter": otio.schema.MarkerColor.GREEN,
    "verse": otio.schema.MarkerColor.PINK,
    "title": otio.schema.MarkerColor.YELLOW,
    "subtitle": otio.schema.MarkerColor.YELLOW,
    "caption": otio.schema.MarkerColor.CYAN,
    "credits": otio.schema.MarkerColor.WHITE,
}


def timeline_of(plan: Plan) -> Any:
    """Return the timeline of a plan: as long as the film, at its rate.

    V1 has a clip for every scene: its largest picture, or the card; its other pictures are on the tracks above. A fade
    from the background at the start and to it at the end is a transition at the end of the track.
    """
    clock = Clock(plan.canvas.rate)
    spans = spans_of(plan)
    timeline = otio.schema.Timeline(name=plan.title or "albumforge", global_start_time=clock.time(0))
    timeline.metadata["albumforge"] = {
        "title": plan.title,
        "template": plan.template,
        "language": plan.language,
        "canvas": msgspec.to_builtins(plan.canvas),
        "frames": plan.frames,
        "why": list(plan.why),
    }
    for number in range(track_count(spans)):
        timeline.tracks.append(_video_track(plan, spans, number, clock))
    timeline.tracks.extend(sound_tracks(plan, clock))
    timeline.tracks.markers.extend(_markers(plan, clock))
    return timeline


def clip_of(plan: Plan, span: Span, layer: Layer, clock: Clock) -> Any:
    """Return the clip of a layer between the cuts of its scene; what is seen before and after them are its handles."""
    begin = clock.frames(layer.start) if isinstance(layer, Clip) else 0
    clip = otio.schema.Clip(
        name=name_of(plan, span.scene, layer),
        media_reference=_reference(plan, span, layer, begin, clock),
        source_range=clock.range(begin + span.lead, span.frames),
    )
    metadata = {"scene": span.scene.id, "layer": msgspec.to_builtins(layer)}
    if span.scene.why:
        metadata["why"] = span.scene.why
    clip.metadata["albumforge"] = metadata
    return clip


def _reference(plan: Plan, span: Span, layer: Layer, begin: int, clock: Clock) -> Any:
    seen = span.lead + span.frames + span.handle
    if not isinstance(layer, Picture | Clip | Backdrop):
        parameters = {"colours": list(layer.colours), "seed": layer.seed} if isinstance(layer, Ground) else {}
        return otio.schema.GeneratorReference(
            name=layer.image if isinstance(layer, Ground) else "",
            generator_kind="albumforge.ground",
            available_range=clock.range(0, seen),
            parameters=parameters,
        )
    source = plan.source(layer.source)
    # A still has no length of its own: it is there for as long as it is seen.
    length = max(begin + seen, clock.frames(source.duration or 0.0)) if isinstance(layer, Clip) else seen
    return media_reference(source, length, clock)


def _video_track(plan: Plan, spans: Sequence[Span], number: int, clock: Clock) -> Any:
    track = otio.schema.Track(name=f"V{number + 1}", kind=otio.schema.TrackKind.Video)
    before = False
    for span in spans:
        layer = _on_track(span.scene, number)
        there = layer is not None
        if span.scene.transition.frames and (there or before):
            track.append(_transition(span, clock))
        if layer is not None:
            track.append(clip_of(plan, span, layer, clock))
        else:
            track.append(otio.schema.Gap(source_range=clock.range(0, span.frames)))
        before = there
    if plan.fade_out and before:
        track.append(_fade_out(plan, spans[-1], clock))
    return track


def _on_track(scene: Scene, number: int) -> Layer | None:
    if number == 0:
        return main_layer(scene)
    pictures = pictures_of(scene)
    return pictures[number] if number < len(pictures) else None


def _transition(span: Span, clock: Clock) -> Any:
    transition, lead = span.scene.transition, lead_of(span.scene.transition)
    made = otio.schema.Transition(
        name=transition_name(transition),
        transition_type=_transition_type(transition, opening=span.start == 0),
        in_offset=clock.time(lead),
        out_offset=clock.time(transition.frames - lead),
    )
    made.metadata["albumforge"] = msgspec.to_builtins(transition)
    if transition.name in SMPTE_WIPES:
        made.metadata["smpte_wipe"] = {"code": SMPTE_WIPES[transition.name], "reverse": transition.reversed}
    return made


def _transition_type(transition: Transition, *, opening: bool) -> str:
    # After another scene a fade is no dissolve: what is seen before it has gone.
    if transition.type == "dissolve" or (transition.type == "fade" and opening):
        return str(otio.schema.TransitionTypes.SMPTE_Dissolve)
    return "SMPTE_Wipe" if transition.name in SMPTE_WIPES else str(otio.schema.TransitionTypes.Custom)


def _fade_out(plan: Plan, last: Span, clock: Clock) -> Any:
    made = otio.schema.Transition(
        name="fade out",
        transition_type=str(otio.schema.TransitionTypes.SMPTE_Dissolve),
        in_offset=clock.time(min(plan.fade_out, last.frames)),
        out_offset=clock.time(0),
    )
    made.metadata["albumforge"] = {"type": "fade", "frames": plan.fade_out, "to": plan.canvas.background}
    return made


def _markers(plan: Plan, clock: Clock) -> list[Any]:
    """Chapters, and all words as long as they are seen."""
    found = []
    for scene in plan.scenes:
        if scene.chapter:
            begin = scene.start + scene.transition.frames // 2 if scene.start else 0
            found.append(clock.marker(scene.chapter, "chapter", _MARKERS["chapter"], begin, 1))
        for text in texts_of(scene):
            if text.role == "chapter" and text.text == scene.chapter:
                continue
            begin = scene.start + text.start
            end = min(begin + text.frames, scene.start + scene.frames)
            found.append(clock.marker(text.text, text.role, _MARKERS[text.role], begin, max(1, end - begin)))
    return found
