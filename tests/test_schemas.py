"""Databases of every schema there ever was come up to the newest, and what is in them is still there."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from albumforge.models.database import MIGRATIONS, Database

FOLDER = Path(__file__).parent / "schemas"
NAMES = [path.stem for path in sorted(MIGRATIONS.glob("[0-9]*.py"))]
MAKE = "python scripts/schema_fixtures.py"


def load(name: str, url: str, home: Path) -> None:
    """Fill a database from the SQL of a schema."""
    file = FOLDER / f"{name}.{'postgresql' if url else 'sqlite'}.sql"
    assert file.exists(), f"{file.name} is missing: {MAKE}"
    if not url:
        with sqlite3.connect(home / "albumforge.sqlite3") as connection:
            connection.executescript(file.read_text(encoding="utf-8"))
        connection.close()
        return
    import psycopg

    with psycopg.connect(url) as postgresql:
        postgresql.execute(file.read_text(encoding="utf-8"))  # type: ignore[arg-type]


def rows(peewee: Any) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables as the database gives them."""
    found = {}
    with peewee.connection_context():
        for table in peewee.get_tables():
            if table not in ("albumforge_migration", "sqlite_sequence"):
                columns = [column.name for column in peewee.get_columns(table)]
                names = ", ".join(f'"{name}"' for name in columns)
                cursor = peewee.execute_sql(f'SELECT {names} FROM "{table}"')
                found[table] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_database_of_each_schema_comes_up_with_its_rows(name: str, database_url: str, tmp_path: Path) -> None:
    load(name, database_url, tmp_path)
    database = Database(database_url, tmp_path)
    try:
        peewee = database.tables.movie._meta.database
        before = rows(peewee)
        assert all(before.values())
        with database.session() as tables:
            assert database.schema() == NAMES
            for model in tables.all:
                list(model.select())  # each value is one that the program reads
        after = rows(peewee)
        for table, old in before.items():
            assert len(after[table]) == len(old)
            for was, is_now in zip(old, after[table], strict=True):
                assert {key: is_now[key] for key in was} == was, table
    finally:
        database.close()


def test_there_is_no_schema_without_a_migration() -> None:
    assert {file.name.split(".")[0] for file in FOLDER.iterdir()} == set(NAMES)
