"""Cutting jobs."""

from typing import Any

import peewee as pw


def up(_migrator: Any, db: Any) -> None:
    class User(pw.Model):
        class Meta:
            database = db
            table_name = "users"

    class Job(pw.Model):
        work_id = pw.CharField(max_length=40, primary_key=True)
        user = pw.ForeignKeyField(User, on_delete="CASCADE", index=False)
        generator = pw.CharField(max_length=40)
        label = pw.CharField(max_length=255)
        video = pw.CharField(max_length=40)
        request = pw.JSONField()
        size = pw.BigIntegerField()
        duration = pw.DoubleField(null=True)
        status = pw.SmallIntegerField()
        stage = pw.SmallIntegerField()
        progress = pw.DoubleField()
        seconds_left = pw.DoubleField(null=True)
        error = pw.TextField()
        message_id = pw.CharField(max_length=36)
        attempts = pw.IntegerField()
        lease = pw.CharField(max_length=32, null=True)
        lease_owner = pw.CharField(max_length=36, null=True)
        lease_expires = pw.DateTimeField(null=True)
        cancel_requested = pw.BooleanField()
        created = pw.DateTimeField()
        updated = pw.DateTimeField()

        class Meta:
            database = db
            table_name = "job"
            indexes = (
                (("user", "created"), False),
                (("status", "updated"), False),
                (("lease_owner",), False),
            )

    db.create_tables([Job])


def down(_migrator: Any, db: Any) -> None:
    db.execute_sql("DROP TABLE job")
