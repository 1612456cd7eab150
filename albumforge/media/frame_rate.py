"""Frame rates as documents write them."""

from __future__ import annotations

import re
from fractions import Fraction

# No exponents: as a fraction, 1e999999999 would fill the memory.
RATE = re.compile(r"[0-9]{1,9}([./][0-9]{1,9})?")
"""How a frame rate is written: a whole number, a decimal or a fraction."""


def read_rate(text: str) -> Fraction | None:
    """Return a frame rate such as ``"30000/1001"`` in frames a second, None where the text is none."""
    if not RATE.fullmatch(text):
        return None
    try:
        return Fraction(text)
    except ZeroDivisionError:
        return None


def rate_text(rate: Fraction) -> str:
    """Return a frame rate as documents write it: ``"30/1"``."""
    return f"{rate.numerator}/{rate.denominator}"
