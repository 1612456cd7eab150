"""Originals that were replaced, kept for a while so that they can be put back.

Below the root of a library lies ``.albumforge-quarantine``: a folder for each original, with the file under its own
name and a record of where it belongs. A replacement that is under way has its record in ``pending``, so that what a
killed process left is found and settled. Nothing but these files is needed to restore.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from albumforge.errors import Conflict, MediaError, NotFound, StorageError
from albumforge.media.digest import file_digest
from albumforge.media.moves import is_as_noted, link, move, move_to_free, same_file
from albumforge.media.publish import TEMPORARY_PREFIX, make_folder, sync, write_text, writing
from albumforge.transcoders.kept import Entry, Swept, read_entry, records_by_original, stand_in_problem
from albumforge.transcoders.records import record_to_json

FOLDER = ".albumforge-quarantine"
"""Nothing below it is a video of the library."""

_PENDING, _RECORD, _ASIDE, _LOCK = "pending", ".entry.json", "replacement", ".lock"


class Quarantine:
    """The originals of one library. Safe to use from several processes of one machine."""

    def __init__(self, root: Path) -> None:
        """Use the folder below `root`; it is made when something is first put there."""
        self.root = root.resolve()
        self.folder = self.root / FOLDER

    def entries(self) -> list[Entry]:
        """Return the originals that can be put back, the oldest first."""
        return [entry for entry in self._records() if not entry.restored and self.held(entry).exists()]

    def held(self, entry: Entry) -> Path:
        """Return where an original lies."""
        return self.folder / entry.id / Path(entry.original).name

    def find(self, path: Path) -> Entry:
        """Return the entry of an original or of its replacement, the latest where there are several.

        Raises:
            NotFound: there is none.
        """
        for entry in reversed(self.entries()):
            if self._below(path) in (entry.original, entry.replacement):
                return entry
        raise NotFound(f"{path}: no original of it is kept.")

    def restored(self) -> frozenset[tuple[Path, int, int]]:
        """Return the originals that were put back, which somebody prefers as they are: path, size, time of change."""
        found = (entry for entry in self._records() if entry.restored)
        return frozenset((self.root / entry.original, entry.size, entry.mtime_ns) for entry in found)

    def recover(self) -> None:
        """Settle what killed processes left half done, such as an original that has no name.

        Raises:
            StorageError: the files cannot be moved.
        """
        if self.folder.exists():
            with self.locked():
                for entry in self._pending_entries():
                    self.settle(entry)

    def restore(self, entry: Entry, *, force: bool = False) -> Path:
        """Put an original back under its name; its replacement is set aside in the quarantine, and swept later.

        Args:
            force: also where the replacement was changed since.

        Returns:
            the path of the original.

        Raises:
            NotFound: the original is no longer kept.
            Conflict: the replacement was changed since, or another file has the original's name now.
            StorageError: the files cannot be moved.
        """
        with self.locked():
            original, replacement, held = self.root / entry.original, self.root / entry.replacement, self.held(entry)
            if not held.exists():
                raise NotFound(f"{original}: it is no longer kept.")
            if original != replacement and os.path.lexists(original) and not same_file(original, held):
                raise Conflict(f"{original}: another file has this name now.", hint="Move it away first.")
            known = is_as_noted(replacement, entry.new_size, entry.new_mtime_ns)
            if replacement.exists() and not known and not force:
                raise Conflict(f"{replacement} was changed since it replaced its original.", hint="Use --force.")
            with writing(original):
                aside = make_folder(self.folder / entry.id / _ASIDE) / replacement.name
                if replacement.exists() and not same_file(replacement, held):
                    with contextlib.suppress(FileExistsError):  # of a restore that was interrupted
                        if not link(replacement, aside):
                            move(replacement, aside)
                make_folder(original.parent)
                move(held, original)
                if original != replacement:
                    replacement.unlink(missing_ok=True)
                self._write(msgspec.structs.replace(entry, restored=True, since=datetime.now(UTC)))
            return original

    def problems(self) -> dict[str, str]:
        """Return why entries must stay when their time is over, as `sweep` tells it: id → clause."""
        records = self._records()
        by_name = records_by_original(records)
        found = ((entry.id, self._problem(entry, by_name)) for entry in records)
        return {number: why for number, why in found if why}

    def _problem(self, entry: Entry, by_name: Mapping[str, Sequence[Entry]]) -> str:
        """Return why an entry must stay, a clause: what would be left without it is not what it should be; else "".

        What was replaced in its turn, and is kept as an original itself, is as it should be.
        """
        name, noted = entry.replacement, (entry.new_size, entry.new_mtime_ns)
        if entry.restored:
            name, noted = entry.original, (entry.size, entry.mtime_ns)
        for later in by_name.get(name, ()):
            if later.id > entry.id and not later.restored and not stand_in_problem(self.held(later), noted):
                return ""
        return stand_in_problem(self.root / name, None if entry.restored else noted)

    def broken(self) -> list[Path]:
        """Return the records that cannot be read; what lies beside them stays."""
        folders = [file for file in sorted(self.folder.glob("*")) if file.is_dir() and file.name != _PENDING]
        pending = {file.stem for file in self.folder.glob(f"{_PENDING}/*.json")}
        records = [folder / _RECORD for folder in folders if folder.name not in pending]
        records += sorted(self.folder.glob(f"{_PENDING}/*.json"))
        return [file for file in records if read_entry(file) is None and any(file.parent.iterdir())]

    def sweep(self, days: float | None) -> Swept:
        """Delete what was put here more than so many days ago, where what stands for it is there and can be read.

        Args:
            days: 0: nothing; None: whatever its age.

        Raises:
            StorageError: they cannot be deleted.
        """
        swept = Swept()
        if days == 0 or not self.folder.exists():
            return swept
        now = datetime.now(UTC)
        # All of a replacement is read before its original goes; that takes a while, and keeps nobody out.
        due = {
            entry.id: self._rotten(entry)
            for entry in self._records()
            if days is None or now - entry.since >= timedelta(days=days)
        }
        with self.locked():
            records = self._records()
            by_name = records_by_original(records)
            for entry in records:
                if entry.id not in due:
                    continue
                why = self._problem(entry, by_name) or due[entry.id]
                if why:
                    swept += Swept(kept=((self.root / entry.original, why),))
                else:
                    swept += self._delete(entry)
        return swept

    def _rotten(self, entry: Entry) -> str:
        """Return why the bytes of a replacement are not those that were proven, a clause; "" where they are."""
        path = self.root / entry.replacement
        if entry.restored or not entry.new_digest or not is_as_noted(path, entry.new_size, entry.new_mtime_ns):
            return ""
        try:
            return "" if file_digest(path, anew=True) == entry.new_digest else "its replacement is damaged"
        except MediaError as error:
            return f"its replacement cannot be read: {error.reason}"

    def _delete(self, entry: Entry) -> Swept:
        place, files, freed = self.folder / entry.id, 0, 0
        with writing(place):
            for file in [self.held(entry), *(place / _ASIDE).glob("*")]:
                with contextlib.suppress(FileNotFoundError):
                    size = file.stat().st_size
                    file.unlink()
                    files, freed = files + 1, freed + size
            # The record goes last: without it nobody would know what the file is.
            shutil.rmtree(place)
        return Swept(files, freed)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others out, where the file system has locks, and settle what killed processes left half done.

        Raises:
            StorageError: the quarantine cannot be written.
        """
        make_folder(self.folder / _PENDING)
        with contextlib.ExitStack() as stack:
            with writing(self.folder):
                lock = stack.enter_context((self.folder / _LOCK).open("a"))
            with contextlib.suppress(OSError):
                fcntl.flock(lock, fcntl.LOCK_EX)
            for entry in self._pending_entries():
                with contextlib.suppress(StorageError):  # of another video; `recover` tells it
                    self.settle(entry)
            yield

    def check_place(self, path: Path) -> None:
        """Check that a file, or one that is to be in an existing folder, can be moved into the quarantine.

        Raises:
            StorageError: it lies outside the root, or on another file system.
        """
        if self._below(path).startswith(".."):
            raise StorageError(f"{path} lies outside {self.root}, where its original would be kept.")
        place = self.folder if self.folder.exists() else self.root
        if path.parent.stat().st_dev != place.stat().st_dev:
            raise StorageError(
                f"{path} lies on another file system than {self.folder}, where its original would be kept.",
                hint="Name a folder of its file system instead.",
            )

    def begin(self, original: Path, replacement: Path, part: Path, digest: str = "") -> Entry:
        """Note that an original is about to be replaced by the file `part`; to be called under the lock.

        Args:
            digest: of `part`, `albumforge.media.digest.file_digest`; "": none is noted.

        Raises:
            StorageError: original or replacement lie outside the root, or on another file system.
        """
        for path in (original, replacement):
            self.check_place(path)
        old, new, now = original.stat(), part.stat(), datetime.now(UTC)
        entry = Entry(
            id=f"{now:%Y%m%dT%H%M%S.%f}-{secrets.token_hex(2)}",
            original=self._below(original),
            replacement=self._below(replacement),
            size=old.st_size,
            mtime_ns=old.st_mtime_ns,
            new_size=new.st_size,
            new_mtime_ns=new.st_mtime_ns,
            since=now,
            new_digest=digest,
        )
        write_text(self._pending(entry), record_to_json(entry).decode())
        make_folder(self.folder / entry.id)
        return entry

    def finish(self, entry: Entry) -> None:
        """Note that an original has been replaced; to be called under the lock."""
        move(self._pending(entry), self.folder / entry.id / _RECORD)

    def settle(self, entry: Entry) -> None:
        """End a replacement that was interrupted: it is finished where the new file has its name, else undone.

        To be called under the lock.

        Raises:
            StorageError: the files cannot be moved.
        """
        original, replacement, held = self.root / entry.original, self.root / entry.replacement, self.held(entry)
        with writing(original):
            if original == replacement:
                replaced = held.exists() and original.exists() and not same_file(original, held)
            else:
                replaced = is_as_noted(replacement, entry.new_size, entry.new_mtime_ns)
            if replaced and not held.exists() and is_as_noted(original, entry.size, entry.mtime_ns):
                make_folder(held.parent)
                move(original, held)
            elif not replaced and held.exists() and not os.path.lexists(original):
                make_folder(original.parent)
                move_to_free(held, original)
            elif not replaced and same_file(held, original):
                held.unlink()
            if held.exists():
                self.finish(entry)
                return
            with contextlib.suppress(FileNotFoundError):
                held.parent.rmdir()
            self._pending(entry).unlink()
            sync(self.folder / _PENDING)

    def _pending_entries(self) -> Iterator[Entry]:
        for file in sorted((self.folder / _PENDING).iterdir()):
            if file.name.startswith(TEMPORARY_PREFIX):  # a record that was not written to its end
                file.unlink(missing_ok=True)
            elif (entry := read_entry(file)) is not None:
                yield entry

    def _below(self, path: Path) -> str:
        """Return a path below the root; links in its folders are followed, it may be a link itself."""
        return os.path.relpath(path.parent.resolve() / path.name, self.root)

    def _pending(self, entry: Entry) -> Path:
        return self.folder / _PENDING / f"{entry.id}.json"

    def _records(self) -> list[Entry]:
        found = (read_entry(file) for file in sorted(self.folder.glob(f"*/{_RECORD}")))
        return [entry for entry in found if entry is not None]

    def _write(self, entry: Entry) -> None:
        write_text(self.folder / entry.id / _RECORD, record_to_json(entry).decode())
