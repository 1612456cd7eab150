"""Machines of different versions for a while: rows, messages, plans and schemas as a newer version would write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import peewee as pw
import pytest
from conftest import Ran as Shown
from dramatiq import Message, Worker
from machines import Machine
from playhouse.migrations import Runner
from served import until

from albumforge.actors.table import bind
from albumforge.errors import Unavailable
from albumforge.forge import Forge
from albumforge.models.database import MIGRATIONS, Database
from albumforge.models.level import ADDITIVE, LEVEL, level_of
from albumforge.models.tables import LOCAL_USER
from albumforge.queue.alive import Alive, look_up
from albumforge.services import next_up, turn
from albumforge.services.states import Movie, Ran, Status

QUEUE = "generator.small"


def queued(forge: Forge, pictures: list[Path], title: str = "Reise", **request: Any) -> Movie:
    film = forge.movies.create(title, request, generator="small")
    forge.movies.add_files(film.work_id, pictures)
    forge.movies.start(film.work_id)
    return forge.movies.get(film.work_id)


def by_newer(forge: Forge, film: Movie, level: int = LEVEL + 1, **columns: Any) -> None:
    """Have a film be as if a newer version had queued it, with an option that this one does not know."""
    with forge.database.transaction() as tables:
        columns = {"request": {**film.request, "mood_of_tomorrow": "calm"}, **columns}
        tables.movie.update(needs=level, **columns).where(tables.movie.work_id == film.work_id).execute()


def needs(forge: Forge, film: Movie) -> int:
    with forge.database.session() as tables:
        return int(tables.movie.get_by_id(film.work_id).needs)


def run(forge: Forge, film: Movie) -> Ran:
    return forge.movies.run(film.work_id, forge.movies.get(film.work_id).message_id, "worker")


def test_levels_are_those_of_minor_versions() -> None:
    assert [level_of(name) for name in ("0.1.0", "0.1.9", "0.2.0", "1.4.2rc1", "12.34")] == [1, 1, 2, 1004, 12_034]
    assert LEVEL > 0


def test_a_film_of_a_newer_version_is_left_to_those_who_can(
    forge: Forge, pictures: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    film = queued(forge, pictures, frames=3)
    assert needs(forge, film) == LEVEL
    with forge.database.transaction() as tables:
        tables.movie.update(needs=LEVEL + 1).execute()
    for _ in range(3):
        assert run(forge, film) is Ran.NEWER
    left = forge.movies.get(film.work_id)
    assert (left.status, left.attempts, left.error, left.lease) == (Status.QUEUED, 0, "", None)
    assert forge.movies.log(film.work_id) == []
    for module in (turn, next_up):  # a worker of the newer version
        monkeypatch.setattr(module, "LEVEL", LEVEL + 1)
    assert run(forge, film) is Ran.DONE


def test_one_whose_newer_worker_died_is_left_too(forge: Forge, pictures: list[Path]) -> None:
    film = queued(forge, pictures)
    by_newer(forge, film, status=Status.RUNNING, lease="token", attempts=1)
    assert run(forge, film) is Ran.NEWER
    assert forge.movies.get(film.work_id).attempts == 1


def test_its_message_is_taken_for_work_that_can_be_done(forge: Forge, pictures: list[Path]) -> None:
    newer, mine = queued(forge, pictures, "newer"), queued(forge, pictures, "mine")
    by_newer(forge, newer)
    assert run(forge, newer) is Ran.DONE
    assert forge.movies.get(mine.work_id).status is Status.DONE
    assert forge.movies.alive(forge.movies.get(newer.work_id)) is Alive.QUEUED
    assert run(forge, newer) is Ran.NEWER


def test_real_workers_make_theirs_and_fail_nothing(
    local_forge: Forge, pictures: list[Path], cli: Callable[..., Shown]
) -> None:
    newer = queued(local_forge, pictures)
    by_newer(local_forge, newer)
    machine = Machine(local_forge.settings.home, "worker", "--queues", QUEUE)
    try:
        until(lambda: local_forge.movies.alive(local_forge.movies.get(newer.work_id)) is Alive.DELAYED)
        for number in range(2):
            mine = queued(local_forge, pictures, f"mine {number}")
            assert local_forge.movies.wait(mine.work_id, timeout=60).status is Status.DONE
        left = local_forge.movies.get(newer.work_id)
        assert (left.status, left.attempts, left.error) == (Status.QUEUED, 0, "")
        home = ("--home", local_forge.settings.home)
        assert "1 of what is queued needs a newer version than this one" in cli(*home, "status").out
        assert cli(*home, "status", "--json").json["kept"]["too_new"] == 1
        by_newer(local_forge, newer, LEVEL, request={"frames": 2})  # as if this were the version that it needs
        assert local_forge.movies.wait(newer.work_id, timeout=60).status is Status.DONE
    finally:
        assert machine.end() == 0, machine.said


def test_who_repairs_a_queue_does_not_lower_what_is_needed(forge: Forge, pictures: list[Path]) -> None:
    film = queued(forge, pictures)
    by_newer(forge, film)
    forge.broker.client.flushall()
    until(lambda: forge.movies.reconcile() == [film.work_id])
    assert needs(forge, film) == LEVEL + 1
    assert run(forge, forge.movies.get(film.work_id)) is Ran.NEWER


def test_who_changes_or_starts_a_film_of_an_older_version_raises_it(forge: Forge, pictures: list[Path]) -> None:
    film = queued(forge, pictures)
    forge.movies.cancel(film.work_id)
    for level, expected in ((0, LEVEL), (LEVEL + 3, LEVEL + 3)):
        by_newer(forge, film, level, request={})
        forge.movies.update(film.work_id, request={"frames": 4})
        assert needs(forge, film) == expected
        by_newer(forge, film, level, request={})
        forge.movies.start(film.work_id)
        assert needs(forge, film) == expected
        forge.movies.cancel(film.work_id)


def test_a_plan_of_a_newer_format_is_made_anew(forge: Forge, pictures: list[Path]) -> None:
    film = queued(forge, pictures, frames=3)
    assert run(forge, film) is Ran.DONE
    forge.movies.reopen(film.work_id)
    plan = film.folder / "plan.json"
    newer = '{"generator": "small", "version": 99, "shots": []}'
    plan.write_text(newer)
    forge.movies.start(film.work_id)
    assert run(forge, film) is Ran.DONE
    assert plan.read_text() != newer
    assert any("planned anew" in line for line in forge.movies.log(film.work_id))


@pytest.mark.parametrize(
    ("arguments", "named"), [(("x", 2), {}), (("x",), {"mood": "calm"}), ((), {}), (({"film": 1},), {})]
)
def test_a_message_that_says_more_is_left_as_it_is(
    local_forge: Forge, arguments: tuple[Any, ...], named: dict[str, Any]
) -> None:
    broker = local_forge.broker
    bind(local_forge, [QUEUE], lambda: False)
    message: Message[Any] = Message(
        queue_name=QUEUE, actor_name=QUEUE, args=arguments, kwargs=named, options={}, message_id="m"
    )
    broker.dramatiq.enqueue(message)
    worker = Worker(broker.dramatiq, worker_threads=1, worker_timeout=100)
    worker.queue_prefetch = 1
    worker.start()
    try:
        until(lambda: look_up(broker, QUEUE, ["m"])["m"] is Alive.DELAYED)
    finally:
        worker.stop()
    (held,) = broker.client.hvals(f"albumforge:{QUEUE}.DQ.msgs")
    again = Message.decode(held)
    assert (again.args, again.kwargs, again.message_id) == (arguments, named, "m")


def statements(peewee: pw.Database, name: str, *lines: str) -> None:
    for line in lines:
        peewee.execute_sql(line)
    moment = "2030-01-01 00:00:00"
    peewee.execute_sql(f"INSERT INTO albumforge_migration (name, applied) VALUES ('{name}', '{moment}')")


def test_a_schema_to_which_a_newer_version_added_is_worked_with(
    forge: Forge, pictures: list[Path], cli: Callable[..., Shown], tmp_path: Path
) -> None:
    with forge.database.session() as tables:
        statements(
            tables.user._meta.database,
            f"9998_moods{ADDITIVE}",
            "ALTER TABLE movie ADD COLUMN mood VARCHAR(20) NOT NULL DEFAULT 'calm'",
            "CREATE TABLE mood (id INTEGER PRIMARY KEY, name VARCHAR(20))",
        )
    with Forge(forge.settings) as old:
        film = queued(old, pictures, frames=2)
        assert run(old, film) is Ran.DONE
        assert old.machines().kept is not None
        assert old.machines().database.well
        with pytest.raises(Unavailable, match=r"newer albumforge \(9998_moods_additive\)") as caught:
            old.backup(tmp_path / "backup")
        assert "with that version" in caught.value.hint
        assert not (tmp_path / "backup").exists()
        with old.database.session() as tables:
            statements(tables.user._meta.database, "9999_tomorrow")
    with Forge(forge.settings) as older, pytest.raises(Unavailable, match=r"newer albumforge \(9999_tomorrow\)"):
        older.movies.list()
    with Forge(forge.settings) as older:
        found = older.machines()
        assert not found.database.well
        assert "9999_tomorrow" in found.database.said


def columns(peewee: pw.Database) -> dict[str, dict[str, Any]]:
    return {table: {one.name: one for one in peewee.get_columns(table)} for table in peewee.get_tables()}


def test_migrations_that_say_they_only_add_do_so(database_url: str, tmp_path: Path) -> None:
    """What an older version writes names the columns that it knows; so the others need a default, or may be NULL."""
    names = [path.stem for path in sorted(MIGRATIONS.glob("[0-9]*.py"))]
    additive = [name for name in names if name.endswith(ADDITIVE)]
    assert additive
    database = Database(database_url, tmp_path)
    peewee = database.tables.movie._meta.database
    runner = Runner(peewee, str(MIGRATIONS), table_name="albumforge_migration")
    with peewee.connection_context():
        for name in additive:
            if names.index(name):
                runner.up(names[names.index(name) - 1])
            before = columns(peewee)
            runner.up(name)
            after = columns(peewee)
            for table, known in before.items():
                assert table in after, (name, table)
                for column, was in known.items():
                    now = after[table].get(column)
                    assert now is not None, (name, table, column)
                    assert (now.data_type, now.null, now.default) == (was.data_type, was.null, was.default)
                for column in set(after[table]) - set(known):
                    added = after[table][column]
                    assert added.null or added.default is not None, (name, table, column)
    database.close()


def test_a_row_of_an_older_version_can_be_done_by_all(forge: Forge) -> None:
    with forge.database.session() as tables:
        old = [field.column_name for field in tables.movie._meta.sorted_fields if field.name != "needs"]
        film = forge.movies.create("Reise", generator="small")
        peewee = tables.movie._meta.database
        names = ", ".join(old)
        values = ", ".join("'0'" if name == "work_id" else name for name in old)
        peewee.execute_sql(f"INSERT INTO movie ({names}) SELECT {values} FROM movie WHERE work_id = '{film.work_id}'")
        assert tables.movie.get_by_id("0").needs == 0
        assert tables.movie.get_by_id("0").user_id == LOCAL_USER
