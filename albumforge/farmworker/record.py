"""What a worker leaves for the next one of its name: which part it was writing, should it be killed."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import platformdirs

from albumforge.errors import Conflict
from albumforge.media.publish import make_folder, write_text, writing
from albumforge.queue.runtime import FileLock

_PART = re.compile(r"\.transcode-\d+\.[a-z0-9]{2,5}", re.IGNORECASE)


@dataclass(frozen=True)
class Unfinished:
    """A part that somebody has to look after.

    Attributes:
        task_id: of its task.
        part: the file, on this machine.
        handed_over: the worker was done with it, and was telling the master so.
    """

    task_id: str
    part: Path
    handed_over: bool = False


def state_folder() -> Path:
    """Return where the workers of this user keep their records."""
    return Path(platformdirs.user_state_dir("albumforge", appauthor=False)) / "farm-worker"


class Record:
    """The record of the one worker of a name for a master on this machine; a context manager that keeps others off."""

    def __init__(self, folder: Path, url: str, name: str) -> None:
        """Prepare; nothing is written.

        Args:
            folder: of all records, such as `state_folder`.
            url: of the master.
            name: of the worker.
        """
        self._name = name
        self._path = folder / f"{sha256(f'{url} {name}'.encode()).hexdigest()[:16]}.json"
        self._lock = FileLock(self._path.with_suffix(".lock"))

    def __enter__(self) -> Record:
        """Take the place.

        Raises:
            Conflict: a worker of this name runs on this machine.
            StorageError: the folder cannot be written.
        """
        make_folder(self._path.parent)
        with writing(self._path):
            taken = self._lock.acquire()
        if not taken:
            raise Conflict(
                f"A worker called {self._name!r} runs on this machine already.", hint="Give this one another --name."
            )
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def write(self, unfinished: Unfinished) -> None:
        """Remember a part, before a byte of it is written.

        Raises:
            StorageError: the record cannot be written.
        """
        write_text(self._path, json.dumps({**asdict(unfinished), "part": str(unfinished.part)}))

    def clear(self) -> None:
        """Forget the part: it is gone, or the master's."""
        with contextlib.suppress(OSError):
            self._path.unlink()

    def read(self) -> Unfinished | None:
        """Return what is remembered; None where that is nothing, or cannot be read."""
        try:
            document = json.loads(self._path.read_bytes())
            return Unfinished(str(document["task_id"]), Path(document["part"]), bool(document["handed_over"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def remove_part(part: Path) -> None:
    """Remove a part, if that is what its name says it is; a file that cannot be removed stays."""
    if _PART.fullmatch(part.name):
        with contextlib.suppress(OSError):
            part.unlink()
