"""What the owner of a film should know of it."""

from typing import Any

import peewee as pw


def up(migrator: Any, _db: Any) -> None:
    migrator.migrate(migrator.add_column("movie", "notes", pw.JSONField(null=True)))


def down(migrator: Any, _db: Any) -> None:
    migrator.migrate(migrator.drop_column("movie", "notes"))
