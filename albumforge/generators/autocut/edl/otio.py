"""A cut as a timeline of OpenTimelineIO: picture and sound, chapters and words as markers, in whole frames."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import opentimelineio as otio

from albumforge.generators.autocut.edl.timecode import timecode_of
from albumforge.generators.autocut.plan import CutPlan, Piece
from albumforge.media.edit_clock import Clock
from albumforge.media.edl_lines import one_line

_COLOURS = {
    "chapter": otio.schema.MarkerColor.GREEN,
    "title": otio.schema.MarkerColor.YELLOW,
    "caption": otio.schema.MarkerColor.CYAN,
    "subtitle": otio.schema.MarkerColor.PINK,
}


def timeline_of(plan: CutPlan) -> Any:
    """Return the timeline of a cut: as long as it, at its rate, a clip for each piece.

    V1 is the picture, A1 the sound where there is one. Speeds are effects; fades and reasons stand in the metadata
    `albumforge` of the clips.
    """
    clock = Clock(plan.source.rate)
    name = one_line(plan.title or Path(plan.source.called).stem)
    timeline = otio.schema.Timeline(name=name, global_start_time=clock.time(0))
    timeline.metadata["albumforge"] = {
        "title": plan.title,
        "language": plan.language,
        "subtitles": plan.subtitles,
        "fps": plan.source.fps,
        "frames": plan.frames,
        "notes": list(plan.notes),
    }
    first = _first(plan)
    kinds = [("V1", otio.schema.TrackKind.Video)]
    if plan.source.audio_track is not None:
        kinds.append(("A1", otio.schema.TrackKind.Audio))
    for name, kind in kinds:
        track = otio.schema.Track(name=name, kind=kind)
        track.extend([_clip(plan, piece, first, clock) for piece in plan.pieces])
        timeline.tracks.append(track)
    timeline.tracks.markers.extend(_markers(plan, clock))
    return timeline


def _first(plan: CutPlan) -> int:
    """Return the timecode of the video's first frame, in its frames; 0 where its rate has none."""
    timecode = timecode_of(plan.source.rate, Path(plan.source.path))
    return timecode.start if timecode.base == timecode.rate else 0


def _clip(plan: CutPlan, piece: Piece, first: int, clock: Clock) -> Any:
    source = plan.source
    # Its owner has a file of another name elsewhere: beside the list, as far as that can be said.
    place = quote(source.name) if source.name else Path(source.path).absolute().as_uri()
    reference = otio.schema.ExternalReference(place, clock.range(first, source.frames))
    reference.name = one_line(source.called)
    reference.metadata["albumforge"] = {"digest": source.digest, "audio_track": source.audio_track}
    # What a clip is long in its track; an effect of speed then takes more or less of the file.
    clip = otio.schema.Clip(one_line(source.called), reference, clock.range(first + piece.start, piece.frames))
    clip.metadata["albumforge"] = {
        "piece": piece.id,
        "source_frames": [piece.start, piece.end],
        "fade_in": piece.fade_in,
        "fade_out": piece.fade_out,
        "label": piece.label,
        "why": piece.why,
    }
    if piece.speed != 1:
        clip.effects.append(otio.schema.LinearTimeWarp(name=f"speed {piece.speed:g}", time_scalar=piece.speed))
    return clip


def _markers(plan: CutPlan, clock: Clock) -> list[Any]:
    found = [
        clock.marker(piece.label, "chapter", _COLOURS["chapter"], start, 1)
        for piece, start in zip(plan.pieces, plan.starts, strict=True)
        if piece.label
    ]
    for text in plan.texts:
        begin, end = clock.frames(text.start), clock.frames(text.end)
        found.append(clock.marker(text.text, text.kind, _COLOURS[text.kind], begin, max(1, end - begin)))
    return found
