"""Uploads: multipart bodies streamed to the disk, hashed on the way, and taken into a film or left without a trace."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from multipart import MultipartSegment, PushMultipartParser

from albumforge.http.call import MAX_FORM, Call
from albumforge.http.multipart_bodies import Event, parser_of, receive
from albumforge.http.problems import Problem, well
from albumforge.http.shapes import file_shape
from albumforge.media.publish import TEMPORARY_PREFIX, writing
from albumforge.services.movie_files import SUFFIX, clean_label
from albumforge.services.states import Movie

_NAMES = ("file", "files")
"""What the parts that are files are called; there may be many of each."""

_MAX_HEAD = 1 << 16
"""Bytes that the headers of a part take at most."""


@dataclass
class Received:
    """A file that has arrived.

    Attributes:
        path: where it lies until it is taken in.
        label: the name that the client gave it.
        size: bytes.
        digest: SHA-256 in hexadecimal.
    """

    path: Path
    label: str
    size: int = 0
    digest: str = ""


def upload(call: Call) -> dict[str, Any]:
    """Take files into a film: any number of parts called ``file`` (or ``files``) that have a file name."""
    movie = call.forge.movies.get(call.work_id, user=call.user, owner=True)
    parser = parser_of(call, _NAMES[0], call.forge.settings.max_files + 20)
    _check_length(call)
    call.forge.movies.room(call.user, call.length)
    with received(call, movie, parser) as files:
        if not files:
            raise Problem("no_file", "There is no part with a file.", hint="Send the file as the part called file.")
        added = call.forge.movies.add_files(
            movie.work_id,
            [file.path for file in files],
            labels=[file.label for file in files],
            digests=[file.digest for file in files],
            user=call.user,
        )
    shapes = [file_shape(call, movie, file) for file in added]
    labels = {file.path: file.label for file in files}
    skipped = [
        {"label": clean_label(labels.get(one.path, "")), "reason": call.words(one.reason)} for one in added.skipped
    ]
    first = shapes[0]
    return well(filename=first["name"], url=first["url"], file=first, files=shapes, skipped=skipped)


@contextmanager
def received(call: Call, movie: Movie, parser: PushMultipartParser) -> Iterator[list[Received]]:
    """Yield the files of a body; whatever of them still lies in its first place afterwards is removed."""
    files: list[Received] = []
    with call.site.arriving(files):
        receive(call, parser, _Sink(call, movie, files))
        yield files


def _check_length(call: Call) -> None:
    """Refuse a body that is longer than any that could be taken, whatever room there is."""
    settings = call.forge.settings
    most = settings.max_files * (round(settings.upload_gb * 1e9) + _MAX_HEAD) + MAX_FORM
    if call.length > most:
        raise Problem("too_large", f"The body has {call.length:,} bytes; at most {most:,} are taken.")


def _check_name(name: str) -> None:
    """Refuse a part that is a file and called otherwise: its sender may have meant something else by it."""
    if name not in _NAMES:
        called = "".join(char if char.isprintable() else "?" for char in name[:40])
        raise Problem(
            "no_file", f"A part with a file is called “{called}”.", hint="Send the file as the part called file."
        )


class _Sink:
    """Writes the events of the parser to files."""

    def __init__(self, call: Call, movie: Movie, files: list[Received]) -> None:
        settings = call.forge.settings
        self._folder = movie.folder
        self._files = files
        self._most_bytes = round(settings.upload_gb * 1e9)
        self._most_files = settings.max_files - len(call.forge.movies.files(movie.work_id))
        self._allowed = settings.max_files
        self._plain = 0
        self._file: BinaryIO | None = None
        self._digest = hashlib.sha256()

    def take(self, event: Event) -> None:
        """Take one event."""
        if isinstance(event, MultipartSegment):
            if event.filename:
                _check_name(event.name)
                self._begin(event.filename)
        elif event is None:
            if self._file is not None:
                self._files[-1].digest = self._digest.hexdigest()
            self.close()
        elif self._file is not None:
            self._write(event)
        else:
            self._plain += len(event)
            if self._plain > MAX_FORM:
                raise Problem("too_large", "The parts without a file name are too large.")

    def close(self) -> None:
        """End the file that is being written."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin(self, filename: str) -> None:
        if len(self._files) >= self._most_files:
            raise Problem("too_many", f"A film takes at most {self._allowed} files.")
        suffix = Path(clean_label(filename)).suffix.lower()
        suffix = suffix if SUFFIX.fullmatch(suffix) else ""
        path = self._folder / f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}{suffix}"
        if not self._folder.is_dir():
            raise Problem("conflict", "The film has expired: its files were removed.", hint="Make a new one.")
        with writing(path):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._files.append(Received(path, filename))
        self._file, self._digest = os.fdopen(descriptor, "wb", buffering=0), hashlib.sha256()

    def _write(self, data: bytes | bytearray) -> None:
        assert self._file is not None
        file = self._files[-1]
        file.size += len(data)
        if file.size > self._most_bytes:
            raise Problem("too_large", f"A file may have at most {self._most_bytes:,} bytes.")
        with writing(file.path):
            self._file.write(data)
        self._digest.update(data)
