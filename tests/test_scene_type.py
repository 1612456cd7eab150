"""Text comes in line by line and in reading order, rests on whole pixels, and goes."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from albumforge.generators.album.plan import Text
from albumforge.generators.album.rendering.scene_picture import ClipSlot
from albumforge.generators.album.rendering.scene_type import Lettering, make_lettering
from albumforge.media.planes import Planes, fill, frame_buffer

WIDTH, HEIGHT = 480, 270


def _no_clip(slot: ClipSlot, number: int) -> Planes:
    raise AssertionError("no clip here")


def _set(text: Text) -> Lettering:
    return make_lettering(text, (WIDTH, HEIGHT), list)


def _luma(lettering: Lettering, number: int) -> np.ndarray:
    planes = frame_buffer(WIDTH, HEIGHT)[1]
    fill(planes, (0, 0, 0))
    lettering.draw(number, planes, _no_clip)
    return planes.y.astype(int) - 16


@pytest.mark.parametrize("enter", ["fade", "rise", "reveal", "write"])
@pytest.mark.parametrize("leave", ["fade", "rise", "reveal"])
@pytest.mark.parametrize("vertical", [False, True])
def test_it_is_unseen_then_comes_then_rests_then_goes(enter: str, leave: str, vertical: bool) -> None:
    words = "海上生明月\n天涯共此时"
    text = Text(text=words, start=5, frames=50, fade=10, enter=enter, exit=leave, vertical=vertical, size=0.1)
    lettering = _set(text)
    whole = _luma(_set(Text(text=words, start=0, frames=90, fade=0, vertical=vertical, size=0.1)), 40)
    ink = [int(_luma(lettering, number).sum()) for number in range(60)]
    assert not any(ink[:5] + ink[55:])
    assert all(0 < some < 0.6 * whole.sum() for some in (ink[5], ink[54]))
    assert ink[5:15] == sorted(ink[5:15])
    assert ink[45:55] == sorted(ink[45:55], reverse=True)
    for number in range(15, 45):
        assert np.array_equal(_luma(lettering, number), whole)


def test_writing_goes_cluster_by_cluster_in_reading_order() -> None:
    text = Text(text="海上生明月", frames=90, fade=30, enter="write", size=0.12)
    lettering = _set(text)
    (line,) = lettering.lines
    whole = _luma(lettering, 45)
    edges = np.rint(line.bounds).astype(int) + line.sprite.x
    assert len(edges) == 6
    complete = []
    for first, last in itertools.pairwise(edges):
        target = whole[:, first:last].sum()
        shares = [_luma(lettering, number)[:, first:last].sum() / target for number in range(32)]
        complete.append(next(number for number, share in enumerate(shares) if share > 0.98))
        # Before its turn nothing of it is seen.
        assert shares[max(0, complete[-1] - 16)] < 0.05
    assert complete == sorted(complete)
    assert len(set(complete)) == 5


def test_vertical_writing_goes_down_the_right_column_first() -> None:
    text = Text(
        text="海上生\n明月夜", frames=90, fade=20, enter="write", stagger=20, size=0.12, vertical=True, width=0.7
    )
    lettering = _set(text)
    assert lettering.lines[0].sprite.x > lettering.lines[1].sprite.x
    half = _luma(lettering, 9)
    rows, columns = np.nonzero(half > 60)
    whole_rows, _ = np.nonzero(_luma(lettering, 60) > 60)
    assert columns.min() > WIDTH / 2 - 2
    assert rows.max() < whole_rows.max() - 20


def test_a_wipe_uncovers_from_left_to_right() -> None:
    text = Text(text="█████████", frames=90, fade=30, enter="reveal", size=0.1)
    row = _luma(_set(text), 15)[HEIGHT // 2]
    whole = _luma(_set(text), 45)[HEIGHT // 2]
    seen = np.flatnonzero(whole > 150)
    share = row[seen] / whole[seen]
    assert share[:20].min() > 0.95
    assert share[-20:].max() < 0.05
    assert (np.diff(share) < 0.05).all()


def test_lines_come_one_after_the_other() -> None:
    text = Text(text="one\ntwo\nthree", frames=90, fade=10, stagger=12, size=0.1)
    lettering = _set(text)
    firsts = []
    for line in lettering.lines:
        rows = np.s_[line.sprite.y : line.sprite.y + line.sprite.alpha.shape[0]]
        firsts.append(next(n for n in range(60) if _luma(lettering, n)[rows].max() > 2))
    assert firsts == [0, 12, 24]


def test_lines_are_all_there_before_the_text_goes() -> None:
    text = Text(text="one\ntwo\nthree", frames=40, fade=10, stagger=500, size=0.1)
    assert np.array_equal(_luma(_set(text), 29), _luma(_set(Text(text=text.text, frames=90, fade=0, size=0.1)), 40))


def test_rising_moves_by_fractions_of_pixels() -> None:
    text = Text(text="███", frames=90, fade=30, enter="rise", size=0.1)
    lettering = _set(text)
    middles = []
    for number in range(8, 31):
        luma = _luma(lettering, number)
        rows = luma.sum(axis=1)
        middles.append(float((rows * np.arange(HEIGHT)).sum() / rows.sum()))
    steps = -np.diff(middles)
    assert (steps > -0.01).all()
    assert (steps[:10] > 0.02).all()
    assert middles[0] - middles[-1] < 0.3 * 0.1 * HEIGHT


@pytest.mark.parametrize("y", [0.0, 1.0])
@pytest.mark.parametrize("number", [0, 3, 88])
def test_rising_at_the_edge_of_the_canvas_does_no_harm(y: float, number: int) -> None:
    text = Text(text="Sea\nSun", y=y, frames=90, fade=20, enter="rise", exit="rise", size=0.1)
    assert _luma(_set(text), number).shape == (HEIGHT, WIDTH)


def test_grounds_are_asked_for_only_where_they_are_needed() -> None:
    def grounds() -> list[np.ndarray]:
        raise AssertionError("not needed")

    assert make_lettering(Text(text="Sea", shade=0.0), (WIDTH, HEIGHT), grounds).shade is None
