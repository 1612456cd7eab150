"""The forge: everything albumforge does, put together from settings."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from albumforge.backends import Film, Planned
from albumforge.context import Context
from albumforge.errors import ForgeError, PlanError, SettingsError
from albumforge.media.cache import make_cache, trim_cache
from albumforge.plugins import Registry
from albumforge.settings import Settings

if TYPE_CHECKING:
    from albumforge.models.database import Database
    from albumforge.queue.broker import Broker
    from albumforge.services.movies import Movies

T = TypeVar("T")


class ForgeClosed(ForgeError):
    """Raised when a forge is used after `close`."""


class Forge:
    """Photos and video in, finished films out: at once with `make`, or as jobs with `movies`.

    A context manager. Nothing is opened before it is needed: `make`, `plan` and `render` touch neither database nor
    queue. Safe to use from many threads; several forges can be open in one process.

    >>> with Forge(home="~/films") as forge:
    ...     film = forge.make(["~/Pictures/trip"], "trip.mp4", request={"title": "The trip"})
    """

    def __init__(self, settings: Settings | None = None, **arguments: Any) -> None:
        """Prepare a forge.

        Args:
            settings: None: from `arguments`, environment and file, as `Settings.load` gathers them.
            arguments: single settings; not together with `settings`.

        Raises:
            SettingsError: a setting is unknown or does not fit, or both ways were used.
        """
        if settings is not None and arguments:
            raise SettingsError("Give a forge either settings or single arguments, not both.")
        self._settings = settings if settings is not None else Settings.load(**arguments)
        self._parts: dict[str, Any] = {}
        self._making = threading.RLock()
        self._closed = False

    def __enter__(self) -> Forge:
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
    def movies(self) -> Movies:
        """Films as jobs."""

        def make() -> Movies:
            from albumforge.services.movies import Movies

            return Movies(self._settings, self.database, self.broker, self.plugins)

        return self._part("movies", make)

    def make(
        self,
        files: Sequence[Path | str],
        output: Path | str,
        *,
        request: Mapping[str, Any] | None = None,
        generator: str = "album",
        context: Context | None = None,
    ) -> Film:
        """Turn files into a film here and now.

        Args:
            files: pictures and clips, or folders of them.
            output: where the film appears, whole or not at all.
            request: the generator's options.
            generator: name of the backend.
            context: gets progress and log, and can cancel.

        Returns:
            The film; `skipped` names the files that are not in it.

        Raises:
            InvalidInput: an option does not fit.
            NoUsableMedia: nothing among the files can be used.
            MediaError: a file changed while it was used.
            StorageError: the output cannot be written.
            Unavailable: there is no such generator.
            Cancelled: the context asked to stop.
        """
        context = context or Context()
        planned = self.plan(files, request=request, generator=generator, context=context)
        film = self._rendered(generator, planned.document, output, context)
        return film if film.skipped else _with_skipped(film, planned)

    def plan(
        self,
        files: Sequence[Path | str],
        *,
        request: Mapping[str, Any] | None = None,
        generator: str = "album",
        context: Context | None = None,
    ) -> Planned:
        """Decide a film without making it; see `make`."""
        backend = self.plugins.generator(generator)
        options = backend.check_request(dict(request or {}))
        return backend.plan([Path(file).expanduser() for file in files], options, context or Context())

    def render(self, document: str, output: Path | str, *, context: Context | None = None) -> Film:
        """Make the film of a plan.

        Args:
            document: a plan as JSON text; its field ``generator`` names the backend.

        Raises:
            PlanError: it is no plan.
        """
        return self._rendered(_generator_of(document), document, output, context or Context())

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
            if "broker" in parts:
                parts["broker"].close()
        finally:
            if "database" in parts:
                parts["database"].close()

    def _rendered(self, generator: str, document: str, output: Path | str, context: Context) -> Film:
        backend = self.plugins.generator(generator)
        cache = make_cache(self._settings.cache)
        film = backend.render(
            document, Path(output).expanduser(), cache=cache, threads=self._settings.render_threads, context=context
        )
        trim_cache(cache, round(self._settings.cache_gb * 1e9))
        return film

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


def _generator_of(document: str) -> str:
    try:
        plan = json.loads(document.removeprefix("\ufeff"))
    except ValueError as error:
        raise PlanError(f"The plan is not JSON: {error}.") from error
    except RecursionError as error:
        raise PlanError("The plan is not valid: it is nested too deeply.") from error
    name = plan.get("generator") if isinstance(plan, dict) else None
    if not isinstance(name, str):
        raise PlanError("The plan does not say which generator it is for.", hint='It needs a field "generator".')
    return name


def _with_skipped(film: Film, planned: Planned) -> Film:
    from dataclasses import replace

    return replace(film, skipped=planned.skipped)
