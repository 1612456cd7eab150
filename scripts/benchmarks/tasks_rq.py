"""What RQ's worker does in the benchmark of queues."""

from __future__ import annotations

from moments import note


def nothing(_number: int) -> None:
    """Do nothing."""


def moment(name: str) -> None:
    """Note the time."""
    note(name)
