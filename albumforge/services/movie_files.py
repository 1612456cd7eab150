"""The files of a film: copied in under names of ours, their own names kept as labels only."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from albumforge.errors import InvalidInput, MediaError
from albumforge.media.publish import published, writing
from albumforge.media.taken import time_in_name
from albumforge.services.states import MovieFile

_CHUNK = 1 << 20
SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
"""What is kept of a file's own name, in lower case."""


@dataclass(frozen=True)
class Stored:
    """A file that was taken in, not yet written down in the database."""

    label: str
    name: str
    source: str
    size: int
    digest: str


def expand(paths: Sequence[Path]) -> list[Path]:
    """Return the files that `paths` stand for; a folder stands for all in it but hidden ones, in natural order.

    Raises:
        MediaError: a path does not exist or is neither a folder nor a regular file.
    """
    files: list[Path] = []
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            raise MediaError(path, (error.strerror or "cannot be read").lower()) from error
        if stat.S_ISDIR(mode):
            inside = [file for file in path.rglob("*") if _visible(file.relative_to(path)) and file.is_file()]
            files += sorted(inside, key=lambda file: [natural(part) for part in file.relative_to(path).parts])
        elif stat.S_ISREG(mode):
            files.append(path)
        else:
            raise MediaError(path, "is not a regular file")  # a pipe would hang whoever opens it
    return files


def natural(text: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts ``IMG_9`` before ``IMG_10``."""
    parts = re.split(r"(\d+)", text.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def take_in(
    files: Sequence[Path],
    folder: Path,
    held: Sequence[MovieFile],
    *,
    copy: bool,
    labels: Sequence[str] | None = None,
    digests: Sequence[str] | None = None,
) -> list[Stored]:
    """Copy files into a film's folder, each whole or not at all, with the original's time of change.

    Files that had the same name but for the suffix (a Live Photo's picture and clip) share one of ours, so that an
    engine still sees that they belong together.

    Args:
        folder: the film's.
        held: what it has already.
        copy: False: leave them in their places and only note where that is.
        labels: their names to their owner; None: their own.
        digests: SHA-256 of files that lie on the folder's file system and are given up: they are moved, not copied.

    Raises:
        MediaError: a file cannot be read.
        StorageError: the folder cannot be written. In both cases none of them is kept.
        InvalidInput: there is not one label for each file.
    """
    if labels is not None and len(labels) != len(files):
        raise InvalidInput(f"labels: there must be one for each of the {len(files)} files, not {len(labels)}.")
    names = _Names(held)
    taken: list[Stored] = []
    try:
        for index, file in enumerate(files):
            label = clean_label(labels[index] if labels is not None else file.name)
            if copy:
                name = names.next(file.parent, label)
                if digests is None:
                    size, digest = copy_in(file, folder / name)
                else:
                    size, digest = _move_in(file, folder / name), digests[index]
                taken.append(Stored(label, name, "", size, digest))
            else:
                with _reading(file) as source:
                    size, digest = _digest(source, None)
                taken.append(Stored(label, "", str(file.absolute()), size, digest))
    except BaseException:
        forget(folder, taken)
        raise
    return taken


def forget(folder: Path, taken: Sequence[Stored]) -> None:
    """Remove copies again; originals are not touched."""
    for stored in taken:
        if stored.name:
            (folder / stored.name).unlink(missing_ok=True)


def of_row(row: Any, folder: Path) -> MovieFile:
    """Return what a row of the database says about a file."""
    path = folder / row.stored if row.stored else Path(row.source)
    return MovieFile(row.position, row.label, row.stored, path, row.size, row.digest, row.id, row.left_out, row.caption)


def clean_label(name: str) -> str:
    """Return a name fit to be shown: its last part, without control characters, at most 255 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(character for character in last if character.isprintable()).strip()
    return shown[:255] or "file"


class _Names:
    """Gives out names of ours: the time, the file's number, a random part, the time in its label, and its suffix.

    The time is told to the microsecond: no reader takes it for that of a picture, as they do with shorter ones.
    """

    def __init__(self, held: Sequence[MovieFile]) -> None:
        self._time = datetime.now(UTC).astimezone().strftime("%Y%m%d%H%M%S%f")
        self._number = max((file.position for file in held), default=0)
        self._stems: dict[tuple[Path | None, str], tuple[str, set[str]]] = {}
        for file in held:
            if file.name:
                label, name = Path(file.label), Path(file.name)
                stem, suffixes = self._stems.setdefault((None, label.stem.casefold()), (name.stem, set()))
                if stem == name.stem:
                    suffixes.add(name.suffix)

    def next(self, parent: Path, label: str) -> str:
        stem, suffix = Path(label).stem.casefold(), Path(label).suffix.lower()
        suffix = suffix if SUFFIX.fullmatch(suffix) else ""
        self._number += 1
        for key in ((parent, stem), (None, stem)):
            known = self._stems.get(key)
            if known is not None and suffix and suffix not in known[1]:
                known[1].add(suffix)
                return known[0] + suffix
        ours = f"{self._time}-{self._number:04d}-{secrets.token_hex(4)}"
        if (told := time_in_name(Path(label).stem)) is not None:
            ours += f"-{told:%Y%m%d%H%M%S}"
        self._stems[parent, stem] = (ours, {suffix})
        return ours + suffix


def _visible(path: Path) -> bool:
    return not any(part.startswith(".") for part in path.parts)


@contextlib.contextmanager
def _reading(file: Path) -> Iterator[BinaryIO]:
    try:
        source = file.open("rb")
    except OSError as error:
        raise MediaError(file, (error.strerror or "cannot be read").lower()) from error
    with source:
        yield source


def copy_in(file: Path, target: Path) -> tuple[int, str]:
    """Copy a file, whole or not at all, with its time of change; return its size and SHA-256.

    Raises:
        MediaError: the file cannot be read.
        StorageError: the copy cannot be written.
    """
    with _reading(file) as source, published(target) as temporary:
        with writing(target), temporary.open("wb") as copy:
            size, digest = _digest(source, copy)
        times = os.fstat(source.fileno())
        os.utime(temporary, ns=(times.st_mtime_ns, times.st_mtime_ns))
    return size, digest


def _move_in(file: Path, target: Path) -> int:
    """Make a file that is whole the film's, for good; return its size."""
    with writing(target):
        with file.open("rb") as source:
            os.fsync(source.fileno())
            size = os.fstat(source.fileno()).st_size
        file.replace(target)
        return size


def _digest(source: BinaryIO, copy: BinaryIO | None) -> tuple[int, str]:
    """Return size and SHA-256 of what `source` holds, and write it to `copy`."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if copy is not None:
            copy.write(chunk)
    return size, digest.hexdigest()
