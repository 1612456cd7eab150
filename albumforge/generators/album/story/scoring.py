"""The music of a film, and on which frames its shots join: on the beats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from albumforge.context import Context
from albumforge.generators.album.music import PIECES, beats, choose, file_music, fit
from albumforge.generators.album.plan import FileMusic, MediaSource, PieceMusic
from albumforge.generators.album.request import FilmRequest
from albumforge.generators.album.story import pacing
from albumforge.generators.album.story.script import Entry
from albumforge.generators.album.templates.schema import Template
from albumforge.media.digest import file_digest

MUSIC = "music"
"""Id of the user's own music among the sources."""


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


def score(entries: Sequence[Entry], request: FilmRequest, template: Template, context: Context) -> Score:
    """Choose the music and lay the joins on its beats; with seconds for each photo these alone decide.

    Raises:
        InvalidInput: the wished length cannot be had.
        MediaError: the user's music cannot be used.
    """
    needs = [entry.need for entry in entries]
    even = request.seconds_per_photo is not None
    if request.seconds_per_photo is not None:
        seconds = pacing.uniform(needs, request.seconds_per_photo)
    elif request.duration is not None:
        seconds = pacing.scaled(needs, request.duration)
    else:
        seconds = [need.seconds for need in needs]
    frames = max(round(sum(seconds) * request.rate), len(needs))
    length = float(frames / request.rate)
    music, source, times, downbeats, beat = _music(request, template, length, context)
    rigid = [need.rigid for need in needs]
    if even:
        times, downbeats = (), ()
    places = pacing.joins(seconds, frames, request.rate, times, rigid, downbeats)
    return Score(music, source, tuple(places), float(beat * request.rate))


_Music = tuple[PieceMusic | FileMusic | None, MediaSource | None, tuple[float, ...], tuple[float, ...], float]


def _music(request: FilmRequest, template: Template, length: float, context: Context) -> _Music:
    """Return the music, its file, its beats and downbeats in seconds of the film, and the length of a beat."""
    if request.music == "none":
        return None, None, (), (), template.beat_seconds
    if request.music != "auto" and request.music not in PIECES:
        path = Path(request.music).expanduser()
        found = file_music(path, length, context=context)
        music = FileMusic(
            source=MUSIC,
            start=found.start,
            loop_start=found.loop_start,
            loop_end=found.loop_end,
            beats=tuple(round(time, 3) for time in found.beats),
        )
        source = MediaSource(id=MUSIC, path=str(path.absolute()), digest=file_digest(path), kind="music")
        gaps = [after - before for before, after in pairwise(music.beats)]
        beat = sorted(gaps)[len(gaps) // 2] if gaps else template.beat_seconds
        return music, source, music.beats, tuple(found.downbeats), beat
    name = request.music if request.music != "auto" else choose(request.seed, request.mood, template.music).name
    piece = PIECES[name]
    fitted = fit(piece, length)
    played = PieceMusic(name=piece.name, bars=fitted.bars, bpm=round(fitted.bpm, 4), seed=request.seed)
    times = tuple(float(time) for time in beats(fitted.bars, played.bpm, piece))
    return played, None, times, times[:: piece.beats_per_bar], 60.0 / fitted.bpm
