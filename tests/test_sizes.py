"""Sizes are told in a unit that says something."""

from __future__ import annotations

import pytest

from albumforge.media.sizes import size_text


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (4_200, "4 kB"), (2_345_678, "2.3 MB"), (9 * 10**9, "9.0 GB")],
)
def test_sizes(size: int, said: str) -> None:
    assert size_text(size) == said
