"""Words in the picture of a cut: when they are there, where they stand, how they come and go."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from albumforge.generators.autocut.execute.words import Words
from albumforge.generators.autocut.plan import CutText
from albumforge.media.planes import fill, frame_buffer

FPS = Fraction(25)
WIDTH, HEIGHT = 640, 360


def words_of(*texts: CutText, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Words:
    return Words(texts, FPS, *size, "en")


def drawn(words: Words, n: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> NDArray[np.uint8]:
    """Return the luma of frame n over a middle grey."""
    _, planes = frame_buffer(*size)
    fill(planes, (110, 110, 110))
    words.draw(words.all, n, planes)
    return planes.y


def ink(luma: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of what is bright."""
    rows, columns = np.flatnonzero((luma > 200).any(axis=1)), np.flatnonzero((luma > 200).any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])


def test_frames_with_and_without_words_are_told_apart() -> None:
    words = words_of(CutText(start=1, end=2, text="b"), CutText(start=0.4, end=1.2, text="a"))
    assert [word.text.text for word in words.within(0, 100)] == ["a", "b"]
    assert words.without(0, 100) == [(0, 10), (50, 100)]
    assert words.without(20, 40) == []
    assert words.without(60, 70) == [(60, 70)]
    assert len(words) == 2


def test_what_is_said_stands_below_in_the_middle_for_just_its_frames() -> None:
    words = words_of(CutText(start=1, end=2, text="What is said"))
    assert (drawn(words, 24) == drawn(words, 50)).all()
    assert not (drawn(words, 24) > 200).any()
    left, top, right, bottom = ink(drawn(words, 25))
    assert abs((left + right) / 2 - WIDTH / 2) < 4
    assert top > 0.8 * HEIGHT and bottom < 0.96 * HEIGHT
    assert (drawn(words, 25) == drawn(words, 49)).all()


def test_two_lines_fit_above_the_rim() -> None:
    text = "The first line of what is said is long\nand so is the second one, nearly"
    _, top, _, bottom = ink(drawn(words_of(CutText(start=0, end=2, text=text)), 10))
    assert top > 0.7 * HEIGHT and bottom < 0.96 * HEIGHT


def test_a_remark_stands_to_the_left_above_what_is_said() -> None:
    words = words_of(CutText(start=0, end=2, text="A remark", kind="caption"), CutText(start=3, end=4, text="One\nTwo"))
    left, _, right, bottom = ink(drawn(words, 25))
    _, top, _, _ = ink(drawn(words, 80))
    assert left < 0.1 * WIDTH and right < WIDTH / 2
    assert bottom < top


def test_a_heading_stands_in_the_middle_and_comes_and_goes_softly() -> None:
    words = words_of(CutText(start=0, end=2, text="Heading", kind="title"))
    left, top, right, bottom = ink(drawn(words, 25))
    assert abs((left + right) / 2 - WIDTH / 2) < 8
    assert abs((top + bottom) / 2 - HEIGHT / 2) < 0.06 * HEIGHT
    brightest = [int(drawn(words, n).max()) for n in (0, 2, 25, 47, 49)]
    assert brightest[0] < brightest[1] < brightest[2] > brightest[3] > brightest[4]


@pytest.mark.parametrize("size", [(360, 640), (1920, 1080), (128, 96)])
def test_long_words_stay_within_any_picture(size: tuple[int, int]) -> None:
    for kind in ("subtitle", "caption", "title"):
        words = words_of(CutText(start=0, end=2, text="很长的一句话 " * 6 + "and more " * 9, kind=kind), size=size)  # type: ignore[arg-type]
        left, top, right, bottom = ink(drawn(words, 25, size))
        assert left > 0 and right < size[0] - 1 and top > 0 and bottom < size[1] - 1


def test_keys_tell_words_from_each_other() -> None:
    one = words_of(CutText(start=1, end=2, text="a")).described(20, 60)
    assert one == words_of(CutText(start=1, end=2, text="a"), CutText(start=3, end=4, text="b")).described(20, 60)
    assert one != words_of(CutText(start=1, end=2.2, text="a")).described(20, 60)
    assert one != words_of(CutText(start=1, end=2, text="a", kind="caption")).described(20, 60)
