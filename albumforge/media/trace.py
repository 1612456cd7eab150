"""The trace of a cutting job: each action that was taken, what came of it, and how long it really took."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from albumforge.errors import InvalidInput, MediaError, NotFound, plain
from albumforge.media.publish import write_text
from albumforge.media.structs import work_out

_FOLDERS = re.compile(r"(?<![\w/.])/(?:[^\s/:]+/)+")
"""The folders of an absolute path; a trace goes to whoever owns the video, and folders of a server are not theirs."""


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was done.

    Attributes:
        action: its kind, such as ``append_scene``.
        detail: what of it, one line for people.
        ok: whether it went well.
        took_ms: whole milliseconds, measured.
    """

    action: str
    detail: str
    ok: bool = True
    took_ms: int = 0


class Summary(msgspec.Struct, frozen=True):
    """How many actions there were, and the milliseconds that they took together."""

    total_actions: int
    successful: int
    failed: int
    total_time_ms: int


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    total_actions: int
    successful: int
    failed: int
    total_time_ms: int
    actions: tuple[Action, ...]


work_out(Action, Summary, _Document)


@dataclass
class Step:
    """An action that is being taken; its `detail` may be changed until it ends."""

    detail: str


class Trace:
    """Actions in the order in which they ended. Every method may be called from any thread."""

    def __init__(self, actions: Iterable[Action] = (), on_action: Callable[[Action], None] | None = None) -> None:
        """Begin a trace.

        Args:
            actions: those of an earlier run of the same job.
            on_action: called with each action that is added, on the thread that took it.
        """
        self._actions = list(actions)
        self._adding = threading.Lock()
        self._on_action = on_action

    @property
    def actions(self) -> tuple[Action, ...]:
        """What was done so far."""
        with self._adding:
            return tuple(self._actions)

    @contextlib.contextmanager
    def action(self, action: str, detail: str) -> Iterator[Step]:
        """Measure what the body does, and add it when it ends; what it raises makes it a failure, and goes on."""
        step, began = Step(detail), time.perf_counter()
        try:
            yield step
        except BaseException as error:
            self.fail(action, step.detail, error, time.perf_counter() - began)
            raise
        self.note(action, step.detail, True, round((time.perf_counter() - began) * 1000))

    def fail(self, action: str, detail: str, error: BaseException, seconds: float) -> None:
        """Add an action that broke off after so long, with the reason."""
        said = _FOLDERS.sub("", _reason(error)).strip()
        self.note(action, f"{detail}: {said}" if said else detail, False, round(seconds * 1000))

    def note(self, action: str, detail: str, ok: bool = True, took_ms: int = 0) -> None:
        """Add an action that is over, or something that was found out on the way."""
        added = Action(action, " ".join(detail.split()), ok, took_ms)
        with self._adding:
            self._actions.append(added)
        if self._on_action is not None:
            self._on_action(added)

    def summary(self) -> Summary:
        """Count the actions."""
        actions = self.actions
        well = sum(one.ok for one in actions)
        return Summary(len(actions), well, len(actions) - well, sum(one.took_ms for one in actions))

    def document(self) -> str:
        """Return the trace as JSON: the fields of `Summary`, and ``actions``."""
        document = {**msgspec.structs.asdict(self.summary()), "actions": self.actions}
        return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"

    def save(self, path: Path) -> None:
        """Publish the trace as JSON at `path`.

        Raises:
            StorageError: it cannot be written.
        """
        write_text(path, self.document())

    @classmethod
    def load(cls, path: Path, on_action: Callable[[Action], None] | None = None) -> Trace:
        """Read a trace that was saved, to go on with it.

        Raises:
            NotFound: there is none.
            InvalidInput: the file is not a trace.
        """
        try:
            document = msgspec.json.decode(path.read_bytes(), type=_Document)
        except FileNotFoundError as error:
            raise NotFound(f"{path}: there is no such trace.") from error
        except OSError as error:
            raise InvalidInput(f"{path}: the trace cannot be read: {error.strerror}.") from error
        except (msgspec.DecodeError, UnicodeError) as error:
            raise InvalidInput(f"{path}: this is not the trace of a cutting job: {error}.") from error
        return cls(document.actions, on_action)


def _reason(error: BaseException) -> str:
    return error.reason if isinstance(error, MediaError) else plain(error)
