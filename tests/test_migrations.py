"""Migrations: up to the tables as the program knows them, down again, and nothing that was there is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import peewee as pw
import pytest
from playhouse.migrations import Runner

from albumforge.forge import Forge
from albumforge.models.database import MIGRATIONS, Database
from albumforge.models.tables import LOCAL_USER

NAMES = [path.stem for path in sorted(MIGRATIONS.glob("[0-9]*.py"))]


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Any:
    """A database with its migrations still to come, on SQLite and on PostgreSQL."""
    opened = Database(database_url, tmp_path)
    yield opened
    opened.close()


def runner(database: Database) -> Runner:
    return Runner(database.tables.movie._meta.database, str(MIGRATIONS), table_name="albumforge_migration")


def shape(peewee: pw.Database) -> dict[str, Any]:
    """Columns, indexes and foreign keys of every table."""
    return {
        table: (
            [(c.name, c.data_type.lower(), c.null, c.primary_key) for c in peewee.get_columns(table)],
            sorted((tuple(i.columns), i.unique) for i in peewee.get_indexes(table)),
            sorted((f.column, f.dest_table, f.dest_column) for f in peewee.get_foreign_keys(table)),
        )
        for table in sorted(peewee.get_tables())
        if table not in ("albumforge_migration", "sqlite_sequence")  # the latter is SQLite's own
    }


def test_each_can_be_taken_back_and_done_again(database: Database) -> None:
    peewee = database.tables.movie._meta.database
    with peewee.connection_context():
        shapes = [shape(peewee)]
        for name in NAMES:
            runner(database).up(name)
            shapes.append(shape(peewee))
        assert len({repr(found) for found in shapes}) == len(NAMES) + 1
        for name, before in zip(reversed(NAMES), reversed(shapes[:-1]), strict=True):
            runner(database).down(name)
            assert shape(peewee) == before, name
        runner(database).up()
        assert shape(peewee) == shapes[-1]


def test_the_tables_are_those_that_the_program_knows(forge: Forge) -> None:
    with forge.database.session() as tables:
        peewee = tables.movie._meta.database
        found = {table: columns for table, (columns, _, _) in shape(peewee).items()}
        for model in tables.all:
            known = [(f.column_name, bool(f.null)) for f in model._meta.sorted_fields]
            table = found.pop(model._meta.table_name)
            assert sorted((name, null) for name, _, null, _ in table) == sorted(known)
            references = {f.column for f in peewee.get_foreign_keys(model._meta.table_name)}
            assert references == {f.column_name for f in model._meta.refs}
        assert not found


def test_files_of_older_films_are_kept_and_none_is_left_out(database: Database) -> None:
    peewee = database.tables.movie._meta.database
    with peewee.connection_context():
        runner(database).up(NAMES[1])
        moment = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
        peewee.execute_sql(
            "INSERT INTO movie (work_id, user_id, generator, title, description, request, shared, status, stage, "
            "progress, error, plan, plan_key, result, poster, message_id, attempts, cancel_requested, created, updated)"
            f" VALUES ('a', {LOCAL_USER}, 'album', '', '', '{{}}', TRUE, 0, 0, 0, '', '', '', '', '', '', 0, FALSE,"
            f" '{moment}', '{moment}')"
        )
        peewee.execute_sql(
            "INSERT INTO movie_file (movie_id, position, label, stored, source, size, digest)"
            " VALUES ('a', 1, '海.jpg', '1.jpg', '', 5, 'd')"
        )
        runner(database).up()
    with database.session() as tables:
        file = tables.movie_file.get()
        assert (file.label, file.left_out, file.caption) == ("海.jpg", False, "")
        tables.movie_file.update(left_out=True, caption="夜").execute()
        assert [row.label for row in tables.movie_file.select().where(tables.movie_file.left_out)] == ["海.jpg"]
        tables.movie.delete().execute()
        assert not tables.movie_file.select().exists()


def test_tokens_go_with_their_user_and_their_film(forge: Forge) -> None:
    with forge.database.transaction() as tables:
        ann = tables.user.create(name="Ann")
        tables.movie.create(work_id="a", user=LOCAL_USER)
        tables.token.create(user=ann, kind="api", digest="1")
        tables.token.create(user=LOCAL_USER, kind="share", digest="2", movie="a")
        tables.token.create(user=LOCAL_USER, kind="api", digest="3")
    with pytest.raises(pw.IntegrityError), forge.database.transaction() as tables:
        tables.token.create(user=LOCAL_USER, kind="api", digest="3")
    with forge.database.transaction() as tables:
        ann.delete_instance()
        tables.movie.delete().where(tables.movie.work_id == "a").execute()
        assert [token.digest for token in tables.token.select()] == ["3"]
