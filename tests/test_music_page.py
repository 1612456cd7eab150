from __future__ import annotations

from pathlib import Path

import pytest

from albumforge.generators.album.music import MOODS, PIECES

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "music.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PIECES)
def test_the_page_lists_every_piece_as_it_is(name: str) -> None:
    piece = PIECES[name]
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}` | {piece.title['zh']}"))
    assert f"{piece.title['zh']} {piece.title['en']} | {piece.bpm:.0f} | {piece.beats_per_bar}/4 | {piece.mode}" in row
    assert ", ".join(piece.mood) in row
    for part in piece.parts:
        assert all(instrument.replace("_", " ") in row for instrument in part.instruments)
    assert PAGE.count(f"| `{name}` |") == 3


@pytest.mark.parametrize("name", PIECES)
def test_moods_are_known(name: str) -> None:
    assert set(PIECES[name].mood) <= set(MOODS)
