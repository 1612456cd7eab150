"""Which version films and jobs need of who makes them."""

from typing import Any

_WORKS = ("movie", "job")


def up(_migrator: Any, db: Any) -> None:
    for table in _WORKS:
        # As in 0010.
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN needs SMALLINT NOT NULL DEFAULT 0")


def down(migrator: Any, _db: Any) -> None:
    for table in _WORKS:
        migrator.migrate(migrator.drop_column(table, "needs"))
