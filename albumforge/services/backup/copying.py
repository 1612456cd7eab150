"""Copy files with their digests, as they are at one moment."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from albumforge.context import Context
from albumforge.errors import ForgeError
from albumforge.media.publish import TEMPORARY_PREFIX, writing
from albumforge.services.states import FRAME
from albumforge.services.works import ALL
from albumforge.settings import Settings

_PIECE = 1 << 20
_TRIES = 5
_PASSING = (TEMPORARY_PREFIX, ".work-", ".trash")
"""How names begin of what is only on its way."""


class Changing(ForgeError):
    """Raised when a file changed again and again while it was copied."""

    exit_code = 4


def media_of(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Yield the folders and files of films and jobs by their paths below the folder of all media, parents first.

    What is only on its way, and links, are passed over.
    """
    for works in ALL:
        top = works.folder(settings)
        for parent, folders, files in os.walk(top):
            folders[:] = sorted(name for name in folders if not name.startswith(_PASSING))
            here = Path(parent)
            if here != top:
                yield str(here.relative_to(settings.media)), here
            for name in sorted(files):
                path = here / name
                if here != top and not name.startswith(_PASSING) and name != FRAME and not path.is_symlink():
                    yield str(path.relative_to(settings.media)), path


def copy_file(source: Path, target: Path, context: Context, told: Callable[[int], object]) -> tuple[int, int, str]:
    """Copy a file, for its owner alone to read, and wait for the disk; return size, time of change and SHA-256.

    Args:
        told: gets the bytes of each piece.

    Raises:
        FileNotFoundError: the source is not there.
        OSError: it cannot be read.
        StorageError: the target cannot be written.
        Changing: it is being written to.
        Cancelled: the context asked to stop.
    """
    for _ in range(_TRIES):
        with source.open("rb") as stream:
            before = os.fstat(stream.fileno())
            digest = hashlib.sha256()
            with writing(target):
                descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "wb") as copy:
                while piece := stream.read(_PIECE):
                    context.check()
                    digest.update(piece)
                    with writing(target):
                        copy.write(piece)
                    told(len(piece))
                with writing(target):
                    copy.flush()
                    os.utime(descriptor, ns=(before.st_atime_ns, before.st_mtime_ns))
                    os.fsync(descriptor)
            after = os.fstat(stream.fileno())
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
            return before.st_size, before.st_mtime_ns, digest.hexdigest()
    raise Changing(f"{source} changes while it is copied.", hint="Try again when nobody writes to it.")
