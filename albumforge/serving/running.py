"""Which server runs for a home, and where it answers: a small file in the home, under a lock that the server holds.

The lock is freed by the kernel when its holder ends, however it ends; a file that nobody holds says nothing.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from albumforge.errors import Conflict, StorageError
from albumforge.queue.runtime import FileLock, is_locked
from albumforge.serving.address import Address

NAME = "server.json"
_PATIENCE = 1.0
"""Seconds: those who only look hold the lock for an instant, and a server that begins has not written yet."""


class Running:
    """The place of the one server of a home."""

    def __init__(self, home: Path) -> None:
        self._path = home / NAME
        self._lock = FileLock(self._path)

    def take(self) -> Address | None:
        """Become the server of this home; return where the last one answered if it did not end in an orderly way.

        Raises:
            Conflict: another server runs here; the message says where it answers.
            StorageError: the home cannot be written.
        """
        deadline = time.monotonic() + _PATIENCE
        try:
            while not self._lock.acquire():
                if time.monotonic() > deadline:
                    raise _running(self._path.parent, self.found())
                time.sleep(0.05)
        except OSError as error:
            raise StorageError(
                f"{self._path} cannot be written: {(error.strerror or str(error)).lower()}.",
                hint="Choose another folder with --home.",
            ) from error
        return _read(self._path)

    def tell(self, address: Address) -> None:
        """Let others know where this server answers."""
        text = json.dumps({"pid": os.getpid(), **asdict(address)}).encode()
        os.ftruncate(self._lock.fileno(), 0)
        os.pwrite(self._lock.fileno(), text, 0)

    def leave(self) -> None:
        """Be the server no longer."""
        if self._lock.held:
            os.ftruncate(self._lock.fileno(), 0)
            self._lock.release()

    def found(self) -> Address | None:
        """Where the server of this home answers, or None where none runs, or it only begins."""
        deadline = time.monotonic() + _PATIENCE
        while is_locked(self._path):
            address = _read(self._path)
            if address is not None:
                return address
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        return None


def _read(path: Path) -> Address | None:
    try:
        document: Any = json.loads(path.read_bytes())
        document.pop("pid")
        return Address(**document)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _running(home: Path, address: Address | None) -> Conflict:
    if address is None:
        return Conflict(f"A server of {home} is starting or stopping.", hint="Try again in a moment.")
    return Conflict(
        f"A server of {home} is running already: {address.url()}",
        hint="`albumforge url` prints a link that signs you in; stop that server first to start another one.",
    )
