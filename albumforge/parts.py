"""What a forge is put together from: each part is made when it is first asked for, and taken down again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from albumforge.errors import ForgeError, SettingsError
from albumforge.plugins import Registry
from albumforge.settings import Settings

if TYPE_CHECKING:
    from albumforge.models.database import Database
    from albumforge.queue.broker import Broker
    from albumforge.services.accounts import Accounts
    from albumforge.services.farm.farm import Farm
    from albumforge.services.housekeeping import Housekeeping
    from albumforge.services.jobs import Jobs
    from albumforge.services.movies import Movies
    from albumforge.services.picture_work import Work
    from albumforge.services.samples import Samples
    from albumforge.services.transfers.transfers import Transfers
    from albumforge.services.watch.watch import Watch

T = TypeVar("T")


class ForgeClosed(ForgeError):
    """Raised when a forge is used after `close`."""


class Parts:
    """The settings of a forge, and what is made from them. Safe to use from many threads."""

    def __init__(self, settings: Settings | None = None, *, apart: bool = False, **arguments: Any) -> None:
        """Prepare a forge.

        Args:
            settings: None: from `arguments`, environment and file, as `Settings.load` gathers them.
            apart: whether pictures for pages are made, and files that are added are looked at, in a process of its
                own, which comes and goes with the work. For servers, which so stay small and answer meanwhile.
            arguments: single settings; not together with `settings`.

        Raises:
            SettingsError: a setting is unknown or does not fit, or both ways were used.
        """
        if settings is not None and arguments:
            raise SettingsError("Give a forge either settings or single arguments, not both.")
        self._settings = settings if settings is not None else Settings.load(**arguments)
        self._apart = apart
        self._parts: dict[str, Any] = {}
        self._making = threading.RLock()
        self._closed = False

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def settings(self) -> Settings:
        """What the forge runs with."""
        return self._settings

    @property
    def plugins(self) -> Registry:
        """The backends."""
        return self._part("plugins", lambda: Registry(self._settings.plugins_dirs, self._settings))

    @property
    def database(self) -> Database:
        """The database; opened when first asked something."""

        def make() -> Database:
            from albumforge.models.database import Database

            return Database(self._settings.database_url, self._settings.home)

        return self._part("database", make)

    @property
    def broker(self) -> Broker:
        """The queue; connected, and an embedded server started, when first asked something."""

        def make() -> Broker:
            from albumforge.queue.broker import Broker

            return Broker(self._settings)

        return self._part("broker", make)

    @property
    def accounts(self) -> Accounts:
        """Users, and the tokens and links by which they come in."""

        def make() -> Accounts:
            from albumforge.services.accounts import Accounts

            return Accounts(
                self.database,
                self._settings,
                delete_film=lambda work_id: self.movies.delete(work_id),
                delete_job=lambda work_id: self.jobs.delete(work_id),
            )

        return self._part("accounts", make)

    @property
    def movies(self) -> Movies:
        """Films as jobs."""

        def make() -> Movies:
            from albumforge.services.movies import Movies

            return Movies(self._settings, self.database, self.broker, self.plugins, self._work)

        return self._part("movies", make)

    @property
    def jobs(self) -> Jobs:
        """Cutting jobs."""

        def make() -> Jobs:
            from albumforge.services.jobs import Jobs

            return Jobs(self._settings, self.database, self.broker, self.plugins, self._work, self._long_work)

        return self._part("jobs", make)

    @property
    def farm(self) -> Farm:
        """The transcode farm."""

        def make() -> Farm:
            from albumforge.services.farm.farm import Farm

            return Farm(self._settings, self.database, self.broker, self.plugins, lambda: self._work)

        return self._part("farm", make)

    @property
    def transfers(self) -> Transfers:
        """Master transfers."""

        def make() -> Transfers:
            from albumforge.services.transfers.transfers import Transfers

            return Transfers(self._settings, self.database, self.broker, self.plugins)

        return self._part("transfers", make)

    @property
    def watch(self) -> Watch:
        """Watch folders."""

        def make() -> Watch:
            from albumforge.services.watch.watch import Watch

            return Watch(
                self._settings,
                self.database,
                self.broker,
                self.plugins,
                work=lambda: self._work,
                movies=lambda: self.movies,
                jobs=lambda: self.jobs,
            )

        return self._part("watch", make)

    @property
    def samples(self) -> Samples:
        """What templates look like and music sounds like."""

        def make() -> Samples:
            from albumforge.services.samples import Samples

            return Samples(self._settings, self.plugins, self._work)

        return self._part("samples", make)

    @property
    def housekeeping(self) -> Housekeeping:
        """What is cleared away from time to time."""

        def make() -> Housekeeping:
            from albumforge.services.cleaning import sweep_lines
            from albumforge.services.housekeeping import Housekeeping, Sweepers

            sweepers = Sweepers(
                expire=self.movies.expire,
                expire_jobs=self.jobs.expire,
                jobs=self.jobs.sweep,
                tokens=self.accounts.sweep,
                samples=self.samples.sweep,
                farm=self.farm.sweep,
                lines=lambda days: sweep_lines(self.database, days),
            )
            return Housekeeping(self._settings, sweepers)

        return self._part("housekeeping", make)

    def down(self) -> bool:
        """Stop the embedded queue server of this home; answer whether one was running.

        Raises:
            Conflict: other processes use it.
        """
        return self.broker.down()

    def close(self) -> None:
        """Close what was opened; the last user of an embedded queue server stops it. A second call does nothing."""
        with self._making:
            self._closed = True
            parts, self._parts = self._parts, {}
        try:
            for name in ("farm", "work", "long_work"):
                if name in parts:
                    parts[name].close()
            if "broker" in parts:
                parts["broker"].close()
        finally:
            if "database" in parts:
                parts["database"].close()

    @property
    def _work(self) -> Work:
        return self._part("work", self._workplace)

    @property
    def _long_work(self) -> Work:
        """For what takes minutes, so that small pictures need not wait for it."""
        return self._part("long_work", self._workplace)

    def _workplace(self) -> Work:
        if self._apart:
            from albumforge.services.darkroom import Darkroom

            return Darkroom(self._settings)
        from albumforge.services.picture_work import Bench

        return Bench(self._settings, self.plugins)

    def _part(self, name: str, make: Callable[[], T]) -> T:
        with self._making:
            self._open()
            if name not in self._parts:
                self._parts[name] = make()
            part: T = self._parts[name]
            return part

    def _open(self) -> None:
        if self._closed:
            raise ForgeClosed("This forge is closed.", hint="Open a new one.")
