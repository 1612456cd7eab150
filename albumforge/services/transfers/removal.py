"""What goes with a user who is removed; the audit log stays, and says so."""

from __future__ import annotations

from albumforge.models.tables import Tables
from albumforge.services.transfers.states import Action
from albumforge.services.transfers.store import audit, downloads_joined


def count_transfers(tables: Tables, user_id: int) -> int:
    """Return how many uploads and downloads a user has."""
    owned = (
        table.select().where(table.user == user_id) for table in (tables.transfer_upload, tables.transfer_download)
    )
    return sum(int(query.count()) for query in owned)


def remove_transfers(tables: Tables, user_id: int) -> None:
    """Delete a user's uploads, with all downloads of these, and own downloads, in the transaction of the caller.

    The log has a line for each, which the other side still sees.
    """
    upload, download = tables.transfer_upload, tables.transfer_download
    for row in downloads_joined(tables).where((download.user == user_id) | (upload.user == user_id)):
        audit(tables, Action.REMOVED, user_id, download=row)
    for row in upload.select().where(upload.user == user_id):
        audit(tables, Action.REMOVED, user_id, upload=row.id, owner=user_id)
    download.delete().where(download.user == user_id).execute()
    upload.delete().where(upload.user == user_id).execute()
