"""Records of files as JSON. A name whose bytes are no UTF-8 comes back as it was.

Python holds such bytes as lone surrogates, which JSON cannot write. A text with any is written as a zero byte, which no
name has, and the bytes of the name in percent-encoding (RFC 3986).
"""

from __future__ import annotations

import os
from typing import Any, TypeVar
from urllib.parse import quote_from_bytes, unquote_to_bytes

import msgspec

_Record = TypeVar("_Record", bound=msgspec.Struct)
_MARK = "\0"


def record_to_json(record: msgspec.Struct) -> bytes:
    """Return a flat record as JSON, on one line."""
    return msgspec.json.encode({name: _written(value) for name, value in msgspec.structs.asdict(record).items()})


def record_of_json(text: bytes, kind: type[_Record]) -> _Record:
    """Return the record that `record_to_json` wrote.

    Raises:
        msgspec.DecodeError, ValueError: it is no such record.
    """
    fields = msgspec.json.decode(text)
    if not isinstance(fields, dict):
        raise msgspec.ValidationError("a record is an object")
    return msgspec.convert({name: _read(value) for name, value in fields.items()}, kind)


def _written(value: Any) -> Any:
    if not isinstance(value, str) or not any("\ud800" <= character <= "\udfff" for character in value):
        return value
    return _MARK + quote_from_bytes(os.fsencode(value), safe="/ ")


def _read(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_MARK):
        return os.fsdecode(unquote_to_bytes(value[len(_MARK) :]))
    return value
