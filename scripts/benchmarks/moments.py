"""Moments that one process notes and another one reads; the clock is the same for all processes of a machine."""

from __future__ import annotations

import os
import time
from pathlib import Path


def note(name: str) -> None:
    """Note the present moment, in the folder that the environment names."""
    place = Path(os.environ["BENCH_MOMENTS"]) / name
    beside = place.with_suffix(".part")
    beside.write_text(repr(time.monotonic()), encoding="ascii")
    beside.replace(place)


def read(name: str) -> float | None:
    """Return a moment, or None where it was not noted yet."""
    place = Path(os.environ["BENCH_MOMENTS"]) / name
    return float(place.read_text(encoding="ascii")) if place.exists() else None
