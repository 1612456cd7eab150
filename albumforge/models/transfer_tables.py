"""The tables of master transfers: public blocks that are uploaded, downloads, private blocks, keys, the audit log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import peewee as pw


def transfer_upload(base: Any, moment: Callable[..., pw.Field], users: Any) -> Any:
    """Return the class of masters with the upload of their public block; `moment` makes fields that hold moments."""

    class TransferUpload(base):  # type: ignore[misc]
        user = pw.ForeignKeyField(users, backref="transfer_uploads", on_delete="CASCADE")
        source = pw.IntegerField(unique=True)  # the number by which downloads ask for the master
        series = pw.BigIntegerField()
        uuid = pw.CharField(max_length=255)
        source_name = pw.CharField(max_length=255)
        name = pw.CharField(max_length=255, default="")  # the rest as the client told it; never used as a path
        file = pw.CharField(max_length=1000, default="")
        hash = pw.CharField(max_length=200, default="")
        size = pw.DoubleField(default=0.0)  # bytes, whole up to 2**53
        ip = pw.CharField(max_length=255, default="")
        status = pw.SmallIntegerField(default=0)  # as `services.transfers.states.Status`
        percent = pw.DoubleField(default=0.0)
        created = moment()
        updated = moment()

        class Meta:
            table_name = "transfer_upload"
            indexes = ((("user", "id"), False),)

    return TransferUpload


def transfer_download(base: Any, moment: Callable[..., pw.Field], users: Any, uploads: Any) -> Any:
    """Return the class of downloads: one master for one receiver."""

    class TransferDownload(base):  # type: ignore[misc]
        user = pw.ForeignKeyField(users, backref="transfer_downloads", on_delete="CASCADE")
        upload = pw.ForeignKeyField(uploads, backref="downloads", on_delete="CASCADE")
        status = pw.SmallIntegerField(default=0)
        percent = pw.DoubleField(default=0.0)
        created = moment()
        updated = moment()

        class Meta:
            table_name = "transfer_download"
            indexes = ((("user", "id"), False), (("upload", "user"), False))

    return TransferDownload


def transfer_private(base: Any, moment: Callable[..., pw.Field], downloads: Any) -> Any:
    """Return the class of private blocks: the owner's consent to one download, or its refusal."""

    class TransferPrivate(base):  # type: ignore[misc]
        download = pw.ForeignKeyField(downloads, backref="privates", on_delete="CASCADE", unique=True)
        status = pw.SmallIntegerField(default=0)  # 8: released
        percent = pw.DoubleField(default=0.0)
        name = pw.CharField(max_length=255, default="")
        file = pw.CharField(max_length=1000, default="")
        hash = pw.CharField(max_length=200, default="")
        size = pw.DoubleField(default=0.0)
        ip = pw.CharField(max_length=255, default="")
        refused = pw.BooleanField(default=False)
        message = pw.TextField(default="")  # why it was refused
        created = moment()
        updated = moment()

        class Meta:
            table_name = "transfer_private"

    return TransferPrivate


def transfer_key(base: Any, moment: Callable[..., pw.Field], users: Any) -> Any:
    """Return the class of users' public keys."""

    class TransferKey(base):  # type: ignore[misc]
        user = pw.ForeignKeyField(users, backref="transfer_keys", on_delete="CASCADE", unique=True)
        key = pw.CharField(max_length=200)  # as `albumforge.transfers.keys.PublicKey.encode` writes it
        created = moment()

        class Meta:
            table_name = "transfer_key"

    return TransferKey


def transfer_log(base: Any, moment: Callable[..., pw.Field], users: Any) -> Any:
    """Return the class of the audit log's lines, which are never deleted."""

    class TransferLog(base):  # type: ignore[misc]
        time = moment()
        user = pw.ForeignKeyField(users, null=True, backref="transfer_log", on_delete="SET NULL")  # who did it
        user_name = pw.CharField(max_length=80)  # at that time
        action = pw.CharField(max_length=20)
        upload = pw.IntegerField(null=True)  # numbers; what they name may be gone
        download = pw.IntegerField(null=True)
        owner = pw.ForeignKeyField(users, null=True, backref="+", on_delete="SET NULL")
        receiver = pw.ForeignKeyField(users, null=True, backref="+", on_delete="SET NULL")
        detail = pw.TextField(default="")

        class Meta:
            table_name = "transfer_log"
            indexes = ((("user", "id"), False), (("owner", "id"), False), (("receiver", "id"), False))

    return TransferLog


def transfer_copy(base: Any, moment: Callable[..., pw.Field], uploads: Any) -> Any:
    """Return the class of the copies of public blocks that this server keeps."""

    class TransferCopy(base):  # type: ignore[misc]
        upload = pw.ForeignKeyField(uploads, backref="copies", on_delete="CASCADE", unique=True)
        root = pw.CharField(max_length=200)
        place = pw.TextField()
        status = pw.SmallIntegerField(default=0)  # 0 waiting, 1 running, 2 done, 3 failed
        tries = pw.IntegerField(default=0)
        error = pw.TextField(default="")
        not_before = moment()
        lease = pw.CharField(max_length=32, null=True)
        lease_expires = moment(null=True)
        created = moment()
        updated = moment()

        class Meta:
            table_name = "transfer_copy"
            indexes = ((("status", "not_before"), False),)

    return TransferCopy
