"""Music of our own making: pieces that fit themselves to a film's length, synthesised note by note.

`PIECES` and `choose` find a piece, `fit` its number of bars and tempo for a film, `beats` the times to cut on, and
`perform` the sound; `file_music` fits the music of a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from albumforge.generators.album.music.piece import MOODS, Piece
from albumforge.generators.album.music.pieces import PIECES

if TYPE_CHECKING:
    from albumforge.generators.album.music.performance import perform
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

_MODULES = {
    "performance": ("perform",),
    "timing": ("LEAD_IN", "RING", "Fitted", "beats", "fit"),
    "user_file": ("FittedFile", "file_music"),
}
_LATER = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    # Loaded on first use: who only asks which pieces there are needs neither numpy nor FFmpeg.
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)


def choose(seed: int, mood: str | None = None, wanted: Sequence[str] = ()) -> Piece:
    """Return a piece that suits; the same one for the same arguments.

    Args:
        seed: chooses among those that suit equally well.
        mood: one of `MOODS`; pieces that have it go before those that do not. Any other word is as None.
        wanted: more that is asked for, such as further moods, instruments ("flute") or names of pieces; of the pieces
            with the mood, those that have most of it are left.
    """
    import numpy as np  # as above

    worth = {name: _suits(piece, mood, wanted) for name, piece in PIECES.items()}
    best = sorted(name for name in worth if worth[name] == max(worth.values()))
    return PIECES[best[int(np.random.default_rng(seed & 0xFFFFFFFF).integers(len(best)))]]


def _suits(piece: Piece, mood: str | None, wanted: Sequence[str]) -> tuple[bool, int]:
    has = {piece.name, *piece.mood, *(name for part in piece.parts for name in part.instruments)}
    return mood in piece.mood, len(has & set(wanted))
