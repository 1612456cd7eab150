"""What failed: told to the owner of a film without a path of this machine, and to the log in a line."""

from __future__ import annotations

import logging

from albumforge.errors import ForgeError, StorageError, plain
from albumforge.media.publish import is_full, reason_of
from albumforge.services.states import MovieFile

DISK_FULL = "The disk is full."
MAKE_ROOM = "Delete films that are not needed any more."


def readable(error: Exception, files: list[MovieFile]) -> str:
    """Return what an error says with the owner's names of the files, and no path of this machine."""
    cause = error.__cause__
    if is_full(error):
        return f"{DISK_FULL} {MAKE_ROOM}"
    if isinstance(error, StorageError) and isinstance(cause, OSError):
        return f"The server cannot write its files: {reason_of(cause)}."
    text = str(error) if isinstance(error, ForgeError) else f"Internal error: {type(error).__name__}: {_said(error)}"
    text = with_labels(text, files)
    folders = {str(file.path.parent) for file in files}
    for folder in sorted(folders, key=len, reverse=True):
        text = text.replace(folder + "/", "").replace(folder, "")
    return text


def with_labels(text: str, files: list[MovieFile]) -> str:
    """Return a text with the owner's names of the files in place of ours."""
    for file in files:
        text = text.replace(str(file.path), file.label)
        if file.name:
            text = text.replace(file.name, file.label)
    return text


def log_failure(log: logging.Logger, error: Exception, what: str) -> None:
    """Log what failed as one line; with the traceback only where nobody expected it, or for debugging."""
    expected = isinstance(error, ForgeError) or is_full(error)
    said = " ".join(plain(error).split()) if expected else f"{type(error).__name__}: {plain(error)}"
    log.warning("%s: %s", what, said, exc_info=not expected or log.isEnabledFor(logging.DEBUG))


def _said(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
