"""Sound in and out of files: any media file to float32 stereo at 48 kHz, and that to AAC.

All sound inside albumforge is float32 of shape (n, 2), 48,000 Hz, full scale ±1.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.media.probe import open_media, zero_time
from albumforge.media.publish import published, storage_error, writing

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

RATE = 48_000
AAC_BIT_RATE = 256_000
_AAC_FRAME = 1024
NO_SOUND = "it has no sound track"
"""Reason of the `MediaError` for a file that is whole, but silent film."""
UNDECODABLE = "its sound cannot be decoded"
"""How the reason begins for a file whose sound track is damaged all through or of no known kind."""

Samples = NDArray[np.float32]

_SEEKABLE = ("mov", "matroska")  # containers whose index makes a seek exact to the packet
_PREROLL = 0.3  # seconds decoded and dropped before the start, so that the decoder's overlap has settled
_GAP = 0.05  # seconds of missing sound that are kept as silence; less is rounding of time stamps
_PADDING = RATE  # samples that an encoder may have added at the end, at most
_MAX_BAD = 200  # packets in a row that may fail before the rest counts as lost


def silence(samples: int) -> Samples:
    """Return `samples` samples of stereo silence."""
    return np.zeros((samples, 2), np.float32)


def interleaved(left: NDArray[np.float32], right: NDArray[np.float32]) -> Samples:
    """Return both sides as (n, 2); several times faster than to transpose them."""
    result = np.empty((len(left), 2), np.float32)
    result[:, 0], result[:, 1] = left, right
    return result


def decode_audio(
    path: Path | str,
    *,
    start: float = 0.0,
    duration: float | None = None,
    track: int | None = None,
    context: Context | None = None,
) -> Samples:
    """Return what `decode_blocks` yields, in one array."""
    blocks = list(decode_blocks(path, start=start, duration=duration, track=track, context=context))
    return np.concatenate(blocks) if blocks else silence(0)


def decode_blocks(
    path: Path | str,
    *,
    start: float = 0.0,
    duration: float | None = None,
    track: int | None = None,
    context: Context | None = None,
) -> Iterator[Samples]:
    """Decode a sound track of a file to blocks of float32 (n, 2) at 48 kHz, of any size.

    Time zero is where the file's presentation starts: encoder priming is gone, and a track that begins later than the
    picture begins with silence. Mono sounds on both sides at full level; more than two channels are mixed down with
    the coefficients of ITU-R BS.775 (centre and surrounds -3 dB, no LFE). A damaged tail is left out.

    Args:
        path: a media file.
        start: seconds to leave out.
        duration: seconds wanted; fewer are returned where the sound ends earlier. None: all that follows.
        track: number of the one among the file's sound tracks, from 0; None: the first that can be decoded.
        context: asked to stop between packets.

    Raises:
        MediaError: not media, no such sound track, or nothing of it can be decoded.
    """
    limit = None if duration is None else max(0, round(duration * RATE))
    placed = _TimeLine(round(start * RATE), limit)
    with open_media(Path(path)) as container:
        if not container.streams.audio:
            raise MediaError(path, NO_SOUND)
        wanted = container.streams.audio if track is None else container.streams.audio[track : track + 1]
        stream = next((stream for stream in wanted if stream.codec_context is not None), None)
        failure = "unknown codec" if wanted else f"there is no track {track}"
        if stream is not None:
            failure = yield from _decoded(container, stream, placed, start, context)
    if not placed.decoded:
        raise MediaError(path, f"{UNDECODABLE} ({failure or 'there is none'})")
    yield from placed.rest()


class _TimeLine:
    """Puts decoded blocks at their place on the time line and gives back what falls into the wanted part.

    The last `_PADDING` samples are held back, because the file may say at its end that they are none of its sound.
    """

    def __init__(self, first: int, limit: int | None) -> None:
        self.first = first
        self.end = None if limit is None else first + limit
        self.decoded = False
        self._held: deque[Samples] = deque()
        self._held_samples = 0
        self._at = first

    @property
    def full(self) -> bool:
        return self.end is not None and self._at >= self.end

    def add(self, at: int, block: Samples) -> Iterator[Samples]:
        """Add a block whose first sample belongs at sample `at` of the file; yield what need not be held back."""
        self.decoded = True
        gap = at - self._at
        if gap > 0 and (self._at == self.first or gap > _GAP * RATE):
            room = gap if self.end is None else min(gap, self.end - self._at)
            for start in range(0, room, RATE):
                yield from self._push(silence(min(RATE, room - start)))
        elif gap < 0:
            block = block[-gap:]
        if self.end is not None:
            block = block[: max(0, self.end - self._at)]
        yield from self._push(block)

    def cut(self, end: int) -> None:
        """Drop what is held back and lies after sample `end` of the file: padding of the encoder's last block."""
        surplus = self._at - max(end, self.first)
        while surplus > 0 and self._held:
            last = self._held.pop()
            kept = last[: max(0, len(last) - surplus)]
            surplus -= len(last) - len(kept)
            self._at -= len(last) - len(kept)
            if len(kept):
                self._held.append(kept)

    def rest(self) -> Iterator[Samples]:
        """Yield what has been held back."""
        yield from self._held

    def _push(self, block: Samples) -> Iterator[Samples]:
        if len(block):
            self._held.append(block)
            self._held_samples += len(block)
            self._at += len(block)
        while self._held and self._held_samples - len(self._held[0]) >= _PADDING:
            settled = self._held.popleft()
            self._held_samples -= len(settled)
            yield settled


