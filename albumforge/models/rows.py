"""All rows of a database as they were at one moment, in a form that SQLite and PostgreSQL both take back.

A row is a list of what JSON can carry: a moment is text in UTC as ``2026-11-23 08:00:00.000001``, a document is its
JSON text.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import peewee as pw

BOOLEAN, MOMENT, DOCUMENT, PLAIN = "boolean", "moment", "document", "plain"
_AT_ONCE = 1000
"""Rows."""
_translated: Any = vars(pw)["__exception_wrapper__"]
"""A context manager that turns what drivers raise into what Peewee raises."""

Row = list[Any]


@dataclass(frozen=True)
class Table:
    """A table and what kind each of its columns is of: ``boolean``, ``moment``, ``document`` or ``plain``.

    Attributes:
        key: the column that is its primary key.
        counted: whether the database gives out the key's numbers.
    """

    name: str
    columns: dict[str, str]
    key: str
    counted: bool


def table_of(model: Any) -> Table:
    """Return the table of a model class."""
    meta = model._meta
    return Table(
        name=meta.table_name,
        columns={field.column_name: _kind(field) for field in meta.sorted_fields},
        key=meta.primary_key.column_name,
        counted=isinstance(meta.primary_key, pw.AutoField),
    )


def sorted_tables(models: Iterable[Any]) -> list[Table]:
    """Return the tables of model classes, each behind those that it refers to."""
    return [table_of(model) for model in pw.sort_models(list(models))]  # type: ignore[attr-defined]


class Snapshot:
    """A database at one moment, to be read."""

    def __init__(self, connection: Any, *, postgresql: bool) -> None:
        self._connection = connection
        self._postgresql = postgresql

    def rows(self, table: Table) -> Iterator[Row]:
        """Yield the rows of a table by their keys, a few at a time."""
        columns = ", ".join(self._selected(name, kind) for name, kind in table.columns.items())
        kinds = list(table.columns.values())
        with contextlib.closing(self._cursor()) as cursor:
            cursor.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY "{table.key}"')  # noqa: S608
            while rows := cursor.fetchmany(_AT_ONCE):
                for row in rows:
                    yield [_out(kind, value) for kind, value in zip(kinds, row, strict=True)]

    def next_number(self, table: Table) -> int | None:
        """Return the number that a new row would get, or None where the table's keys are no such numbers."""
        if not table.counted:
            return None
        with contextlib.closing(self._connection.cursor()) as cursor:
            cursor.execute(f'SELECT COALESCE(MAX("{table.key}"), 0) + 1 FROM "{table.name}"')  # noqa: S608
            number = int(cursor.fetchone()[0])
            if self._postgresql:
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", (table.name, table.key))
                cursor.execute(f"SELECT last_value + is_called::int FROM {cursor.fetchone()[0]}")  # noqa: S608
                number = max(number, int(cursor.fetchone()[0]))
        return number

    def _cursor(self) -> Any:
        # By itself psycopg fetches all rows at once; one with a name leaves them on the server.
        return self._connection.cursor("rows") if self._postgresql else self._connection.cursor()

    def _selected(self, name: str, kind: str) -> str:
        return f'"{name}"::text' if self._postgresql and kind == DOCUMENT else f'"{name}"'


@contextlib.contextmanager
def sqlite_snapshot(file: Path, scratch: Path) -> Iterator[Snapshot]:
    """Yield what a file of SQLite holds, also while others write.

    Args:
        scratch: where a copy is put meanwhile, by SQLite's online backup; as large as the database.
    """
    try:
        with _translated, contextlib.closing(sqlite3.connect(scratch, isolation_level=None)) as copy:
            with contextlib.closing(sqlite3.connect(file, timeout=10)) as source:
                source.backup(copy)
            yield Snapshot(copy, postgresql=False)
    finally:
        for left in ("", "-wal", "-shm"):
            Path(f"{scratch}{left}").unlink(missing_ok=True)


@contextlib.contextmanager
def postgresql_snapshot(url: str) -> Iterator[Snapshot]:
    """Yield what a PostgreSQL server holds, in one transaction that sees one moment and holds nobody up."""
    import psycopg

    with _translated, psycopg.connect(url, connect_timeout=10) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield Snapshot(connection, postgresql=True)


def clear(database: pw.Database, tables: Iterable[Table]) -> None:
    """Delete all rows of tables, given each behind those that it refers to."""
    for table in reversed(list(tables)):
        database.execute_sql(f'DELETE FROM "{table.name}"')  # type: ignore[no-untyped-call] # noqa: S608


def insert(database: pw.Database, table: Table, rows: Iterable[Row], next_number: int | None) -> None:
    """Put rows into a table, with the numbers that they have."""
    postgresql = isinstance(database, pw.PostgresqlDatabase)
    place = "%s" if postgresql else "?"
    names = ", ".join(f'"{name}"' for name in table.columns)
    places = ", ".join([place] * len(table.columns))
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({places})'  # noqa: S608
    kinds = list(table.columns.values())
    remaining = iter(rows)
    cursor = database.connection().cursor()  # type: ignore[no-untyped-call]
    while some := list(islice(remaining, _AT_ONCE)):
        cursor.executemany(
            statement, [[_in(kind, v, postgresql) for kind, v in zip(kinds, row, strict=True)] for row in some]
        )
    if postgresql and next_number is not None:
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)", (table.name, table.key, next_number))
    cursor.close()


def _kind(field: Any) -> str:
    if isinstance(field, pw.BooleanField):
        return BOOLEAN
    if isinstance(field, pw.DateTimeField):
        return MOMENT
    return DOCUMENT if isinstance(field, pw.JSONField) else PLAIN


def _out(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == BOOLEAN:
        return bool(value)
    if kind == MOMENT and isinstance(value, datetime):
        return value.isoformat(" ")
    if kind == DOCUMENT and not isinstance(value, str):
        return json.dumps(value)
    return value


def _in(kind: str, value: Any, postgresql: bool) -> Any:
    return int(value) if kind == BOOLEAN and value is not None and not postgresql else value
