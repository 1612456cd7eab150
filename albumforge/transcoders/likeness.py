"""How like their source encoded pictures are, by FFmpeg's own measures of the luma.

``ssim``: structural similarity, 0 to 1 (Wang et al., 2004). ``xpsnr``: extended perceptually weighted peak
signal-to-noise ratio in dB (Helmrich et al., 2020), which weighs errors by how well they are seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame

Metric = Literal["ssim", "xpsnr"]

_KEYS = {"ssim": "lavfi.ssim.Y", "xpsnr": "lavfi.xpsnr.xpsnr.y"}
_BEST = 100.0
"""dB of pictures that are the same."""


class Likeness:
    """Compares pairs of frames, and says how like they were on average."""

    def __init__(self, metric: Metric, rate: Fraction) -> None:
        """Prepare to compare frames that come at this rate."""
        self._metric, self._rate = metric, rate
        self._graph: Graph | None = None
        self._made: list[FilterContext] = []
        self._loss = 0.0
        self._count = 0

    def add(self, made: VideoFrame, source: VideoFrame) -> None:
        """Compare two frames of the same size and format, in the order of their times."""
        if self._graph is None:
            self._graph = self._configure(source)
        for buffer, frame in zip(self._made, (made, source), strict=True):
            frame.pts, frame.time_base = self._count, 1 / self._rate
            buffer.push(frame)
        found = self._graph.pull()
        assert isinstance(found, VideoFrame)
        score = float(found.metadata[_KEYS[self._metric]])
        self._loss += 1 - score if self._metric == "ssim" else 10 ** (-min(score, _BEST) / 10)
        self._count += 1

    def score(self) -> float:
        """Return the average: of SSIM itself, and of the errors that XPSNR stands for."""
        loss = self._loss / max(1, self._count)
        return 1 - loss if self._metric == "ssim" else decibels(loss)

    def _configure(self, frame: VideoFrame) -> Graph:
        graph = Graph()
        size = f"video_size={frame.width}x{frame.height}:pix_fmt={frame.format.name}"
        tick = 1 / self._rate
        text = f"{size}:time_base={tick.numerator}/{tick.denominator}:frame_rate={self._rate}"
        self._made = [graph.add("buffer", text), graph.add("buffer", text)]
        measure, sink = graph.add(self._metric), graph.add("buffersink")
        for number, buffer in enumerate(self._made):
            buffer.link_to(measure, 0, number)
        measure.link_to(sink)
        graph.configure()
        return graph


def compare(made: Iterable[VideoFrame], source: Iterable[VideoFrame], likeness: Likeness) -> None:
    """Compare all frames, pair by pair, as far as both have them."""
    for one, other in zip(made, source, strict=False):
        likeness.add(one, other)


def decibels(loss: float) -> float:
    """Return a loss, 0 for none, in dB: both measures are near to straight lines over rate factors then."""
    return min(_BEST, -10 * math.log10(max(loss, 1e-12)))