def _decoded(
    container: InputContainer, stream: AudioStream, placed: _TimeLine, start: float, context: Context | None
) -> Generator[Samples, None, str]:
    """Decode until `placed` is full or the file ends; return why decoding stopped early, or ""."""
    origin = float(zero_time(container))
    exact = any(name in container.format.name for name in _SEEKABLE)
    if start > 2 * _PREROLL and exact:
        with contextlib.suppress(FFmpegError):
            container.seek(int((origin + start - _PREROLL) * av.time_base), backward=True)
    to_stereo = _ToStereo()
    clock: int | None = None
    end: float | None = None
    failure, bad = "", 0
    packets = container.demux(stream)
    while not placed.full:
        if context is not None:
            context.check()
        try:
            packet = next(packets)
            if exact and packet.pts is not None and packet.duration and stream.time_base:
                end = float((packet.pts + packet.duration) * stream.time_base) - origin
            frames = packet.decode()
            bad = 0
        except StopIteration:
            break
        except FFmpegError as error:
            failure, bad = error.strerror or str(error), bad + 1
            if bad > _MAX_BAD or not isinstance(error, av.error.InvalidDataError):
                break
            continue
        for frame in frames:
            clock = _start_of(frame, origin, clock)
            for block in to_stereo(frame):
                yield from placed.add(clock, block)
                clock += len(block)
    if clock is not None and not placed.full:
        for block in to_stereo(None):
            yield from placed.add(clock, block)
            clock += len(block)
        if end is not None:
            placed.cut(round(end * RATE))
    return failure


def _start_of(frame: AudioFrame, origin: float, clock: int | None) -> int:
    """Return the sample at which a frame begins: where the one before ended, unless its time stamp is clearly off."""
    if frame.pts is None or frame.time_base is None:
        return clock or 0
    stamped = round((float(frame.pts * frame.time_base) - origin) * RATE)
    return stamped if clock is None or abs(stamped - clock) > _GAP * RATE else clock


class _ToStereo:
    """Turns frames of any rate, format and layout into (n, 2) blocks; call it with None for what is still inside."""

    def __init__(self) -> None:
        self._shape: tuple[str, str, int] | None = None
        self._resampler: av.AudioResampler | None = None

    def __call__(self, frame: AudioFrame | None) -> Iterator[Samples]:
        shape = None if frame is None else (frame.format.name, frame.layout.name, frame.sample_rate)
        if shape != self._shape:
            yield from self._drain()
            self._shape = shape
        if frame is None:
            return
        if self._resampler is None:
            layout = "mono" if frame.layout.nb_channels == 1 else "stereo"
            self._resampler = av.AudioResampler(format="fltp", layout=layout, rate=RATE)
        frame.pts = None
        for out in self._resampler.resample(frame):
            yield _interleaved(out)

    def _drain(self) -> Iterator[Samples]:
        if self._resampler is not None:
            for out in self._resampler.resample(None):
                yield _interleaved(out)
        self._resampler = None


def _interleaved(frame: AudioFrame) -> Samples:
    planes = frame.to_ndarray()
    return np.nan_to_num(interleaved(planes[0], planes[-1]), copy=False)


def encode_aac(sound: Samples | Iterable[Samples], path: Path | str, *, context: Context | None = None) -> int:
    """Write sound as AAC-LC, 256 kb/s, in MP4 (`.m4a` or `.mp4`), and return the number of samples.

    The edit list takes encoder priming and padding away again: a decoder returns exactly the samples given.

    Args:
        sound: (n, 2) samples at 48 kHz, or an iterable of such blocks.
        path: replaced atomically.

    Raises:
        StorageError: the file cannot be written.
    """
    target = Path(path)
    written = 0
    with published(target) as temporary, writing(target):
        try:
            with av.open(f"file:{temporary}", "w", format="mp4", options={"movflags": "+faststart"}) as container:
                stream = container.add_stream("aac", rate=RATE, layout="stereo")
                stream.bit_rate = AAC_BIT_RATE
                for block in in_blocks(sound, _AAC_FRAME):
                    if context is not None:
                        context.check()
                    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), format="fltp", layout="stereo")
                    frame.sample_rate = RATE
                    frame.pts = written
                    container.mux(stream.encode(frame))
                    written += len(block)
                container.mux(stream.encode(None))
        except FFmpegError as error:
            raise storage_error(target, OSError(error.errno, error.strerror)) from error
    return written


def in_blocks(sound: Samples | Iterable[Samples], size: int) -> Iterator[Samples]:
    """Cut sound, whole or in blocks of any size, into blocks of `size` samples; only the last may be shorter."""
    held: list[Samples] = []
    missing = size
    for piece in [sound] if isinstance(sound, np.ndarray) else sound:
        rest = np.asarray(piece, np.float32)
        while len(rest) >= missing:
            block, rest = rest[:missing], rest[missing:]
            yield np.concatenate((*held, block)) if held else block
            held, missing = [], size
        if len(rest):
            held.append(rest)
            missing -= len(rest)
    if held:
        yield np.concatenate(held)
