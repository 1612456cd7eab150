"""The music of a film, and on which frames its shots join: on the beats."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from albumforge.context import Context
from albumforge.generators.album.music import LEAD_IN, PIECES, Fitted, Piece, beats, choose, file_music, fit
from albumforge.generators.album.music.timing import STRETCH
from albumforge.generators.album.plan import FileMusic, MediaSource, PieceMusic
from albumforge.generators.album.story import pacing
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.script import Entry
from albumforge.media.digest import file_digest

MUSIC = "music"
"""Id of the user's own music among the sources."""

FINAL = 2.6
"""Seconds of a film that the final chord of our own music has."""

_STRETCH = 0.06
"""Part of its length by which a film whose length is not given is made longer or shorter to end with a bar."""


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
        frames = round(sum(seconds) * request.rate)
    elif request.duration is not None:
        seconds = pacing.scaled(needs, request.duration)
        frames = round(request.duration * request.rate)
    else:
        seconds = [need.seconds for need in needs]
        frames = round(sum(seconds) * request.rate)
    frames = max(frames, len(needs))
    limits = [need.limit for need in needs]
    # A film of clips alone cannot be made a little longer for the music.
    free = request.duration is None and request.seconds_per_photo is None and math.inf in limits
    played = _played(brief, frames, free, context)
    if request.seconds_per_photo is not None:
        places = pacing.joins(seconds, frames, request.rate)
    else:
        places = pacing.joins(seconds, played.frames, request.rate, played.beats, limits, played.downbeats)
    return Score(played.music, played.source, tuple(places), float(played.beat * request.rate))


@dataclass(frozen=True)
class _Played:
    """Music for a film of so many frames: its file, its beats and downbeats in seconds of the film, and the seconds of
    a beat."""

    frames: int
    music: PieceMusic | FileMusic | None
    source: MediaSource | None
    beats: tuple[float, ...]
    downbeats: tuple[float, ...]
    beat: float


def _played(brief: Brief, frames: int, free: bool, context: Context) -> _Played:
    """Return the music for a film of so many frames, or about as many where it is free in that."""
    request, template = brief.request, brief.template
    if request.music == "none":
        return _Played(frames, None, None, (), (), template.beat_seconds)
    if request.music != "auto" and request.music not in PIECES:
        return _file(Path(request.music).expanduser(), frames, brief, context)
    # What the pictures say would do as a mood, but then one of them more might change the whole film's beat.
    auto = request.music == "auto"
    piece = choose(request.seed, request.mood, template.music) if auto else PIECES[request.music]
    frames, fitted = whole_bars(piece, frames, request.rate) if free else (frames, None)
    fitted = fitted or fit(piece, float(frames / request.rate))
    played = PieceMusic(name=piece.name, bars=fitted.bars, bpm=round(fitted.bpm, 4), seed=request.seed)
    times = tuple(float(time) for time in beats(fitted.bars, played.bpm, piece))
    return _Played(frames, played, None, times, times[:: piece.beats_per_bar], 60.0 / fitted.bpm)


def whole_bars(piece: Piece, frames: int, rate: Fraction) -> tuple[int, Fitted | None]:
    """Return the length of a film near the wished one at which a piece ends, and the piece for it: a beat lasts whole
    frames then, so that a shot of some beats lasts the same wherever it stands. So one picture changed hardly changes
    the rest of a film.

    Returns:
        frames, and None where they would be too far from the wished ones: the piece must fit these.
    """
    beat = max(1, round(60.0 / piece.bpm * rate))
    bpm = float(60 * rate / beat)
    bar = beat * piece.beats_per_bar
    ends = round((LEAD_IN + FINAL) * rate)
    bars = 1 + max(0, round((frames - ends) / bar))
    length = ends + (bars - 1) * bar
    near = abs(length - frames) <= _STRETCH * frames and abs(bpm / piece.bpm - 1) <= STRETCH
    return (length, Fitted(bars, bpm)) if near else (frames, None)


def _file(path: Path, frames: int, brief: Brief, context: Context) -> _Played:
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
    return _Played(frames, music, source, music.beats, tuple(round(time, 3) for time in found.downbeats), beat)
