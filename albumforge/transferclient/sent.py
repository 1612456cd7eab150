"""What is kept and told of a master that is sent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from albumforge.transferclient.server import WAITING


class Record(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Where a master stands; written before what it says is told to the server, but for a failure.

    Attributes:
        attempt: version of the master, from 1.
        upload_id: its task at the server; 0: not made yet.
        before: task of the version before; 0: none.
        kept: file of its private block; "": it is not sealed yet.
        published: all of the public block is in the place.
    """

    series: int
    uuid: str
    size: int
    mtime_ns: int
    attempt: int = 1
    upload_id: int = 0
    before: int = 0
    source_id: int = 0
    status: int = WAITING
    kept: str = ""
    published: bool = False


@dataclass(frozen=True)
class Sent:
    """A master that is sent.

    Attributes:
        path: the master.
        name: its path below the folder that was sent.
        size: bytes.
        source_id: what receivers ask for.
        hash: CID of the public block.
        length: bytes of the public block.
        kept: file of its private block.
        put: number of segments that were put now.
        before: it was sent already, and is in the place.
    """

    path: Path
    name: str
    size: int
    source_id: int
    hash: str
    length: int
    kept: Path
    put: int = 0
    before: bool = False
