"""Plans of cuts: written and read again, and refused by the place of what is wrong."""

import json
from typing import Any

import pytest
from cut_parts import cut_plan, cut_source

from albumforge.errors import PlanError
from albumforge.generators.autocut.plan import CutText, Piece, dump_cut, load_cut


def test_a_plan_is_read_as_it_was_written() -> None:
    texts = (CutText(start=0.0, end=1.5, text="你好\nhello", kind="caption"),)
    plan = cut_plan((0, 90), (200, 300), texts=texts, subtitles="soft", language="zh", height=480)
    assert load_cut(dump_cut(plan)) == plan


def test_lengths_follow_from_ranges_and_speeds() -> None:
    plan = cut_plan(source=cut_source(fps="30000/1001"))
    pieces = (
        Piece(id="a", start=0, end=90),
        Piece(id="b", start=90, end=191, speed=2.0),
        Piece(id="c", start=0, end=1),
    )
    plan = type(plan)(source=plan.source, pieces=pieces)
    assert [piece.frames for piece in pieces] == [90, 50, 1]
    assert plan.starts == (0, 90, 140)
    assert plan.frames == 141
    assert plan.duration == pytest.approx(141 * 1001 / 30000)


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("schema",), "album", r"\$\.schema"),
        (("version",), 2, r"\$\.version: this plan has version 2"),
        (("pieces",), [], r"\$\.pieces: a cut has at least one piece"),
        (("pieces", 0, "end"), 301, r"\$\.pieces\[0\]\.end: .* at most 300, not 301"),
        (("pieces", 0, "end"), 0, r"\$\.pieces\[0\]\.end"),
        (("pieces", 0, "start"), -1, r"\$\.pieces\[0\]\.start"),
        (("pieces", 0, "speed"), 9, r"\$\.pieces\[0\]\.speed: must be 0\.25 to 4, not 9"),
        (("pieces", 0, "fade_in"), 3.2, r"\$\.pieces\[0\]\.fade_in"),
        (("pieces", 0, "colour"), "red", "colour"),
        (("texts",), [{"start": 2.0, "end": 1.0, "text": "a"}], r"\$\.texts\[0\]\.end"),
        (("texts",), [{"start": 4.0, "end": 5.0, "text": "a"}], r"\$\.texts\[0\]\.start"),
        (("texts",), [{"start": 0.0, "end": 1.0, "text": " "}], r"\$\.texts\[0\]\.text"),
        (("height",), 481, r"\$\.height"),
        (("source", "fps"), "0/1", r"\$\.source\.fps"),
        (("source", "fps"), "1/0", r"\$\.source\.fps"),
        (("source", "frames"), 0, r"\$\.source: width, height and frames"),
        (("source", "audio_track"), -1, r"\$\.source\.audio_track"),
    ],
)
def test_what_is_wrong_is_named(place: tuple[Any, ...], value: Any, said: str) -> None:
    head = json.loads(dump_cut(cut_plan()))
    node = head
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = value
    with pytest.raises(PlanError, match=said):
        load_cut(json.dumps(head))


def test_fades_fit_into_their_piece() -> None:
    plan = cut_plan()
    piece = Piece(id="a", start=0, end=30, fade_in=0.6, fade_out=0.6)
    with pytest.raises(PlanError, match=r"\$\.pieces\[0\]\.fade_out"):
        load_cut(dump_cut(type(plan)(source=plan.source, pieces=(piece,))))


def test_ids_are_there_once() -> None:
    plan = cut_plan()
    with pytest.raises(PlanError, match="every id"):
        load_cut(dump_cut(type(plan)(source=plan.source, pieces=plan.pieces * 2)))


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(PlanError, match="is not JSON"):
        load_cut("{")
    with pytest.raises(PlanError, match=r"\$\.height: must be a number, not NaN"):
        load_cut('{"height": NaN}')
