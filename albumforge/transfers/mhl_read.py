"""Reads manifests of ASC MHL 2.0 that anybody may have written."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from albumforge.transfers.mhl import (
    HASHERS,
    NAMESPACE,
    VERSION,
    FileHash,
    HashedFile,
    Manifest,
    MhlError,
    Reference,
    checked_value,
)
from albumforge.transfers.mhl_xml import Attributes, Path, read_xml
from albumforge.transfers.names import MHL_FOLDER, safe_name

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?")
_ACTIONS = ("", "original", "verified", "failed")
_MOST_PATTERNS, _LONGEST_PATTERN = 200, 255


def read_manifest(data: bytes) -> Manifest:
    """Return what a manifest says.

    Digests of formats that are not in `albumforge.transfers.mhl.HASHERS`, hashes of directories, and metadata are left
    out.

    Raises:
        MhlError: it is no manifest of version 2.0, lists a path twice, or has a digest, number or date that is none.
        UnsafeName: a path could leave the folder.
    """
    reader = _Reader()
    read_xml(data, NAMESPACE, reader.element)
    return reader.manifest()


class _Reader:
    """Collects the elements of a manifest as they end."""

    def __init__(self) -> None:
        self._created: datetime | None = None
        self._process = ""
        self._files: dict[str, HashedFile] = {}
        self._folders: dict[str, None] = {}
        self._ignored: list[str] = []
        self._references: list[Reference] = []
        self._path = self._previous = ""
        self._attributes: Attributes = {}
        self._hashes: dict[str, FileHash] = {}

    def manifest(self) -> Manifest:
        """Return what was collected."""
        if self._created is None or not self._process:
            raise MhlError("The ASC MHL does not say when and how it was made.")
        return Manifest(
            self._created,
            self._process,
            tuple(self._files.values()),
            tuple(self._folders),
            tuple(self._ignored),
            tuple(self._references),
        )

    def element(self, path: Path, attributes: Attributes, text: str) -> None:
        """Take an element that has ended."""
        match path:
            case ("hashlist",):
                if attributes.get("version") != VERSION:
                    raise MhlError(f"The ASC MHL is not of version {VERSION}.")
            case ("hashlist", "creatorinfo", "creationdate"):
                self._created = _time(text)
            case ("hashlist", "processinfo", "process"):
                self._process = text.strip()
            case ("hashlist", "processinfo", "ignore", "pattern"):
                if len(self._ignored) == _MOST_PATTERNS or len(text) > _LONGEST_PATTERN:
                    raise MhlError("The ASC MHL has too many patterns to ignore, or too long ones.")
                self._ignored.append(text)
            case ("hashlist", "hashes", "hash" | "directoryhash", "path"):
                self._path, self._attributes = text, attributes
            case ("hashlist", "hashes", "hash" | "directoryhash", "previousPath"):
                self._previous = safe_name(text, hidden=True).as_posix()
            case ("hashlist", "hashes", "hash", format) if format in HASHERS:
                self._hash(format, attributes.get("action", ""), text.strip())
            case ("hashlist", "hashes", "hash"):
                self._file()
            case ("hashlist", "hashes", "directoryhash"):
                if self._path != ".":
                    self._folders[safe_name(self._path, hidden=True).as_posix()] = None
                self._begin()
            case ("hashlist", "references", "hashlistreference", "path"):
                self._path = text
            case ("hashlist", "references", "hashlistreference", "c4"):
                self._references.append(Reference(_manifest_path(self._path), checked_value("c4", text.strip())))

    def _begin(self) -> None:
        self._path = self._previous = ""
        self._attributes, self._hashes = {}, {}

    def _hash(self, format: str, action: str, value: str) -> None:
        if format in self._hashes or action not in _ACTIONS:
            raise MhlError(f"The ASC MHL has a digest of the format {format} that is none.")
        self._hashes[format] = FileHash(format, checked_value(format, value), action)

    def _file(self) -> None:
        path = safe_name(self._path, hidden=True).as_posix()
        if path in self._files:
            raise MhlError(f"The ASC MHL lists {path!r} twice.")
        size, modified = self._attributes.get("size"), self._attributes.get("lastmodificationdate")
        if size is not None and not re.fullmatch(r"[0-9]{1,18}", size):
            raise MhlError(f"The ASC MHL gives {path!r} a size that is none.")
        self._files[path] = HashedFile(
            path,
            None if size is None else int(size),
            None if modified is None else _time(modified),
            tuple(self._hashes.values()),
            self._previous,
        )
        self._begin()


def _manifest_path(path: str) -> str:
    """Return the path of a manifest of a folder below, which lies in a folder that other names may not have."""
    folder, _, name = path.rpartition(f"/{MHL_FOLDER}/")
    safe_name(folder, hidden=True)
    safe_name(name)
    return path


def _time(text: str) -> datetime:
    """Return a date of XML Schema; one without a time zone is taken for UTC."""
    text = text.strip()
    try:
        if not _TIME.fullmatch(text):
            raise ValueError
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise MhlError("The ASC MHL has a date that is none.") from None
