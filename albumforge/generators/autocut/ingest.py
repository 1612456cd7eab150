"""Make sense of a video that is to be cut: its grid of frames, its sound track, and what is odd about it."""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import msgspec
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.generators.autocut.damage import explained
from albumforge.generators.autocut.plan import CutSource
from albumforge.media.audio import decode_blocks
from albumforge.media.digest import file_digest
from albumforge.media.frame_rate import rate_text
from albumforge.media.probe import VideoInfo, open_media, probe_video, video_stream, zero_time

_SILENT = 10 ** (-60 / 20)  # of full scale; what stays below it all the time is an empty track
_TRIED = 20.0  # seconds that are listened to at three places of each of several tracks
_LATE = 0.1  # seconds from which on it is worth saying that the pictures begin after the sound
_MISSING = 0.5  # seconds that a file may state more than it has
_REORDERED = 16  # pictures by which others may be stored ahead of their time (H.264, max_num_reorder_frames)
_RATES = tuple(
    Fraction(rate)
    for rate in ("24000/1001", "24", "25", "30000/1001", "30", "48", "50", "60000/1001", "60", "100", "120")
)
_NEAR = Fraction(5, 1000)  # part by which a measured rate may be off one of these
_SAME = Fraction(4, 10_000)  # the same for a rate that does not vary: 29.97 and 30 differ by a thousandth
_ANY = Fraction(3, 100)  # the same for one that varies
_FASTEST = Fraction(240)
_MOST_FRAMES = 100_000_000


@dataclass(frozen=True)
class Track:
    """A sound track: its number among them, its language ("" where not known), channels, and if it is the default."""

    number: int
    language: str
    channels: int
    default: bool


@dataclass(frozen=True)
class VideoSource:
    """A video that can be cut.

    Attributes:
        path: of the file.
        info: what it is.
        source: the same as plans name it.
        offset: seconds from the file's time zero to its first picture.
        notes: what is odd about it, a sentence each.
    """

    path: Path
    info: VideoInfo
    source: CutSource
    offset: float
    notes: tuple[str, ...]

    def cut_off(self, end: float) -> VideoSource:
        """Return the same for a file whose pictures cannot be decoded from second `end` on."""
        rate = self.source.rate
        frames = max(1, min(self.source.frames, round(end * rate)))
        source = msgspec.structs.replace(self.source, frames=frames, duration=round(float(frames / rate), 6))
        note = f"The end is damaged: of {_clock(self.source.duration)} the first {_clock(source.duration)} can be used."
        return replace(self, source=source, notes=(*self.notes, note))


def ingest(video: Path, context: Context) -> VideoSource:
    """Look at a video before it is cut; its packets are read once, and one picture is decoded.

    Raises:
        MediaError: it is no video that can be decoded; the reason says what it is.
        Cancelled: the context asked to stop.
    """
    try:
        info = probe_video(video)
    except MediaError as error:
        raise explained(video, error) from error
    with open_media(video, decoding=False) as container:
        stream = video_stream(video, container)
        origin = zero_time(container)
        tick = stream.time_base or Fraction(1, av.time_base)
        stamps = _stamps(video, container, stream, context)
        tracks = tuple(_tracks(container))
    if info.duration - float(int(stamps[-1]) * tick) > _MISSING:
        stamps = _up_to_gap(stamps)
    rate, varies = _grid(info, stamps, tick)
    begin, last = (int(stamp) * tick - origin for stamp in (stamps[0], stamps[-1]))
    end = last + (int(stamps[-1] - stamps[-2]) * tick if len(stamps) > 1 and not varies else 1 / rate)
    frames = max(1, round(end * rate))
    if frames > _MOST_FRAMES:
        raise MediaError(video, f"its times cannot be right: it would last {_clock(float(end))}")
    track = _chosen(video, tracks, float(end), context)
    notes = [*_odd(info, varies, rate)]
    if float(begin) > _LATE:
        notes.append(f"The picture begins {float(begin):.2f} s after the sound; until then its first one is shown.")
    # Matroska counts from zero even where its first picture has a later time.
    if info.duration - float(end + max(origin, Fraction(0))) > _MISSING:
        notes.append(f"The end is missing: of {_clock(info.duration)} the first {_clock(float(end))} are there.")
    notes += _on_tracks(tracks, track)
    source = CutSource(
        path=str(video),
        digest=file_digest(video),
        width=info.width,
        height=info.height,
        fps=rate_text(rate),
        frames=frames,
        duration=round(float(frames / rate), 6),
        audio_track=track,
        varies=varies,
    )
    return VideoSource(video, info, source, float(begin), tuple(notes))


