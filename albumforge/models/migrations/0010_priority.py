"""The order of what is queued: since when, how urgent, and when each user was served last."""

from typing import Any

import peewee as pw

_WORKS = ("movie", "job")


def up(migrator: Any, db: Any) -> None:
    for table in _WORKS:
        # In one step, without the copy of the whole table that the migrator makes on SQLite. The defaults are for rows
        # that an older version writes while versions are changed.
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN priority SMALLINT NOT NULL DEFAULT 0")
        kind = "TIMESTAMP" if isinstance(db, pw.PostgresqlDatabase) else "DATETIME"
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN due {kind} NOT NULL DEFAULT '1970-01-01 00:00:00'")
        db.execute_sql(f"UPDATE {table} SET due = updated WHERE status = 1")  # noqa: S608 - queued
        migrator.migrate(
            migrator.add_index(table, ("status", "generator", "priority", "user_id", "due"), False),
            migrator.add_index(table, ("message_id",), False),
        )
    migrator.migrate(migrator.add_column("users", "served", pw.DateTimeField(null=True)))


def down(migrator: Any, _db: Any) -> None:
    migrator.migrate(migrator.drop_column("users", "served"))
    for table in _WORKS:
        for index in (("message_id",), ("status", "generator", "priority", "user_id", "due")):
            migrator.migrate(migrator.drop_index(table, f"{table}_{'_'.join(index)}"))
        for column in ("due", "priority"):
            migrator.migrate(migrator.drop_column(table, column))
