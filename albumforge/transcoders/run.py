"""One pass over a video: read, encode the pictures, write."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from albumforge.context import Context
from albumforge.media.probe import open_media, video_stream
from albumforge.media.publish import writing
from albumforge.transcoders.container import FORMATS
from albumforge.transcoding import Preset, Transcoded

_ENCODERS = {"h264": "libx264", "hevc": "libx265", "av1": "libsvtav1", "vp9": "libvpx-vp9"}


def transcode(source: Path, output: Path, preset: Preset, *, threads: int, context: Context) -> Transcoded:
    """Encode a video at `output`; see `Transcoder.transcode`."""
    began = time.monotonic()
    name = _ENCODERS[preset.video.codec]
    frames = 0
    with (
        open_media(source) as media,
        writing(output),
        av.open(f"file:{output}", "w", format=FORMATS[output.suffix]) as made,
    ):
        video = video_stream(source, media)
        video.thread_type = "AUTO"
        crf = preset.video.crf if preset.video.crf is not None else 26.0
        options = {"crf": str(crf), "x265-params": "log-level=error"} if name == "libx265" else {"crf": str(round(crf))}
        if name in ("libx264", "libx265"):
            options["preset"] = preset.video.speed
        coded: Any = made.add_stream(name, rate=video.average_rate or 25, options=options)
        coded.width, coded.height = video.width, video.height
        coded.codec_context.time_base = video.time_base
        coded.codec_context.thread_count = threads
        tracks = {track.index: made.add_stream_from_template(track) for track in media.streams.audio}
        duration = float((media.duration or 1) / av.time_base)
        for packet in media.demux(video, *media.streams.audio):
            context.check()
            if packet.stream_index in tracks:
                if packet.dts is not None:
                    packet.stream = tracks[packet.stream_index]
                    made.mux(packet)
                continue
            for frame in packet.decode():
                frame.pict_type = 0
                made.mux(coded.encode(frame.reformat(format="yuv420p")))
                frames += 1
                context.progress("transcode", float((frame.time or 0) / duration))
        made.mux(coded.encode(None))
        rate = Fraction(video.average_rate or 25)
    return Transcoded(
        path=output,
        size=output.stat().st_size,
        encoder=name,
        fallback="",
        frames=frames,
        duration=float(frames / rate),
        seconds=time.monotonic() - began,
        crf=preset.video.crf,
        streams={"video": 1, "audio": len(tracks)},
    )
