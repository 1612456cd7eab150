from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from albumforge.forge import Forge
from albumforge.models.tables import LOCAL_USER, now


def test_the_local_user_is_there(forge: Forge) -> None:
    with forge.database.session() as tables:
        assert [(user.id, user.name) for user in tables.user.select()] == [(LOCAL_USER, "local")]


def test_moments_keep_their_instant_and_compare(forge: Forge) -> None:
    moment = datetime(2026, 2, 3, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    with forge.database.transaction() as tables:
        tables.movie.create(work_id="a", user=LOCAL_USER, updated=moment)
        tables.movie.create(work_id="b", user=LOCAL_USER, updated=moment.replace(microsecond=0))
    with forge.database.session() as tables:
        found = tables.movie.get_by_id("a").updated
        earlier = [row.work_id for row in tables.movie.select().where(tables.movie.updated < moment)]
    assert found == moment
    assert found.tzinfo is UTC
    assert earlier == ["b"]


def test_a_moment_without_zone_is_refused(local_forge: Forge) -> None:
    with local_forge.database.session() as tables, pytest.raises(ValueError, match="updated: a moment needs"):
        tables.movie.create(work_id="a", user=LOCAL_USER, updated=datetime(2026, 1, 1))  # noqa: DTZ001


def test_requests_are_json_and_can_be_searched(forge: Forge) -> None:
    request = {"title": "Ночь 夜 \u0000".replace("\u0000", ""), "nested": {"list": [1, 2.5, None, True]}}
    with forge.database.transaction() as tables:
        tables.movie.create(work_id="a", user=LOCAL_USER, request=request)
    with forge.database.session() as tables:
        movie = tables.movie
        assert movie.get_by_id("a").request == request
        assert movie.select().where(movie.request["nested"]["list"][1] == 2.5).count() == 1


def test_deleting_a_film_takes_its_files_and_log(forge: Forge) -> None:
    with forge.database.transaction() as tables:
        tables.movie.create(work_id="a", user=LOCAL_USER)
        tables.movie_file.create(movie="a", position=1, label="x", size=1, digest="")
        tables.movie_log.create(movie="a", line="hello")
        assert tables.movie.delete().where(tables.movie.work_id == "a").execute() == 1
        assert tables.movie_file.select().count() == tables.movie_log.select().count() == 0


def test_the_migrated_schema_is_that_of_the_models(forge: Forge) -> None:
    with forge.database.session() as tables:
        for model in tables.all:
            database, name = model._meta.database, model._meta.table_name
            columns = {column.name: column.null for column in database.get_columns(name)}
            fields = {field.column_name: field.null for field in model._meta.sorted_fields if not field.primary_key}
            keys = {field.column_name for field in model._meta.sorted_fields if field.primary_key}
            assert columns.keys() - keys == fields.keys()
            assert {name: null for name, null in columns.items() if name not in keys} == fields
            indexed = {tuple(index.columns) for index in database.get_indexes(name)}
            for index in model._meta.fields_to_index():
                wanted = tuple(getattr(part, "column_name", str(part)) for part in index._expressions)
                assert any(found[: len(wanted)] == wanted for found in indexed), (name, wanted)


def test_now_is_aware() -> None:
    assert now().utcoffset() == timedelta(0)
