"""What a scan finds out about a video: from its headers, and from one decoded frame."""

from __future__ import annotations

from pathlib import Path

import av
from av.container import InputContainer
from av.sidedata.sidedata import SideData
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from albumforge.errors import MediaError
from albumforge.media.probe import (
    first_frame,
    first_stamps,
    frame_rate,
    open_media,
    pictures_duration,
    refusing_damage,
    video_stream,
)
from albumforge.media.regular import read_error
from albumforge.transcoders.vr import frame_side_data, vr_by_metadata, vr_by_name
from albumforge.transcoding import Hdr, StreamFacts, VideoFacts

# ITU-T H.273, table 3.
_PQ, _HLG = 16, 18
_DOLBY_TAGS = ("dvh1", "dvhe", "dvav", "dva1", "dav1")
"""Sample entries of Dolby Vision streams that no other player is to take (Dolby Vision Streams within ISOBMFF)."""


def video_facts(path: Path) -> VideoFacts:
    """Describe a video that is to be transcoded; a few milliseconds a file.

    Raises:
        MediaError: the file cannot be read, is no video, or no frame of it can be decoded.
    """
    with refusing_damage(path), open_media(path, decoding=False) as container:
        try:
            status = path.stat()
        except OSError as error:
            raise read_error(path, error) from error
        _check_whole(path, container, status.st_size)
        stream = video_stream(path, container)
        rate = stream.average_rate
        stamps = [] if rate and rate <= 1000 else first_stamps(container, stream)
        fps = frame_rate(path, stream, stamps)
        if stamps:
            container.seek(stream.start_time or 0, stream=stream)
        frame = first_frame(path, container, stream)
        duration = pictures_duration(container, stream, fps)
        if not 0 < duration < 1e7:
            raise MediaError(path, f"it is damaged: it would last {duration:g} s")
        side_data = frame_side_data(frame)
        by_metadata, by_name = vr_by_metadata(side_data), vr_by_name(path.stem)
        return VideoFacts(
            path=path,
            size=status.st_size,
            mtime_ns=status.st_mtime_ns,
            container=container.format.name,
            codec=stream.codec_context.codec.canonical_name,
            bitrate_k=round(status.st_size * 8 / duration / 1000),
            fps=fps,
            width=frame.width,
            height=frame.height,
            duration=duration,
            bits=max(component.bits for component in frame.format.components),
            hdr=_hdr(stream, frame, side_data),
            vr=by_metadata or by_name,
            vr_by="metadata" if by_metadata else "name" if by_name else "",
            interlaced=frame.interlaced_frame,
            streams=tuple(_stream_facts(one) for one in container.streams),
            chapters=len(container.chapters()),
        )


def _check_whole(path: Path, container: InputContainer, size: int) -> None:
    """Refuse an MP4 or MOV whose index names bytes beyond the end of the file: the rest was never copied.

    Raises:
        MediaError: it does.
    """
    if "mov" not in container.format.name:
        return
    for stream in container.streams:
        entries = stream.index_entries
        if len(entries) and (last := entries[len(entries) - 1]).pos + last.size > size:
            raise MediaError(path, f"it is cut off: {last.pos + last.size - size:,} bytes or more are missing")


def _hdr(stream: VideoStream, frame: VideoFrame, side_data: dict[str, SideData]) -> Hdr:
    tag = stream.codec_context.codec_tag.lower()
    if tag in _DOLBY_TAGS or "DOVI_METADATA" in side_data or "DOVI_RPU_BUFFER" in side_data:
        return Hdr.DOLBY_VISION
    if "DYNAMIC_HDR_PLUS" in side_data:
        return Hdr.HDR10_PLUS
    if int(frame.color_trc) == _HLG:
        return Hdr.HLG
    if int(frame.color_trc) != _PQ:
        return Hdr.NONE
    described = "MASTERING_DISPLAY_METADATA" in side_data or "CONTENT_LIGHT_LEVEL" in side_data
    return Hdr.HDR10 if described else Hdr.PQ


def _stream_facts(stream: Stream) -> StreamFacts:
    kind = stream.type
    if stream.disposition & av.stream.Disposition.attached_pic:
        kind = "attachment"
    codec = "" if stream.codec_context is None else stream.codec_context.codec.canonical_name
    language = stream.language or ""
    channels = stream.channels if isinstance(stream, av.AudioStream) and codec else 0
    return StreamFacts(kind, codec, "" if language == "und" else language, channels)
