"""Chapters and subtitles as streams of an MP4: players list the ones and can show the others."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av

from albumforge.media.probe import zero_time

_TIME_BASE = Fraction(1, 1000)

_STYLE = (
    b"[Script Info]\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\n"
    b"Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, "
    b"Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, "
    b"MarginV, Encoding\r\n"
    b"Style: Default,Sans,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0\r\n\r\n"
    b"[Events]\r\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r\n"
)
"""Without a style, FFmpeg does not open the encoder that writes the stream's header."""


@dataclass(frozen=True)
class Chapter:
    """A chapter that begins at `start` seconds."""

    start: float
    title: str


@dataclass(frozen=True)
class Subtitle:
    """Words that are read from `start` to `end`, in seconds; line feeds part lines."""

    start: float
    end: float
    text: str


def set_chapters(container: Any, chapters: Sequence[Chapter], duration: float) -> None:
    """Name the chapters of a container that is being written; each lasts until the next.

    Args:
        chapters: in order, the first at 0.
        duration: of the film, seconds.
    """
    ends = [*(chapter.start for chapter in chapters[1:]), duration]
    container.set_chapters(
        [
            {
                "id": number,
                "start": round(chapter.start * 1000),
                "end": round(end * 1000),
                "time_base": _TIME_BASE,
                "metadata": {"title": chapter.title},
            }
            for number, (chapter, end) in enumerate(zip(chapters, ends, strict=True), 1)
        ]
    )


def add_subtitle_stream(container: Any, language: str) -> Any:
    """Add a subtitle stream (3GPP timed text) to a container and return it.

    Args:
        language: ISO 639-2, such as ``chi`` or ``eng``.
    """
    stream = container.add_stream("mov_text")
    stream.time_base = _TIME_BASE
    stream.metadata["language"] = language
    stream.codec_context.subtitle_header = _STYLE
    return stream


def subtitle_packets(subtitles: Sequence[Subtitle], stream: Any) -> list[Any]:
    """Return the packets of a subtitle stream, in order: each the length of its text and the text (3GPP TS 26.245)."""
    packets = []
    for subtitle in sorted(subtitles, key=lambda one: one.start):
        text = subtitle.text.encode()[: 2**16 - 1]
        packet = av.Packet(len(text).to_bytes(2, "big") + text)
        packet.stream, packet.time_base = stream, _TIME_BASE
        packet.pts = packet.dts = round(subtitle.start * 1000)
        packet.duration = max(1, round((subtitle.end - subtitle.start) * 1000))
        packets.append(packet)
    return packets


def read_subtitles(container: Any) -> tuple[list[Subtitle], str]:
    """Return what the first track of 3GPP timed text says, in order, and its language; nothing where there is none.

    Args:
        container: open for reading; it is read to its end, or to where it is damaged.
    """
    stream = next((one for one in container.streams.subtitles if one.codec_context.name == "mov_text"), None)
    if stream is None:
        return [], ""
    found, zero = [], zero_time(container)
    with contextlib.suppress(av.error.FFmpegError):
        for packet in container.demux(stream):
            data = bytes(packet)
            text = data[2 : 2 + int.from_bytes(data[:2], "big")].decode("utf-8", "replace")
            if text and packet.pts is not None:
                start = float(packet.pts * packet.time_base - zero)
                found.append(Subtitle(start, start + float((packet.duration or 0) * packet.time_base), text))
    return found, stream.language or "und"
