"""Open media of unknown origin, and say what a video is.

FFmpeg follows references from one file to others where a format has them (playlists, concat scripts, SDP). What is
opened here is therefore held to containers that carry their own data, and to the file itself.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.container import InputContainer
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from albumforge.errors import MediaError
from albumforge.media.orientation import swaps_sides
from albumforge.media.picture_info import MIN_SIDE
from albumforge.media.regular import open_regular
from albumforge.media.sniff import sniff

_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": "mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,asf,flv,ogg,mxf,dv,h264,hevc,m4v,"
    "wav,w64,aiff,caf,mp3,aac,flac,ac3,amr",
}
MAX_FRAME_PIXELS = 1 << 26
"""Videos with larger frames are refused (8K has half as many pixels)."""

_PACKETS_TRIED = 400
_REORDERED = 32
_MOST_ASPECT = 8
_ROTATIONS = {1: 0, 2: 0, 3: 180, 4: 180, 5: 270, 6: 90, 7: 90, 8: 270}
# The four signs of a display matrix (a, b, c, d) with x' = ax + cy, y' = bx + dy → EXIF orientation.
_TURNS = {
    (1, 0, 0, 1): 1,
    (-1, 0, 0, 1): 2,
    (-1, 0, 0, -1): 3,
    (1, 0, 0, -1): 4,
    (0, 1, 1, 0): 5,
    (0, 1, -1, 0): 6,
    (0, -1, -1, 0): 7,
    (0, -1, 1, 0): 8,
}
# ITU-T H.273, tables 2 to 4.
_PRIMARIES = {1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020", 12: "smpte432"}
_TRANSFERS = {
    1: "bt709",
    4: "gamma22",
    5: "gamma28",
    6: "smpte170m",
    7: "smpte240m",
    8: "linear",
    13: "iec61966-2-1",
    14: "bt2020-10",
    15: "bt2020-12",
    16: "smpte2084",
    18: "arib-std-b67",
}
_MATRICES = {0: "rgb", 1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc", 10: "bt2020c"}
_RANGES = {1: "limited", 2: "full"}
_PLACE = re.compile(r"([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)(?=[+-/]|$)")


@dataclass(frozen=True)
class AudioInfo:
    """The sound of a file.

    Attributes:
        codec: FFmpeg's name.
        sample_rate: Hz.
        channels: number of them.
        duration: seconds, or None where the file does not say.
    """

    codec: str
    sample_rate: int
    channels: int
    duration: float | None


@dataclass(frozen=True)
class VideoInfo:
    """What a video is.

    Attributes:
        codec: FFmpeg's name.
        width, height: pixels as shown: upright, and square.
        coded_width, coded_height: pixels as stored.
        rotation: degrees clockwise that turn the stored frame upright: 0, 90, 180 or 270.
        orientation: the same as an EXIF orientation, which knows mirrored frames too.
        sample_aspect: width of a stored pixel by its height.
        fps: frames a second, the average where the rate varies.
        variable_frame_rate: frames are not evenly spaced.
        duration: seconds of the pictures.
        frames: their number where the container states it, or None.
        audio: None without sound.
        captured_at: when it was recorded, on the camera's clock, where the file tells that; else None.
        captured_utc: when it was recorded, in UTC, where the file tells that; else None.
        latitude, longitude: degrees, or None.
        matrix, range, primaries, transfer: names of H.273, ``limited`` or ``full``; or ``unspecified``.
        hdr: the transfer is HLG or PQ.
    """

    codec: str
    width: int
    height: int
    coded_width: int
    coded_height: int
    rotation: int
    orientation: int
    sample_aspect: Fraction
    fps: Fraction
    variable_frame_rate: bool
    duration: float
    frames: int | None
    audio: AudioInfo | None
    captured_at: datetime | None
    captured_utc: datetime | None
    latitude: float | None
    longitude: float | None
    matrix: str
    range: str
    primaries: str
    transfer: str
    hdr: bool


@contextlib.contextmanager
def open_media(path: Path | str, *, decoding: bool = True) -> Iterator[InputContainer]:
    """Yield an opened container of video or sound; errors of FFmpeg in the body become `MediaError` too.

    Args:
        decoding: False where only packets are wanted: FFmpeg then decodes no frame to learn the pixel format, which
            opens a film of 1080p in a fortieth of the time.

    Use and close it on one thread: closing it while another decodes ends the process.

    Raises:
        MediaError: the file cannot be read, is a playlist, text or of no known kind, or is damaged.
    """
    with open_regular(path) as stream:  # refuses pipes, on which av.open would wait for ever
        head = stream.read(64)
    if sniff(head, Path(path).suffix) is not None:
        raise MediaError(path, "it is a picture, not a video or sound")
    try:
        # With the protocol named, nothing in the name itself is taken for one.
        options = _OPTIONS if decoding else {**_OPTIONS, "skip_frame": "all"}
        with av.open("file:" + os.fspath(path), options=dict(options), metadata_errors="replace") as container:
            yield container
    except av.error.FFmpegError as error:
        raise MediaError(path, _reason(error)) from error


def video_stream(path: Path | str, container: InputContainer) -> VideoStream:
    """Return the pictures of a container, set to decode on the calling thread; cover art does not count.

    Raises:
        MediaError: there are none, or its frames are too large.
    """
    for stream in container.streams.video:
        if stream.codec_context is None:  # as PyAV has it where FFmpeg knows no decoder
            continue
        if not stream.disposition & av.stream.Disposition.attached_pic:
            if stream.width * stream.height > MAX_FRAME_PIXELS:
                raise MediaError(path, f"its frames are too large: {stream.width} × {stream.height} pixels")
            stream.thread_count = 1
            return stream
    if container.streams.video:
        raise MediaError(path, "its pictures are in a format that cannot be decoded here")
    raise MediaError(path, "it has no pictures, only sound" if container.streams.audio else "it has no pictures")


def zero_time(container: InputContainer) -> Fraction:
    """Return the timestamp, in seconds, that is time zero of a file: where the first of its streams begins."""
    return Fraction(container.start_time or 0, av.time_base)


def has_sound(path: Path | str) -> bool:
    """Whether the file has a sound track.

    Raises:
        MediaError: as `open_media`.
    """
    with refusing_damage(path), open_media(path) as container:
        return _audio(container) is not None


def recorded(container: InputContainer, stream: VideoStream) -> tuple[datetime | None, datetime | None]:
    """Return the moment of recording by the camera's clock, and in UTC, as far as they are known."""
    apple = container.metadata.get("com.apple.quicktime.creationdate", "")
    plain = container.metadata.get("creation_time") or stream.metadata.get("creation_time") or ""
    with contextlib.suppress(ValueError):
        moment = datetime.fromisoformat(apple)
        if moment.tzinfo is not None:
            return moment.replace(tzinfo=None), moment.astimezone(UTC)
        return moment, None
    with contextlib.suppress(ValueError):
        moment = datetime.fromisoformat(plain)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        # Cameras whose clock was never set write the beginning of their epoch.
        if moment.year > 1971:
            return None, moment
    return None, None


