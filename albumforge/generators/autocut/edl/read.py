"""From an edit decision list (CMX 3600) to the editing document of its cut; what is wrong is refused line by line.

Each event is read by opentimelineio's adapter by itself, so that everything that is wrong can be said at once, with the
number of its line, which the adapter does not know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opentimelineio.exceptions import OTIOError
from opentimelineio.schema import FreezeFrame
from otio_cmx3600_adapter import cmx_3600

from albumforge.errors import InvalidInput
from albumforge.generators.autocut.dsl.schema import EditDocument, Keep
from albumforge.generators.autocut.edl.lines import Event, Listing, read_lines
from albumforge.generators.autocut.edl.timecode import Timecode, timecode_of
from albumforge.generators.autocut.plan import FASTEST, SLOWEST, CutSource
from albumforge.media.edl_lines import DROP_FRAME, one_line
from albumforge.media.frame_rate import read_rate

MOST_PROBLEMS = 20
"""Lines of an EDL that are named when it is refused."""

MOST_EVENTS = 10_000

_OFF = 0.02
"""By which share the length of an event may miss what its speed says."""

_SPEED_DIGITS = 4
_MOTION = re.compile(r"M2\s+(?:\S.*?)?\s*(-?\d+(?:\.\d*)?)\s+[\d:;]{11}\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class _Range:
    """What an event keeps: frames of the video, and how fast."""

    start: int
    end: int
    speed: float


class _Wrong(Exception):
    """Says what is wrong with a line."""


def document_of_edl(text: str, source: CutSource) -> EditDocument:
    """Return the editing document that keeps what the events of an EDL show, in their order.

    Timecodes of the source count from the timecode of the video's first frame, where its file has one and they fit to
    it; else from zero.

    Raises:
        InvalidInput: the list cannot be executed; each line that is wrong is named with its number and what is wrong.
    """
    listing = read_lines(text)
    own = timecode_of(source.rate, Path(source.path))
    plain = Timecode(own.rate, own.base)
    problems = _of_list(listing, own)
    if problems:
        raise _refused(problems)
    kept, problems, notes = _ranges(listing, source, own)
    if problems and own.start:
        kept_plain, problems_plain, notes_plain = _ranges(listing, source, plain)
        if len(problems_plain) < len(problems):
            kept, problems, notes = kept_plain, problems_plain, notes_plain
    if problems:
        raise _refused(problems)
    title = one_line(listing.title)
    if title == one_line(Path(source.called).stem):
        title = ""  # so lists of cuts without a title are called
    return EditDocument(title=title, strategy="edl", actions=_keeps(kept, source), notes=tuple(notes))


def _refused(problems: list[tuple[int, str]]) -> InvalidInput:
    lines = [f"Line {line}: {what}" if line else what for line, what in sorted(problems)[:MOST_PROBLEMS]]
    if len(problems) > MOST_PROBLEMS:
        lines.append(f"{len(problems) - MOST_PROBLEMS} more lines are wrong.")
    return InvalidInput("\n".join(["The EDL cannot be executed.", *lines]))


def _of_list(listing: Listing, timecode: Timecode) -> list[tuple[int, str]]:
    """Return what is wrong with the list as a whole: no events, or another frame rate."""
    problems = _of_odd(listing) if not listing.events else []
    if not listing.events:
        return [*problems, (0, "It has no events.")]
    if len(listing.events) > MOST_EVENTS:
        return [*problems, (0, f"It has {len(listing.events):,} events; at most {MOST_EVENTS:,} are taken.")]
    for line, text in listing.rates:
        rate = read_rate(text)
        if rate is not None and not any(abs(float(one) / float(rate) - 1) < 0.0005 for one in _same(timecode)):
            problems.append((line, f"the EDL has {text} frames a second, {_video(timecode)}."))
    if any(event.drop for event in listing.events) and timecode.base not in DROP_FRAME:
        first = next(event for event in listing.events if event.drop)
        problems.append(
            (first.line, f"the EDL has drop-frame timecode, as at 29.97 frames a second; {_video(timecode)}.")
        )
    if not any(event.is_video for event in listing.events) and not problems:
        problems.append((listing.events[0].line, "no event is for the pictures (channel V)."))
    return problems


def _of_odd(listing: Listing) -> list[tuple[int, str]]:
    return [(line, f"“{one_line(text)[:60]}” is no line of an EDL (CMX 3600).") for line, text in listing.odd]


def _same(timecode: Timecode) -> tuple[Any, ...]:
    """Rates that mean the same list: 29.97 is often written as 30, and 23.976 as 24."""
    return timecode.base, round(timecode.base)


def _video(timecode: Timecode) -> str:
    return f"the video has {float(timecode.rate):.6g}"


def _ranges(
    listing: Listing, source: CutSource, timecode: Timecode
) -> tuple[list[_Range], list[tuple[int, str]], list[str]]:
    """Return what the events keep, what is wrong in which line, and what people should know."""
    kept, problems, left_out = [], _of_odd(listing), []
    for event in listing.events:
        try:
            _check_event(event)
            if event.is_video:
                kept.append(_range(event, source, timecode))
            elif not event.is_sound:
                left_out.append(event.line)
        except _Wrong as wrong:
            problems.append((event.line, str(wrong)))
    notes = []
    if left_out:
        lines = ", ".join(map(str, left_out[:10])) + ("…" if len(left_out) > 10 else "")
        notes.append(f"Lines of the EDL that are for other tracks than V are left out: {lines}.")
    if any(" D " in event.text or re.search(r" W\d{3} ", event.text) for event in listing.events):
        notes.append("Dissolves and wipes of the EDL are cuts here.")
    return kept, problems, notes


def _check_event(event: Event) -> None:
    """Check that a line is an event, whatever it is for.

    Raises:
        _Wrong: it is not.
    """
    count = len(event.text.split())
    if count < 8 or (count > 9 and event.is_video):
        raise _Wrong(f"an event has 8 fields, or 9 with a transition; here are {count}.")
    if not event.is_known:
        raise _Wrong(f"“{event.channel}” is no channel such as V, A or AA/V.")


def _range(event: Event, source: CutSource, timecode: Timecode) -> _Range:
    """Return what an event keeps.

    Raises:
        _Wrong: it cannot be executed.
    """
    if event.reel in ("BL", "BLACK"):
        raise _Wrong("black cannot be cut from the video; take this event out.")
    fields = event.text.split()
    first, last, record_in, record_out = (_read(text, event, timecode) for text in fields[-4:])
    if last <= first:
        raise _Wrong(f"the source ends at {fields[-3]}, which is not after its start at {fields[-4]}.")
    length = record_out - record_in
    if length <= 0:
        raise _Wrong(f"the record ends at {fields[-1]}, which is not after its start at {fields[-2]}.")
    clip = _clip(event, timecode)
    if any(isinstance(effect, FreezeFrame) for effect in clip.effects):
        raise _Wrong("a freeze frame cannot be cut from the video.")
    speed = _speed(event, timecode)
    if not SLOWEST <= speed <= FASTEST:
        raise _Wrong(f"the speed is {speed:g}; {SLOWEST:g} to {FASTEST:g} are possible.")
    if abs((last - first) - length * speed) > max(1.0 + speed, _OFF * length * speed):
        last = first + round(length * speed)  # some programs repeat the length of the record
    start, end = timecode.frame(first), timecode.frame(last)
    end_text = f"the video ends at {timecode.text(timecode.counted(source.frames))}."
    if start < 0:
        raise _Wrong(f"{fields[-4]} is before the start of the video at {timecode.text(timecode.start)}.")
    if start >= source.frames:
        raise _Wrong(f"{fields[-4]} is past the end of the video: {end_text}")
    if end > source.frames:
        raise _Wrong(f"{fields[-3]} is past the end of the video: {end_text}")
    return _Range(start, end, speed)


def _speed(event: Event, timecode: Timecode) -> float:
    """Return how fast an event shows its source; its line ``M2`` gives frames of the source a second of the cut.

    The adapter of opentimelineio reads that line only where source and record differ in length, and some programs write
    the length of the record for both. Some count 30 frames a second where it is 29.97: the rounder speed is meant.
    """
    named = (match for line in event.comments if (match := _MOTION.match(line)))
    match = next(named, None)
    if match is None:
        return 1.0
    shown = float(match.group(1))
    exact, nominal = shown / float(timecode.base), shown / round(timecode.base)
    rounder = min((exact, nominal), key=lambda speed: abs(speed - round(speed, 2)))
    return round(rounder, _SPEED_DIGITS)


def _clip(event: Event, timecode: Timecode) -> Any:
    """Return an event as opentimelineio reads it.

    Raises:
        _Wrong: it cannot.
    """
    found = (line for line in event.comments if re.match(r"M2\s|\*\s*\*?\s*FREEZE", line, re.IGNORECASE))
    effects = [line.replace(";", ":") for line in found]  # the adapter reads no other timecode there
    line = event.text
    if event.drop:
        line = re.sub(r"(\d\d:\d\d:\d\d):(\d\d)", r"\1;\2", line)
    try:
        timeline = cmx_3600.read_from_string("\n".join([line, *effects]), rate=float(timecode.base))
        return timeline.tracks[0][0]
    except (OTIOError, ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        said = str(error)
    if "duration don't match" in said:
        raise _Wrong("source and record are not equally long, and no speed (M2) is given.")
    if "edit type" in said:
        raise _Wrong("it is neither a cut (C), a dissolve (D) nor a wipe (W001).")
    raise _Wrong(f"it cannot be read: {one_line(said)}.")


def _read(text: str, event: Event, timecode: Timecode) -> int:
    """Return a timecode in frames.

    Raises:
        _Wrong: it is none, or of another frame rate.
    """
    if event.drop:
        text = re.sub(r"^(\d\d:\d\d:\d\d):(\d\d)$", r"\1;\2", text)
    try:
        return timecode.read(text)
    except ValueError as error:
        said = str(error)
    if "frames beyond" in said:
        raise _Wrong(
            f"{text} has a frame that {float(timecode.base):.6g} frames a second do not have: {_other(timecode)}"
        )
    if "drop frame" in said:
        raise _Wrong(f"{text} is drop-frame timecode: {_other(timecode)}")
    raise _Wrong(f"{text} is no timecode such as 00:01:02:03.")


def _other(timecode: Timecode) -> str:
    return f"the EDL is of another frame rate than the video, which has {float(timecode.rate):.6g}."


def _keeps(kept: list[_Range], source: CutSource) -> tuple[Keep, ...]:
    """Return the ranges as actions; those that show again what one before showed say so."""
    actions: list[Keep] = []
    shown: list[tuple[int, int]] = []
    for one in kept:
        again = any(start < one.end and one.start < end for start, end in shown)
        shown.append((one.start, one.end))
        actions.append(
            Keep(
                start=round(float(one.start / source.rate), 6),
                end=round(float(one.end / source.rate), 6),
                speed=one.speed,
                again=again,
                why="EDL",
            )
        )
    return tuple(actions)
