"""Videos of the farm that wait for a while, those that cannot be used, and places without room."""

from typing import Any

import peewee as pw


def up(migrator: Any, db: Any) -> None:
    class FarmFull(pw.Model):
        place = pw.TextField(unique=True)
        size = pw.BigIntegerField()
        seconds = pw.DoubleField()
        until = pw.DateTimeField()

        class Meta:
            database = db
            table_name = "farm_full"

    migrator.migrate(migrator.add_column("farm_video", "not_before", pw.DateTimeField(null=True)))
    # In one step, without the copy of the whole table that the migrator makes on SQLite.
    db.execute_sql("ALTER TABLE farm_video ADD COLUMN refused BOOLEAN NOT NULL DEFAULT FALSE")
    db.execute_sql("UPDATE farm_video SET refused = TRUE WHERE status = 3 AND facts = ''")
    db.create_tables([FarmFull])


def down(migrator: Any, db: Any) -> None:
    db.execute_sql("DROP TABLE farm_full")
    for column in ("refused", "not_before"):
        migrator.migrate(migrator.drop_column("farm_video", column))