def _stamps(video: Path, container: InputContainer, stream: VideoStream, context: Context) -> NDArray[np.int64]:
    """Return the times of all pictures in ticks of the stream, sorted, without doubles."""
    by_order = container.format.name == "avi"  # the times of its packets are those of decoding
    found = array("q")
    with contextlib.suppress(FFmpegError, IndexError):  # a damaged end: what came before counts
        for number, packet in enumerate(container.demux(stream)):
            if not number % 256:
                context.check()
            stamp = packet.dts if by_order else packet.pts
            if stamp is not None and packet.size and not packet.is_discard:
                found.append(stamp)
    if not found:
        raise MediaError(video, "none of its pictures has a time")
    return np.unique(np.frombuffer(found, np.int64))


def _up_to_gap(stamps: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return times of pictures without the last ones that come after a gap: where a file breaks off, pictures that are
    stored ahead of their time are there, and those before them are not."""
    if len(stamps) < 3:
        return stamps
    steps = np.diff(stamps)
    ahead = steps[-_REORDERED:] > 1.5 * np.median(steps)
    return stamps[: len(stamps) - (len(ahead) - int(np.argmax(ahead)))] if ahead.any() else stamps


def _grid(info: VideoInfo, stamps: NDArray[np.int64], tick: Fraction) -> tuple[Fraction, bool]:
    """Return the rate of the grid that a video's frames are counted on, and whether its own rate varies."""
    if len(stamps) < 3:
        return _nominal(info.fps), False
    steps = np.diff(stamps) * float(tick)
    usual = float(np.median(steps))
    # Containers with coarse ticks (Matroska: 1 ms) round: a step may be off by one or two either way.
    regular = np.abs(steps - usual) <= max(0.0021, usual * 0.02)
    if regular.all():
        even = len(steps) / (int(stamps[-1] - stamps[0]) * tick)
        return _nominal(info.fps if abs(even / info.fps - 1) < _NEAR else even), False
    # Frames that were dropped leave gaps of whole steps; the rate is the one between the gaps all the same.
    return _nominal(Fraction(1 / float(steps[regular].mean())), _ANY), True


def _nominal(rate: Fraction, near: Fraction = _SAME) -> Fraction:
    """Return a usual rate that is as good as the same, else the rate in small numbers.

    Args:
        near: part by which the usual rate may be off.
    """
    nearest = min(_RATES, key=lambda usual: abs(usual / rate - 1))
    if abs(nearest / rate - 1) < near:
        return nearest
    return min(_FASTEST, max(Fraction(1), rate)).limit_denominator(1001)


def _tracks(container: InputContainer) -> Iterator[Track]:
    for number, stream in enumerate(container.streams.audio):
        if stream.codec_context is not None:
            language = stream.language or ""
            default = bool(stream.disposition & av.stream.Disposition.default)
            yield Track(number, "" if language == "und" else language, stream.channels, default)


def _chosen(video: Path, tracks: Sequence[Track], duration: float, context: Context) -> int | None:
    """Return the number of the track that is heard: the default one, or else the first, that is not empty."""
    if len(tracks) < 2:
        return tracks[0].number if tracks else None
    for track in sorted(tracks, key=lambda track: (not track.default, track.number)):
        if _sounds(video, track.number, duration, context):
            return track.number
    return min(tracks, key=lambda track: (not track.default, track.number)).number


def _sounds(video: Path, track: int, duration: float, context: Context) -> bool:
    for start in (0.0, duration / 3, duration * 2 / 3):
        with contextlib.suppress(MediaError):
            for block in decode_blocks(video, start=start, duration=_TRIED, track=track, context=context):
                if float(np.abs(block).max(initial=0.0)) > _SILENT:
                    return True
    return False


def _odd(info: VideoInfo, varies: bool, rate: Fraction) -> Iterator[str]:
    if varies:
        yield f"The frame rate varies; the cut has {float(rate):.5g} frames a second throughout."
    if info.rotation:
        yield f"The pictures are stored turned; the cut shows them upright, {info.width} × {info.height}."
    if info.sample_aspect != 1:
        yield f"The pixels are not square; the cut has square ones, {info.width} × {info.height}."
    if info.hdr:
        yield "The video is HDR; the cut is in standard range."


def _on_tracks(tracks: Sequence[Track], chosen: int | None) -> Iterator[str]:
    if chosen is None:
        yield "The video has no sound."
        return
    track = next(track for track in tracks if track.number == chosen)
    if len(tracks) > 1:
        language = f" ({track.language})" if track.language else ""
        yield f"The video has {len(tracks)} sound tracks; number {chosen + 1}{language} is used."
    if track.channels > 2:
        yield f"The sound has {track.channels} channels; the cut is in stereo."


def _clock(seconds: float) -> str:
    """Return a time as ``1:02:03.4``."""
    tenths = round(seconds * 10)
    hours, minutes, rest = tenths // 36_000, tenths // 600 % 60, tenths % 600
    head = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{head}:{rest // 10:02}.{rest % 10}"
