"""What messages of watch folders ask worker processes for; loads nothing of the rest."""

from __future__ import annotations

from enum import StrEnum

WORK = "watch.work"
"""The actor and the queue of batches that a worker makes by itself: transcodes, and masters that are sent."""


class Worked(StrEnum):
    """What came of a message."""

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
