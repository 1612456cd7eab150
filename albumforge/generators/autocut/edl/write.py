"""A cut as an edit decision list (CMX 3600): an event for each piece, picture and sound together.

The events are laid out by opentimelineio's adapter; channels, speeds (``M2``) and marks (``LOC``) are as Avid has them.
Where the frame rate of the video has no timecode, that of a multiple of it is used, and a comment says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import opentimelineio as otio
from opentimelineio import opentime
from otio_cmx3600_adapter import cmx_3600

from albumforge.generators.autocut.edl.timecode import Timecode, timecode_of
from albumforge.generators.autocut.plan import CutPlan, Piece
from albumforge.media.edl_lines import REEL, mode_line, one_line, place_of, reel_names, with_comments

_EVENT = re.compile(r"^(\d{3,}  \S+ +)V( +C +)(\S+) (\S+) (\S+) (\S+)$")
_COLOURS = {"chapter": "GREEN", "title": "YELLOW", "caption": "CYAN"}


def edl_of(plan: CutPlan, *, beside: Path | None = None) -> str:
    """Return the edit decision list of a cut.

    Where the video's file has a timecode of its own, its frames are named by that.

    Args:
        plan: of the cut.
        beside: folder in which the list will lie; a video that lies there too is named without its folder, and so is
            one that its owner calls by another name than its file has.
    """
    source = plan.source
    timecode = timecode_of(source.rate, Path(source.path))
    (reel,) = reel_names([Path(source.called)])
    timeline = otio.schema.Timeline(name=one_line(plan.title or Path(source.called).stem))
    timeline.tracks.append(_track(plan, timecode, reel, beside))
    text = cmx_3600.write_to_string(timeline, rate=float(timecode.base), style="nucoda", reelname_len=REEL)
    comments = _comments(plan, timecode)
    comments[0] = [*_heading(timecode), *comments[0]]
    text = with_comments(_with_speeds(text, plan, timecode, reel), mode_line(timecode.base), comments)
    return text if source.audio_track is None else _with_sound(text)


def lengths_of(plan: CutPlan, timecode: Timecode) -> list[tuple[int, int, int]]:
    """Return for each piece where it begins and ends in the source, and how long it is in the cut, all in frames of
    the timecode."""
    found = []
    for piece in plan.pieces:
        start, end = timecode.counted(piece.start), timecode.counted(piece.end)
        end = max(end, start + 1)
        length = end - start if piece.speed == 1 else timecode.counted(piece.frames) - timecode.start
        found.append((start, end, max(1, length)))
    return found


def _track(plan: CutPlan, timecode: Timecode, reel: str, beside: Path | None) -> Any:
    track = otio.schema.Track(name="V", kind=otio.schema.TrackKind.Video)
    path = Path(plan.source.path).absolute()
    near = plan.source.name or (beside is not None and path.parent == beside.absolute())
    place = plan.source.called if near else place_of(path)
    for start, _, length in lengths_of(plan, timecode):
        reference = otio.schema.ExternalReference(target_url=one_line(place))
        kept = opentime.TimeRange(_time(start, timecode), _time(length, timecode))
        clip = otio.schema.Clip(one_line(plan.source.called), reference, kept)
        clip.metadata["cmx_3600"] = {"reel": reel}
        track.append(clip)
    return track


def _time(counted: int, timecode: Timecode) -> Any:
    return opentime.RationalTime(counted, float(timecode.base))


def _with_speeds(text: str, plan: CutPlan, timecode: Timecode, reel: str) -> str:
    """Return the list with the ends in the source of what is shown faster or slower, and the lines that say so; the
    adapter would write other ends than it reads."""
    lines, number = [], 0
    lengths = lengths_of(plan, timecode)
    for line in text.splitlines():
        match = _EVENT.match(line)
        if match is None:
            lines.append(line)
            continue
        piece, (start, end, _) = plan.pieces[number], lengths[number]
        number += 1
        if piece.speed == 1:
            lines.append(line)
            continue
        head, kind, source_in, _, record_in, record_out = match.groups()
        lines.append(f"{head}V{kind}{source_in} {timecode.text(end)} {record_in} {record_out}")
        begins = timecode.text(start).replace(";", ":")  # in this line the adapter reads no other timecode
        lines.append(f"M2   {reel:8} {float(timecode.base) * piece.speed:7.3f}{'':16}{begins}")
    return "\n".join(lines)


def _with_sound(text: str) -> str:
    """Return the list with events of picture and sound."""
    return re.sub(r"^(\d{3,}  \S+ +)V {3}( +C )", r"\1AA/V\2", text, flags=re.MULTILINE)


def _heading(timecode: Timecode) -> list[str]:
    lines = [f"* FPS: {float(timecode.base):.6g}"]
    if timecode.base != timecode.rate:
        lines.append(f"* THE VIDEO HAS {float(timecode.rate):.6g} FRAMES A SECOND, THE TIMECODE {timecode.base}")
    return lines


def _comments(plan: CutPlan, timecode: Timecode) -> list[list[str]]:
    """Return the lines that belong to each event: chapters and words where they begin, fades, and reasons."""
    shown = [text for text in plan.texts if text.kind != "subtitle"]
    found, at = [], 0
    for piece, start, (_, _, length) in zip(plan.pieces, plan.starts, lengths_of(plan, timecode), strict=True):
        first, last = float(start / plan.source.rate), float((start + piece.frames) / plan.source.rate)
        lines = [_locator(at, "chapter", piece.label, timecode)] if piece.label else []
        for text in shown:
            if first <= text.start < last:
                counted = min(at + length - 1, at + round((text.start - first) * timecode.base))
                lines.append(_locator(counted, text.kind, text.text, timecode))
        found.append([*lines, *(f"* {line}" for line in _said(piece))])
        at += length
    return found


def _said(piece: Piece) -> Sequence[str]:
    lines = [
        f"FADE {way}: {seconds:g} s" for way, seconds in (("IN", piece.fade_in), ("OUT", piece.fade_out)) if seconds
    ]
    return [*lines, f"WHY: {one_line(piece.why)}"] if piece.why else lines


def _locator(counted: int, role: str, text: str, timecode: Timecode) -> str:
    return f"* LOC: {timecode.text(counted)} {_COLOURS[role]:7} {role}: {one_line(text)}"
