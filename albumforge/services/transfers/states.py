"""Uploads, downloads and private blocks as they stood at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from albumforge.services.transfers.steps import Status


class Action(StrEnum):
    """What a line of the audit log tells of."""

    CREATED = "created"
    """An upload was begun."""
    UPLOADED = "uploaded"
    """The public block is completely uploaded."""
    ASKED = "asked"
    RELEASED = "released"
    REFUSED = "refused"
    RECONSIDERED = "reconsidered"
    """A refusal was taken back; it is not released yet."""
    RECEIVED = "received"
    """The receiver has the master."""
    KEY_SET = "key_set"
    REMOVED = "removed"
    """An upload or a download went with its user."""


@dataclass(frozen=True)
class Upload:
    """A master, and the upload of its public block.

    Attributes:
        user_id: its owner.
        source_id: the number by which downloads ask for it.
        series_id: number of the series that it belongs to.
        name: of the master's file, as the client said; file: of its folder.
        hash: CID of the public block, or "".
        size: bytes of the public block.
        ip: the uploading node, an address or a peer id, or "".
        percent: 0 to 100.
        copy: how the server's own copy stands: "", ``waiting``, ``running``, ``done`` or ``failed``; known in lists.
    """

    id: int
    user_id: int
    source_id: int
    series_id: int
    uuid: str
    source_name: str
    name: str
    file: str
    hash: str
    size: float
    ip: str
    status: Status
    percent: float
    created: datetime
    copy: str = ""

    @classmethod
    def of(cls, row: Any, copy: str = "") -> Upload:
        """Return what a row says."""
        return cls(
            id=row.id,
            user_id=row.user_id,
            source_id=row.source,
            series_id=row.series,
            uuid=row.uuid,
            source_name=row.source_name,
            name=row.name,
            file=row.file,
            hash=row.hash,
            size=row.size,
            ip=row.ip,
            status=Status(row.status),
            percent=row.percent,
            created=row.created,
            copy=copy,
        )


@dataclass(frozen=True)
class Block:
    """A private block, as its owner tells of it.

    Attributes:
        refused: the owner does not agree; message: why.
        hash: its CID; known to the owner before it is released, to the receiver only then.
    """

    status: Status
    percent: float
    name: str
    file: str
    size: float
    hash: str
    ip: str
    refused: bool
    message: str

    @classmethod
    def of(cls, row: Any) -> Block:
        """Return what a row says."""
        return cls(
            status=Status(row.status),
            percent=row.percent,
            name=row.name,
            file=row.file,
            size=row.size,
            hash=row.hash,
            ip=row.ip,
            refused=row.refused,
            message=row.message,
        )

    @property
    def released(self) -> bool:
        """Whether the owner has agreed, and the block is there."""
        return self.status is Status.DONE


@dataclass(frozen=True)
class Download:
    """A download of a master by one receiver.

    Attributes:
        block: the private block, from which all but its hash is told before it is released.
        sender_key: the owner's public keys as a line of text, or "".
    """

    id: int
    user_id: int
    status: Status
    percent: float
    created: datetime
    upload: Upload
    block: Block
    sender_id: int
    sender_name: str
    sender_key: str


@dataclass(frozen=True)
class Private:
    """A private block that one download waits for, as its owner sees it.

    Attributes:
        receiver_key: the receiver's public keys as a line of text, or "".
    """

    id: int
    created: datetime
    block: Block
    upload: Upload
    download_id: int
    receiver_id: int
    receiver_name: str
    receiver_key: str


@dataclass(frozen=True)
class Line:
    """A line of the audit log.

    Attributes:
        user_name: who did it, as they were called then.
        upload_id, download_id: what it is about, or None.
        source_name: of the upload; "" where there is none any more.
        receiver_name: who the download is for, as they are called now; "" where there is none any more.
        detail: a hash, a fingerprint, or why somebody refused.
    """

    id: int
    time: datetime
    user_id: int | None
    user_name: str
    action: Action
    upload_id: int | None
    download_id: int | None
    source_name: str
    receiver_name: str
    detail: str
