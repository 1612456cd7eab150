"""Users, films, their files and their log."""

from datetime import UTC, datetime
from typing import Any

import peewee as pw


def up(_migrator: Any, db: Any) -> None:
    class User(pw.Model):
        name = pw.CharField(max_length=80, unique=True)
        created = pw.DateTimeField()

        class Meta:
            database = db
            table_name = "users"

    Movie = _movie(db, User)  # noqa: N806 (a class)

    class MovieFile(pw.Model):
        movie = pw.ForeignKeyField(Movie, on_delete="CASCADE", index=False)
        position = pw.IntegerField()
        label = pw.CharField(max_length=255)
        stored = pw.CharField(max_length=255)
        source = pw.TextField()
        size = pw.BigIntegerField()
        digest = pw.CharField(max_length=64)

        class Meta:
            database = db
            table_name = "movie_file"
            indexes = ((("movie", "position"), False),)

    class MovieLog(pw.Model):
        movie = pw.ForeignKeyField(Movie, on_delete="CASCADE")
        created = pw.DateTimeField()
        line = pw.TextField()

        class Meta:
            database = db
            table_name = "movie_log"

    db.create_tables([User, Movie, MovieFile, MovieLog])
    User.create(name="local", created=datetime.now(UTC).replace(tzinfo=None))


def down(_migrator: Any, db: Any) -> None:
    for table in ("movie_log", "movie_file", "movie", "users"):
        db.execute_sql(f"DROP TABLE {table}")


def _movie(db: Any, owner: Any) -> Any:
    class Movie(pw.Model):
        work_id = pw.CharField(max_length=32, primary_key=True)
        user = pw.ForeignKeyField(owner, on_delete="CASCADE", index=False)
        generator = pw.CharField(max_length=40)
        title = pw.CharField(max_length=200)
        description = pw.TextField()
        request = pw.JSONField()
        shared = pw.BooleanField()
        status = pw.SmallIntegerField()
        stage = pw.SmallIntegerField()
        progress = pw.DoubleField()
        seconds_left = pw.DoubleField(null=True)
        error = pw.TextField()
        plan = pw.CharField(max_length=255)
        plan_key = pw.CharField(max_length=64)
        result = pw.CharField(max_length=255)
        poster = pw.CharField(max_length=255)
        duration = pw.DoubleField(null=True)
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
            table_name = "movie"
            indexes = (
                (("user", "created"), False),
                (("shared", "created"), False),
                (("status", "updated"), False),
                (("lease_owner",), False),
            )

    return Movie
