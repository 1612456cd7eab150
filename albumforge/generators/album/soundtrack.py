"""The sound of a film: its music, the sounds of its clips, and silence at both ends, at one loudness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from albumforge.context import Context
from albumforge.errors import InvalidInput, MediaError
from albumforge.generators.album.music import PIECES, perform
from albumforge.media import mix
from albumforge.media.audio import NO_SOUND, RATE, UNDECODABLE, Samples, decode_audio, silence
from albumforge.media.loudness import TARGET, integrated, normalise

DUCK_DB = -12.0
"""What the music steps down by under a clip's sound."""

_MUSIC_LEVEL = -18.0  # LUFS of music and of clips before they meet; the sum is brought to its loudness at the end
_CLIP_LEVEL = -17.0
_CLIP_LIFT = 12.0  # decibels; a quiet clip is raised by no more, or its noise would come up
_AUDIBLE = -55.0  # LUFS from which on a clip counts as having sound
_CLIP_FADE = 0.06  # seconds at both ends of a clip, against clicks
_LOOP_OVERLAP = 2.0  # seconds
_TRIM = 10 ** (-60 / 20)  # what is quieter at the ends of a user's file is not looped
_SILENT = -70.0  # LUFS
_BLOCK = 1 << 18


@dataclass(frozen=True)
class PieceCue:
    """Music of our own: a name in `PIECES`, bars and tempo (see `music.fit`), and the seed of its playing."""

    name: str
    bars: int
    bpm: float
    seed: int


@dataclass(frozen=True)
class FileCue:
    """Music from a file of the user's: looped where it is shorter than the film, cut where it is longer."""

    path: Path


@dataclass(frozen=True)
class ClipSound:
    """The sound of a video clip in the film.

    Attributes:
        path: the video file.
        source_start: seconds in the source where the clip begins.
        at: seconds in the film where it begins.
        duration: seconds.
        gain_db: on top of the levelling that all clips get.
    """

    path: Path
    source_start: float
    at: float
    duration: float
    gain_db: float = 0.0


def render_soundtrack(
    music: PieceCue | FileCue | None,
    clips: Sequence[ClipSound],
    duration: float,
    *,
    fade_in: float = 0.3,
    fade_out: float = 2.5,
    loudness: float = TARGET,
    context: Context | None = None,
) -> Samples:
    """Make the sound of a film: exactly ``round(duration * 48000)`` samples.

    The music steps down by 12 dB under clips that have sound. A clip whose file has no sound track, or only silence,
    is left out; so is one whose sound cannot be decoded, with a line in the log. The whole has the loudness asked for
    and a true peak of at most -1 dBTP, begins with near silence and ends on a sample of silence. With neither music
    nor clips, or where all of it is silent, it is silence.

    Args:
        fade_in: seconds of near silence at the start, in which the sound comes up.
        fade_out: seconds in which it goes away, up to the last sample.
        loudness: LUFS.

    Raises:
        InvalidInput: there is no such piece.
        MediaError: the music file cannot be used, or a clip cannot be opened.
        Cancelled: the context asked to stop.
    """
    context = context or Context()
    length = max(0, round(duration * RATE))
    heard = []
    for number, clip in enumerate(clips):
        context.progress("sound", 0.3 * number / len(clips), clip.path.name)
        sound = _clip_sound(clip, length, context)
        if sound is not None:
            heard.append((clip, sound))
    context.progress("sound", 0.3)
    track = _music(music, length, fade_in, context)
    context.progress("sound", 0.7)
    if heard and music is not None:
        mix.turn_down(track, [(clip.at, clip.at + len(sound) / RATE) for clip, sound in heard], DUCK_DB)
    for clip, sound in heard:
        mix.place(track, sound, round(clip.at * RATE), clip.gain_db)
    del heard
    _fade_ends(track, fade_in, fade_out)
    normalise(track, loudness, out=track, context=context)
    context.progress("sound", 1.0)
    return track


def _clip_sound(clip: ClipSound, length: int, context: Context) -> Samples | None:
    """Return a clip's sound, levelled and with soft ends, or None where there is nothing to hear."""
    wanted = min(clip.duration, length / RATE - clip.at)
    if wanted <= 0:
        return None
    try:
        sound = decode_audio(clip.path, start=clip.source_start, duration=wanted, context=context)
    except MediaError as error:
        if not error.reason.startswith((NO_SOUND, UNDECODABLE)):
            raise
        if error.reason != NO_SOUND:
            context.log(f"{clip.path.name}: {error.reason}; the clip stays silent.")
        return None
    level = integrated(sound, context=context)
    if level < _AUDIBLE:
        return None
    lift = min(_CLIP_LIFT, _CLIP_LEVEL - level)
    return mix.fade(sound, _CLIP_FADE, _CLIP_FADE) * np.float32(10 ** (lift / 20))


def _music(music: PieceCue | FileCue | None, length: int, fade_in: float, context: Context) -> Samples:
    """Return the music at its level before mixing, as long as the film."""
    if music is None:
        return silence(length)
    if isinstance(music, PieceCue):
        if music.name not in PIECES:
            raise InvalidInput(f"music: there is no piece {music.name!r}.", hint=f"Pieces: {', '.join(PIECES)}.")
        sound, at = perform(PIECES[music.name], music.bars, music.bpm, seed=music.seed, context=context), 0
    else:
        at = round(fade_in * RATE)
        sound = _filled(_trimmed(decode_audio(music.path, duration=length / RATE, context=context)), length - at)
    if at == 0 and len(sound) >= length:
        track = sound[:length]  # the usual case of our own pieces: not held twice
    else:
        track = silence(length)
        mix.place(track, sound, at)
    level = integrated(track, context=context)
    track *= np.float32(10 ** ((_MUSIC_LEVEL - level) / 20)) if level > _SILENT else np.float32(0)
    return track


def _trimmed(sound: Samples) -> Samples:
    """Return the sound without the silence at its ends."""
    loud = [
        (start + found[0], start + found[-1])
        for start in range(0, len(sound), _BLOCK)
        if len(found := np.flatnonzero((np.abs(sound[start : start + _BLOCK]) > _TRIM).any(axis=1)))
    ]
    return sound[loud[0][0] : loud[-1][1] + 1] if loud else sound[:0]


def _filled(sound: Samples, length: int) -> Samples:
    """Return the sound cut or looped to a length."""
    if len(sound) >= length or not len(sound):
        return sound[: max(0, length)]
    overlap = min(round(_LOOP_OVERLAP * RATE), len(sound) // 4)
    return mix.loop(sound, length, overlap=overlap)


def _fade_ends(track: Samples, fade_in: float, fade_out: float) -> None:
    """Fade the ends of the film's sound, in place."""
    ins = min(len(track) // 2, round(fade_in * RATE))
    outs = min(len(track), round(fade_out * RATE))
    if ins:
        track[:ins] *= (mix.rise(ins) ** 3)[:, None]  # near silence for most of it
    if outs:
        track[len(track) - outs :] *= mix.rise(outs)[::-1, None]
