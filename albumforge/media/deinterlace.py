"""Whole pictures out of those that were recorded as two fields, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import av
from av.filter import Graph
from av.video.frame import VideoFrame

_FILTER = "mode=send_frame:parity=auto:deint=interlaced"


def deinterlaced(frames: Iterator[VideoFrame], tick: Fraction) -> Iterator[VideoFrame]:
    """Yield decoded frames, in order and with their times; interlaced ones are made whole.

    By FFmpeg's filter ``bwdif``, which keeps one picture for two fields. Frames that are not interlaced go by
    untouched; what was never marked as interlaced costs nothing.

    Args:
        tick: seconds in which the times of the frames count.
    """
    graph: Graph | None = None
    shape: tuple[int, int, str] | None = None
    for frame in frames:
        found = (frame.width, frame.height, frame.format.name)
        if graph is not None and found != shape:
            graph.push(None)
            yield from _pulled(graph, tick)
            graph = None
        if graph is None and frame.interlaced_frame:
            graph, shape = _graph(frame, tick), found
        if graph is None:
            yield frame
            continue
        frame.time_base = tick
        graph.push(frame)
        yield from _pulled(graph, tick)
    if graph is not None:
        graph.push(None)
        yield from _pulled(graph, tick)


def _graph(frame: VideoFrame, tick: Fraction) -> Graph:
    graph = Graph()
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=tick)
    whole, sink = graph.add("bwdif", _FILTER), graph.add("buffersink")
    source.link_to(whole)
    whole.link_to(sink)
    graph.configure()
    return graph


def _pulled(graph: Graph, tick: Fraction) -> Iterator[VideoFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        if isinstance(frame, VideoFrame) and frame.pts is not None and frame.time_base:
            # The filter counts in halves.
            frame.pts = round(frame.pts * frame.time_base / tick)
            frame.time_base = tick
            yield frame
