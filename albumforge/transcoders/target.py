"""The rate factor at which a video is as good as a preset asks for, found by trying some on stretches of it."""

from __future__ import annotations

import contextlib
import io
import itertools
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import av
from av.video.frame import VideoFrame

from albumforge.context import Context
from albumforge.transcoders.coded import Coded, encoder_options
from albumforge.transcoders.encoders import ENCODERS, Spec
from albumforge.transcoders.likeness import Likeness, compare, decibels
from albumforge.transcoders.look import look_at
from albumforge.transcoders.pictures import shaped
from albumforge.transcoders.shape import Shape, shape_for
from albumforge.transcoders.stretches import Stretch, frames_of, stretches_of
from albumforge.transcoding import Preset, Target, VideoFacts

STAGE = "search"
MOST_TRIALS = 5

_NEAR = 0.2
"""dB above the target that are near enough."""
_STEP = 0.5
"""Rate factors that are nearer to each other than this look the same."""
_FIRST = 24.0
_SLOPE, _FLATTEST = -0.5, -0.1
"""dB for one more of the rate factor, before two trials tell it: about three for six, as for the quantiser of HEVC;
and what is believed of two trials at most."""


def find_crf(
    source: Path, facts: VideoFacts, preset: Preset, encoder: str, *, threads: int, context: Context
) -> tuple[float, float]:
    """Return the largest rate factor that reaches the preset's target, and the score measured with it.

    Some stretches of the video are encoded and compared with what the encoder was given, at most five times. Where the
    target cannot be reached, the factor is the lowest that the preset allows.

    Args:
        source: the video.
        facts: what is known of it.
        preset: with a target.
        encoder: FFmpeg's name of the one to be used.
        threads: processors that may be used; 0: all.
        context: gets progress of the stage ``search``.

    Raises:
        MediaError: the video cannot be decoded.
        Unavailable: the encoder does not take these pictures.
        Cancelled: the context asked to stop.
    """
    target = preset.video.target
    assert target is not None
    shape, _ = shape_for(source, look_at(source), preset.video, "matroska")
    spec = next(spec for specs in ENCODERS.values() for spec in specs if spec.name == encoder)
    stretches = stretches_of(facts)
    search = Search(target)
    while (crf := search.next()) is not None:
        likeness = Likeness(target.metric, shape.rate)
        for number, stretch in enumerate(stretches):
            done = (len(search.tried) + number / len(stretches)) / MOST_TRIALS
            context.progress(STAGE, done, f"crf {crf:.1f}")
            _Trial(source, preset, spec, shape, threads, context).measure(stretch, crf, likeness)
        search.tell(crf, likeness.score())
    context.progress(STAGE, 1.0)
    return search.best()


@dataclass
class Search:
    """Which rate factor to try next: by a straight line through the trials next to the target, in dB.

    Attributes:
        target: what is searched.
        tried: factor → score.
    """

    target: Target
    tried: dict[float, float] = field(default_factory=dict)

    def next(self) -> float | None:
        """Return the factor to try next, None where the search is over."""
        lowest, highest = self.target.lowest, self.target.highest
        if not self.tried:
            return min(highest, max(lowest, _FIRST))
        good = [crf for crf, score in self.tried.items() if score >= self.target.score]
        bad = [crf for crf, score in self.tried.items() if score < self.target.score]
        near = bool(good) and self._above(max(good)) <= _NEAR
        if near or len(self.tried) == MOST_TRIALS or highest in good or lowest in bad:
            return None
        low, high = max(good, default=lowest), min(bad, default=highest)
        if high - low <= _STEP and good and bad:
            return None
        guess = min(high, max(low, self._guess(max(good, default=None), min(bad, default=None))))
        # Where the line leads to an end that was tried, a step away from it tells more.
        if good and guess - low < _STEP:
            guess = min(high, low + _STEP)
        if bad and high - guess < _STEP:
            guess = max(low, high - _STEP)
        guess = round(guess, 2)
        return None if guess in self.tried else guess

    def tell(self, crf: float, score: float) -> None:
        """Take in what a trial measured."""
        self.tried[crf] = score

    def best(self) -> tuple[float, float]:
        """Return the largest factor that reached the target, with its score, or the lowest that was tried."""
        good = [crf for crf, score in self.tried.items() if score >= self.target.score]
        crf = max(good) if good else min(self.tried)
        return crf, self.tried[crf]

    def _guess(self, good: float | None, bad: float | None) -> float:
        """Return where a line meets the target: through the trials on both sides, else the two nearest, or with a usual
        slope."""
        if good is not None and bad is not None:
            fall = self._above(good) - self._above(bad)
            return good + (bad - good) * self._above(good) / fall
        at = good if good is not None else bad
        assert at is not None
        slope = _SLOPE
        if len(self.tried) > 1:
            near, far = sorted(self.tried, key=lambda crf: abs(crf - at))[:2]
            slope = min(_FLATTEST, (self._above(near) - self._above(far)) / (near - far))
        # Beyond the target by a bit, so that the next trial lies on its other side.
        return at - self._above(at) / slope * 1.1

    def _above(self, crf: float) -> float:
        """Return by how many dB a trial is better than the target."""
        return self._decibels(self.tried[crf]) - self._decibels(self.target.score)

    def _decibels(self, score: float) -> float:
        return decibels(1 - score) if self.target.metric == "ssim" else score


@dataclass
class _Trial:
    """Encodes stretches of a video, and compares."""

    source: Path
    preset: Preset
    spec: Spec
    shape: Shape
    threads: int
    context: Context

    def measure(self, stretch: Stretch, crf: float, likeness: Likeness) -> None:
        """Encode a stretch, decode it again, and compare it with the source, which is decoded twice: memory then holds
        no more than an encoded stretch."""
        encoded = self._encoded(stretch, crf)
        planar = "yuv420p10le" if self.shape.ten_bit else "yuv420p"  # as the measures want it
        with av.open(encoded, "r") as container, contextlib.closing(self._frames(stretch, planar)) as frames:
            container.streams.video[0].thread_type = "AUTO"
            compare((frame.reformat(format=planar) for frame in container.decode(video=0)), frames, likeness)

    def _encoded(self, stretch: Stretch, crf: float) -> io.BytesIO:
        options = encoder_options(self.spec, self.preset.video, crf, self.shape, self.threads)
        written = io.BytesIO()
        coded = Coded(self.spec, options, self.shape, self.threads)
        with contextlib.closing(coded), av.open(written, "w", format="matroska") as container:
            stream = coded.add_to(container)
            for frame in itertools.chain(self._frames(stretch, self.spec.formats[self.shape.ten_bit]), [None]):
                for packet in coded.encode(frame):
                    packet.stream = stream
                    container.mux(packet)
        return io.BytesIO(written.getvalue())

    def _frames(self, stretch: Stretch, pixel_format: str) -> Generator[VideoFrame, None, None]:
        yield from shaped(
            frames_of(self.source, stretch, threads=self.threads, context=self.context),
            self.shape,
            pixel_format=pixel_format,
            tick=self.shape.tick,
            deinterlace=self.preset.video.deinterlace == "auto",
            threads=self.threads,
        )
