"""Publish a file atomically: it appears under its name when it is whole, or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from albumforge.errors import InTheWay, StorageError

TEMPORARY_PREFIX = ".albumforge-"

ABANDONED_SECONDS = 3600.0

_SAID = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EACCES: "no permission to write there",
    errno.EPERM: "no permission to write there",
    errno.EROFS: "the file system is read-only",
    errno.ENOENT: "the folder does not exist",
    errno.ENOTDIR: "it lies below something that is not a folder",
    errno.EISDIR: "a folder of that name is in the way",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EFBIG: "the file would be larger than allowed here",
}


def reason_of(error: OSError) -> str:
    """Return why something cannot be written, without its path."""
    return _SAID.get(error.errno or 0, error.strerror or str(error))


def is_full(error: BaseException) -> bool:
    """Whether an error is, or comes from, a disk that is full or a quota that is used up."""
    at: BaseException | None = error
    for _ in range(10):  # a chain may be a circle
        if at is None:
            return False
        if isinstance(at, OSError) and at.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        at = at.__cause__ or at.__context__
    return False


def storage_error(path: Path | str, error: OSError) -> StorageError:
    """Return the error to raise where writing `path` failed with `error`."""
    reason = reason_of(error)
    if error.errno == errno.ENOENT and os.path.isdir(Path(path).parent):  # noqa: PTH112 - Path.is_dir may raise
        reason = "files cannot be created there"
    kind = InTheWay if error.errno == errno.EISDIR else StorageError
    return kind(f"{path} cannot be written: {reason}.")


@contextlib.contextmanager
def writing(path: Path | str) -> Iterator[None]:
    """Translate what goes wrong while writing `path` into `StorageError`."""
    try:
        yield
    except OSError as error:
        raise storage_error(path, error) from error


def make_folder(folder: Path) -> Path:
    """Create a folder and its parents where missing, and return it.

    Raises:
        StorageError: it cannot be made.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def published(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the folder of `path`; when the body ends well, fsync it and rename it to `path`.

    The temporary name keeps the suffix, so that a muxer recognises the format. When the body raises, or leaves no
    file, the temporary file is removed and `path` is as it was.

    Raises:
        StorageError: the file cannot be written there, or what is there is a folder, a device, a pipe or a socket.
    """
    temporary = path.with_name(f"{TEMPORARY_PREFIX}{secrets.token_hex(6)}{path.suffix}")
    try:
        with writing(path):
            _check_kind(path)
            with temporary.open("xb"):  # fails now, not after an hour of rendering
                pass
        yield temporary
        with writing(path):
            sync(temporary)
            temporary.replace(path)
            sync(path.parent)
    finally:
        with contextlib.suppress(OSError):  # it was never there, or what went wrong has been said already
            temporary.unlink()


def write_text(path: Path, text: str) -> None:
    """Publish `text` as UTF-8 at `path`.

    Raises:
        StorageError: the file cannot be written.
    """
    with published(path) as temporary, writing(path):
        temporary.write_text(text, encoding="utf-8")


def sync(path: Path) -> None:
    """Wait until the disk holds a file, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep_temporaries(folder: Path) -> None:
    """Remove the temporary files that killed processes left in a folder: those nobody has written to for an hour."""
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{TEMPORARY_PREFIX}*"):
            with contextlib.suppress(OSError):
                if time.time() - path.lstat().st_mtime > ABANDONED_SECONDS:
                    path.unlink()


def check_writable(path: Path) -> None:
    """Check that a file can be published at `path`, before the work that makes it; nothing is left there.

    Raises:
        StorageError: it cannot.
    """
    probe = path.with_name(f"{TEMPORARY_PREFIX}{secrets.token_hex(6)}.probe")
    with writing(path):
        _check_kind(path)
        probe.touch(exist_ok=False)
        probe.unlink()


def _check_kind(path: Path) -> None:
    """Refuse to put a file in the place of what is none; a link counts as what it leads to."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise StorageError(f"{path} cannot be written: it is not a regular file.")
