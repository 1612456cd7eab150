"""Errors of the house as JSON, for those that cross from one process to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from albumforge.errors import ForgeError

_PLAIN = (str, int, float, bool, type(None))


def dump_error(error: ForgeError) -> dict[str, Any]:
    """Return what `load_error` makes the same error of: its class, its fields, the number of the system's error."""
    values, paths = {}, {}
    for name, value in vars(error).items():
        if isinstance(value, Path):
            paths[name] = str(value)
        elif isinstance(value, _PLAIN):
            values[name] = value
    kinds = [_name(kind) for kind in type(error).__mro__ if issubclass(kind, ForgeError)]
    document: dict[str, Any] = {"kinds": kinds, "args": [str(arg) for arg in error.args], "values": values}
    if paths:
        document["paths"] = paths
    if isinstance(error.__cause__, OSError) and error.__cause__.errno is not None:
        document["errno"] = [error.__cause__.errno, error.__cause__.strerror or ""]
    return document


def load_error(document: dict[str, Any]) -> ForgeError:
    """Return the error that `dump_error` was given; of a class that is not known here, the nearest that is."""
    known = {_name(kind): kind for kind in _kinds(ForgeError)}
    kind = next((known[name] for name in document["kinds"] if name in known), ForgeError)
    error = kind.__new__(kind)  # each class has arguments of its own
    error.args = tuple(document["args"])
    vars(error).update(document["values"])
    vars(error).update({name: Path(path) for name, path in document.get("paths", {}).items()})
    if "errno" in document:
        error.__cause__ = OSError(*document["errno"])
    return error


def _kinds(kind: type[ForgeError]) -> Iterator[type[ForgeError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def _name(kind: type[ForgeError]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
