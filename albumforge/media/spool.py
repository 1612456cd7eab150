"""Sound kept on disk while it is worked on, so that memory does not grow with its length."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Protocol

import numpy as np

from albumforge.media.audio import RATE, Samples
from albumforge.media.publish import writing


class Sound(Protocol):
    """What has samples to be read part by part: an array of shape (n, channels), or a `Spool`."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> Samples: ...


class Spool:
    """Float32 rows in a file without a name: read and written in parts, gone when closed or when the process ends.

    It is read and written as a file rather than mapped, so that none of it counts as memory of the process.

    Args:
        folder: where the file lies; it must exist.
        columns: of a row.

    Raises:
        StorageError: the file cannot be made, or (from `append` and assignment) it cannot be written.
    """

    def __init__(self, folder: Path, columns: int = 2) -> None:
        self._folder, self._columns, self._rows = folder, columns, 0
        with writing(folder / "sound"):
            # Unbuffered: a write that fails must not be tried again when the file is closed.
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the space on disk back."""
        self._file.close()

    def __len__(self) -> int:
        return self._rows

    def __getitem__(self, part: slice, /) -> Samples:
        """Return the rows of a part, a new array; the part must have no step."""
        first, last, _ = part.indices(self._rows)
        rows = np.empty((max(0, last - first), self._columns), np.float32)
        self._file.seek(first * self._row_bytes)
        room = memoryview(rows.reshape(-1).view(np.uint8).data)
        while room:
            read = self._file.readinto(room)
            if not read:
                raise EOFError(f"{self._folder}: the temporary file is shorter than what was written to it")
            room = room[read:]
        return rows

    def __setitem__(self, part: slice, rows: Samples, /) -> None:
        """Replace the rows of a part, as many as are given."""
        first, last, _ = part.indices(self._rows)
        if rows.shape != (last - first, self._columns):
            raise ValueError(f"{rows.shape} does not fit {(last - first, self._columns)}")
        self._write(first, rows)

    def append(self, rows: Samples) -> None:
        """Add rows at the end."""
        if rows.ndim != 2 or rows.shape[1] != self._columns:
            raise ValueError(f"rows of {self._columns} are wanted, not {rows.shape}")
        self._write(self._rows, rows)
        self._rows += len(rows)

    def truncate(self, length: int) -> None:
        """Leave out all rows from number `length` on."""
        self._rows = min(self._rows, max(0, length))
        with writing(self._folder):
            self._file.truncate(self._rows * self._row_bytes)

    @property
    def _row_bytes(self) -> int:
        return 4 * self._columns

    def _write(self, first: int, rows: Samples) -> None:
        if not rows.size:
            return
        rest = memoryview(np.ascontiguousarray(rows, np.float32).reshape(-1).view(np.uint8).data)
        with writing(self._folder):
            self._file.seek(first * self._row_bytes, os.SEEK_SET)
            while rest:
                rest = rest[self._file.write(rest) :]


def parts(length: int, size: int = RATE) -> Iterator[slice]:
    """Yield the parts of `size`, the last of which may be shorter, that make up a length."""
    for start in range(0, length, size):
        yield slice(start, min(length, start + size))
