"""Luma maps by name, drawn at the size of the canvas: circles stay round and nothing bands."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from albumforge.generators.album.transitions.frame import frame_of
from albumforge.generators.album.transitions.table import TABLE
from albumforge.media.noise import Field, levelled, stretched


class Luma(NamedTuple):
    """A luma map (H, W), and how soft its edge is in parts of its range."""

    values: Field
    soft: float


def luma_names() -> tuple[str, ...]:
    """Return the names of all luma maps."""
    return tuple(TABLE)


def luma_families() -> dict[str, tuple[str, ...]]:
    """Return the names of the luma maps by family."""
    families: dict[str, list[str]] = {}
    for name, entry in TABLE.items():
        families.setdefault(entry.family, []).append(name)
    return {family: tuple(names) for family, names in families.items()}


def luma_title(name: str, language: str) -> str:
    """Return what people call a luma map in a language, ``zh`` or ``en``."""
    return TABLE[name].zh if language == "zh" else TABLE[name].en


def luma_map(name: str, width: int, height: int) -> Field:
    """Return a luma map as (height, width) float32, from exactly 0, where the new scene comes first, to exactly 1.

    Raises:
        KeyError: there is no map of that name.
    """
    entry = TABLE[name]
    drawn = entry.draw(frame_of(width, height), **entry.options)
    return np.ascontiguousarray(stretched(levelled(drawn) if entry.even else drawn))


def read_luma(name: str, width: int, height: int, *, reverse: bool = False) -> Luma:
    """Return a luma map ready to be used, or the same with first and last exchanged."""
    values = luma_map(name, width, height)
    return Luma(np.float32(1.0) - values if reverse else values, TABLE[name].soft)
