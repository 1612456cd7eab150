"""Speech and silence from loudness, to the hundredth of a second."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from clips_to_cut import tones
from media_files import SAMPLES
from sounds import write_wav

from albumforge.context import Context
from albumforge.generators.autocut.analysis.hearing import Levels, listen
from albumforge.generators.autocut.analysis.speech import between, closed, spoken, threshold, within
from albumforge.generators.autocut.transcript.record import Span

TALK = SAMPLES / "video" / "speech_with_pauses.mp4"
MEASURED = ((0.21, 0.64), (1.32, 4.71), (5.08, 10.36), (10.72, 12.98), (13.87, 17.30), (39.96, 40.47))
TWO_FRAMES = 2 / 30

Pairs = list[tuple[float, float]]


def pairs(spans: tuple[Span, ...]) -> Pairs:
    return [(span.start, span.end) for span in spans]


def levels_of(folder: Path, seconds: float, said: Pairs, **how: float) -> Levels:
    sound = tones(seconds, said, **how)
    write_wav(np.stack((sound, sound), axis=1), folder / "a.wav")
    return listen(folder / "a.wav", 0, duration=seconds, wav=None, context=Context())


@pytest.mark.skipif(not TALK.exists(), reason=f"{TALK} is not there")
def test_a_talk_is_found_within_two_frames_of_what_was_measured() -> None:
    levels = listen(TALK, 0, duration=42.4, wav=None, context=Context())
    found = closed(spoken(levels))
    assert len(found) == len(MEASURED)
    for span, (start, end) in zip(found, MEASURED, strict=True):
        assert span.start == pytest.approx(start, abs=TWO_FRAMES)
        assert span.end == pytest.approx(end, abs=TWO_FRAMES)


@pytest.mark.parametrize(
    ("level", "noise"), [(0.3, 0.0), (0.3, 0.003), (0.3, 0.02), (0.02, 0.0), (0.02, 0.0005), (0.9, 0.05)]
)
def test_voices_stand_out_of_any_room(tmp_path: Path, level: float, noise: float) -> None:
    said = [(1.0, 2.5), (3.5, 5.0), (6.2, 9.0)]
    found = pairs(closed(spoken(levels_of(tmp_path, 10.0, said, level=level, noise=noise))))
    assert len(found) == len(said)
    for mine, theirs in zip(found, said, strict=True):
        assert mine == pytest.approx(theirs, abs=0.021)


def test_where_nothing_is_said_nothing_is_found(tmp_path: Path) -> None:
    assert spoken(np.zeros(0, np.float32)) == ()
    assert spoken(levels_of(tmp_path, 3.0, [])) == ()
    assert spoken(levels_of(tmp_path, 3.0, [], noise=0.0002)) == ()
    assert threshold(levels_of(tmp_path, 3.0, [])) is None


def test_speech_without_a_pause_is_one_span(tmp_path: Path) -> None:
    assert pairs(closed(spoken(levels_of(tmp_path, 5.0, [(0.0, 5.0)])))) == [(0.0, 5.0)]


def test_short_gaps_are_closed_and_clicks_left_out() -> None:
    spans = tuple(Span(start=a, end=b) for a, b in ((0.0, 1.0), (1.29, 2.0), (2.3, 3.0), (5.0, 5.03), (7.0, 7.06)))
    assert pairs(closed(spans)) == [(0.0, 2.0), (2.3, 3.0), (7.0, 7.06)]
    assert pairs(closed(spans, 0.1)) == [(0.0, 1.0), (1.29, 2.0), (2.3, 3.0), (7.0, 7.06)]
    assert closed(()) == ()


def test_silence_is_what_lies_between() -> None:
    spans = (Span(start=0.0, end=1.0), Span(start=2.0, end=3.0))
    assert pairs(between(spans, 4.0)) == [(1.0, 2.0), (3.0, 4.0)]
    assert pairs(between(spans, 2.5)) == [(1.0, 2.0)]
    assert pairs(between((), 4.0)) == [(0.0, 4.0)]
    assert pairs(between(spans[1:], 3.0)) == [(0.0, 2.0)]
    assert pairs(within(spans, 2.5)) == [(0.0, 1.0), (2.0, 2.5)]
    assert pairs(within(spans, 1.5)) == [(0.0, 1.0)]
