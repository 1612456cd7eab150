"""Frame rates as text."""

from fractions import Fraction

import pytest

from albumforge.media.frame_rate import rate_text, read_rate


@pytest.mark.parametrize(
    ("text", "rate"),
    [("30", Fraction(30)), ("30000/1001", Fraction(30000, 1001)), ("23.976", Fraction(2997, 125))],
)
def test_rates_are_read(text: str, rate: Fraction) -> None:
    assert read_rate(text) == rate
    assert read_rate(rate_text(rate)) == rate


@pytest.mark.parametrize("text", ["", "fast", "1e9", "30/0", "-25", " 25"])
def test_others_are_none(text: str) -> None:
    assert read_rate(text) is None
