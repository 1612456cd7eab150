"""What is in a backup: a JSON document that names each file with its size and digest, and the digest of itself."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path, PurePosixPath

import msgspec

from albumforge.errors import InvalidInput, MediaError, NotFound
from albumforge.media.publish import write_text
from albumforge.media.structs import work_out
from albumforge.models.rows import BOOLEAN, DOCUMENT, MOMENT, PLAIN, Table

NAME, DIGEST = "manifest.json", "manifest.json.sha256"
FORMAT = 1
DATABASE, MEDIA, SETTINGS = "database", "media", "albumforge.yaml"
"""Folders of a backup, and the settings' file as it was in the home."""
_KINDS = (BOOLEAN, MOMENT, DOCUMENT, PLAIN)


class File(msgspec.Struct, frozen=True):
    """A file of a backup, by its path in it."""

    path: str
    size: int
    mtime_ns: int
    sha256: str


class Rows(msgspec.Struct, frozen=True):
    """The rows of a table: one JSON array a line in the file ``database/NAME.jsonl``.

    Attributes:
        columns: the kind of each by its name, in the order of the arrays.
        next_number: that a new row would have got, or None.
    """

    name: str
    columns: dict[str, str]
    key: str
    rows: int
    next_number: int | None

    @property
    def path(self) -> str:
        """The file's path in the backup."""
        return f"{DATABASE}/{self.name}.jsonl"

    @property
    def table(self) -> Table:
        """The table, for `albumforge.models.rows`."""
        return Table(self.name, self.columns, self.key, self.next_number is not None)


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """All that is in a backup.

    Attributes:
        albumforge: version of the program that made it.
        made: when the rows were read, in UTC.
        database: ``sqlite`` or ``postgresql``.
        schema: the migrations that the database had had.
        media_root: where the media were.
        tables: each behind those that it refers to.
        folders: of media, empty ones too.
        missing: files that the database knew and that were not there.
    """

    format: int
    albumforge: str
    made: str
    database: str
    schema: list[str]
    media_root: str
    tables: list[Rows]
    folders: list[str]
    files: list[File]
    missing: list[str]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


for _kind in (File, Rows, Manifest):
    work_out(_kind)


def write_manifest(backup: Path, manifest: Manifest) -> None:
    """Write the manifest of a backup, and its digest as ``sha256sum --check`` reads it.

    Raises:
        StorageError: it cannot be written.
    """
    text = ascii_json(manifest)
    write_text(backup / NAME, text)
    write_text(backup / DIGEST, f"{hashlib.sha256(text.encode()).hexdigest()}  {NAME}\n")
    for name in (NAME, DIGEST):
        (backup / name).chmod(0o600)


def ascii_json(document: object) -> str:
    """Return JSON in ASCII, so that names whose bytes are no text survive."""
    return json.dumps(msgspec.to_builtins(document), indent=1) + "\n"


def read_manifest(backup: Path) -> Manifest:
    """Return what a backup holds.

    Raises:
        NotFound: there is no backup there.
        MediaError: the manifest is damaged.
        InvalidInput: it is of a newer kind, or names what cannot be in a backup.
    """
    try:
        raw, said = (backup / NAME).read_bytes(), (backup / DIGEST).read_text(encoding="ascii")
    except OSError:
        raise NotFound(
            f"{backup}: there is no whole backup.", hint=f"A backup is a folder with a file {NAME} in it."
        ) from None
    except UnicodeDecodeError:
        said = ""
    if said.split()[:1] != [hashlib.sha256(raw).hexdigest()]:
        raise MediaError(backup / NAME, "it is damaged: its digest is another one")
    try:
        document = json.loads(raw)
        if document["format"] != FORMAT:
            raise InvalidInput(f"{backup}: the backup was made by a newer albumforge.", hint="Update albumforge.")
        manifest = msgspec.convert(document, Manifest)
    except (ValueError, KeyError, TypeError, msgspec.ValidationError) as error:
        raise MediaError(backup / NAME, f"it cannot be read: {error}") from error
    _check(backup, manifest)
    return manifest


def _check(backup: Path, manifest: Manifest) -> None:
    """Refuse names by which a backup that somebody made up would reach beyond its places."""
    known = {table.path for table in manifest.tables}
    for path in (*(file.path for file in manifest.files), *manifest.folders):
        parts = PurePosixPath(path).parts
        media = len(parts) > 1 and parts[0] == MEDIA and parts[1] in ("movies", "jobs") and ".." not in parts
        if not (media or path in known or path == SETTINGS) or "\0" in path:
            raise InvalidInput(f"{backup / NAME}: {path!r} is no place in a backup.")
    listed = {file.path for file in manifest.files}
    for table in manifest.tables:
        named = all(name.isidentifier() for name in (table.name, table.key, *table.columns))
        if not named or table.path not in listed or not set(table.columns.values()) <= set(_KINDS):
            raise InvalidInput(f"{backup / NAME}: the table {table.name!r} is not described as it must be.")
