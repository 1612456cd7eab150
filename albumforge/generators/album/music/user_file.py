"""Fitting a file of the user's to a film: where it begins, where it is joined without being heard, and its beats."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from albumforge.context import Context
from albumforge.generators.album.music.listening import SLOW, Heard, Series, listen
from albumforge.generators.album.music.timing import LEAD_IN
from albumforge.generators.album.music.tracking import Beats, beats_in
from albumforge.media.audio import RATE, decode_audio

BEFORE = 0.03
"""Seconds before a beat at which a file begins or is joined, so that the attack is whole."""
SURE = 0.55
"""Confidence from which on beats are taken for beats."""

_BEYOND = 60.0  # seconds that are listened to beyond what the film has room for
_LATEST = 24.0  # seconds of a file that may be left out at its start so that it ends with the film
_EARLY, _LATE = 0.6, 1.2  # seconds by which a film may end after the music's own end, or before it
_SHORTEST = 6.0  # seconds between loop points
_CONTEXT = (1.5, 2.5)  # seconds before and after a join over which both places are compared
_SHORTER = 0.35  # what leaving out all of a file between its joins costs, in standard deviations of the distance
_ALIGNED = 0.8  # seconds around a join that are laid over each other
_SHIFT = round(0.05 * RATE)  # samples by which a join may be moved for that
_QUIET = 0.03  # of the median loudness; less is silence


@dataclass(frozen=True)
class FittedFile:
    """A file fitted to a film.

    Attributes:
        start: seconds of the file at which it begins, `timing.LEAD_IN` into the film.
        loop_start, loop_end: seconds of the file; from the second it goes on at the first. Both 0: there is no join.
        beats: seconds of the film; none where no beat could be found.
        downbeats: those of the beats that begin bars.
    """

    start: float
    loop_start: float
    loop_end: float
    beats: tuple[float, ...]
    downbeats: tuple[float, ...]


def file_music(path: Path, duration: float, *, context: Context | None = None) -> FittedFile:
    """Fit the music of a file to a film of `duration` seconds.

    It begins with a bar, after what silence there is. Where it lasts some seconds longer than the film it begins with
    a later bar, so that both end together; where it is shorter, it is joined at the two bars that sound most alike.

    Raises:
        MediaError: the file has no sound that can be decoded.
        Cancelled: the context asked to stop.
    """
    heard = listen(path, seconds=duration + _BEYOND, context=context)
    found = beats_in(heard)
    first, last = _audible(heard)
    breath = min(LEAD_IN, duration / 10)
    room = duration - breath
    if found.confidence < SURE or len(found.downbeats) < 2:
        return FittedFile(round(max(0.0, first - BEFORE), 4), 0.0, 0.0, (), ())
    downbeats = np.array([found.times[number] for number in found.downbeats])
    bars = np.concatenate((_unheard_bars(downbeats, first), downbeats)) - BEFORE
    start = max(0.0, _start(bars, last, room, whole=heard.duration < duration + _BEYOND))
    loop_start = loop_end = 0.0
    if last - start < room:
        loop_start, loop_end = _loop(path, heard, downbeats[(downbeats >= start) & (downbeats < last)], context)
    fitted = FittedFile(round(start, 4), loop_start, loop_end, (), ())
    if last - start < room and not loop_end:
        return fitted  # repeated as a whole, for which there is no beat to keep
    return _with_beats(fitted, found, breath, duration)


def _audible(heard: Heard) -> tuple[float, float]:
    """Return the seconds from which and up to which there is something to hear."""
    loudness = heard.timbre.sum(axis=1)
    if not (loudness > 0).any():
        return 0.0, heard.duration
    loud = np.flatnonzero(loudness > _QUIET * np.median(loudness[loudness > 0]))
    return float(loud[0] / SLOW), float((loud[-1] + 1) / SLOW)


def _unheard_bars(downbeats: Series, first: float) -> Series:
    """Return the downbeats before the first that was found, as far as there is something to hear: soft beginnings."""
    bar = float(np.median(np.diff(downbeats)))
    count = int((downbeats[0] - first + 0.25 * bar) / bar)
    return np.asarray(np.maximum(BEFORE, downbeats[0] - bar * np.arange(count, 0, -1)))


def _start(bars: Series, last: float, room: float, *, whole: bool) -> float:
    """Return where to begin: with the first bar, or with one from which the rest is as long as the film."""
    together = [bar for bar in bars if bar < _LATEST and -_EARLY < last - bar - room < _LATE]
    return float(together[0] if together and whole else bars[0])


def _loop(path: Path, heard: Heard, bars: Series, context: Context | None) -> tuple[float, float]:
    """Return the two bars at which a join is least heard, each `BEFORE` its beat; zeros where there are none."""
    before, after = (round(seconds * SLOW) for seconds in _CONTEXT)
    features = _features(heard)
    places = np.round(bars * SLOW).astype(int)
    inside = (places >= 0) & (places + after < len(features))
    bars, places = bars[inside], places[inside]
    if len(bars) < 2:
        return 0.0, 0.0
    padded = np.pad(features, ((before, 0), (0, 0)), mode="edge")
    around = np.stack([padded[place : place + before + after].ravel() for place in places])
    squares = (around**2).sum(axis=1)
    distance = np.sqrt(np.maximum(0, squares[:, None] + squares[None, :] - 2 * around @ around.T))
    lasts = bars[None, :] - bars[:, None]
    allowed = lasts >= max(_SHORTEST, 0.4 * (bars[-1] - bars[0]))
    if not allowed.any():
        return 0.0, 0.0
    left_out = 1 - lasts / (bars[-1] - bars[0])
    cost = np.where(allowed, distance / (distance[allowed].std() + 1e-9) + _SHORTER * left_out, np.inf)
    one, two = np.unravel_index(int(cost.argmin()), cost.shape)
    start = round(max(0.0, float(bars[one]) - BEFORE), 6)
    return start, round(_aligned(path, start, start + float(bars[two] - bars[one]), context), 6)


def _features(heard: Heard) -> Series:
    """Return what is compared at a join, (m, 36): pitch classes, timbre and with it loudness."""
    chroma = heard.chroma / (heard.chroma.max(axis=1, keepdims=True) + 1e-9)
    timbre = heard.timbre / (heard.timbre.std() + 1e-9)
    return np.concatenate((chroma, timbre), axis=1)


def _aligned(path: Path, start: float, end: float, context: Context | None) -> float:
    """Return the end moved to where its wave agrees best with that around the start."""
    half = _ALIGNED / 2
    if start < half:
        return end
    coming = decode_audio(path, start=start - half, duration=_ALIGNED, context=context).mean(axis=1)
    leaving = decode_audio(
        path, start=end - half - _SHIFT / RATE, duration=_ALIGNED + 2 * _SHIFT / RATE, context=context
    ).mean(axis=1)
    places = len(leaving) - len(coming) + 1
    if places <= 1:
        return end
    size = len(leaving) + len(coming)
    common = np.fft.irfft(np.fft.rfft(leaving, size) * np.conj(np.fft.rfft(coming, size)), size)[:places]
    power = np.concatenate(([0.0], np.cumsum(leaving.astype(np.float64) ** 2)))
    agreement = common / np.sqrt(power[len(coming) :][:places] - power[:places] + 1e-9)
    return end + (int(agreement.argmax()) - _SHIFT) / RATE


def _with_beats(fitted: FittedFile, found: Beats, breath: float, duration: float) -> FittedFile:
    """Return it with the beats as they fall in the film, pass after pass."""
    bars = set(found.downbeats)
    beats: list[float] = []
    downbeats: list[float] = []
    first, at, end = fitted.start, breath, fitted.loop_end or float("inf")
    while at < duration:
        for number, time in enumerate(found.times):
            film = at + time - first
            if first <= time < end and film < duration:
                beats.append(round(film, 4))
                if number in bars:
                    downbeats.append(beats[-1])
        at += end - first
        first = fitted.loop_start
    return FittedFile(fitted.start, fitted.loop_start, fitted.loop_end, tuple(beats), tuple(downbeats))
