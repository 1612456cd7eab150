"""A folder in the cache for what is found out about a file: by its content, for one at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from albumforge.media.digest import file_digest
from albumforge.media.publish import make_folder, writing

_FOLDER = "cuts"
_LOCK = ".lock"


@contextlib.contextmanager
def workplace(cache: Path, file: Path) -> Iterator[Path]:
    """Yield a folder that is the same for files of the same content, and nobody else's meanwhile.

    Who comes while it is taken gets an empty one, which is removed at the end. A lock of a process that was killed is
    free.

    Args:
        cache: folder of what can be made again.

    Raises:
        MediaError: the file cannot be read.
        StorageError: the cache cannot be written.
    """
    folder = make_folder(cache / _FOLDER / file_digest(file).removeprefix("sha256-")[:32])
    with contextlib.ExitStack() as stack:
        with writing(folder):
            lock = stack.enter_context((folder / _LOCK).open("a"))
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.utime(folder)
            except BlockingIOError:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder.parent, prefix="other-")))
        yield folder
