"""The segments of a cut: all of it once, keys that tell what is seen and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from executed_cuts import cut_of
from media_files import write_clip

from albumforge.context import Context
from albumforge.generators.autocut.execute.segments import LONGEST_SECONDS, Cutter, Segment
from albumforge.generators.autocut.execute.shape import Shape, shape_of
from albumforge.generators.autocut.execute.smart import decide
from albumforge.generators.autocut.execute.takes import Take, takes_of
from albumforge.generators.autocut.execute.words import Words, words_of
from albumforge.generators.autocut.plan import CutText
from albumforge.media.coding import BT709, Match, VideoCoding

SHAPE = Shape(320, 180, Fraction(30), BT709)


def cutter(takes: Sequence[Take], *texts: CutText, **changed: object) -> Cutter:
    words = Words(texts, SHAPE.fps, 320, 180, "en")
    plain = Cutter("sha256-0", tuple(takes), words, SHAPE, VideoCoding(), None)
    return replace(plain, **changed)  # type: ignore[arg-type]


def keys(made: Cutter) -> list[str]:
    return [segment.key for segment in made.cut([])]


def test_all_of_a_cut_is_there_once_in_parts_of_a_few_seconds() -> None:
    segments = cutter([Take(0, 1000, 50, 1050), Take(1000, 7, 2000, 2007)]).cut([])
    assert [segment.start for segment in segments] == [0, *(segment.end for segment in segments[:-1])]
    assert segments[-1].end == 1007
    assert max(segment.frames for segment in segments) <= LONGEST_SECONDS * 30
    assert len({segment.key for segment in segments}) == len(segments)


def test_what_is_copied_stays_and_the_rest_is_filled_in(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", frames=90, options={"g": "12", "keyint_min": "12", "sc_threshold": "0"})
    plan = cut_of(clip, (5, 40), (50, 52), (60, 90))
    shape, takes = shape_of(plan), takes_of(plan)
    words = words_of(plan, shape.width, shape.height)
    decision = decide(plan, shape, takes, words, True, Context())
    segments = Cutter(plan.source.digest, takes, words, shape, VideoCoding(), decision.match).cut(decision.copied)
    assert [segment.start for segment in segments] == [0, *(segment.end for segment in segments[:-1])]
    assert segments[-1].end == plan.frames == 67
    assert [bool(segment.run) for segment in segments] == [False, True, False, True]
    assert decision.match == Match("high", 1)
    first, second = decision.copied
    assert (first.start, second.start, second.frames) == (7, 37, 30)


def test_a_key_holds_what_is_seen_and_nothing_else() -> None:
    here = keys(cutter([Take(0, 60, 100, 160)]))
    assert keys(cutter([Take(0, 60, 100, 160), Take(60, 30, 400, 430)]))[0] != here[0]  # another length of the segment
    moved = cutter([Take(0, 120, 700, 820), Take(120, 120, 100, 220)])
    stayed = cutter([Take(0, 120, 100, 220)])
    assert keys(moved)[1] == keys(stayed)[0]
    assert keys(cutter([Take(0, 60, 101, 161)])) != here
    assert keys(cutter([Take(0, 60, 100, 220, speed=2.0)])) != here
    assert keys(cutter([Take(0, 60, 100, 160, fade_in=5)])) != here
    assert keys(cutter([Take(0, 60, 100, 160)], CutText(start=1, end=1.5, text="a"))) != here
    assert keys(cutter([Take(0, 60, 100, 160)], CutText(start=5, end=6, text="a"))) == here
    assert keys(cutter([Take(0, 60, 100, 160)], digest="sha256-1")) != here
    assert keys(cutter([Take(0, 60, 100, 160)], match=Match("high", 1))) != here
    assert keys(cutter([Take(0, 60, 100, 160)], coding=VideoCoding(crf=19))) != here


def test_a_fade_far_from_a_segment_is_not_in_its_key() -> None:
    plain, faded = keys(cutter([Take(0, 600, 0, 600)])), keys(cutter([Take(0, 600, 0, 600, fade_out=10)]))
    assert plain[:-1] == faded[:-1] and plain[-1] != faded[-1]


def test_an_empty_stretch_between_copies_makes_no_segment() -> None:
    copied = [Segment(0, 30), Segment(30, 30)]
    assert [segment.frames for segment in cutter([Take(0, 60, 0, 60)]).cut(copied)] == [30, 30]
