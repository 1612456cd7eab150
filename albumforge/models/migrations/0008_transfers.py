"""Master transfers: uploads, downloads, private blocks, keys, the audit log, copies that are kept."""

from typing import Any

import peewee as pw
from playhouse.sqlite_ext import AutoIncrementField


def up(_migrator: Any, db: Any) -> None:
    class Base(pw.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Users(Base):
        pass

    # The audit log names rows that may be gone: their numbers are not given to others, as SQLite would by itself.
    class Numbered(Base):
        id = AutoIncrementField() if isinstance(db, pw.SqliteDatabase) else pw.AutoField()

    upload = _upload(Numbered, Users)
    download = _download(Numbered, Users, upload)
    db.create_tables([upload, download, _private(Numbered, download), _key(Base, Users), _log(Base, Users)])
    db.create_tables([_copy(Base, upload)])


def down(_migrator: Any, db: Any) -> None:
    for name in ("copy", "log", "key", "private", "download", "upload"):
        db.execute_sql(f"DROP TABLE transfer_{name}")


def _upload(base: Any, users: Any) -> Any:
    class TransferUpload(base):  # type: ignore[misc]
        user = pw.ForeignKeyField(users, on_delete="CASCADE")
        source = pw.IntegerField(unique=True)
        series = pw.BigIntegerField()
        uuid = pw.CharField(max_length=255)
        source_name = pw.CharField(max_length=255)
        name = pw.CharField(max_length=255)
        file = pw.CharField(max_length=1000)
        hash = pw.CharField(max_length=200)
        size = pw.DoubleField()
        ip = pw.CharField(max_length=255)
        status = pw.SmallIntegerField()
        percent = pw.DoubleField()
        created = pw.DateTimeField()
        updated = pw.DateTimeField()

        class Meta:
            indexes = ((("user", "id"), False),)

    return TransferUpload


def _download(base: Any, users: Any, uploads: Any) -> Any:
    class TransferDownload(base):  # type: ignore[misc]
        user = pw.ForeignKeyField(users, on_delete="CASCADE")
        upload = pw.ForeignKeyField(uploads, on_delete="CASCADE")
        status = pw.SmallIntegerField()
        percent = pw.DoubleField()
        created = pw.DateTimeField()
        updated = pw.DateTimeField()

        class Meta:
            indexes = ((("user", "id"), False), (("upload", "user"), False))

    return TransferDownload


def _private(base: Any, downloads: Any) -> Any:
    class TransferPrivate(base):  # type: ignore[misc]
        download = pw.ForeignKeyField(downloads, on_delete="CASCADE", unique=True)
        status = pw.SmallIntegerField()
        percent = pw.DoubleField()
        name = pw.CharField(max_length=255)
        file = pw.CharField(max_length=1000)
        hash = pw.CharField(max_length=200)
        size = pw.DoubleField()
        ip = pw.CharField(max_length=255)
        refused = pw.BooleanField()
        message = pw.TextField()
        created = pw.DateTimeField()
        updated = pw.DateTimeField()

    return TransferPrivate


def _key(base: Any, users: Any) -> Any:
    class TransferKey(base):  # type: ignore[misc]
        user = pw.ForeignKeyField(users, on_delete="CASCADE", unique=True)
        key = pw.CharField(max_length=200)
        created = pw.DateTimeField()

    return TransferKey


def _log(base: Any, users: Any) -> Any:
    class TransferLog(base):  # type: ignore[misc]
        time = pw.DateTimeField()
        user = pw.ForeignKeyField(users, null=True, on_delete="SET NULL")
        user_name = pw.CharField(max_length=80)
        action = pw.CharField(max_length=20)
        upload = pw.IntegerField(null=True)
        download = pw.IntegerField(null=True)
        owner = pw.ForeignKeyField(users, null=True, backref="+", on_delete="SET NULL")
        receiver = pw.ForeignKeyField(users, null=True, backref="+", on_delete="SET NULL")
        detail = pw.TextField()

        class Meta:
            indexes = ((("user", "id"), False), (("owner", "id"), False), (("receiver", "id"), False))

    return TransferLog


def _copy(base: Any, uploads: Any) -> Any:
    class TransferCopy(base):  # type: ignore[misc]
        upload = pw.ForeignKeyField(uploads, on_delete="CASCADE", unique=True)
        root = pw.CharField(max_length=200)
        place = pw.TextField()
        status = pw.SmallIntegerField()
        tries = pw.IntegerField()
        error = pw.TextField()
        not_before = pw.DateTimeField()
        lease = pw.CharField(max_length=32, null=True)
        lease_expires = pw.DateTimeField(null=True)
        created = pw.DateTimeField()
        updated = pw.DateTimeField()

        class Meta:
            indexes = ((("status", "not_before"), False),)

    return TransferCopy
