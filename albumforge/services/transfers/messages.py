"""What messages of transfers ask worker processes for, and what came of one; loads nothing of the transfers."""

from __future__ import annotations

from enum import StrEnum


class Kept(StrEnum):
    """What came of a copy of a public block."""

    DONE = "done"
    FAILED = "failed"
    PUT_OFF = "put off"
    """It is tried again later."""
    STALE = "stale"
    """There was nothing to do."""
    BUSY = "busy"
    """Another process does it, unless it has died just now."""
    INTERRUPTED = "interrupted"
    """This process was asked to stop; it is to be done again."""


def actor_of(place: str) -> str:
    """Return the actor that copies to a place, written ``BACKEND:ADDRESS``."""
    return f"transfer.{place.partition(':')[0]}"
