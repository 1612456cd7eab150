"""What is told of a cut: what is kept, what is cut out, and why."""

from __future__ import annotations

from cut_parts import cut_plan, cut_source
from msgspec.structs import replace

from albumforge.generators.autocut.explain import explain, kept, left_out
from albumforge.generators.autocut.plan import CutOut, CutText, Piece


def test_what_is_left_out_lies_between_the_pieces() -> None:
    plan = cut_plan((30, 90), (120, 240))
    assert left_out(plan) == [(0.0, 1.0), (3.0, 4.0), (8.0, 10.0)]
    assert kept(plan) == 6.0
    assert explain(plan).why == (
        "Cut out: 0:00.0 to 0:01.0 (1.0 s).",
        "Cut out: 0:03.0 to 0:04.0 (1.0 s).",
        "Cut out: 0:08.0 to 0:10.0 (2.0 s).",
    )


def test_nothing_is_left_out_of_the_whole() -> None:
    plan = cut_plan((0, 300))
    assert left_out(plan) == []
    assert kept(plan) == 10.0
    assert explain(plan).why == ()


def test_pieces_in_another_order_or_twice_are_counted_once() -> None:
    plan = cut_plan((240, 300), (0, 60), (30, 90))
    assert left_out(plan) == [(3.0, 8.0)]
    assert kept(plan) == 5.0


def test_a_piece_is_told_with_its_words_and_its_reason() -> None:
    pieces = (
        Piece(id="S0001", start=0, end=60, why="speech", label="Start", said="Hello there."),
        Piece(id="S0002", start=150, end=270, speed=2.0, said="Bye."),
    )
    texts = (CutText(start=0.5, end=2.2, text="Hello there."), CutText(start=2.5, end=3.0, text="Fast", kind="caption"))
    plan = cut_plan(source=cut_source(path="/v/talk.mp4"))
    told = explain(replace(plan, pieces=pieces, texts=texts, notes=("A note.",)))
    assert [scene["start"] for scene in told.scenes] == [0.0, 2.0]
    assert [scene["duration"] for scene in told.scenes] == [2.0, 2.0]
    assert [(scene["source_start"], scene["source_end"]) for scene in told.scenes] == [(0.0, 2.0), (5.0, 9.0)]
    assert [scene["why"] for scene in told.scenes] == ["speech", ""]
    assert [scene["chapter"] for scene in told.scenes] == ["Start", ""]
    assert [scene["texts"] for scene in told.scenes] == [
        [{"role": "said", "text": "Hello there."}],
        [{"role": "caption", "text": "Fast"}, {"role": "said", "text": "Bye."}],
    ]
    assert told.why[-1] == "A note."
    assert told.film["duration"] == 4.0
    assert told.film["kept"] == 6.0


def test_a_cut_of_another_height_has_its_shape() -> None:
    told = explain(replace(cut_plan(), height=480))
    assert (told.film["width"], told.film["height"]) == (854, 480)


def test_a_cut_has_even_sides() -> None:
    told = explain(cut_plan(source=cut_source(width=427, height=361)))
    assert (told.film["width"], told.film["height"]) == (426, 360)


def test_what_is_cut_out_is_told_with_its_reasons() -> None:
    reasons = (
        CutOut(start=3.0, end=3.2, why="silence"),
        CutOut(start=3.2, end=4.0, why="the words"),
        CutOut(start=9.0, end=9.5, why="silence"),
    )
    plan = replace(cut_plan((0, 90), (120, 270)), cut_out=reasons)
    assert explain(plan).why == (
        "Cut out: 0:03.0 to 0:04.0 (1.0 s): the words; silence.",
        "Cut out: 0:09.0 to 0:10.0 (1.0 s): silence.",
    )
