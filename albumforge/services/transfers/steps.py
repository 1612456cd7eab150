"""The states of transfers, and which step may follow which; the numbers are those of the documented routes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import peewee as pw

from albumforge.errors import Conflict, InvalidInput


class Status(IntEnum):
    """Where a transfer stands."""

    NEW = 0
    SPLITTING = 1
    ENCRYPTING = 2
    UPLOADING = 3
    DOWNLOADING = 4
    WAITING = 5
    """For the owner's consent."""
    FETCHING_KEY = 6
    MERGING = 7
    DONE = 8
    ERROR = 9


@dataclass(frozen=True)
class Course:
    """The way of one kind of task: forward, steps may be left out; after an error begun again; done for good.

    Attributes:
        statuses: those it knows, upwards; `Status.DONE` and `Status.ERROR` are the last two.
    """

    statuses: tuple[Status, ...]

    def checked(self, said: int) -> Status:
        """Return the status that a client says.

        Raises:
            InvalidInput: this kind of task knows no such status.
        """
        if said not in self.statuses:
            names = ", ".join(str(int(status)) for status in self.statuses)
            raise InvalidInput(f"status: must be one of {names}, not {said}.")
        return Status(said)

    def before(self, target: Status) -> list[int]:
        """Return the statuses that a report of `target` may follow."""
        steps = [status for status in self.statuses if status < Status.DONE]
        if target is Status.DONE:
            return [int(status) for status in steps]
        if target is not Status.ERROR:
            steps = [status for status in steps if status <= target]
        return [*map(int, steps), int(Status.ERROR)]


UPLOAD = Course(
    (Status.NEW, Status.SPLITTING, Status.ENCRYPTING, Status.UPLOADING, Status.DONE, Status.ERROR),
)
DOWNLOAD = Course(
    (
        Status.NEW,
        Status.DOWNLOADING,
        Status.WAITING,
        Status.FETCHING_KEY,
        Status.MERGING,
        Status.DONE,
        Status.ERROR,
    )
)
PRIVATE = Course((Status.NEW, Status.UPLOADING, Status.DONE, Status.ERROR))
NEEDS_CONSENT = (Status.FETCHING_KEY, Status.MERGING, Status.DONE)
"""Statuses of a download that are reached with the private block only."""


def percent_after(table: Any, target: Status, said: float | None) -> dict[str, Any]:
    """Return the column of the progress after a report: what is said of it, else 0 for a step that is new."""
    if target is Status.DONE:
        return {"percent": 100.0}
    if said is not None:
        return {"percent": said}
    if target is Status.ERROR:
        return {}
    return {"percent": pw.Case(None, [(table.status == int(target), table.percent)], 0.0)}


def not_allowed(status: int, target: Status) -> Conflict:
    """Return the error of a step that the task's state does not allow."""
    if status == Status.DONE:
        return Conflict("The task is completed, and does not change any more.")
    if status == Status.ERROR:
        return Conflict("The task has failed; it is begun again before it can be completed.")
    return Conflict(f"The task stands at status {status}, and does not go back to {int(target)}.")
