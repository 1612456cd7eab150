"""Check a backup, and put it into an empty forge."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath

import peewee as pw

from albumforge.context import Context
from albumforge.errors import Conflict, InvalidInput, MediaError, Unavailable, counted
from albumforge.media.publish import TEMPORARY_PREFIX, make_folder, storage_error, sync, writing
from albumforge.media.sizes import size_text
from albumforge.models.database import MIGRATIONS, Database
from albumforge.models.rows import Row
from albumforge.models.tables import now
from albumforge.plugins import Registry
from albumforge.queue.presence import Presence
from albumforge.queue.runtime import is_locked
from albumforge.services.backup.copying import copy_file
from albumforge.services.backup.manifest import MEDIA, SETTINGS, File, Manifest, Rows, read_manifest
from albumforge.services.backup.moving import move_plans, rekey_plans
from albumforge.services.disk import free_bytes
from albumforge.services.works import ALL
from albumforge.settings import Settings

_LOCKS = ("server.json", "queue/valkey.lock")
"""Files of a home that a server, and the embedded queue, hold locked."""
_MARK = "restoring"
_HALF = f"{TEMPORARY_PREFIX}restoring"
_NAMED = 20
_STAGE = "restore"


@dataclass(frozen=True)
class Restored:
    """What was put back.

    Attributes:
        made: when the backup was made, in UTC.
        missing: files that were missing already when it was.
        settings: whether the backup holds the settings' file of its home, which is not put back.
        moved: whether the media are in another folder than they were.
    """

    made: str
    files: int
    size: int
    rows: int
    missing: tuple[str, ...]
    settings: bool
    moved: bool


def check_backup(backup: Path, context: Context | None = None) -> Restored:
    """Read a backup as a whole, and compare it with its manifest.

    Raises:
        NotFound: there is no whole backup there.
        MediaError: files are missing or damaged; it names them.
        InvalidInput, Unavailable: it was made by a newer albumforge.
        Cancelled: the context asked to stop.
    """
    context = context or Context()
    manifest = _manifest(backup)
    done, problems = 0, []
    for file in manifest.files:
        context.check()
        context.progress(_STAGE, done / max(1, manifest.size))
        done += file.size
        try:
            with _opened(backup / file.path) as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            if digest != file.sha256:
                problems.append(f"{file.path}: it is damaged")
        except OSError as error:
            problems.append(f"{file.path}: {_reason(error)}")
    _refuse(backup, problems)
    return _told(manifest, moved=False)


def restore_backup(
    settings: Settings,
    database: Database,
    plugins: Registry,
    backup: Path,
    *,
    revoke: bool = False,
    context: Context | None = None,
) -> Restored:
    """Put a backup into a forge that has neither films, jobs nor users, on SQLite or on PostgreSQL.

    All is checked before anything gets its name; what fails leaves the forge as empty as it was. Films and jobs that
    were under way go on once workers run.

    Args:
        revoke: end all tokens, sessions and links; else those that were ended after the backup are good again.

    Raises:
        NotFound, MediaError, InvalidInput: as `check_backup`.
        Conflict: the forge is not empty, or is in use.
        StorageError: its folders cannot be written, or have no room.
        Unavailable: the database does not answer, or the backup was made by a newer albumforge.
        Cancelled: the context asked to stop.
    """
    context = context or Context()
    manifest = _manifest(backup)
    _check_at_rest(settings)
    database.check_empty()
    _check_media(settings)
    media = make_folder(settings.media)
    with _half_restored(media) as half:
        _copy(backup, manifest, half, context)
        before = Path(manifest.media_root)
        if before != media:
            move_plans(half, before, media)
        try:
            with database.refill(manifest.schema[-1]) as insert:
                for table in manifest.tables:
                    context.check()
                    insert(table.table, _rows(backup, table), table.next_number)
                _place(settings, half)
        except (pw.IntegrityError, pw.DataError) as error:
            raise InvalidInput(f"{backup}: its rows do not fit the database: {error}") from error
    if before != media:
        rekey_plans(database, plugins, before, media)
    (settings.home / _MARK).unlink(missing_ok=True)
    if revoke:
        with database.transaction() as tables:
            tables.token.update(ended=now()).where(tables.token.ended.is_null()).execute()
    return _told(manifest, moved=manifest.media_root != str(settings.media))


def _told(manifest: Manifest, *, moved: bool) -> Restored:
    rows = sum(table.rows for table in manifest.tables)
    held = any(file.path == SETTINGS for file in manifest.files)
    return Restored(manifest.made, len(manifest.files), manifest.size, rows, tuple(manifest.missing), held, moved)


def _manifest(backup: Path) -> Manifest:
    manifest = read_manifest(backup)
    known = [path.stem for path in sorted(MIGRATIONS.glob("[0-9]*.py"))]
    if manifest.schema != known[: len(manifest.schema)] or not manifest.schema:
        newest = manifest.schema[-1] if manifest.schema else "?"
        raise Unavailable(f"{backup}: the backup was made by a newer albumforge ({newest}).", hint="Update albumforge.")
    return manifest


def _check_at_rest(settings: Settings) -> None:
    if any(is_locked(settings.home / name) for name in _LOCKS) or Presence(settings.home).anyone():
        raise Conflict(
            f"The home {settings.home} is in use by a server or a worker.", hint="Stop it, or use another home."
        )


def _check_media(settings: Settings) -> None:
    """Refuse media that are there; those that a restore left that was killed before it was done are removed."""
    mark = settings.home / _MARK
    for works in ALL:
        folder = works.folder(settings)
        there = [path for path in folder.iterdir() if path.name != ".trash"] if folder.is_dir() else []
        if there and not mark.exists():
            raise Conflict(
                f"The folder {folder} is not empty.", hint="Use another one with the settings home or media_root."
            )
        if there:
            shutil.rmtree(folder)
    with writing(mark):
        settings.home.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)


@contextlib.contextmanager
def _half_restored(media: Path) -> Iterator[Path]:
    """Yield an empty folder among the media, of this process alone; remove it at the end."""
    folder = media / _HALF
    with writing(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"A backup is being restored to {media} already.", hint="Wait for it.") from None
        try:
            for path in folder.iterdir():  # of one that was killed
                shutil.rmtree(path)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)


def _copy(backup: Path, manifest: Manifest, half: Path, context: Context) -> None:
    """Copy the media, and compare all files with the manifest."""
    if (free := free_bytes(half)) < manifest.size:
        full = OSError(28, "No space left on device")
        raise storage_error(
            f"{half.parent}: {size_text(manifest.size)} are needed, {size_text(free)} are free; it", full
        )
    for works in ALL:
        (half / works.place).mkdir(mode=0o700)
    for name in manifest.folders:
        (half / PurePosixPath(name).relative_to(MEDIA)).mkdir(mode=0o755, parents=True, exist_ok=True)
    done, problems = 0, []

    def tell(count: int) -> None:
        nonlocal done
        done += count
        context.progress(_STAGE, done / max(1, manifest.size))

    for file in manifest.files:
        try:
            found = _copied(backup / file.path, file, half, context, tell)
            if found != file.sha256:
                problems.append(f"{file.path}: it is damaged")
        except OSError as error:
            problems.append(f"{file.path}: {_reason(error)}")
    _refuse(backup, problems)


def _copied(source: Path, file: File, half: Path, context: Context, tell: Callable[[int], object]) -> str:
    if not file.path.startswith(f"{MEDIA}/"):
        with _opened(source) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    with _opened(source):  # it is a file
        pass
    target = half / PurePosixPath(file.path).relative_to(MEDIA)
    make_folder(target.parent)
    _, _, digest = copy_file(source, target, context, tell)
    os.utime(target, ns=(file.mtime_ns, file.mtime_ns))
    target.chmod(0o644)
    return digest


def _place(settings: Settings, half: Path) -> None:
    """Give the media their names; the last step before the rows are there."""
    with writing(settings.media):
        (settings.home / _MARK).touch()
        sync(settings.home)
        for works in ALL:
            folder = works.folder(settings)
            shutil.rmtree(folder, ignore_errors=True)  # nothing is in it but an empty trash
            (half / works.place).rename(folder)
        sync(settings.media)


def _rows(backup: Path, table: Rows) -> Iterator[Row]:
    with _opened(backup / table.path) as stream:
        for line in stream:
            yield json.loads(line)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    """Open a file of a backup; a link is refused, for it may lead anywhere."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
        yield stream


def _reason(error: OSError) -> str:
    return "it is missing" if isinstance(error, FileNotFoundError) else (error.strerror or str(error)).lower()


def _refuse(backup: Path, problems: list[str]) -> None:
    if problems:
        named = problems[:_NAMED]
        more = len(problems) - len(named)
        lines = [f"{counted(len(problems), 'file')} of the backup cannot be used:", *(f"  {name}" for name in named)]
        raise MediaError(backup, "\n".join([*lines, *([f"  and {more} more"] if more else [])]))
