"""What `doctor` finds, one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass

OK, WARN, MISSING = "ok", "warn", "missing"


@dataclass(frozen=True)
class Check:
    """What became of one trial.

    Attributes:
        name: the part that was tried.
        state: ``ok``; ``warn``: something optional does not work; ``missing``: something needed does not.
        detail: what was found.
        advice: what to do about it, or "".
    """

    name: str
    state: str
    detail: str
    advice: str = ""
