"""Verse is seen as long as it takes to read it."""

from __future__ import annotations

import pytest

from albumforge.generators.album.story.reading import verse_time


@pytest.mark.parametrize(
    ("lines", "letters_a_second"),
    [("The morning came in wool and grey\nand felt its way to middle day.", 16), ("晓色从天落\n群山渐有光", 4.5)],
)
def test_it_takes_the_time_to_settle_and_to_read(lines: str, letters_a_second: float) -> None:
    letters = len(lines.replace("\n", " " if lines.isascii() else ""))
    assert verse_time(lines) == pytest.approx(1.2 + letters / letters_a_second, abs=0.1)


def test_no_lines_take_no_time() -> None:
    assert verse_time("") == 0.0
