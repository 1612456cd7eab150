"""Where files and batches of watch folders stand."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class FileState(IntEnum):
    """Where a file of a watch folder stands; numbers in the database."""

    NEW = 0
    """It may still be growing, or is to be looked at again."""
    READY = 1
    """It is whole, and waits for its batch."""
    TAKEN = 2
    """A batch has it."""
    KNOWN = 3
    """Its content was there before, or it was there before the rule."""
    FAILED = 4
    """It is not usable; the reason says why. It is not tried again unless it changes or somebody asks for it."""
    GONE = 5
    """It went away before it was taken."""


class BatchState(IntEnum):
    """Where a batch stands; numbers in the database."""

    WAITING = 0
    RUNNING = 1
    DONE = 2
    FAILED = 3

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self in (BatchState.WAITING, BatchState.RUNNING)


class Origin(StrEnum):
    """Where a rule comes from."""

    SETTINGS = "settings"
    PAGE = "page"
    COMMAND = "command"


class RootState(StrEnum):
    """How a watched folder is."""

    WATCHED = "watched"
    """The operating system tells of changes; it is looked through from time to time all the same."""
    POLLED = "polled"
    """It is looked through from time to time."""
    OFFLINE = "offline"
    """It is not there; nothing is concluded from that."""
