"""The transcode farm: workers, videos, tasks and the log."""

from typing import Any

import peewee as pw


def up(_migrator: Any, db: Any) -> None:
    # Paths are sorted by their bytes, as SQLite does by itself, whatever the language of a PostgreSQL server.
    video = _video(db, '"C"' if isinstance(db, pw.PostgresqlDatabase) else None)
    db.create_tables([_worker(db), video, _task(db, video), _log(db)])


def down(_migrator: Any, db: Any) -> None:
    for table in ("farm_log", "farm_task", "farm_video", "farm_worker"):
        db.execute_sql(f"DROP TABLE {table}")


def _worker(db: Any) -> Any:
    class FarmWorker(pw.Model):
        name = pw.CharField(max_length=120, unique=True)
        kind = pw.SmallIntegerField()
        vr = pw.BooleanField()
        online = pw.BooleanField()
        seen = pw.DateTimeField()
        registration = pw.CharField(max_length=32)
        action = pw.CharField(max_length=10, null=True)
        failures = pw.IntegerField()
        set_aside = pw.BooleanField()
        created = pw.DateTimeField()
        registered = pw.DateTimeField()

        class Meta:
            database = db
            table_name = "farm_worker"
            indexes = ((("online", "seen"), False),)

    return FarmWorker


def _video(db: Any, collation: str | None) -> Any:
    class FarmVideo(pw.Model):
        path = pw.TextField(unique=True, collation=collation)
        status = pw.SmallIntegerField()
        rank = pw.IntegerField()
        attempts = pw.IntegerField()
        vr = pw.BooleanField()
        codec = pw.CharField(max_length=40, collation=collation)
        bitrate_k = pw.IntegerField()
        size = pw.BigIntegerField()
        mtime_ns = pw.BigIntegerField()
        fps = pw.DoubleField()
        width = pw.IntegerField()
        height = pw.IntegerField()
        pixels = pw.BigIntegerField()
        duration = pw.DoubleField()
        facts = pw.TextField()
        gone = pw.BooleanField()
        task = pw.IntegerField(null=True)
        dest = pw.TextField(null=True, unique=True, collation=collation)
        result_size = pw.BigIntegerField(null=True)
        error = pw.TextField()
        updated = pw.DateTimeField()

        class Meta:
            database = db
            table_name = "farm_video"
            indexes = (
                (("status", "vr", "codec"), False),
                (("status", "vr", "rank", "attempts", "id"), False),
                (("status", "rank", "attempts", "id"), False),
                *(
                    ((column, "id", "status", "vr", "codec"), False)
                    for column in ("bitrate_k", "size", "pixels", "updated", "path")
                ),
                (("codec", "id", "status", "vr"), False),
                (("status", "id", "vr", "codec"), False),
            )

    return FarmVideo


def _task(db: Any, videos: Any) -> Any:
    class FarmTask(pw.Model):
        video = pw.ForeignKeyField(videos, on_delete="CASCADE")
        worker = pw.IntegerField()
        worker_name = pw.CharField(max_length=120)
        registration = pw.CharField(max_length=32)
        status = pw.SmallIntegerField()
        verifying = pw.BooleanField()
        placing = pw.BooleanField()
        dest = pw.TextField()
        part = pw.TextField()
        in_place = pw.BooleanField()
        preset = pw.TextField()
        source_size = pw.BigIntegerField()
        source_mtime_ns = pw.BigIntegerField()
        progress = pw.DoubleField()
        elapsed = pw.IntegerField()
        remaining = pw.IntegerField(null=True)
        fps = pw.DoubleField(null=True)
        error = pw.TextField()
        note = pw.TextField()
        started = pw.DateTimeField()
        reported = pw.DateTimeField()
        ended = pw.DateTimeField(null=True)
        result_size = pw.BigIntegerField(null=True)
        lease = pw.CharField(max_length=32, null=True)
        lease_expires = pw.DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "farm_task"
            indexes = (
                (("worker", "status"), False),
                (("status", "id"), False),
                (("started", "id", "status"), False),
                (("progress", "id", "status"), False),
                (("verifying", "reported"), False),
            )

    return FarmTask


def _log(db: Any) -> Any:
    class FarmLog(pw.Model):
        task = pw.IntegerField(null=True)
        video = pw.IntegerField(null=True)
        time = pw.DateTimeField()
        level = pw.SmallIntegerField()
        message = pw.TextField()

        class Meta:
            database = db
            table_name = "farm_log"
            indexes = (
                (("time", "id"), False),
                (("level", "time", "id"), False),
                (("level", "id"), False),
                (("task", "id"), False),
            )

    return FarmLog
