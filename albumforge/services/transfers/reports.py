"""What a client reports of an upload, checked before it is kept."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from albumforge.errors import InvalidInput
from albumforge.services.transfers.steps import Course, Status

LONGEST_NAME = 255
"""Characters; also of a name of 255 bytes, which file systems take."""
LONGEST_FOLDER = 1000
LONGEST_HASH = 200
LONGEST_MESSAGE = 2000
LARGEST_SIZE = 2**53
"""Bytes; whole numbers up to there are kept exactly."""
LARGEST_SERIES = 2**53 - 1
SEEN = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]"
"""Regular expression of a character of one line: no control character, no separator of lines."""


@dataclass(frozen=True)
class Report:
    """What a client says of the upload of a public or a private block.

    Attributes:
        status: a number of `Status`.
        name: of the file; file: of its folder.
        hash: CID of the block, or "" until it is known.
        size: its bytes, or 0 until they are known.
        ip: the uploading node, or "" until it is known.
        percent: 0 to 100, or None where nothing is said of it.
        message: of a private block with status 9: why the owner refuses; "": the upload failed.
    """

    status: int
    name: str
    file: str
    hash: str = ""
    size: float = 0.0
    ip: str = ""
    percent: float | None = None
    message: str = ""

    def checked(self, course: Course) -> Status:
        """Return the status that is reported.

        Raises:
            InvalidInput: something is not what it must be.
        """
        from albumforge.transfers.cids import read_cid

        status = course.checked(self.status)
        check_text("name", self.name, LONGEST_NAME)
        check_text("file", self.file, LONGEST_FOLDER)
        check_text("hash", self.hash, LONGEST_HASH, seen=True)
        check_text("ip", self.ip, LONGEST_NAME, seen=True)
        check_text("message", self.message, LONGEST_MESSAGE)
        check_percent(self.percent)
        if not math.isfinite(self.size) or not 0 <= self.size <= LARGEST_SIZE:
            raise InvalidInput(f"size: must be a number from 0 to {LARGEST_SIZE}, not {self.size:g}.")
        if self.hash:
            try:
                read_cid(self.hash)
            except InvalidInput as error:
                raise InvalidInput(f"hash: {error.message}") from None
        if status is Status.DONE and not self.hash:
            raise InvalidInput("hash: must be given once the upload is completed.")
        if status is Status.DONE and not self.size:
            raise InvalidInput("size: must be given once the upload is completed.")
        return status

    @property
    def columns(self) -> dict[str, object]:
        """What is kept of it besides status and percent."""
        return {"name": self.name, "file": self.file, "hash": self.hash, "size": self.size, "ip": self.ip}

    def repeats(self, row: Any) -> bool:
        """Whether the row of a task that is completed says the same; so does a client that did not get the answer.

        Its machine may have another address by then.
        """
        if not self.status == row.status == Status.DONE:
            return False
        return all(getattr(row, name) == value for name, value in self.columns.items() if name != "ip")


def check_text(what: str, text: str, most: int, *, seen: bool = False, needed: bool = False) -> None:
    """Refuse a text that cannot be kept.

    Args:
        seen: all its characters must be such that people can see them.
        needed: it must not be empty.

    Raises:
        InvalidInput: it is too long, or has characters that it must not have.
    """
    if needed and not text.strip():
        raise InvalidInput(f"{what}: must not be empty.")
    if len(text) > most:
        raise InvalidInput(f"{what}: must be text of at most {most} characters.")
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise InvalidInput(f"{what}: holds characters that no text has.")
    if seen and not re.fullmatch(f"{SEEN}*", text):
        raise InvalidInput(f"{what}: must be of characters that can be seen.")


def check_percent(percent: float | None) -> None:
    """Refuse a progress that is none.

    Raises:
        InvalidInput: it is not from 0 to 100.
    """
    if percent is not None and not 0 <= percent <= 100:
        raise InvalidInput(f"percent: must be a number from 0 to 100, not {percent:g}.")
