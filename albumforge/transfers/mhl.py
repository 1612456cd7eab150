"""Manifests of ASC MHL 2.0, the media hash list by which the film industry checks a folder.

Format: https://github.com/ascmitc/mhl (its schema ``ASCMHL.xsd``); the reference implementation is PyPI's ``ascmhl``.
The same files at the same time give the same text. It names neither the machine nor the person who made it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any
from xml.sax.saxutils import escape

import msgspec
import xxhash

from albumforge.errors import InvalidInput
from albumforge.transfers.c4 import c4_id
from albumforge.transfers.names import safe_name

NAMESPACE = "urn:ASC:MHL:v2.0"
VERSION = "2.0"
LARGEST = 16 << 20
"""Bytes of a manifest: tens of thousands of files."""
IGNORED = (".DS_Store", "ascmhl", "ascmhl/")
"""Patterns of what a folder may hold beside what is listed, as the reference writes them."""
HASHERS: dict[str, Callable[[], Any]] = {
    "c4": hashlib.sha512,
    "md5": lambda: hashlib.md5(usedforsecurity=False),
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "xxh128": xxhash.xxh3_128,
    "xxh3": xxhash.xxh3_64,
    "xxh64": xxhash.xxh64,
}
"""What makes the digests of each format, in the order in which a manifest lists them."""
_HOST = "localhost"
_PROCESSES = ("in-place", "transfer", "flatten")
_HEX_DIGITS = {"md5": 32, "sha1": 40, "xxh128": 32, "xxh3": 16, "xxh64": 16}
_C4 = re.compile(r"c4[1-9A-HJ-NP-Za-km-z]{88}")
_LARGEST_C4 = c4_id(b"\xff" * 64)  # the digits stand in the order of their characters


class MhlError(InvalidInput):
    """Raised when a manifest or a chain of ASC MHL is not what it must be; the message says where."""


class FileHash(msgspec.Struct, frozen=True):
    """One digest of a file.

    Attributes:
        format: one of `HASHERS`.
        value: C4 ID, or hexadecimal.
        action: ``original``, ``verified`` or ``failed``; "": not said.
    """

    format: str
    value: str
    action: str = "original"


class HashedFile(msgspec.Struct, frozen=True):
    """A file of a manifest.

    Attributes:
        path: below the folder, with ``/``.
        size: bytes; None: not said.
        modified: when it was last written; None: not said.
        hashes: its digests, each format once.
        previous: path that it had in earlier generations, or "".
    """

    path: str
    size: int | None
    modified: datetime | None
    hashes: tuple[FileHash, ...]
    previous: str = ""


class Reference(msgspec.Struct, frozen=True):
    """A manifest of a folder below, which has a history of its own: its path and C4 ID."""

    path: str
    c4: str


class Manifest(msgspec.Struct, frozen=True):
    """One generation of a folder's history.

    Attributes:
        created: when it was written.
        process: ``in-place``, ``transfer`` or ``flatten``.
        files: in the order of the manifest.
        folders: paths of the folders that are listed.
        ignored: patterns of what may be there beside these.
        references: manifests of folders below.
    """

    created: datetime
    process: str
    files: tuple[HashedFile, ...]
    folders: tuple[str, ...] = ()
    ignored: tuple[str, ...] = IGNORED
    references: tuple[Reference, ...] = ()


def master_file(path: str, *, size: int, modified: datetime, c4: str, xxh128: str) -> HashedFile:
    """Return the entry of a file by the two digests that are taken of every master."""
    return HashedFile(path, size, modified, (FileHash("c4", c4), FileHash("xxh128", xxh128)))


def manifest(
    files: Iterable[HashedFile],
    *,
    created: datetime,
    process: str = "transfer",
    ignored: Sequence[str] = IGNORED,
) -> str:
    """Return the text of a manifest, without hashes of directories.

    Args:
        files: in any order; they are listed by path.
        created: time zone included; also the time of the digests.
        process: ``in-place``, ``transfer`` or ``flatten``.

    Raises:
        UnsafeName: the path of a file is one that no receiver would take.
        MhlError: a path is there twice, or a digest is none.
    """
    if process not in _PROCESSES:
        raise MhlError(f"An ASC MHL has no process {process!r}.", hint=f"Use one of {', '.join(_PROCESSES)}.")
    listed: dict[str, HashedFile] = {}
    for file in files:
        if file.path in listed:
            raise MhlError(f"The ASC MHL lists {file.path!r} twice.")
        listed[file.path] = file
    when, tool = _time(created), version("albumforge")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<hashlist version="{VERSION}" xmlns="{NAMESPACE}">',
        "  <creatorinfo>",
        f"    <creationdate>{when}</creationdate>",
        f"    <hostname>{_HOST}</hostname>",
        f'    <tool version="{escape(tool)}">albumforge</tool>',
        "  </creatorinfo>",
        "  <processinfo>",
        f"    <process>{process}</process>",
        "    <ignore>",
        *(f"      <pattern>{escape(pattern)}</pattern>" for pattern in ignored),
        "    </ignore>",
        "  </processinfo>",
    ]
    if listed:  # the schema allows no empty list
        entries = (line for _, file in sorted(listed.items()) for line in _entry(file, when))
        lines += ["  <hashes>", *entries, "  </hashes>"]
    return "\n".join([*lines, "</hashlist>", ""])


def checked_value(format: str, value: str) -> str:
    """Return a digest as it is compared.

    Raises:
        MhlError: it is no digest of that format.
    """
    if format == "c4":
        good = _C4.fullmatch(value) is not None and value <= _LARGEST_C4
    else:
        value = value.lower()
        good = re.fullmatch(f"[0-9a-f]{{{_HEX_DIGITS[format]}}}", value) is not None
    if not good:
        raise MhlError(f"The ASC MHL has a digest of the format {format} that is none.")
    return value


def _entry(file: HashedFile, when: str) -> list[str]:
    path = safe_name(file.path, hidden=True).as_posix()
    size = "" if file.size is None else f' size="{file.size}"'
    modified = "" if file.modified is None else f' lastmodificationdate="{_time(file.modified)}"'
    lines = ["    <hash>", f"      <path{size}{modified}>{escape(path)}</path>"]
    for one in sorted(file.hashes, key=lambda one: one.format):
        action = f' action="{one.action}"' if one.action else ""
        value = checked_value(one.format, one.value)
        lines.append(f'      <{one.format}{action} hashdate="{when}">{value}</{one.format}>')
    if file.previous:
        lines.append(f"      <previousPath>{escape(safe_name(file.previous, hidden=True).as_posix())}</previousPath>")
    return [*lines, "    </hash>"]


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()
