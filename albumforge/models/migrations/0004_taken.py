"""When the files of a film were taken."""

from typing import Any

import peewee as pw


def up(migrator: Any, _db: Any) -> None:
    migrator.migrate(migrator.add_column("movie_file", "taken", pw.CharField(max_length=40, null=True)))


def down(migrator: Any, _db: Any) -> None:
    migrator.migrate(migrator.drop_column("movie_file", "taken"))
