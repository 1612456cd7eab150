"""Sound faster or slower at the same pitch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import av
import numpy as np
from av.filter import Graph

from albumforge.media.audio import RATE, Samples, interleaved

_MOST, _LEAST = 2.0, 0.5
"""Of one filter: beyond the one it leaves samples out, beyond the other it does not work."""


def at_speed(blocks: Iterable[Samples], speed: float) -> Iterator[Samples]:
    """Yield sound at `speed` times its own, in blocks of any size; its length is that divided by the speed, about.

    By FFmpeg's filter ``atempo`` (waveform similarity overlap-add).
    """
    graph = Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="fltp", layout="stereo")
    last = source
    # That filter works on samples side by side only.
    for name, value in [*(("atempo", f"{factor:.9f}") for factor in _factors(speed)), ("aformat", "sample_fmts=fltp")]:
        following = graph.add(name, value)
        last.link_to(following)
        last = following
    sink = graph.add("abuffersink")
    last.link_to(sink)
    graph.configure()
    written = 0
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block.T), format="fltp", layout="stereo")
        frame.sample_rate = RATE
        frame.pts = written
        written += len(block)
        graph.push(frame)
        yield from _pulled(graph)
    graph.push(None)
    yield from _pulled(graph)


def _factors(speed: float) -> list[float]:
    factors = []
    while speed > _MOST:
        factors.append(_MOST)
        speed /= _MOST
    while speed < _LEAST:
        factors.append(_LEAST)
        speed /= _LEAST
    return [*factors, speed]


def _pulled(graph: Graph) -> Iterator[Samples]:
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        if isinstance(frame, av.AudioFrame):
            planes = frame.to_ndarray()
            yield interleaved(planes[0], planes[-1])
