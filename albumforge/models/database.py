"""The database of a forge: opened on first use, brought up to date by migrations, shared by all threads."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import peewee as pw
from playhouse.migrations import MigrationError, Runner
from playhouse.pool import MaxConnectionsExceeded, PooledPostgresqlDatabase, PooledSqliteDatabase

from albumforge.errors import Conflict, Unavailable
from albumforge.models.level import ADDITIVE
from albumforge.models.rows import (
    Row,
    Snapshot,
    Table,
    clear,
    insert,
    postgresql_snapshot,
    sorted_tables,
    sqlite_snapshot,
)
from albumforge.models.tables import LOCAL_USER, Tables, bind

MIGRATIONS = Path(__file__).parent / "migrations"
_TABLE = "albumforge_migration"
_ADVISORY_LOCK = 0x616C62756D  # any number of our own: "album"
_BUSY_MS = 10_000
_log = logging.getLogger(__name__)
_statements = logging.getLogger("peewee")


class Database:
    """A database with its tables. Opens nothing until the first `session`; safe to use from many threads.

    Attributes:
        tables: the model classes, bound to this database.
    """

    def __init__(self, url: str, home: Path, *, patience: float = 10.0, as_it_is: bool = False) -> None:
        """Prepare the database.

        Args:
            url: ``postgresql://…``; "": the file ``albumforge.sqlite3`` in `home`.
            home: folder of the forge.
            patience: seconds to wait for a server's answer to who connects; at least 2.
            as_it_is: neither make the database nor bring it up to date, for those who only look at it. Its tables may
                then lack columns.

        Raises:
            Unavailable: the address is of no kind we know, or psycopg is missing.
        """
        self._home = home
        self._url = url
        self._sqlite = home / "albumforge.sqlite3" if not url else None
        self._where = str(self._sqlite) if self._sqlite else _without_password(url)
        self._peewee: pw.Database = _sqlite(self._sqlite) if self._sqlite else _postgresql(url, patience)
        self._as_it_is = as_it_is
        self.tables: Tables = bind(self._peewee)
        self._ready = False
        self._closed = False
        self._opening = threading.Lock()

    @contextlib.contextmanager
    def session(self) -> Iterator[Tables]:
        """Yield the tables with a connection of this thread's own, given back at the end.

        Raises:
            Unavailable: the database cannot be reached, was made by a newer albumforge, or is closed.
        """
        if self._closed:
            raise Unavailable("The database is closed.", hint="Open a new forge.")
        with self._translated():
            self._open()
            with self._peewee.connection_context():
                yield self.tables

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Tables]:
        """Yield the tables inside one transaction, which holds the write lock on SQLite from its beginning."""
        with self.session() as tables, self._peewee.atomic():
            yield tables

    def one_at_a_time(self, name: str) -> None:
        """Wait until no other transaction is under way that asked for the same name; to be called inside of one.

        On SQLite there is never more than one.
        """
        if self._sqlite is None:
            sql = "SELECT pg_advisory_xact_lock(%s, hashtext(%s))"
            self._peewee.execute_sql(sql, (_ADVISORY_LOCK & 0x7FFF_FFFF, name))  # type: ignore[no-untyped-call]

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run `action` once the transaction of this thread is committed, and never when it is not.

        An exception of `action` is logged: the transaction has happened, and the actions after this one are due too.
        """

        def guarded() -> None:
            try:
                action()
            except Exception:  # a raising callback would drop the later ones
                _log.exception("an action after a commit failed")

        self._peewee.after_commit(guarded)

    @property
    def kind(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return "postgresql" if self._sqlite is None else "sqlite"

    @property
    def where(self) -> str:
        """The database, as messages name it; without passwords."""
        return self._where

    @property
    def exists(self) -> bool:
        """Whether there is a database, as far as that can be told without asking a server."""
        return self._sqlite is None or self._sqlite.is_file()

    def known_schema(self) -> list[str]:
        """Return the names of the migrations that this version knows, in order."""
        return [migration.name for migration in self._runner().migrations()]

    def schema(self) -> list[str]:
        """Return the names of the migrations that the database has had, in order.

        Raises:
            Unavailable: as `session`.
        """
        with self.session():
            return [migration.name for migration in self._runner().status() if migration.applied]

    @contextlib.contextmanager
    def snapshot(self, scratch: Path) -> Iterator[Snapshot]:
        """Yield all rows as they are at this moment, while others go on to read and write.

        Args:
            scratch: a file that SQLite needs meanwhile, as large as the database.

        Raises:
            Unavailable: the database cannot be reached, or a newer albumforge added to it.
        """
        self.check_whole()  # it is there, up to date, and nothing in it is left out
        with (
            self._translated(),
            sqlite_snapshot(self._sqlite, scratch) if self._sqlite else postgresql_snapshot(self._url) as found,
        ):
            yield found

    @contextlib.contextmanager
    def refill(self, schema: str) -> Iterator[Callable[[Table, Iterable[Row], int | None], None]]:
        """Yield a function that puts rows into a table, as `rows.insert`; all in one transaction.

        The tables are first made anew as they were at an older or the newest migration, without any rows; once the
        body has ended, they are brought up to date.

        Args:
            schema: name of the migration.

        Raises:
            Conflict: there are films, jobs, users or other rows.
            Unavailable: the database cannot be reached, is in use, or was changed by a newer albumforge.
        """
        self.check_whole()
        with self._translated(), self._peewee.connection_context(), self._migration_lock():
            with self._peewee.atomic():
                self._check_empty()
                clear(self._peewee, sorted_tables(self.tables.all))
                runner = self._runner()
                names = [migration.name for migration in runner.status()]
                for name in reversed(names[names.index(schema) + 1 :]):
                    runner.down(name)
                yield lambda table, rows, number: insert(self._peewee, table, rows, number)
            self._runner().up()

    def check_empty(self) -> None:
        """Check that nothing but the local user is in the database.

        Raises:
            Conflict: there is more.
            Unavailable: as `session`.
        """
        with self.session():
            self._check_empty()

    def _check_empty(self) -> None:
        tables = self.tables
        for model in tables.all:
            rows = model.select() if model is not tables.user else model.select().where(model.id != LOCAL_USER)
            if rows.exists():
                raise Conflict(
                    f"The database {self._where} is not empty: there are rows in the table {model._meta.table_name}.",
                    hint="Use another home, or another database.",
                )

    def close(self) -> None:
        """Close all connections, for good. Nothing happens where none is open."""
        self._closed = True
        self._peewee.close_all()  # type: ignore[attr-defined]

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (pw.OperationalError, pw.InterfaceError, MaxConnectionsExceeded) as error:
            raise Unavailable(
                f"The database {self._where} does not answer: {_first_line(error)}.", hint=self._hint()
            ) from error

    def _runner(self) -> Runner:
        return Runner(self._peewee, str(MIGRATIONS), table_name=_TABLE)

    def _open(self) -> None:
        if self._ready:
            return
        with self._opening:
            if self._ready:
                return
            # At DEBUG it writes down all values, names of files and words of users; at INFO each migration of a home
            # that is new.
            if _statements.level == logging.NOTSET:
                _statements.setLevel(logging.WARNING)
            if self._as_it_is:
                if not self.exists:
                    raise Unavailable(f"There is no database {self._where} yet.", hint="The first film makes it.")
                self._ready = True
                return
            if self._sqlite is not None:
                try:
                    self._home.mkdir(parents=True, exist_ok=True)
                except OSError as error:
                    raise Unavailable(
                        f"The folder {self._home} cannot be made: {error.strerror}.", hint=self._hint()
                    ) from error
            with self._peewee.connection_context():
                self._migrate()
            self._ready = True

    def _migrate(self) -> None:
        runner = self._runner()
        if all(migration.applied and migration.path for migration in runner.status()):
            return
        if all(migration.applied for migration in runner.status()):
            self.check_schema()
            _log.info("the database was changed by a newer albumforge; what it added is left alone")
            return
        with self._migration_lock():
            self.check_schema()
            try:
                runner.up()
            except MigrationError as error:
                raise Unavailable(f"The database {self._where} cannot be brought up to date: {error}") from error

    def check_schema(self) -> None:
        """Check that this version can work with the database as it is: a newer one may only have added to it.

        Raises:
            Unavailable: a newer one changed what this one knows.
        """
        barred = [name for name in self.newer_schema() if not name.endswith(ADDITIVE)]
        if barred:
            raise self._newer(barred[-1], "Update albumforge, or use another home.")

    def check_whole(self) -> None:
        """Check that this version knows all that is in the database.

        Raises:
            Unavailable: a newer one made it, or added to it.
        """
        with self.session():
            newer = self.newer_schema()
        if newer:
            raise self._newer(newer[-1], "Do it with that version.")

    def newer_schema(self) -> list[str]:
        """Return the names of the migrations that the database had by newer versions; to be called in a `session`."""
        return [migration.name for migration in self._runner().status() if migration.path is None]

    def _newer(self, name: str, hint: str) -> Unavailable:
        return Unavailable(f"The database {self._where} was made by a newer albumforge ({name}).", hint=hint)

    @contextlib.contextmanager
    def _migration_lock(self) -> Iterator[None]:
        # The runner takes no lock of its own: two processes would both create the first table.
        if self._sqlite is None:
            self._peewee.execute_sql("SELECT pg_advisory_lock(%s)", (_ADVISORY_LOCK,))  # type: ignore[no-untyped-call]
            try:
                yield
            finally:
                self._peewee.execute_sql("SELECT pg_advisory_unlock(%s)", (_ADVISORY_LOCK,))  # type: ignore[no-untyped-call]
            return
        descriptor = os.open(self._home / "database.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _hint(self) -> str:
        if self._sqlite is None:
            return "Check the setting database_url, and that the server runs."
        return "Check that the folder can be written, or choose another with the setting home."


def _sqlite(path: Path) -> pw.Database:
    pragmas = {"journal_mode": "wal", "synchronous": "normal", "foreign_keys": 1, "busy_timeout": _BUSY_MS}
    database: pw.Database = PooledSqliteDatabase(
        str(path),
        pragmas=pragmas,
        lock_type="IMMEDIATE",  # a deferred transaction that turns to writing fails at once with "locked"
        max_connections=64,
        timeout=10,  # seconds to wait for a connection of the pool; that for a lock is busy_timeout
        check_same_thread=False,  # the pool hands a connection from thread to thread, one at a time
    )
    return database


def _postgresql(url: str, patience: float) -> pw.Database:
    if urlsplit(url).scheme not in ("postgresql", "postgres"):
        raise Unavailable(
            "The setting database_url is of no kind we know.", hint="Use postgresql://…, or leave it empty for SQLite."
        )
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise Unavailable(
            "PostgreSQL needs psycopg.", hint="Install it with: pip install 'albumforge[postgres]'"
        ) from error
    url = "postgresql://" + url.split("://", 1)[1]
    database: pw.Database = PooledPostgresqlDatabase(
        url, prefer_psycopg3=True, max_connections=32, timeout=10, stale_timeout=600, connect_timeout=round(patience)
    )
    return database


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}{parts.path}"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
