"""The registry of backends: built-in ones, pip packages and single files all come in the same way.

A backend is found by entry point in one of the groups of `KINDS` (``albumforge.generators`` …), or in a ``.py`` file of
a plugins folder that has a function ``albumforge_backends()`` returning ``{"generator": [Backend, …], …}``. One that
cannot be loaded is set aside with the reason; it never stops the others.
"""

from __future__ import annotations

import importlib.util
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from albumforge.backends import API_VERSION, Generator, Poet
from albumforge.errors import InvalidInput, Unavailable
from albumforge.settings import Settings
from albumforge.transcoding import Transcoder
from albumforge.transcribers import Transcriber
from albumforge.transferring import TIMEOUT, Place, Transfer

KINDS: dict[str, tuple[str, type[Any]]] = {
    "generator": ("albumforge.generators", Generator),
    "transcoder": ("albumforge.transcoders", Transcoder),
    "transfer": ("albumforge.transfers", Transfer),
    "poet": ("albumforge.poets", Poet),
    "transcriber": ("albumforge.transcribers", Transcriber),
}
"""Kind → entry-point group, and the protocol an instance must meet."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plugin:
    """One backend as the registry sees it.

    Attributes:
        kind: a key of `KINDS`.
        name: unique within its kind.
        origin: the entry point or file it came from.
        backend: the instance, or None where it was set aside.
        problem: why it was set aside, or "".
    """

    kind: str
    name: str
    origin: str
    backend: Any = None
    problem: str = ""

    @property
    def actor_name(self) -> str:
        """Name of its Dramatiq actor and of its queue."""
        return f"{self.kind}.{self.name}"


class Registry:
    """All backends of a forge, by kind and name."""

    def __init__(self, folders: Sequence[Path] = (), settings: Settings | None = None) -> None:
        """Find and load all backends.

        Args:
            folders: where to look for plugins as files.
            settings: given to the backends that have a method ``configure(settings)``.

        Once all are loaded, those that have a method ``meet(registry)`` get to know the others by it.
        """
        self._plugins: list[Plugin] = []
        self._settings = settings or Settings()
        for kind, (group, _) in KINDS.items():
            for entry in sorted(entry_points(group=group), key=_built_in_first):
                self._load_entry(kind, entry)
        for folder in folders:
            self._load_folder(folder)
        self._introduce()

    def __iter__(self) -> Iterator[Plugin]:
        return iter(self._plugins)

    def working(self, kind: str) -> dict[str, Plugin]:
        """The usable backends of a kind by name."""
        return {plugin.name: plugin for plugin in self._plugins if plugin.kind == kind and not plugin.problem}

    def generator(self, name: str) -> Generator:
        """Return the generator of that name.

        Raises:
            Unavailable: there is none, or it was set aside; the message says why.
        """
        found: Generator = self._get("generator", name)
        return found

    def transcoder(self, name: str) -> Transcoder:
        """Return the transcoder of that name.

        Raises:
            Unavailable: there is none, or it was set aside; the message says why.
        """
        found: Transcoder = self._get("transcoder", name)
        return found

    def transfer(self, name: str) -> Transfer:
        """Return the transfer backend of that name.

        Raises:
            Unavailable: there is none, or it was set aside; the message says why.
        """
        found: Transfer = self._get("transfer", name)
        return found

    def place(self, text: str, *, timeout: float = TIMEOUT) -> Place:
        """Return the place of blocks that a text names as ``BACKEND:ADDRESS``; nothing is asked of it yet.

        Args:
            timeout: seconds, for each wait.

        Raises:
            InvalidInput: it names none.
            Unavailable: there is no such backend, or it was set aside.
        """
        name, colon, address = text.partition(":")
        if not colon or name in ("http", "https"):
            raise InvalidInput(
                f"{text!r} is no place of blocks.", hint="Such as ipfs:http://127.0.0.1:5001, or local:/mnt/blocks."
            )
        return self.transfer(name).place(address, timeout=timeout)

    def _get(self, kind: str, name: str) -> Any:
        for plugin in self._plugins:
            if plugin.kind == kind and plugin.name == name:
                if plugin.problem:
                    raise Unavailable(f"The {kind} {name!r} was set aside: {plugin.problem}")
                return plugin.backend
        known = ", ".join(sorted(self.working(kind))) or "none"
        raise Unavailable(f"There is no {kind} {name!r}.", hint=f"Known: {known}.")

    def _load_entry(self, kind: str, entry: EntryPoint) -> None:
        origin = f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
        try:
            factory = entry.load()
        except Exception as error:  # a plugin may raise anything; it must not stop the others
            self._set_aside(kind, entry.name, origin, error)
            return
        self._add(kind, factory, origin, entry.name)

    def _load_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._plugins.append(Plugin("folder", folder.name, str(folder), problem="is not a folder"))
            return
        for file in sorted(folder.glob("*.py")):
            if file.name.startswith("_"):
                continue
            try:
                spec = importlib.util.spec_from_file_location(f"albumforge_plugin_{file.stem}", file)
                if spec is None or spec.loader is None:
                    raise ImportError("not a Python module")
                module = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(module)
                offered = {kind: list(factories) for kind, factories in module.albumforge_backends().items()}
            except Exception as error:  # as above
                self._set_aside("file", file.stem, str(file), error)
                continue
            for kind, factories in offered.items():
                if kind not in KINDS:
                    self._set_aside(kind, file.stem, str(file), ValueError(f"there is no kind {kind!r}"))
                    continue
                for factory in factories:
                    self._add(kind, factory, str(file), None)

    def _add(self, kind: str, factory: Any, origin: str, entry_name: str | None) -> None:
        name = entry_name or str(getattr(factory, "name", getattr(factory, "__name__", "?")))
        try:
            backend = factory()
            if hasattr(backend, "configure"):
                backend.configure(self._settings)
            self._check(kind, name, backend)
        except Exception as error:  # as above
            self._set_aside(kind, name, origin, error)
            return
        self._plugins.append(Plugin(kind, name, origin, backend=backend))

    def _introduce(self) -> None:
        for number, plugin in enumerate(self._plugins):
            if not plugin.problem and hasattr(plugin.backend, "meet"):
                try:
                    plugin.backend.meet(self)
                except Exception as error:  # as above
                    self._plugins[number] = self._aside(plugin.kind, plugin.name, plugin.origin, error)

    def _check(self, kind: str, name: str, backend: Any) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError("its name must be lower-case letters, digits, '-' and '_', at most 40")
        if getattr(backend, "name", None) != name:
            raise ValueError(f"its name is {getattr(backend, 'name', None)!r}, but it is registered as {name!r}")
        version = getattr(backend, "api_version", None)
        if version != API_VERSION:
            raise ValueError(f"it was written for version {version} of the backend protocols; this is {API_VERSION}")
        protocol = KINDS[kind][1]
        if not isinstance(backend, protocol):
            raise TypeError(f"it does not offer all of {protocol.__name__}")
        if name in self.working(kind):
            raise ValueError("its name is taken")

    def _set_aside(self, kind: str, name: str, origin: str, error: Exception) -> None:
        self._plugins.append(self._aside(kind, name, origin, error))

    @staticmethod
    def _aside(kind: str, name: str, origin: str, error: Exception) -> Plugin:
        problem = f"{type(error).__name__}: {error}"
        _log.warning("plugin %s %s from %s set aside: %s", kind, name, origin, problem)
        return Plugin(kind, name, origin, problem=problem)


def _built_in_first(entry: EntryPoint) -> tuple[bool, str]:
    return (entry.dist is None or entry.dist.name != "albumforge", entry.name)
