"""Every error albumforge raises on purpose: one root, for each class its HTTP status and exit code, and helpers for
what they say."""

from __future__ import annotations

from pathlib import Path


def plain(error: BaseException) -> str:
    """Return what an exception says, that of an operating system without its number."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror


def counted(count: int, noun: str) -> str:
    """Return so many of something in English, such as ``1 file``, for nouns whose plural only adds an s."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


class ForgeError(Exception):
    """Root of all errors raised by albumforge.

    Attributes:
        http_status: status an HTTP door answers with.
        exit_code: status a command ends with.
        hint: what the user can do about it, one sentence, or "".
    """

    http_status = 500
    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InvalidInput(ForgeError):
    """Raised when an option, a field or a document is not what it must be; the message names it."""

    http_status = 400
    exit_code = 2


class SettingsError(InvalidInput):
    """Raised when a setting is unknown or its value does not fit; the message names setting and origin."""


class PlanError(InvalidInput):
    """Raised when a plan is not valid; the message names the place in the document."""


class MediaError(ForgeError):
    """Raised when a file cannot be used as the media it is taken for.

    Attributes:
        path: the file.
        reason: why, without the path (fit for a server's answer).
    """

    http_status = 422
    exit_code = 3

    def __init__(self, path: Path | str, reason: str, *, hint: str = "") -> None:
        super().__init__(f"{path}: {reason}", hint=hint)
        self.path = Path(path)
        self.reason = reason


class NoUsableMedia(ForgeError):
    """Raised when nothing among the given files can be used."""

    http_status = 422
    exit_code = 3


class NotFound(ForgeError):
    """Raised when what was asked for does not exist, or is not the asker's to see."""

    http_status = 404
    exit_code = 4


class Conflict(ForgeError):
    """Raised when the state of a thing does not allow the step."""

    http_status = 409
    exit_code = 4


class LeaseLost(Conflict):
    """Raised when a worker writes with a lease that somebody else has taken over since."""


class StorageError(ForgeError):
    """Raised when a place cannot be written: no permission, no space, not a folder."""

    http_status = 507
    exit_code = 5


class InTheWay(StorageError):
    """Raised when a place holds something that is not to be replaced: a folder, or a file that is not ours."""

    http_status = 409
    exit_code = 4


class Unavailable(ForgeError):
    """Raised when a part is missing or does not answer: a plugin, an encoder, the broker, the database."""

    http_status = 503
    exit_code = 6


class Cancelled(ForgeError):
    """Raised inside a running step once its cancellation was asked for."""

    http_status = 409
    exit_code = 130

    def __init__(self, message: str = "cancelled", *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
