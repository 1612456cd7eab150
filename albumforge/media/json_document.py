"""JSON documents that people may have edited: read as what they are to be; what is wrong is named by its place."""

from __future__ import annotations

import json
import reprlib
from typing import Any, TypeVar

import msgspec

from albumforge.errors import PlanError

Kind = TypeVar("Kind")


def read_json(text: str, name: str) -> Any:
    """Return the values of a JSON document.

    Args:
        text: the document.
        name: what it is called in messages, such as ``plan``.

    Raises:
        PlanError: it is not JSON, or nested too deeply; the message names the place as far as that is known.
    """
    text = text.removeprefix("\ufeff")  # some editors put one first
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError) as error:
        _check_constants(text)
        raise PlanError(f"The {name} is not JSON: {error}.") from error
    except RecursionError as error:
        raise PlanError(f"The {name} is not valid: it is nested too deeply.") from error


def read_versioned(
    text: str, name: str, *, schema: str, version: int, kind: str, noun: str, hint: str = ""
) -> dict[str, Any]:
    """Return the values of a document that says which schema it is of, and which version of that.

    Args:
        text: the document.
        name: what it is called where it cannot be read, such as ``plan``.
        kind: what it should have been, with its article.
        noun: what it is called where its version is another.
        hint: what to do then.

    Raises:
        PlanError: it is not JSON, of another schema, or of another version.
    """
    head = read_json(text, name)
    if not isinstance(head, dict) or head.get("schema") != schema:
        raise PlanError(f'$.schema: must be "{schema}"; this is not {kind}.')
    if head.get("version") != version:
        raise PlanError(
            f"$.version: this {noun} has version {reprlib.repr(head.get('version'))}; "
            f"this albumforge reads version {version}.",
            hint=hint,
        )
    return head


def as_kind(values: Any, kind: type[Kind], name: str) -> Kind:
    """Return the values of a document as a structure.

    Raises:
        PlanError: a field is unknown, missing or of another type; the message names the place.
    """
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise PlanError(f"The {name} is not valid: {error}.") from error


def write_json(document: Any) -> str:
    """Return a structure as JSON, indented, keys in the order of its fields."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1).decode()


class _NoNumber(str):
    """``NaN``, ``Infinity`` or ``-Infinity``, which some programs write and JSON does not have."""


def _check_constants(text: str) -> None:
    """Name the place of a number that is none, if that is what is wrong with a document."""
    try:
        head = json.loads(text, parse_constant=_NoNumber)
    except (ValueError, RecursionError):
        return
    waiting: list[tuple[str, Any]] = [("$", head)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, _NoNumber):
            raise PlanError(f"{place}: must be a number, not {value}.")
        if isinstance(value, dict):
            waiting += [(f"{place}.{key}", one) for key, one in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [(f"{place}[{number}]", one) for number, one in reversed([*enumerate(value)])]