def probe_video(path: Path | str) -> VideoInfo:
    """Describe a video; one frame is decoded, to see that it can be.

    Raises:
        MediaError: the file cannot be read, is no video, or no frame of it can be decoded.
    """
    with refusing_damage(path), open_media(path) as container:
        stream = video_stream(path, container)
        frame = first_frame(path, container, stream)
        orientation = frame_orientation(frame)
        aspect = stream.sample_aspect_ratio or Fraction(1)
        if not Fraction(1, _MOST_ASPECT) <= aspect <= _MOST_ASPECT:
            aspect = Fraction(1)  # damage
        width, height = round(frame.width * aspect), frame.height
        if min(width, height) < MIN_SIDE:
            raise MediaError(path, f"it is too small: {width} × {height} pixels, at least {MIN_SIDE} a side are needed")
        if swaps_sides(orientation):
            width, height = height, width
        stamps = first_stamps(container, stream)
        fps = frame_rate(path, stream, stamps)
        duration = pictures_duration(container, stream, fps)
        local, utc = recorded(container, stream)
        latitude, longitude = _place(container)
        transfer = _TRANSFERS.get(int(frame.color_trc), "unspecified")
        return VideoInfo(
            codec=stream.codec_context.name,
            width=width,
            height=height,
            coded_width=frame.width,
            coded_height=frame.height,
            rotation=_ROTATIONS[orientation],
            orientation=orientation,
            sample_aspect=aspect,
            fps=fps,
            variable_frame_rate=_varies(stamps),
            duration=duration,
            frames=stream.frames or None,
            audio=_audio(container),
            captured_at=local,
            captured_utc=utc,
            latitude=latitude,
            longitude=longitude,
            matrix=_MATRICES.get(int(frame.colorspace), "unspecified"),
            range=_RANGES.get(int(frame.color_range), "unspecified"),
            primaries=_PRIMARIES.get(int(frame.color_primaries), "unspecified"),
            transfer=transfer,
            hdr=transfer in ("smpte2084", "arib-std-b67"),
        )


