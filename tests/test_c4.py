"""C4 IDs, against those that SMPTE ST 2114 and the C4 framework give."""

from __future__ import annotations

import hashlib

import pytest

from albumforge.transfers.c4 import c4_id


@pytest.mark.parametrize(
    "data, wanted",
    [
        (b"", "c459dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT"),
        (b"alfa", "c43zYcLni5LF9rR4Lg4B8h3Jp8SBwjcnyyeh4bc6gTPHndKuKdjUWx1kJPYhZxYt3zV6tQXpDs2shPsPYjgG81wZM1"),
    ],
)
def test_known_ones(data: bytes, wanted: str) -> None:
    assert c4_id(hashlib.sha512(data).digest()) == wanted


def test_the_smallest_and_the_largest() -> None:
    assert c4_id(bytes(64)) == "c4" + "1" * 88
    largest = c4_id(b"\xff" * 64)
    assert largest[2:46] == "67rpwLCuS5DGA8KGZXKsVQ7dnPb9goRLoKfgGbLfQg9W"
    assert largest[46:] == "oLUgNY77E2jT11fem3coV9nAkguBACzrU1iyZM4B8roQ"
