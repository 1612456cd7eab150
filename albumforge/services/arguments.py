"""Arguments of a caller in Python, who may give text for a path and one file for many."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from albumforge.errors import InvalidInput


def path_of(argument: str, value: object) -> Path:
    """Return a path that was given as text or as a path, with ``~`` spelled out.

    Args:
        argument: its name, for messages.

    Raises:
        InvalidInput: it is none.
    """
    if not isinstance(value, str | os.PathLike) or not isinstance(os.fspath(value), str):
        raise InvalidInput(f"{argument}: must be a path, not {type(value).__name__}.")
    if not os.fspath(value) or "\0" in os.fspath(value):
        raise InvalidInput(f"{argument}: {os.fspath(value)!r} is no path.")
    try:
        return Path(value).expanduser()
    except RuntimeError as error:
        raise InvalidInput(f"{argument}: {os.fspath(value)!r} names a user who has no home here.") from error


def files_of(files: object) -> list[Path]:
    """Return files and folders, given as one path or as many.

    Raises:
        InvalidInput: something else was given.
    """
    if isinstance(files, str | os.PathLike):
        files = [files]
    if not isinstance(files, Iterable) or isinstance(files, bytes | Mapping):
        raise InvalidInput(f"files: must be paths of files and folders, not {type(files).__name__}.")
    return [path_of(f"files[{number}]", file) for number, file in enumerate(files)]


def options_of(request: object) -> dict[str, Any]:
    """Return the options of a request, given as a mapping or as None.

    Raises:
        InvalidInput: something else was given.
    """
    if request is None:
        return {}
    if not isinstance(request, Mapping):
        raise InvalidInput(f"request: must be a mapping of options, not {type(request).__name__}.")
    # A sound file may be given as a path; requests are JSON, where it is text.
    return {name: os.fspath(value) if isinstance(value, os.PathLike) else value for name, value in request.items()}
