"""Fitting a piece to a film, and where its beats fall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from albumforge.generators.album.music.piece import Piece

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAD_IN = 0.3
"""Seconds of silence before the first beat."""

RING = 4.5
"""Seconds from the last downbeat, on which the final chord is struck, to the end of a performance."""

STRETCH = 0.06
"""How far the tempo may be from nominal, as a part of it."""

_FINAL = 2.6  # seconds of the film that the final chord should have
_FINAL_SPREAD = 0.6
_LEAST_FINAL = 1.4  # seconds; rather than less, the bar before is left out


@dataclass(frozen=True)
class Fitted:
    """A length and tempo of a piece: whole bars, the last of which is the final chord; quarter notes a minute."""

    bars: int
    bpm: float


def bar_seconds(piece: Piece, bpm: float) -> float:
    """Return the length of a bar in seconds."""
    return piece.beats_per_bar * 60.0 / bpm


def fit(piece: Piece, duration: float) -> Fitted:
    """Choose bars and tempo so that the final chord sounds in the last two to three seconds of a film.

    The tempo stays within 6 % of nominal; whole phrases of four bars are preferred. In a film too short for that, the
    final chord is all there is, or rings longer.

    Args:
        duration: of the film, seconds.
    """
    nominal = bar_seconds(piece, piece.bpm)
    around = (duration - LEAD_IN - _FINAL) / nominal
    reach = 2 + int(abs(around) * STRETCH)
    candidates = range(max(1, int(around) - reach), max(1, int(around) + reach) + 2)
    return min((_fitted(piece, bars, duration) for bars in candidates), key=lambda costed: costed[0])[1]


def _fitted(piece: Piece, bars: int, duration: float) -> tuple[float, Fitted]:
    """Return the best tempo for a number of bars, and how far from ideal it is."""
    before_last = (bars - 1) * piece.beats_per_bar * 60.0
    room = duration - LEAD_IN - _FINAL
    wanted = before_last / room if before_last and room > 0 else piece.bpm
    bpm = min(max(wanted, piece.bpm * (1 - STRETCH)), piece.bpm * (1 + STRETCH))
    final = duration - LEAD_IN - before_last / bpm
    cost = ((bpm / piece.bpm - 1) / STRETCH) ** 2 + ((final - _FINAL) / _FINAL_SPREAD) ** 2
    if final < _LEAST_FINAL:
        cost += 100 * (_LEAST_FINAL - final)
    return cost + (0.25 if bars % 4 else 0.0), Fitted(bars, bpm)


def beats(bars: int, bpm: float, piece: Piece) -> NDArray[np.float64]:
    """Return the times in seconds of all beats of a performance, as they fall in the film.

    Every `beats_per_bar`-th one, from the first, is a downbeat; the last of these is the final chord.
    """
    import numpy as np  # not by those who check plans

    return LEAD_IN + np.arange(bars * piece.beats_per_bar, dtype=np.float64) * np.float64(60.0 / bpm)


def performance_samples(piece: Piece, bars: int, bpm: float, rate: int) -> int:
    """Return how many samples a performance has."""
    return round((LEAD_IN + (bars - 1) * bar_seconds(piece, bpm) + RING) * rate)
