"""Music of our own making: pieces that fit themselves to a film's length, synthesised note by note.

`PIECES` and `choose` find a piece, `fit` its number of bars and tempo for a film, `beats` the times to cut on, and
`perform` the sound.
"""

from __future__ import annotations

import numpy as np

from albumforge.generators.album.music.performance import perform
from albumforge.generators.album.music.pieces import PIECES, Piece
from albumforge.generators.album.music.timing import LEAD_IN, RING, Fitted, beats, fit

__all__ = ["LEAD_IN", "PIECES", "RING", "Fitted", "Piece", "beats", "choose", "fit", "perform"]


def choose(seed: int) -> Piece:
    """Return a piece; the same one for the same seed."""
    names = sorted(PIECES)
    return PIECES[names[int(np.random.default_rng(seed & 0xFFFFFFFF).integers(len(names)))]]
