"""The sound of a film: its music, the sounds of its clips, and silence at both ends, at one loudness."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from albumforge.context import Context
from albumforge.errors import InvalidInput, MediaError
from albumforge.generators.album.music import LEAD_IN, PIECES, perform
from albumforge.generators.album.rendering.sounding import STEP, levels, runs, sounding
from albumforge.media import mix
from albumforge.media.audio import NO_SOUND, RATE, UNDECODABLE, Samples, decode_blocks, in_blocks, silence
from albumforge.media.loudness import Meter
from albumforge.media.normalise import TARGET, normalised
from albumforge.media.spool import Spool, parts

BREATH = LEAD_IN
"""Seconds of silence that a film opens with, a tenth of it at most; our own pieces have them before the first note."""
DUCK_DB = -12.0
"""What the music steps down by under a clip's sound."""

_MUSIC_LEVEL = -18.0  # LUFS of music and of clips before they meet; the sum is brought to its loudness at the end
_CLIP_LEVEL = -17.0
_CLIP_LIFT = 12.0  # decibels; a quiet clip is raised by no more, or its noise would come up
_AUDIBLE = -55.0  # LUFS from which on a clip counts as having sound
_CLIP_FADE = 0.06  # seconds at both ends of a clip, against clicks
_SHORTEST_FADE_IN = 0.01  # seconds, against clicks
_LOOP_OVERLAP = 2.0  # seconds
_PAUSE = mix.DUCK_ATTACK + mix.DUCK_RELEASE + 0.4  # seconds; in shorter pauses of a clip the music stays down
_JOIN = 0.25  # seconds of the cross-fade where a loop was chosen by its sound: just before the bar line
_TRIM = 10 ** (-60 / 20)  # what is quieter at the ends of a user's file is not looped
_SILENT = -70.0  # LUFS


@dataclass(frozen=True)
class PieceCue:
    """Music of our own: a name in `PIECES`, bars and tempo (see `music.fit`), and the seed of its playing."""

    name: str
    bars: int
    bpm: float
    seed: int


@dataclass(frozen=True)
class FileCue:
    """Music from a file of the user's: looped where it is shorter than the film, cut where it is longer.

    Attributes:
        path: the file.
        start: seconds of it to leave out.
        loop_start, loop_end: seconds of the file; from the second it goes on at the first. Both 0: what there is, less
            the silence at its ends, is repeated.
    """

    path: Path
    start: float = 0.0
    loop_start: float = 0.0
    loop_end: float = 0.0


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


@contextlib.contextmanager
def soundtrack(
    music: PieceCue | FileCue | None,
    clips: Sequence[ClipSound],
    duration: float,
    *,
    folder: Path,
    fade_in: float = 0.3,
    fade_out: float = 2.5,
    loudness: float = TARGET,
    context: Context | None = None,
) -> Iterator[Iterator[Samples]]:
    """Make the sound of a film and give it, in the body, in blocks: exactly ``round(duration * 48000)`` samples.

    The music steps down by 12 dB under what is heard of clips: not in longer pauses, nor for wind and room noise, which
    is not raised either. A clip whose file has no sound track, or only silence, is left out; so is one whose sound
    cannot be decoded, with a line in the log. The whole has the loudness asked for and a true peak of at most -1 dBTP,
    opens with `BREATH`, at the end of which music from a file begins, and ends on a sample of silence. With neither
    music nor clips, or where all of it is silent, it is silence; a music file with nothing to hear gets a line in the
    log.

    Args:
        folder: where the sound lies while it is made, in files without names: 0.4 MB for each second, and as much
            again for music from a file. They are gone after the body, and when the process ends.
        fade_in: seconds in which the sound comes up after `BREATH`, half the film at most.
        fade_out: seconds in which it goes away, up to the last sample.
        loudness: LUFS.

    Raises:
        InvalidInput: there is no such piece.
        MediaError: the music file cannot be used, or a clip cannot be opened.
        StorageError: `folder` cannot be written, or is full.
        Cancelled: the context asked to stop.
    """
    context = context or Context()
    length = max(0, round(duration * RATE))
    with Spool(folder) as track:
        gain = _write_music(track, music, length, context, folder)
        _mix(track, gain, clips, fade_in, fade_out, context, folder)
        with contextlib.closing(normalised(track, loudness, folder=folder, context=context)) as blocks:
            yield _counted(blocks, length, context)


