"""Artifacts of the study of a video: JSON documents that know what they were made from."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from albumforge.media.json_document import write_json
from albumforge.media.publish import make_folder, write_text

VERSION = 1
"""Of the documents, and of how they are made: another one is not read, but made again."""

Kind = TypeVar("Kind", bound=msgspec.Struct)


def key_of(*parts: object) -> str:
    """Return a digest of all that a document is made from."""
    text = msgspec.json.encode([VERSION, *(str(part) for part in parts)])
    return hashlib.sha256(text).hexdigest()[:32]


def read_kept(path: Path, kind: type[Kind], key: str) -> Kind | None:
    """Return the document at `path` if it was made from the same, else None.

    Args:
        kind: a structure with a field ``key``.
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError, UnicodeError):
        return None
    state: Any = found
    return found if state.version == VERSION and state.key == key else None


def keep(path: Path, document: msgspec.Struct) -> None:
    """Publish a document at `path`; its folder is made where it is missing.

    Raises:
        StorageError: it cannot be written.
    """
    make_folder(path.parent)
    write_text(path, write_json(document) + "\n")
