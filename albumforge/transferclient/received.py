"""What is kept and told of a programme that is received."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from albumforge.errors import Conflict
from albumforge.transferclient.server import WAITING, Task


class RefusedByOwner(Conflict):
    """Raised when the owner of a programme refuses the download."""

    def __init__(self, task: Task, *, hint: str = "") -> None:
        why = task.message or "without a reason"
        super().__init__(f"The owner of programme {task.source_id} refuses it: {why}", hint=hint)


class Here(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a programme was received to."""

    path: str
    size: int
    mtime_ns: int
    manifest: str


class Proven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A master that is there: see `Received`."""

    path: str
    size: int
    c4: str
    manifest: str


class Record(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Where a download stands; written before what it says is told to the server, but for a failure.

    Attributes:
        proven: the master, once it is there; the public block is removed then.
    """

    hash: str
    status: int = WAITING
    proven: Proven | None = None


@dataclass(frozen=True)
class Received:
    """A master that is there and proven.

    Attributes:
        path: the master.
        size: bytes.
        c4: C4 ID; "" where it was received before.
        manifest: the ASC MHL that lists it.
        fetched: number of segments that were fetched now.
        given: number of blocks that each place gave, by its address.
        before: it was received before, into this folder, and was not written to since; nothing was done now.
    """

    path: Path
    size: int
    c4: str
    manifest: Path
    fetched: int = 0
    given: dict[str, int] = field(default_factory=dict)
    before: bool = False
