"""Tokens, sessions and links of users; what the owner of a film says of its files."""

from typing import Any

import peewee as pw

_COLUMNS = {"left_out": "BOOLEAN NOT NULL DEFAULT FALSE", "caption": "TEXT NOT NULL DEFAULT ''"}


def up(_migrator: Any, db: Any) -> None:
    class User(pw.Model):
        class Meta:
            database = db
            table_name = "users"

    class Movie(pw.Model):
        work_id = pw.CharField(max_length=32, primary_key=True)

        class Meta:
            database = db
            table_name = "movie"

    class Token(pw.Model):
        user = pw.ForeignKeyField(User, on_delete="CASCADE")
        kind = pw.CharField(max_length=8)
        label = pw.CharField(max_length=80)
        digest = pw.CharField(max_length=64, unique=True)
        movie = pw.ForeignKeyField(Movie, null=True, on_delete="CASCADE")
        created = pw.DateTimeField()
        expires = pw.DateTimeField(null=True)
        used = pw.DateTimeField(null=True)
        ended = pw.DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "token"

    db.create_tables([Token])
    for name, kind in _COLUMNS.items():
        db.execute_sql(f"ALTER TABLE movie_file ADD COLUMN {name} {kind}")


def down(_migrator: Any, db: Any) -> None:
    for name in _COLUMNS:
        db.execute_sql(f"ALTER TABLE movie_file DROP COLUMN {name}")
    db.execute_sql("DROP TABLE token")