def _counted(blocks: Iterator[Samples], length: int, context: Context) -> Iterator[Samples]:
    done = 0
    for block in blocks:
        context.check()
        yield block
        done += len(block)
        context.progress("sound", 0.6 + 0.4 * done / max(1, length))
    context.progress("sound", 1.0)


def _write_music(track: Spool, music: PieceCue | FileCue | None, length: int, context: Context, folder: Path) -> float:
    """Write the music, as long as the film, and return the gain (linear) that brings it to its level before mixing."""
    meter = Meter()
    with contextlib.closing(_music(music, length, context, folder)) as blocks:
        for block in blocks:
            context.check()
            kept = block[: length - len(track)]
            track.append(kept)
            meter.add(kept)
            context.progress("sound", 0.4 * len(track) / max(1, length))
            if len(track) == length:
                break
    for part in parts(length - len(track)):
        context.check()
        track.append(silence(part.stop - part.start))
    level = meter.integrated
    if level > _SILENT:
        return float(10 ** ((_MUSIC_LEVEL - level) / 20))
    if isinstance(music, FileCue):
        context.log(f"{music.path.name}: nothing can be heard in what of it the film has room for; there is no music.")
    return 0.0


def _breath(length: int) -> int:
    """Return the samples of silence that a film of `length` samples opens with."""
    return min(round(BREATH * RATE), length // 10)


def _music(music: PieceCue | FileCue | None, length: int, context: Context, folder: Path) -> Generator[Samples]:
    """Yield the music as it is; it may be longer than the film, or shorter."""
    if isinstance(music, PieceCue):
        if music.name not in PIECES:
            raise InvalidInput(f"music: there is no piece {music.name!r}.", hint=f"Pieces: {', '.join(PIECES)}.")
        yield from perform(PIECES[music.name], music.bars, music.bpm, seed=music.seed, context=context)
    elif music is not None:
        yield silence(_breath(length))
        with Spool(folder) as sound:
            yield from (_joined if music.loop_end > 0 else _repeated)(sound, music, length, context)


def _joined(sound: Spool, music: FileCue, length: int, context: Context) -> Iterator[Samples]:
    """Yield a file from its start to its loop's end, and then its loop, by way of `sound`."""
    first = min(music.start, music.loop_start)
    wanted = music.loop_end - first + _JOIN
    for block in decode_blocks(music.path, start=first, duration=wanted, context=context):
        sound.append(block)
    skipped = round((music.start - first) * RATE)
    start, end = round((music.loop_start - first) * RATE), round((music.loop_end - first) * RATE)
    if start >= min(end, len(sound)):  # the file has become shorter than its loop
        yield from (sound[part] for part in parts(len(sound)))
        return
    for block in mix.loop(sound, skipped + length, start=start, end=end, overlap=round(_JOIN * RATE)):
        yield block[skipped:]
        skipped = max(0, skipped - len(block))


def _repeated(sound: Spool, music: FileCue, length: int, context: Context) -> Iterator[Samples]:
    """Yield what a file has from its start on, as often as it takes, by way of `sound`."""
    _decode_trimmed(sound, music, length, context)
    room = length - _breath(length)
    if len(sound) >= room:
        yield from (sound[part] for part in parts(len(sound)))
    elif len(sound):
        overlap = min(round(_LOOP_OVERLAP * RATE), len(sound) // 4)
        yield from mix.loop(sound, room, overlap=overlap)


def _decode_trimmed(sound: Spool, music: FileCue, length: int, context: Context) -> None:
    """Write at most `length` samples of a file's sound, without the silence at its ends."""
    last = 0
    blocks = decode_blocks(music.path, start=music.start, duration=length / RATE, context=context)
    for block in in_blocks(blocks, RATE):
        loud = np.flatnonzero((np.abs(block) > _TRIM).any(axis=1))
        if len(loud):
            first = 0 if len(sound) else loud[0]
            last = len(sound) + loud[-1] - first + 1
            sound.append(block[first:])
        elif len(sound):
            sound.append(block)
    sound.truncate(last)


@dataclass(frozen=True)
class _Heard:
    """A clip's sound: where it begins in the film, in samples, the decibels that level it, and what is heard of it.

    Attributes:
        spans: seconds of the film in which the music makes room.
    """

    sound: Spool
    first: int
    gain_db: float
    spans: tuple[tuple[float, float], ...]

    @property
    def last(self) -> int:
        return self.first + len(self.sound)

    def add_to(self, block: Samples, start: int) -> None:
        """Add what falls into a block that begins at sample `start` of the film, with soft ends."""
        length = len(self.sound)
        at, end = max(0, start - self.first), min(length, start + len(block) - self.first)
        if at < end:
            soft = min(round(_CLIP_FADE * RATE), length // 2)
            faded = self.sound[at:end] * mix.fading(length, soft, soft, at, end)[:, None]
            mix.place(block, faded, self.first + at - start, self.gain_db)


def _mix(
    track: Spool,
    gain: float,
    clips: Sequence[ClipSound],
    fade_in: float,
    fade_out: float,
    context: Context,
    folder: Path,
) -> None:
    """Bring the music to its level, let it make room for the clips, add these, and fade the ends, all in place."""
    length = len(track)
    breath, out = _breath(length), min(length, round(fade_out * RATE))
    into = min(length // 2, round(max(fade_in, _SHORTEST_FADE_IN) * RATE))
    waiting = sorted(clips, key=lambda clip: clip.at)
    with contextlib.ExitStack() as open_sounds:
        heard: list[_Heard] = []
        for part in parts(length):
            context.check()
            while waiting and (waiting[0].at - mix.DUCK_ATTACK) * RATE < part.stop:
                found = _hear(waiting.pop(0), length, context, folder)
                if found is not None:
                    open_sounds.callback(found.sound.close)
                    heard.append(found)
            block = track[part] * np.float32(gain)
            spans = [span for clip in heard for span in clip.spans]
            block *= mix.ducking(spans, part.start, part.stop, DUCK_DB)[:, None]
            for clip in heard:
                clip.add_to(block, part.start)
            if part.start < breath + into:
                block *= mix.fading(length - breath, into, 0, part.start - breath, part.stop - breath)[:, None]
            if part.stop > length - out:
                block *= mix.fading(length, 0, out, part.start, part.stop)[:, None]
            track[part] = block
            for clip in [clip for clip in heard if clip.last + mix.DUCK_RELEASE * RATE < part.stop]:
                clip.sound.close()
                heard.remove(clip)
            context.progress("sound", 0.4 + 0.2 * part.stop / length)


def _hear(clip: ClipSound, length: int, context: Context, folder: Path) -> _Heard | None:
    """Return a clip's sound, or None where there is nothing to hear; the caller closes it."""
    wanted = min(clip.duration, length / RATE - clip.at)
    if wanted <= 0:
        return None
    with contextlib.ExitStack() as failed:
        sound = failed.enter_context(Spool(folder))
        meter = Meter()
        try:
            blocks = decode_blocks(clip.path, start=clip.source_start, duration=wanted, context=context)
            for block in in_blocks(blocks, RATE):
                sound.append(block)
                meter.add(block)
        except MediaError as error:
            if not error.reason.startswith((NO_SOUND, UNDECODABLE)):
                raise
            if error.reason != NO_SOUND:
                context.log(f"{clip.path.name}: {error.reason}; the clip stays silent.")
            return None
        level = meter.integrated
        if level < _AUDIBLE:
            return None
        failed.pop_all()
        first = round(clip.at * RATE)
        spans = _spans(sound, first / RATE)
        lift = min(_CLIP_LIFT if spans else 0.0, _CLIP_LEVEL - level)
        return _Heard(sound, first, lift + clip.gain_db, spans)


def _spans(sound: Spool, at: float) -> tuple[tuple[float, float], ...]:
    """Return the seconds of the film in which something is heard in a clip that begins `at` a second of it."""
    end = len(sound) / RATE
    heard = sounding(levels(sound[part] for part in parts(len(sound))), _PAUSE, _PAUSE / 2)
    return tuple((at + first * STEP, at + min(end, last * STEP)) for first, last in runs(heard))
