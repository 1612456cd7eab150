"""The form of a piece: which phrases follow each other for a number of bars, and how much energy each has.

Up to about a minute: opening, A, B with the peak two thirds in, A or an ending. Longer ones go on in pairs of phrases
(themes that come back varied, developments over other harmonies, breaks), and their energy also comes in waves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from albumforge.generators.album.music import variation
from albumforge.generators.album.music.piece import Piece
from albumforge.generators.album.music.score import Phrase

BARS = 4
"""Bars of a phrase."""

_SHORT: dict[int, tuple[str, ...]] = {
    1: ("A2",),
    2: ("A1", "A2"),
    3: ("A1", "B1", "A2"),
    4: ("A1", "B1", "B2", "A2"),
    5: ("I", "A1", "B1", "B2", "A2"),
    6: ("I", "A1", "A2", "B1", "B2", "E"),
    7: ("I", "A1", "A2", "B1", "B2", "A2", "E"),
    8: ("I", "A1", "A2", "B1", "B2", "A1", "A2", "E"),
}
_PAIRS = {"A": ("A1", "A2"), "B": ("B1", "B2"), "D": ("D", "D"), "K": ("K", "K")}
_ARC = ((0.0, 0.28), (0.2, 0.5), (0.45, 0.75), (0.62, 1.0), (0.72, 0.95), (0.85, 0.55), (1.0, 0.25))
_WAVE = 10.0  # phrases of one wave of energy in a long piece


@dataclass(frozen=True)
class Section:
    """A phrase at its place.

    Attributes:
        label: of the theme, or I (opening), D (development), K (break), E (ending).
        start: first bar.
        phrase: chords and melody.
        energy: 0 … 1.
        turn: how many pairs of phrases came before; whose turn it is where players alternate.
        final: whether its last bar is the final chord of the piece.
    """

    label: str
    start: int
    phrase: Phrase
    energy: float
    turn: int
    final: bool


def sections(piece: Piece, bars: int, random: np.random.Generator) -> list[Section]:
    """Return the sections of a performance of `bars` bars."""
    if bars < BARS:
        return [Section("A2", 0, piece.themes["A2"].last(bars), 0.5, 0, True)]
    whole, extra = divmod(bars, BARS)
    labels = list(_SHORT[whole]) if whole in _SHORT else _long_form(whole, random)
    energies = _energies(labels, random)
    found: list[Section] = []
    start, seen, turn = 0, dict.fromkeys(labels, 0), 0
    if extra:
        opening = Phrase(piece.opening[-extra:], (), piece.beats_per_bar)
        found.append(Section("I", 0, opening, energies[0] * 0.8, 0, False))
        start = extra
    for number, label in enumerate(labels):
        final = number == len(labels) - 1
        material = _material(piece, label, seen[label], final, random)
        found.append(Section(label, start, material, energies[number], turn, final))
        seen[label] += 1
        start += BARS
        turn += label in ("A2", "B2", "K") or (label == "D" and seen["D"] % 2 == 0)
    return found


def _long_form(whole: int, random: np.random.Generator) -> list[str]:
    """Return the labels of `whole` phrases, more than eight: an opening, pairs, at times a lone break, an ending."""
    pairs, odd = divmod(whole - 2, 2)
    order = ["A", "B"]
    while len(order) < pairs:
        pool = ["D", "A", "B", "K", "D"]
        random.shuffle(pool)
        for name in pool:
            if name != order[-1] and not (name == "K" and len(order) < 4):
                order.append(name)
    order = [*order[: pairs - 1], "A"] if order[pairs - 2] != "A" else [*order[: pairs - 2], "B", "A"]
    labels = [label for name in order for label in _PAIRS[name]]
    if odd:
        labels.insert(len(labels) * 2 // 5 // 2 * 2, "K")
    return ["I", *labels, "E"]


def _energies(labels: list[str], random: np.random.Generator) -> list[float]:
    places = [(n + 0.5) / len(labels) for n in range(len(labels))]
    arc = np.interp(places, [at for at, _ in _ARC], [energy for _, energy in _ARC])
    peak = min((n for n, label in enumerate(labels) if label != "K"), key=lambda n: abs(places[n] - 0.66))
    if len(labels) > 2 * _WAVE:
        phase = random.uniform(0, 2 * math.pi)
        waves = np.array([0.5 + 0.5 * math.sin(2 * math.pi * n / _WAVE + phase) for n in range(len(labels))])
        ends = np.minimum(1, np.minimum(np.arange(len(labels)), np.arange(len(labels))[::-1]) / 3)
        arc = (1 - ends) * arc + ends * (0.3 + 0.25 * arc + 0.4 * waves)
    calmed = [value * 0.6 if label == "K" else value for value, label in zip(arc.tolist(), labels, strict=True)]
    calmed[peak] = 1.0
    calmed[-1] = min(calmed[-1], 0.36 if len(labels) > 3 else 0.85)
    return calmed


def _material(piece: Piece, label: str, times: int, final: bool, random: np.random.Generator) -> Phrase:
    """Return the phrase for a label that has been used `times` times; what ends on the tonic keeps its end."""
    per_bar = piece.beats_per_bar
    if label == "I":
        return Phrase(piece.opening, (), per_bar)
    byway = piece.byways[int(random.integers(len(piece.byways)))]
    if label == "K":
        return Phrase(byway, (), per_bar)
    if label == "D":
        source = piece.themes[str(random.choice(["A1", "B1", "B2"]))]
        shape = variation.inverted(source) if random.random() < 0.5 else source
        developed = variation.refitted(shape, byway)
        return variation.ornamented(developed, random) if random.random() < 0.5 else developed
    theme = piece.themes[label]
    if times == 0 or final:
        return theme
    if random.random() < 0.5:
        theme = variation.reharmonised(theme, piece.scale, random)
    return variation.thinned(theme) if random.random() < 0.3 else variation.ornamented(theme, random)
