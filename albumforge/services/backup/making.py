"""Make a backup while the forge runs.

The media are copied first, then the rows are read at one moment, then whatever the rows speak of and the copy does not
have yet is copied too. Files of films are put into their places whole, by a rename, so each is copied as it was at one
moment.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from albumforge.context import Context
from albumforge.errors import Conflict, InTheWay, InvalidInput
from albumforge.media.publish import TEMPORARY_PREFIX, storage_error, sync, writing
from albumforge.media.sizes import size_text
from albumforge.models.database import Database
from albumforge.models.rows import Snapshot, sorted_tables
from albumforge.models.tables import now
from albumforge.services.backup.copying import copy_file, media_of
from albumforge.services.backup.manifest import (
    DATABASE,
    FORMAT,
    MEDIA,
    SETTINGS,
    File,
    Manifest,
    Rows,
    read_manifest,
    write_manifest,
)
from albumforge.services.disk import free_bytes
from albumforge.services.states import Status
from albumforge.services.works import ALL
from albumforge.settings import FILE_NAME, Settings

_ROUNDS = 3
"""How often the rows are read again where a film went away meanwhile."""
_STAGE = "backup"


@dataclass(frozen=True)
class Made:
    """A backup that was made.

    Attributes:
        linked: files that are those of the previous backup.
        missing: files that the database knew and that were not there.
    """

    path: Path
    files: int
    size: int
    linked: int
    missing: tuple[str, ...]


def make_backup(
    settings: Settings, database: Database, place: Path, previous: Path | None = None, context: Context | None = None
) -> Made:
    """Write the database and the media of a forge into a new folder, which appears when it is whole.

    Args:
        previous: an older backup on the same disk: files with the same path, size and time of change get a second
            name there (a hard link) instead of being copied.

    Raises:
        InTheWay: there is something at `place`.
        Conflict: another backup of that name is being made, or a file is being written to.
        InvalidInput: `place` is among the media.
        NotFound, MediaError: the previous backup is none, or damaged.
        StorageError: the place cannot be written, or has no room.
        Unavailable: the database does not answer.
        Cancelled: the context asked to stop; nothing is left.
    """
    place = place.expanduser().absolute()
    if place.resolve().is_relative_to(settings.media.resolve()):
        raise InvalidInput(f"{place} lies among the media.", hint="Choose a folder elsewhere, on another disk.")
    if os.path.lexists(place):
        raise InTheWay(f"{place} is there already.", hint="Give each backup a name of its own, such as the date.")
    with _half_made(place) as folder:
        making = _Making(settings, database, folder, previous, context or Context())
        made = making.run()
        with writing(place):
            for path in (folder / DATABASE, folder / MEDIA, folder):
                sync(path)
            folder.rename(place)
            sync(place.parent)
    return Made(place, len(made.files), made.size, making.linked, tuple(made.missing))


@contextlib.contextmanager
def _half_made(place: Path) -> Iterator[Path]:
    """Yield an empty folder beside the place, of this process alone; remove it unless it was renamed."""
    folder = place.with_name(f"{TEMPORARY_PREFIX}{place.name}.backup")
    with writing(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"A backup to {place} is being made already.", hint="Choose another name.") from None
        try:
            _empty(folder)  # of what one that was killed left
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


class _Making:
    def __init__(
        self, settings: Settings, database: Database, folder: Path, previous: Path | None, context: Context
    ) -> None:
        self._settings = settings
        self._database = database
        self._folder = folder
        self._context = context
        self._previous = previous
        self._before = {file.path: file for file in read_manifest(previous).files} if previous else {}
        self._files: dict[str, File] = {}
        self._folders: set[str] = set()
        self._total = 1
        self._done = 0
        self.linked = 0

    def run(self) -> Manifest:
        for name in (DATABASE, MEDIA, *(f"{MEDIA}/{works.place}" for works in ALL)):
            (self._folder / name).mkdir(mode=0o700)
        self._check_room()
        self._copy_media()
        missing: set[str] = set()
        for round_ in range(_ROUNDS):
            made = now()
            with self._database.snapshot(self._folder / "scratch.sqlite3") as snapshot:
                tables, works = self._write_rows(snapshot)
            self._drop_unknown(works)
            self._copy_media(works.known)
            wanted = works.wanted
            before, missing = missing, {path for path in wanted if path not in self._files}
            if not missing or (round_ and missing == before):
                break  # what is missing twice was not deleted meanwhile
        self._copy_settings()
        manifest = Manifest(
            format=FORMAT,
            albumforge=version("albumforge"),
            made=made.isoformat(timespec="seconds"),
            database=self._database.kind,
            schema=self._database.schema(),
            media_root=str(self._settings.media),
            tables=tables,
            folders=sorted(self._folders),
            files=[self._files[path] for path in sorted(self._files)],
            missing=sorted(missing),
        )
        write_manifest(self._folder, manifest)
        return manifest

    def _check_room(self) -> None:
        needed = 0
        for relative, path in media_of(self._settings):
            with contextlib.suppress(OSError):
                status = path.stat()
                if path.is_file() and not self._same(f"{MEDIA}/{relative}", status):
                    needed += status.st_size
        self._total = max(1, needed)
        if (free := free_bytes(self._folder)) < needed:
            full = OSError(28, "No space left on device")
            raise storage_error(f"{self._folder}: {size_text(needed)} are needed, {size_text(free)} are free; it", full)

    def _copy_media(self, known: set[tuple[str, str]] | None = None) -> None:
        """Copy what is not there yet, or changed since; only of the films and jobs that are known, where these are."""
        for relative, path in media_of(self._settings):
            self._context.check()
            name = f"{MEDIA}/{relative}"
            if known is not None and _work_of(name) not in known:
                continue
            if path.is_dir():
                self._folders.add(name)
                with writing(self._folder):
                    (self._folder / name).mkdir(mode=0o700, exist_ok=True)
            elif name not in self._files or self._changed(name, path):
                with contextlib.suppress(FileNotFoundError):  # it went away meanwhile
                    self._copy(name, path)

    def _changed(self, name: str, path: Path) -> bool:
        known = self._files[name]
        try:
            status = path.stat()
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) != (known.size, known.mtime_ns)

    def _same(self, name: str, status: os.stat_result) -> File | None:
        known = self._before.get(name)
        same = known is not None and (known.size, known.mtime_ns) == (status.st_size, status.st_mtime_ns)
        return known if same else None

    def _copy(self, name: str, path: Path) -> None:
        target = self._folder / name
        target.unlink(missing_ok=True)  # it may be a link to the previous backup's
        known = self._same(name, path.stat())
        if known is not None and self._previous is not None:
            with contextlib.suppress(OSError):
                os.link(self._previous / name, target, follow_symlinks=False)
                self._files[name] = known
                self.linked += 1
                return
        size, mtime_ns, digest = copy_file(path, target, self._context, self._tell)
        self._files[name] = File(name, size, mtime_ns, digest)

    def _tell(self, count: int) -> None:
        self._done += count
        self._context.progress(_STAGE, self._done / self._total)

    def _write_rows(self, snapshot: Snapshot) -> tuple[list[Rows], _Works]:
        """Write all rows; return the tables, and what they speak of."""
        written: list[Rows] = []
        works = _Works()
        for table in sorted_tables(self._database.tables.all):
            count, digest, size = 0, hashlib.sha256(), 0
            name = f"{DATABASE}/{table.name}.jsonl"
            target = self._folder / name
            columns = list(table.columns)
            with writing(target), os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                for row in snapshot.rows(table):
                    if count % 1000 == 0:
                        self._context.check()
                    line = json.dumps(row).encode() + b"\n"
                    digest.update(line)
                    size, count = size + len(line), count + 1
                    out.write(line)
                    works.note(table.name, dict(zip(columns, row, strict=True)))
                out.flush()
                os.fsync(out.fileno())
            self._files[name] = File(name, size, target.stat().st_mtime_ns, digest.hexdigest())
            written.append(Rows(table.name, table.columns, table.key, count, snapshot.next_number(table)))
        return written, works

    def _drop_unknown(self, works: _Works) -> None:
        """Leave out the folders of what was deleted, or made, between the copying and the reading."""
        for name in [name for name in self._folders if _work_of(name) not in works.known]:
            self._folders.discard(name)
            shutil.rmtree(self._folder / name, ignore_errors=True)
        for name in [name for name in self._files if name.startswith(f"{MEDIA}/")]:
            if _work_of(name) not in works.known:
                del self._files[name]

    def _copy_settings(self) -> None:
        source = self._settings.home / FILE_NAME
        if source.is_file():
            size, mtime_ns, digest = copy_file(source, self._folder / SETTINGS, self._context, lambda _: None)
            self._files[SETTINGS] = File(SETTINGS, size, mtime_ns, digest)


def _work_of(name: str) -> tuple[str, str]:
    parts = name.split("/")
    return parts[1], parts[2]


class _Works:
    """The films and jobs of the rows that were read.

    Attributes:
        known: place and name of each.
        wanted: paths, in the backup, of the files that they speak of.
    """

    def __init__(self) -> None:
        self.known: set[tuple[str, str]] = set()
        self.wanted: set[str] = set()
        self._expired: set[str] = set()

    def note(self, table: str, row: dict[str, Any]) -> None:
        """Take note of a row; films come before their files."""
        if table == "movie":
            self._work("movies", row, [row["plan"], row["result"], row["poster"]])
        elif table == "job":
            self._work("jobs", row, [f"input/{row['video']}"])
        elif table == "movie_file" and row["movie_id"] not in self._expired and row["stored"]:
            self.wanted.add(f"{MEDIA}/movies/{row['movie_id']}/{row['stored']}")

    def _work(self, place: str, row: dict[str, Any], names: list[str]) -> None:
        work_id = row["work_id"]
        self.known.add((place, work_id))
        if row["status"] == Status.EXPIRED:
            self._expired.add(work_id)
        else:
            self.wanted.update(f"{MEDIA}/{place}/{work_id}/{name}" for name in names if name)
