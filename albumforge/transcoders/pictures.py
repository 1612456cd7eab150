"""Makes decoded frames what a result's pictures are: whole, upright, of one size and one format of samples."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import av
from av.filter import Graph
from av.video.frame import VideoFrame

from albumforge.media.deinterlace import deinterlaced
from albumforge.media.orientation import TURNING_FILTERS
from albumforge.media.probe import frame_orientation
from albumforge.transcoders.shape import Shape

_SCALING = "bicubic+accurate_rnd+full_chroma_int"
_MATRICES = {1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc", 10: "bt2020c"}
_RANGES = {1: "tv", 2: "pc"}


def shaped(
    frames: Iterator[VideoFrame],
    shape: Shape,
    *,
    pixel_format: str,
    tick: Fraction,
    deinterlace: bool,
    threads: int,
) -> Iterator[VideoFrame]:
    """Yield frames as the shape has them, one for each, with their times.

    Frames that are so already pass as they are, without a copy.

    Args:
        pixel_format: that the encoder takes, FFmpeg's name.
        tick: seconds in which the times of the frames count.
        deinterlace: make whole pictures of those of two fields.
        threads: that a filter may use; 0: all.
    """
    if deinterlace:
        frames = deinterlaced(frames, tick)
    graph: Graph | None = None
    known: tuple[object, ...] | None = None
    for frame in frames:
        kind = (frame.width, frame.height, frame.format.name, int(frame.colorspace), int(frame.color_range))
        if kind != known:
            if graph is not None:
                yield from _last(graph)
            known, graph = kind, _graph(frame, shape, pixel_format, tick, threads)
        if graph is None:
            yield frame
            continue
        duration = frame.duration
        frame.time_base = tick
        graph.push(frame)
        for made in _pulled(graph):
            if not made.duration:
                made.duration = duration
            yield made
    if graph is not None:
        yield from _last(graph)


def _graph(frame: VideoFrame, shape: Shape, pixel_format: str, tick: Fraction, threads: int) -> Graph | None:
    """Return the filters for frames of a kind, None where none is needed."""
    filters = _filters(frame, shape, pixel_format)
    if not filters:
        return None
    graph = Graph()
    graph.threads = threads
    arguments = [f"video_size={frame.width}x{frame.height}", f"pix_fmt={frame.format.name}"]
    arguments += [f"time_base={tick.numerator}/{tick.denominator}"]
    if int(frame.colorspace) in _MATRICES:
        arguments.append(f"colorspace={_MATRICES[int(frame.colorspace)]}")
    if int(frame.color_range) in _RANGES:
        arguments.append(f"range={_RANGES[int(frame.color_range)]}")
    chain = [graph.add("buffer", ":".join(arguments))]
    for text in filters:
        name, _, options = text.partition("=")
        chain.append(graph.add(name, options))
    chain.append(graph.add("buffersink"))
    for one, other in pairwise(chain):
        one.link_to(other)
    graph.configure()
    return graph


def _filters(frame: VideoFrame, shape: Shape, pixel_format: str) -> list[str]:
    filters = list(TURNING_FILTERS[frame_orientation(frame)])
    turned = any(text.startswith("transpose") for text in filters)
    width, height = (frame.height, frame.width) if turned else (frame.width, frame.height)
    if (width, height) != (shape.width, shape.height) or frame.format.name != pixel_format:
        scale = f"scale={shape.width}:{shape.height}:flags={_SCALING}"
        if frame.format.is_rgb:
            scale += f":out_color_matrix={_MATRICES[shape.colours.matrix]}"
        if shape.colours.range in _RANGES:
            scale += f":out_range={_RANGES[shape.colours.range]}"
        filters += [scale, f"format={pixel_format}"]
    return filters


def _last(graph: Graph) -> Iterator[VideoFrame]:
    graph.push(None)
    yield from _pulled(graph)


def _pulled(graph: Graph) -> Iterator[VideoFrame]:
    with contextlib.suppress(av.error.BlockingIOError, av.error.EOFError):
        while True:
            frame = graph.pull()
            if isinstance(frame, VideoFrame):
                yield frame
