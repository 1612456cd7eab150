"""Watch folders: rules, batches, the files that were found, the contents that were taken."""

from typing import Any

import peewee as pw

_TABLES = ("rule", "batch", "file", "content")
_PATH = 2000


def up(_migrator: Any, db: Any) -> None:
    class Base(pw.Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Users(Base):
        pass

    rule = _rule(Base, Users)
    batch = _batch(Base, rule)
    db.create_tables([rule, batch, _file(Base, rule, batch), _content(Base, rule, batch)])


def down(_migrator: Any, db: Any) -> None:
    for name in reversed(_TABLES):
        db.execute_sql(f"DROP TABLE watch_{name}")


def _rule(base: Any, users: Any) -> Any:
    class WatchRule(base):  # type: ignore[misc]
        user = pw.ForeignKeyField(users, on_delete="CASCADE")
        name = pw.CharField(max_length=80, unique=True)
        origin = pw.CharField(max_length=16)
        document = pw.JSONField()
        problem = pw.TextField()
        active = pw.BooleanField()
        paused = pw.BooleanField()
        asked = pw.BooleanField()
        roots = pw.JSONField()
        looked = pw.DateTimeField(null=True)
        due = pw.DateTimeField(null=True)
        lease = pw.CharField(max_length=32, null=True)
        lease_expires = pw.DateTimeField(null=True)
        created = pw.DateTimeField()
        updated = pw.DateTimeField()

    return WatchRule


def _batch(base: Any, rules: Any) -> Any:
    class WatchBatch(base):  # type: ignore[misc]
        rule = pw.ForeignKeyField(rules, on_delete="CASCADE", index=False)
        title = pw.CharField(max_length=255)
        files = pw.IntegerField()
        status = pw.SmallIntegerField()
        work_id = pw.CharField(max_length=32)
        result = pw.TextField()
        error = pw.TextField()
        tries = pw.SmallIntegerField()
        not_before = pw.DateTimeField()
        lease = pw.CharField(max_length=32, null=True)
        lease_expires = pw.DateTimeField(null=True)
        created = pw.DateTimeField()
        updated = pw.DateTimeField()

        class Meta:
            indexes = ((("rule", "id"), False), (("status", "not_before"), False))

    return WatchBatch


def _file(base: Any, rules: Any, batches: Any) -> Any:
    class WatchFile(base):  # type: ignore[misc]
        rule = pw.ForeignKeyField(rules, on_delete="CASCADE", index=False)
        path = pw.CharField(max_length=_PATH)
        size = pw.BigIntegerField()
        mtime_ns = pw.BigIntegerField()
        status = pw.SmallIntegerField()
        digest = pw.CharField(max_length=71)
        taken = pw.CharField(max_length=40)
        reason = pw.TextField()
        tries = pw.SmallIntegerField()
        due = pw.DateTimeField()
        before = pw.BooleanField()
        batch = pw.ForeignKeyField(batches, null=True, on_delete="SET NULL")
        changed = pw.DateTimeField()
        updated = pw.DateTimeField()

        class Meta:
            indexes = ((("rule", "path"), True), (("rule", "status", "due"), False))

    return WatchFile


def _content(base: Any, rules: Any, batches: Any) -> Any:
    class WatchContent(base):  # type: ignore[misc]
        rule = pw.ForeignKeyField(rules, on_delete="CASCADE", index=False)
        digest = pw.CharField(max_length=71)
        batch = pw.ForeignKeyField(batches, null=True, on_delete="SET NULL")
        path = pw.CharField(max_length=_PATH)
        created = pw.DateTimeField()

        class Meta:
            indexes = ((("rule", "digest"), True),)

    return WatchContent
