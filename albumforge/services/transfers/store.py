"""What all parts of the server's side share: the database, its joins, the audit log."""

from __future__ import annotations

from typing import Any

from albumforge.models.database import Database
from albumforge.models.tables import Tables, now
from albumforge.services.transfers.states import Action, Block, Download, Private, Upload
from albumforge.services.transfers.steps import Status
from albumforge.settings import Settings

NO_TASK = "There is no such task."


class Store:
    """The database of a forge, for transfers.

    Attributes:
        settings: of the forge.
        database: of the forge.
    """

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database


def audit(tables: Tables, action: Action, user: int, *, detail: str = "", download: Any = None, **columns: Any) -> None:
    """Add a line to the audit log, in the transaction of the caller.

    Args:
        user: who does it.
        download: a row, whose receiver and owner see the line.
        columns: ``upload`` and ``owner``, where there is no download.
    """
    if download is not None:
        columns = {
            "upload": download.upload_id,
            "owner": download.upload.user_id,
            "download": download.id,
            "receiver": download.user_id,
        }
    name = tables.user.select(tables.user.name).where(tables.user.id == user).scalar() or ""
    tables.transfer_log.create(time=now(), user=user, user_name=name, action=str(action), detail=detail, **columns)


def key_of(tables: Tables, user: int) -> str:
    """Return a user's public keys as a line of text, or ""."""
    table = tables.transfer_key
    return str(table.select(table.key).where(table.user == user).scalar() or "")


def downloads_joined(tables: Tables) -> Any:
    """Return the query of all downloads, each with its upload and that one's owner."""
    download, upload, user = tables.transfer_download, tables.transfer_upload, tables.user
    return download.select(download, upload, user).join(upload).join(user)


def privates_joined(tables: Tables) -> Any:
    """Return the query of all private blocks, each with its download, the upload and the receiver."""
    download, upload, user = tables.transfer_download, tables.transfer_upload, tables.user
    query = tables.transfer_private.select(tables.transfer_private, download, upload, user)
    return query.join(download).join(upload).switch(download).join(user)


def download_of(row: Any, block: Any, sender_key: str) -> Download:
    """Return what the rows of a download and its private block say; the latter's hash only once it is released."""
    told = Block.of(block)
    if not told.released:
        told = Block(**{**vars(told), "hash": ""})
    return Download(
        id=row.id,
        user_id=row.user_id,
        status=Status(row.status),
        percent=row.percent,
        created=row.created,
        upload=Upload.of(row.upload),
        block=told,
        sender_id=row.upload.user_id,
        sender_name=row.upload.user.name,
        sender_key=sender_key,
    )


def private_of(row: Any, receiver_key: str) -> Private:
    """Return what the joined row of a private block says."""
    return Private(
        id=row.id,
        created=row.created,
        block=Block.of(row),
        upload=Upload.of(row.download.upload),
        download_id=row.download_id,
        receiver_id=row.download.user_id,
        receiver_name=row.download.user.name,
        receiver_key=receiver_key,
    )
