"""The registry of backends: built-in ones, pip packages and single files all come in the same way.

A backend is found by entry point in one of the groups of `KINDS` (``albumforge.generators`` …), or in a ``.py`` file of
a plugins folder that has a function ``albumforge_backends()`` returning ``{"generator": [Backend, …], …}``. One that
cannot be loaded is set aside with the reason, which says what to do; it never stops the others. One that takes long
to load is named in the log meanwhile: it cannot be stopped, for it runs in this process.
"""

from __future__ import annotations

import importlib.util
import logging
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from albumforge.backends import API_VERSION, Generator, Poet
from albumforge.errors import InvalidInput, Unavailable
from albumforge.face_detectors import FaceDetector
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
    "face_detector": ("albumforge.face_detectors", FaceDetector),
}
"""Kind → entry-point group, and the protocol an instance must meet."""

LONG_SECONDS = 10.0
"""After which the log says that a plugin is still being loaded."""

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
        installed = entry_points()  # once: it reads the metadata of every package
        for kind, (group, _) in KINDS.items():
            for entry in sorted(installed.select(group=group), key=_built_in_first):
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

    def face_detector(self, name: str) -> FaceDetector:
        """Return the face detector of that name.

        Raises:
            Unavailable: there is none, or it was set aside; the message says why.
        """
        found: FaceDetector = self._get("face_detector", name)
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
        called = kind.replace("_", " ")
        for plugin in self._plugins:
            if plugin.kind == kind and plugin.name == name:
                if plugin.problem:
                    raise Unavailable(f"The {called} {name!r} was set aside: {plugin.problem}")
                return plugin.backend
        known = ", ".join(sorted(self.working(kind))) or "none"
        raise Unavailable(f"There is no {called} {name!r}.", hint=f"Known: {known}.")

    def _load_entry(self, kind: str, entry: EntryPoint) -> None:
        origin = f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
        with self._setting_aside(kind, entry.name, origin):
            self._add(kind, entry.load(), origin, entry.name)

    def _load_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._plugins.append(Plugin("folder", folder.name, str(folder), problem="is not a folder"))
            return
        for file in sorted(folder.glob("*.py")):
            if not file.name.startswith("_"):
                with self._setting_aside("file", file.stem, str(file)):
                    self._load_file(file)

    def _load_file(self, file: Path) -> None:
        origin = str(file)
        for kind, factories in _offered(file).items():
            with self._setting_aside(kind, file.stem, origin):
                if kind not in KINDS:
                    raise ValueError(f"there is no kind {kind!r}; there are {', '.join(KINDS)}")
                for factory in list(factories):
                    name = str(getattr(factory, "name", getattr(factory, "__name__", "?")))
                    with self._setting_aside(kind, name, origin):
                        self._add(kind, factory, origin, name)

    def _add(self, kind: str, factory: Any, origin: str, name: str) -> None:
        backend = factory()
        if hasattr(backend, "configure"):
            backend.configure(self._settings)
        check_backend(kind, name, backend)
        if name in self.working(kind):
            raise ValueError(f"its name is taken, by {self._origin(kind, name)}")
        self._plugins.append(Plugin(kind, name, origin, backend=backend))

    def _origin(self, kind: str, name: str) -> str:
        return self.working(kind)[name].origin

    def _introduce(self) -> None:
        for place, plugin in enumerate(self._plugins):
            if not plugin.problem and hasattr(plugin.backend, "meet"):
                with self._setting_aside(plugin.kind, plugin.name, plugin.origin, place):
                    plugin.backend.meet(self)

    @contextmanager
    def _setting_aside(self, kind: str, name: str, origin: str, place: int | None = None) -> Iterator[None]:
        """Set a plugin aside where the body raises anything, in its place in the list if it has one."""
        watch = threading.Timer(LONG_SECONDS, _tell_long, (kind, name, origin))
        watch.daemon = True
        if not origin.startswith("albumforge "):
            watch.start()
        try:
            yield
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit and what extension modules raise as well
            problem = _problem(error)
            _log.warning("plugin %s %s from %s set aside: %s", kind, name, origin, problem)
            end = len(self._plugins) if place is None else place
            self._plugins[end : end + 1] = [Plugin(kind, name, origin, problem=problem)]
        finally:
            watch.cancel()


@contextmanager
def contained() -> Iterator[None]:
    """Let what a backend does in the body fail as an error that workers expect, never as the end of their program.

    Raises:
        RuntimeError: it raised SystemExit, or another exception that is no `Exception`, as extension modules do.
    """
    try:
        yield
    except (Exception, KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        raise RuntimeError(f"the backend raised {_problem(error)}") from error


def check_backend(kind: str, name: str, backend: Any) -> None:
    """Check that a backend is one of its kind, as far as that can be seen without work.

    Args:
        kind: a key of `KINDS`.
        name: what it is registered as.

    Raises:
        ValueError: its name or version does not fit; the message says what to do.
        TypeError: it lacks a part of its protocol.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"its name {name!r} must be lower-case letters, digits, '-' and '_', at most 40")
    if getattr(backend, "name", None) != name:
        raise ValueError(f"its name is {getattr(backend, 'name', None)!r}, but it is registered as {name!r}")
    _check_version(getattr(backend, "api_version", None))
    protocol = KINDS[kind][1]
    wanted = sorted({part for part in vars(protocol) if not part.startswith("_")} | {*protocol.__annotations__})
    lacking = [part for part in wanted if not hasattr(backend, part)]
    if lacking:
        raise TypeError(f"it does not offer all of {protocol.__name__}, but lacks {', '.join(lacking)}")


def _check_version(version: object) -> None:
    if not isinstance(version, int) or isinstance(version, bool):
        raise ValueError(
            f"its api_version is {version!r}, not a whole number; state the version of the backend protocols that it "
            f"is written for, which is {API_VERSION} here"
        )
    if version != API_VERSION:
        made = f"it is made for version {version} of the backend protocols, and this albumforge offers {API_VERSION}"
        if version > API_VERSION:
            raise ValueError(f"{made}: upgrade albumforge, or install an older release of the plugin")
        raise ValueError(f"{made}: install a newer release of the plugin, or an older albumforge")


def _offered(file: Path) -> dict[str, Any]:
    """Return what a file offers by kind."""
    spec = importlib.util.spec_from_file_location(f"albumforge_plugin_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise ImportError("not a Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, "albumforge_backends"):
        raise TypeError(
            "it has no function albumforge_backends(), which returns its backends by kind; "
            "a file that is not a plugin is named with '_' first"
        )
    offered = module.albumforge_backends()
    if not isinstance(offered, dict):
        raise TypeError(f"its albumforge_backends() returned {type(offered).__name__}, not a dict of kinds")
    return offered


def _problem(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"SystemExit: {error.code}; a plugin must not end the program, but raise an error"
    if isinstance(error, SyntaxError):
        return f"SyntaxError: {error.msg}, line {error.lineno} of {Path(error.filename or '?').name}"
    return f"{type(error).__name__}: {error}"


def _tell_long(kind: str, name: str, origin: str) -> None:
    _log.warning(
        "plugin %s %s from %s is still being loaded after %g seconds; nothing works before it is. "
        "Uninstall it or take it out of plugins_dirs if it never ends.",
        *(kind, name, origin, LONG_SECONDS),
    )


def _built_in_first(entry: EntryPoint) -> tuple[bool, str]:
    return (entry.dist is None or entry.dist.name != "albumforge", entry.name)
