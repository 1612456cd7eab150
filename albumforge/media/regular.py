"""Open a file of the user's for reading, and nothing but a regular file."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from albumforge.errors import MediaError

_SAID = {
    errno.ENOENT: "there is no such file",
    errno.ENOTDIR: "there is no such file",
    errno.EACCES: "no permission to read it",
    errno.EPERM: "no permission to read it",
    errno.ELOOP: "it is a link that leads back to itself",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EIO: "the disk reports an error while reading it",
    errno.ENXIO: "it is not a regular file",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
}


def read_error(path: Path | str, error: OSError) -> MediaError:
    """Return the error to raise where reading `path` failed with `error`."""
    return MediaError(path, _SAID.get(error.errno or 0, error.strerror or str(error)))


def open_regular(path: Path | str) -> BinaryIO:
    """Open a file for reading; the caller closes it. It is neither written nor waited for.

    Raises:
        MediaError: it is missing, may not be read, is empty, or is a folder, a pipe, a socket or a device.
    """
    try:
        # Without O_NONBLOCK the open of a pipe waits for a writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise read_error(path, error) from error
    except ValueError as error:
        raise MediaError(path, "its name holds a zero byte") from error
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise MediaError(path, "it is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise MediaError(path, "it is not a regular file")
        if status.st_size == 0:
            raise MediaError(path, "the file is empty (0 bytes)")
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise
