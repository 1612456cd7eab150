"""What messages of the farm ask worker processes for, and what came of one; loads nothing of the farm itself."""

from __future__ import annotations

from enum import StrEnum

FINISH = "farm.finish"
"""Actor that verifies results and puts them in their place."""
WEBHOOK = "farm.webhook"
"""Actor that tells of tasks that ended."""


class Finished(StrEnum):
    """What came of it."""

    COMPLETED = "completed"
    FAILED = "failed"
    STALE = "stale"
    """There was nothing to do."""
    BUSY = "busy"
    """Another process does it, unless it has died just now."""
    INTERRUPTED = "interrupted"
    """This process was asked to stop; it is to be done again."""
