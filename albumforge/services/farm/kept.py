"""How much the originals take that the farm keeps: until they are deleted, a library does not become smaller."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from albumforge.settings import Settings
from albumforge.transcoders.quarantine import Quarantine

_LEAST_SECONDS, _TIMES = 10.0, 20.0
"""What was found is told for so long, and for so many times as long as it took to look."""


@dataclass(frozen=True)
class Kept:
    """The originals that are kept at one moment.

    Attributes:
        count: how many; size: their bytes.
        until: when the first of them is deleted, UTC; None: there is none, or they are kept for ever.
    """

    count: int = 0
    size: int = 0
    until: datetime | None = None


_guard = threading.Lock()
_found: dict[object, tuple[float, Kept]] = {}


def kept_originals(settings: Settings) -> Kept:
    """Look into the quarantines of all roots, now and then; cheap in between."""
    key = (settings.farm_roots, settings.farm_keep_days)
    with _guard:  # one looks, the others wait for what is found
        due, kept = _found.get(key, (0.0, Kept()))
        begun = time.monotonic()
        if begun >= due:
            kept = _look(settings)
            took = time.monotonic() - begun
            _found[key] = (begun + took + max(_LEAST_SECONDS, _TIMES * took), kept)
    return kept


def _look(settings: Settings) -> Kept:
    entries = []
    for root in settings.farm_roots:
        try:
            entries += Quarantine(root).entries()
        except OSError:  # a disk that is away has nothing to tell
            continue
    if not entries:
        return Kept()
    first, days = min(entry.since for entry in entries), settings.farm_keep_days
    return Kept(len(entries), sum(entry.size for entry in entries), first + timedelta(days=days) if days else None)
