"""From an editing document to the pieces of a cut."""

from typing import Any

import pytest
from cut_parts import cut_source

from albumforge.errors import PlanError
from albumforge.generators.autocut.dsl.schema import Action, Cut, EditDocument, Fade, Keep, Label, Speed
from albumforge.generators.autocut.pieces import pieces_of


def pieces(*actions: Action, **more: Any) -> list[tuple[int, int]]:
    document = EditDocument(actions=actions, **more)
    return [(piece.start, piece.end) for piece in pieces_of(document, cut_source())]


def test_without_actions_all_is_kept() -> None:
    assert pieces() == [(0, 300)]


def test_cuts_are_taken_out_at_the_nearest_frames() -> None:
    assert pieces(Cut(start=1.0, end=2.016), Cut(start=9.0)) == [(0, 30), (60, 270)]


def test_what_is_kept_stands_in_its_order() -> None:
    assert pieces(Keep(start=5.0, end=6.0), Keep(start=1.0, end=2.0), Cut(start=1.5, end=5.5)) == [(165, 180), (30, 45)]


def test_what_meets_is_one_piece() -> None:
    assert pieces(Keep(end=2.0), Keep(start=2.0, end=3.0), Keep(start=1.0, end=2.0, again=True)) == [(0, 90), (30, 60)]


def test_a_cut_shorter_than_a_frame_is_none() -> None:
    assert pieces(Cut(start=1.0, end=1.01)) == [(0, 300)]


def test_ids_are_numbered() -> None:
    document = EditDocument(actions=(Cut(start=1.0, end=2.0),))
    assert [piece.id for piece in pieces_of(document, cut_source())] == ["S0001", "S0002"]


def test_nothing_left_is_refused() -> None:
    with pytest.raises(PlanError, match="nothing of the video is kept"):
        pieces(Keep(start=1.0, end=2.0), Cut(start=0.5, end=3.0))


def test_speeds_divide_pieces_and_multiply() -> None:
    document = EditDocument(actions=(Keep(end=4.0, speed=2.0), Speed(start=1.0, end=2.0, factor=0.5)))
    found = [(piece.start, piece.end, piece.speed) for piece in pieces_of(document, cut_source())]
    assert found == [(0, 30, 2.0), (30, 60, 1.0), (60, 120, 2.0)]
    with pytest.raises(PlanError, match=r"\$\.actions\[1\]\.factor: .*8 comes out"):
        pieces(Keep(end=4.0, speed=2.0), Speed(factor=4.0))


def test_fades_stand_at_the_ends_of_what_is_left_of_their_range() -> None:
    document = EditDocument(
        actions=(Cut(start=2.0, end=3.0), Fade(start=1.0, end=4.0, fade_in=0.5, fade_out=0.25), Cut(start=9.9))
    )
    found = [(piece.start, piece.end, piece.fade_in, piece.fade_out) for piece in pieces_of(document, cut_source())]
    assert found == [(0, 30, 0, 0), (30, 60, 0.5, 0), (90, 120, 0, 0.25), (120, 297, 0, 0)]


def test_a_fade_of_the_whole_cut_is_at_its_ends_only() -> None:
    document = EditDocument(actions=(Cut(start=2.0, end=3.0), Fade(fade_in=1.0, fade_out=2.0)))
    found = [(piece.fade_in, piece.fade_out) for piece in pieces_of(document, cut_source())]
    assert found == [(1.0, 0.0), (0.0, 2.0)]


def test_fades_are_no_longer_than_their_piece() -> None:
    document = EditDocument(actions=(Keep(end=1.0), Fade(fade_in=1.0, fade_out=3.0)))
    (piece,) = pieces_of(document, cut_source())
    assert (piece.fade_in, piece.fade_out) == pytest.approx((0.25, 0.75))


def test_titled_labels_head_pieces() -> None:
    labels = (
        Label(id="a", start=0.5, end=3.0, title="One"),
        Label(id="b", start=5.0, end=6.0, title="Two"),
        Label(id="c", start=8.0, end=9.0, title="Gone"),
        Label(id="d", start=5.5, end=6.0),
    )
    document = EditDocument(labels=labels, actions=(Cut(end=1.0), Cut(start=7.0)))
    found = [(piece.start, piece.end, piece.label) for piece in pieces_of(document, cut_source())]
    assert found == [(30, 150, "One"), (150, 210, "Two")]


def test_a_label_is_a_range() -> None:
    label = Label(id="a", start=1.0, end=2.0)
    assert pieces(Keep(label="a"), labels=(label,)) == [(30, 60)]