def frame_orientation(frame: VideoFrame) -> int:
    """Return the EXIF orientation that a decoded frame's display matrix amounts to, to the quarter turn."""
    data = frame.side_data.get("DISPLAYMATRIX")
    if data is None:
        return 1
    a, b, _, c, d = np.frombuffer(bytes(cast(SideData, data))[:20], np.int32).astype(np.int64)
    if abs(a) + abs(d) >= abs(b) + abs(c):
        signs = (int(np.sign(a)), 0, 0, int(np.sign(d)))
    else:
        signs = (0, int(np.sign(b)), int(np.sign(c)), 0)
    return _TURNS.get(signs, 1)


@contextlib.contextmanager
def refusing_damage(path: Path | str) -> Iterator[None]:
    """Translate what PyAV raises over streams that contradict themselves into `MediaError`."""
    try:
        yield
    except (MediaError, MemoryError):
        raise
    except Exception as error:  # seen: IndexError, AttributeError, ZeroDivisionError, UnicodeDecodeError
        raise MediaError(path, f"it is damaged ({type(error).__name__}: {error})") from error


def first_frame(path: Path | str, container: InputContainer, stream: VideoStream) -> VideoFrame:
    problem = "no picture of it can be decoded"
    for packet in islice(container.demux(stream), _PACKETS_TRIED):
        try:
            for frame in packet.decode():
                return frame
        except av.error.FFmpegError as error:
            problem = f"no picture of it can be decoded ({error.strerror or error})"
    raise MediaError(path, problem)


def first_stamps(container: InputContainer, stream: VideoStream) -> list[int]:
    """Return the sorted timestamps of the first frames, in ticks of the stream."""
    container.seek(stream.start_time or 0, stream=stream)
    packets = list(islice(container.demux(stream), _PACKETS_TRIED))
    stamps = sorted({packet.pts for packet in packets if packet.pts is not None and not packet.is_discard})
    # Packets come in order of decoding: of the last frames some are still missing.
    return stamps[:-_REORDERED] if len(packets) == _PACKETS_TRIED else stamps


def frame_rate(path: Path | str, stream: VideoStream, stamps: list[int]) -> Fraction:
    rate = stream.average_rate or stream.guessed_rate or stream.base_rate
    if (not rate or rate > 1000) and len(stamps) > 1 and stream.time_base:
        rate = (len(stamps) - 1) / ((stamps[-1] - stamps[0]) * stream.time_base)
    if not rate:
        if len(stamps) > 1:
            raise MediaError(path, "its frame rate cannot be found out")
        rate = Fraction(25)  # of one frame, where any will do
    return Fraction(rate).limit_denominator(100_000)


def _varies(stamps: list[int]) -> bool:
    if len(stamps) < 3:
        return False
    # Containers with coarse ticks (Matroska: 1 ms) round; a step may be off by one either way.
    steps = sorted(later - earlier for earlier, later in pairwise(stamps))
    usual = steps[len(steps) // 2]
    return any(abs(step - usual) > max(1, usual // 50) for step in steps)


def pictures_duration(container: InputContainer, stream: VideoStream, fps: Fraction) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    if container.duration:
        return container.duration / av.time_base
    # Recordings of browsers state no duration: go through the file.
    container.seek(stream.start_time or 0, stream=stream)
    stamps = [packet.pts for packet in container.demux(stream) if packet.pts is not None]
    span = (max(stamps) - min(stamps)) * stream.time_base if stamps and stream.time_base else Fraction(0)
    return float(span + 1 / fps)


def _audio(container: InputContainer) -> AudioInfo | None:
    stream = next((stream for stream in container.streams.audio if stream.codec_context is not None), None)
    if stream is None:
        return None
    duration = float(stream.duration * stream.time_base) if stream.duration and stream.time_base else None
    return AudioInfo(stream.codec_context.name, stream.rate, stream.channels, duration)


def _place(container: InputContainer) -> tuple[float | None, float | None]:
    """Return latitude and longitude as phones write them: ISO 6709 in degrees, ``+60.1467+024.9067+010/``."""
    tags = container.metadata
    match = _PLACE.match(tags.get("com.apple.quicktime.location.ISO6709") or tags.get("location") or "")
    if match is None:
        return None, None
    latitude, longitude = float(match[1]), float(match[2])
    if abs(latitude) > 90 or abs(longitude) > 180 or (latitude == 0 and longitude == 0):
        return None, None
    return latitude, longitude


def _reason(error: av.error.FFmpegError) -> str:
    # A format that is not allowed is an invalid argument to FFmpeg.
    if isinstance(error, av.error.InvalidDataError | av.error.ArgumentError):
        return "it is not a video or sound file of a known kind, or it is damaged"
    return f"it cannot be decoded ({error.strerror or error})"
