"""A file among the media by which other machines see that they share them: its name is in a process's signs of life."""

from __future__ import annotations

import contextlib
import secrets
import socket
import time
from types import TracebackType
from typing import Self

from albumforge.errors import ForgeError
from albumforge.media.publish import make_folder, write_text
from albumforge.settings import Settings

PROBES = ".albumforge-machines"
"""Folder, among the media, of the files of processes that are alive."""


_LEFT_SECONDS = 86_400.0
"""A file that nobody renewed for so long is that of a process that was killed."""


class Probe:
    """A file among the media that is there for as long as a process is; a context manager.

    Attributes:
        name: its name, or "" where it cannot be written: others must not take this for another folder.
    """

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.media / PROBES
        self._token = secrets.token_hex(16)
        self.name = ""

    def __enter__(self) -> Self:
        self.renew()
        with contextlib.suppress(OSError):
            for left in self._folder.iterdir():
                if time.time() - left.stat().st_mtime > _LEFT_SECONDS:
                    left.unlink(missing_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            (self._folder / self._token).unlink(missing_ok=True)

    def renew(self) -> None:
        """Have it stay; to be called every now and then. Never raises."""
        try:
            write_text(make_folder(self._folder) / self._token, socket.gethostname() + "\n")
            self.name = self._token
        except ForgeError:  # the first film will say so
            self.name = ""
