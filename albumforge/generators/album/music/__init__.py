"""Music of our own making: pieces that fit themselves to a film's length, synthesised note by note.

`PIECES` and `choose` find a piece, `fit` its number of bars and tempo for a film, `beats` the times to cut on, and
`perform` the sound; `file_music` fits the music of a file.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from albumforge.generators.album.music.performance import perform
from albumforge.generators.album.music.piece import MOODS, Piece
from albumforge.generators.album.music.pieces import PIECES
from albumforge.generators.album.music.timing import LEAD_IN, RING, Fitted, beats, fit
from albumforge.generators.album.music.user_file import FittedFile, file_music

__all__ = [
    "LEAD_IN",
    "MOODS",
    "PIECES",
    "RING",
    "Fitted",
    "FittedFile",
    "Piece",
    "beats",
    "choose",
    "file_music",
    "fit",
    "perform",
]


def choose(seed: int, mood: str | None = None, wanted: Sequence[str] = ()) -> Piece:
    """Return a piece that suits; the same one for the same arguments.

    Args:
        seed: chooses among those that suit equally well.
        mood: one of `MOODS`; pieces that have it go before those that do not. Any other word is as None.
        wanted: more that is asked for, such as further moods, instruments ("flute") or names of pieces; of the pieces
            with the mood, those that have most of it are left.
    """
    worth = {name: _suits(piece, mood, wanted) for name, piece in PIECES.items()}
    best = sorted(name for name in worth if worth[name] == max(worth.values()))
    return PIECES[best[int(np.random.default_rng(seed & 0xFFFFFFFF).integers(len(best)))]]


def _suits(piece: Piece, mood: str | None, wanted: Sequence[str]) -> tuple[bool, int]:
    has = {piece.name, *piece.mood, *(name for part in piece.parts for name in part.instruments)}
    return mood in piece.mood, len(has & set(wanted))
