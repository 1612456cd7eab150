from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from albumforge.errors import Unavailable
from albumforge.forge import Forge
from albumforge.models.database import Database
from albumforge.models.tables import LOCAL_USER


def _add(database: Database, work_id: str) -> None:
    with database.transaction() as tables:
        tables.movie.create(work_id=work_id, user=LOCAL_USER)


def _all(database: Database) -> set[str]:
    with database.session() as tables:
        return {row.work_id for row in tables.movie.select()}


def test_nothing_is_opened_before_it_is_needed(tmp_path: Path) -> None:
    database = Database("", tmp_path / "home")
    database.close()
    assert not (tmp_path / "home").exists()


def test_sqlite_runs_as_it_should(local_forge: Forge) -> None:
    with local_forge.database.session() as tables:
        database = tables.movie._meta.database
        pragmas = [database.pragma(name) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")]
    assert pragmas == ["wal", 1, 1, 10_000]


def test_two_databases_in_one_process_from_many_threads(
    tmp_path: Path, postgres_url: str, open_forge: Callable[..., Forge]
) -> None:
    forges = [open_forge(home=tmp_path / "a"), open_forge(home=tmp_path / "b", database_url=postgres_url)]
    forges.append(open_forge(home=tmp_path / "c"))

    def work(number: int) -> None:
        for index, forge in enumerate(forges):
            _add(forge.database, f"{index}-{number}")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(24)))
    for index, forge in enumerate(forges):
        assert _all(forge.database) == {f"{index}-{number}" for number in range(24)}


def test_guarded_updates_are_won_by_one(forge: Forge) -> None:
    database = forge.database
    names = [f"m{number}" for number in range(40)]
    for name in names:
        _add(database, name)
    wins: list[str] = []

    def claim(_: int) -> None:
        for name in names:
            with database.transaction() as tables:
                movie = tables.movie
                won = movie.update(status=2).where((movie.work_id == name) & (movie.status == 0)).execute()
            if won:
                wins.append(name)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(claim, range(4)))
    assert sorted(wins) == sorted(names)


def test_a_failed_transaction_leaves_nothing_and_runs_no_action(forge: Forge) -> None:
    done: list[str] = []
    with pytest.raises(RuntimeError, match="no"), forge.database.transaction() as tables:
        tables.movie.create(work_id="a", user=LOCAL_USER)
        forge.database.after_commit(lambda: done.append("a"))
        raise RuntimeError("no")
    assert not _all(forge.database)
    assert not done


def test_actions_after_a_commit_all_run_even_if_one_raises(
    local_forge: Forge, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[set[str]] = []

    def broken() -> None:
        raise RuntimeError("no")

    with local_forge.database.transaction() as tables:
        tables.movie.create(work_id="a", user=LOCAL_USER)
        local_forge.database.after_commit(broken)
        local_forge.database.after_commit(lambda: seen.append(_all(local_forge.database)))
        assert not seen
    assert seen == [{"a"}]
    assert "an action after a commit failed" in caplog.text


_OPEN = """
import sys
from pathlib import Path
from albumforge.models.database import Database
database = Database(sys.argv[1], Path(sys.argv[2]))
with database.session() as tables:
    print(tables.user.select().count())
database.close()
"""


def test_eight_processes_migrate_at_once(tmp_path: Path, database_url: str) -> None:
    command = [sys.executable, "-W", "error", "-c", _OPEN, database_url, str(tmp_path / "home")]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(8)]
    results = [child.communicate(timeout=60) for child in children]
    assert [(out, error) for out, error in results] == [(b"1\n", b"")] * 8


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    first = Database("", tmp_path)
    _add(first, "a")
    first.close()
    connection = sqlite3.connect(tmp_path / "albumforge.sqlite3")
    connection.execute("INSERT INTO albumforge_migration (name, applied) VALUES ('9999_later', '2030-01-01')")
    connection.commit()
    connection.close()
    second = Database("", tmp_path)
    with pytest.raises(Unavailable, match="newer albumforge"):
        _all(second)
    second.close()


def test_what_does_not_answer_is_unavailable_without_its_password(tmp_path: Path) -> None:
    database = Database("postgresql://me:secret@127.0.0.1:1/films", tmp_path)
    with pytest.raises(Unavailable, match="database_url") as caught:
        _all(database)
    assert "secret" not in str(caught.value)
    assert "127.0.0.1/films" in str(caught.value)


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    database = Database("", tmp_path / "file" / "home")
    with pytest.raises(Unavailable, match="setting home"):
        _all(database)


def test_an_unknown_kind_of_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="database_url"):
        Database("mysql://localhost/x", tmp_path)


def test_a_connection_that_the_server_dropped_is_replaced(postgres_url: str, open_forge: Callable[..., Forge]) -> None:
    import psycopg

    database = open_forge(database_url=postgres_url).database
    _add(database, "a")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert _all(database) == {"a"}


def test_threads_leave_no_connection_behind(local_forge: Forge) -> None:
    threads = [threading.Thread(target=_all, args=(local_forge.database,)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with local_forge.database.session() as tables:
        assert len(tables.movie._meta.database._in_use) == 1
