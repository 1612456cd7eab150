"""The music of a film, and on which frames its shots join: on the beats."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from albumforge.context import Context
from albumforge.generators.album.music import LEAD_IN, PIECES, Piece, beats, choose, file_music, fit
from albumforge.generators.album.music.timing import STRETCH, bar_seconds
from albumforge.generators.album.plan import FileMusic, MediaSource, PieceMusic
from albumforge.generators.album.story import pacing, passages
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.script import CardEntry, Entry, ShotEntry
from albumforge.media.digest import file_digest

MUSIC = "music"
"""Id of the user's own music among the sources."""

FINAL = 2.6
"""Seconds of a film that the final chord of our own music has."""


@dataclass(frozen=True)
class Score:
    """Music and the frames on which the entries join: as many as there are entries, and the length.

    Attributes:
        source: the user's own music, or None.
        beat: frames of a beat, near enough for things that happen within a shot.
    """

    music: PieceMusic | FileMusic | None
    source: MediaSource | None
    places: tuple[int, ...]
    beat: float


def score(entries: Sequence[Entry], brief: Brief, context: Context) -> Score:
    """Choose the music and lay the joins on its beats; with seconds for each photo these alone decide.

    Raises:
        InvalidInput: the wished length cannot be had.
        MediaError: the user's music cannot be used.
    """
    request = brief.request
    needs = [entry.need for entry in entries]
    if request.seconds_per_photo is not None:
        seconds = pacing.uniform(needs, request.seconds_per_photo)
    elif request.duration is not None:
        seconds = pacing.scaled(needs, request.duration)
    else:
        seconds = [need.seconds for need in needs]
    length = sum(seconds) if request.duration is None else request.duration
    frames = max(round(length * request.rate), len(needs))
    if request.music == "none":
        played = _Played(seconds, frames, beat=brief.template.beat_seconds)
    elif request.music == "auto" or request.music in PIECES:
        played = _piece(entries, seconds, frames, brief)
    else:
        played = _file(Path(request.music).expanduser(), seconds, frames, brief, context)
    if request.seconds_per_photo is not None:
        places = pacing.joins(seconds, frames, request.rate)
    else:
        limits = [need.limit for need in needs]
        least = [need.least if need.rigid else 0.0 for need in needs]
        places = pacing.joins(
            played.seconds, played.frames, request.rate, played.beats, limits, played.downbeats, played.fixed, least
        )
    return Score(played.music, played.source, tuple(places), float(played.beat * request.rate))


@dataclass(frozen=True)
class _Played:
    """Shots laid on music: seconds of each, frames of the film, the music and its file, its beats and downbeats in
    seconds of the film, the numbers of the shots that begin on a given one, and the seconds of a beat."""

    seconds: Sequence[float]
    frames: int
    music: PieceMusic | FileMusic | None = None
    source: MediaSource | None = None
    beats: tuple[float, ...] = ()
    downbeats: tuple[float, ...] = ()
    fixed: frozenset[int] = frozenset()
    beat: float = 0.0


def _piece(entries: Sequence[Entry], seconds: Sequence[float], frames: int, brief: Brief) -> _Played:
    """Return a film of about so many frames on a piece of our own; where its length is given, of just so many."""
    request, rate = brief.request, brief.request.rate
    # What the pictures say would do as a mood, but then one of them more might change the whole film's beat.
    auto = request.music == "auto"
    piece = choose(request.seed, request.mood, brief.template.music) if auto else PIECES[request.music]
    needs = [entry.need for entry in entries]
    given = request.duration is not None or request.seconds_per_photo is not None
    # A film of clips alone cannot be made a little longer for the music.
    fitted = fit(piece, float(frames / rate)) if given or all(need.limit < math.inf for need in needs) else None
    bpm = _whole_beats(piece, rate) if fitted is None else fitted.bpm
    bar = bar_seconds(piece, bpm)
    parts = passages.passages(needs, seconds, _begins(entries), bar)
    totals = [sum(seconds[number] for number in part) for part in parts]
    totals[0] -= LEAD_IN
    totals[-1] -= FINAL
    if fitted is None:
        bars = passages.bars_each(totals, bar)
        frames = round((LEAD_IN + sum(bars) * bar + FINAL) * rate)
    else:
        bars = passages.bars_shared(totals, fitted.bars - 1)
    before_last = LEAD_IN + sum(bars) * bar
    totals = [count * bar for count in bars]
    totals[0] += LEAD_IN
    totals[-1] += float(frames / rate) - before_last
    played = PieceMusic(name=piece.name, bars=1 + sum(bars), bpm=round(bpm, 4), seed=request.seed)
    times = tuple(float(time) for time in beats(played.bars, played.bpm, piece))
    return _Played(
        passages.fitted(needs, seconds, parts, totals),
        frames,
        played,
        beats=times,
        downbeats=times[:: piece.beats_per_bar],
        fixed=frozenset(part.start for part in parts[1:]),
        beat=60.0 / bpm,
    )


def _whole_beats(piece: Piece, rate: Fraction) -> float:
    """Return a tempo near that of a piece at which a beat lasts whole frames, so that a shot of some beats lasts the
    same wherever it stands; its own tempo where none is near."""
    bpm = float(60 * rate / max(1, round(60.0 / piece.bpm * rate)))
    return bpm if abs(bpm / piece.bpm - 1) <= STRETCH else piece.bpm


def _begins(entries: Sequence[Entry]) -> list[int]:
    """Return the numbers of the entries at which a stretch of the pictures begins: of its card, if it has one."""
    return [
        number
        for number, entry in enumerate(entries)
        if isinstance(entry, CardEntry)
        or (isinstance(entry, ShotEntry) and entry.cast.shot.begins and not isinstance(entries[number - 1], CardEntry))
    ]


def _file(path: Path, seconds: Sequence[float], frames: int, brief: Brief, context: Context) -> _Played:
    found = file_music(path, float(frames / brief.request.rate), context=context)
    music = FileMusic(
        source=MUSIC,
        start=found.start,
        loop_start=found.loop_start,
        loop_end=found.loop_end,
        beats=tuple(round(time, 3) for time in found.beats),
    )
    source = MediaSource(id=MUSIC, path=str(path.absolute()), digest=file_digest(path), kind="music")
    gaps = sorted(after - before for before, after in pairwise(music.beats))
    beat = gaps[len(gaps) // 2] if gaps else brief.template.beat_seconds
    downbeats = tuple(round(time, 3) for time in found.downbeats)
    return _Played(seconds, frames, music, source, music.beats, downbeats, beat=beat)
