"""Copies of photos and clips for eyes that are not their owner's: the same to look at, and nothing else in them.

A photo is made anew from its pixels: no EXIF, no XMP, no preview, and no clip behind its end, where phones keep moving
photos. Of a clip only the packets of picture and sound are copied, into an MP4 (Matroska where MP4 does not take the
codec) without tags, chapters, subtitles and the tracks in which cameras keep where they were. What an encoder wrote
into the packets themselves stays.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import av

from albumforge.errors import MediaError
from albumforge.media.probe import open_media, video_stream
from albumforge.media.publish import published, writing
from albumforge.media.sniff import is_picture
from albumforge.media.thumbnail import write_thumbnail

WIDEST = 4096
"""Pixels of a photo made anew; more than any screen shows."""

_HVC1 = "hvc1"  # what Apple's players want


def write_clean_copy(source: Path, target: Path, *, max_pixels: int) -> Path:
    """Publish a copy of a photo or clip without anything but picture and sound.

    Args:
        target: where to, without a suffix that matters; it gets ``.jpg``, ``.mp4`` or ``.mkv``.

    Returns:
        where it is.

    Raises:
        MediaError: the source cannot be read.
        StorageError: the copy cannot be written.
    """
    if is_picture(source):
        write_thumbnail(source, target.with_suffix(".jpg"), WIDEST, max_pixels=max_pixels, quality=90)
        return target.with_suffix(".jpg")
    try:
        return _remuxed(source, target.with_suffix(".mp4"))
    except (av.error.FFmpegError, ValueError):  # no MP4 holds this codec
        try:
            return _remuxed(source, target.with_suffix(".mkv"))
        except (av.error.FFmpegError, ValueError) as error:
            raise MediaError(source, f"it cannot be copied ({error})") from error


def _remuxed(source: Path, target: Path) -> Path:
    mp4 = target.suffix == ".mp4"
    with published(target) as temporary, open_media(source) as container, writing(target):
        # Not even the name and version of the muxer.
        flags = {"fflags": "+bitexact"} | ({"movflags": "+faststart"} if mp4 else {})
        with av.open(f"file:{temporary}", "w", format="mp4" if mp4 else "matroska", options=flags) as copy:
            streams: list[Any] = [video_stream(source, container)]
            streams += [stream for stream in container.streams.audio if stream.codec_context is not None][:1]
            into = {stream.index: copy.add_stream_from_template(stream, opaque=True) for stream in streams}
            for made in into.values():
                made.metadata.clear()
            video = into[streams[0].index]
            if mp4 and video.codec_context.name == "hevc":
                video.codec_context.codec_tag = _HVC1
            for packet in container.demux(streams):
                if packet.dts is None:
                    continue
                packet.stream = into[packet.stream_index]
                _mux(copy, packet, target)
    return target


def _mux(copy: Any, packet: Any, target: Path) -> None:
    try:
        copy.mux(packet)
    except av.error.FFmpegError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise OSError(error.errno, error.strerror, str(target)) from error
        raise
