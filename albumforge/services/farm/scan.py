"""A folder of videos is looked through: what is new or changed is examined, what is gone is marked."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from albumforge.context import Context
from albumforge.errors import Conflict
from albumforge.media.sniff import VIDEO_SUFFIXES
from albumforge.models.tables import Tables, now
from albumforge.services.farm.claims import farm_preset
from albumforge.services.farm.examine import Examiner, Found, rule_for
from albumforge.services.farm.known_facts import columns_of, facts_of_json
from albumforge.services.farm.roots import folder_to_scan, root_of
from albumforge.services.farm.states import VideoStatus
from albumforge.services.farm.store import Store
from albumforge.services.walk import Walked, suffix_of, walk
from albumforge.transcoding import Preset

GONE = "the source is gone"
_BATCH = 100
"""Files that are written to the database together."""
_AT_ONCE = 4

T = TypeVar("T")


@dataclass
class Scanned:
    """How many files were what.

    Attributes:
        found: files with names of videos.
        added, changed: that are to be transcoded now; unchanged: of which nothing new is known.
        skipped: new or changed ones that need no transcode; refused: that are damaged or no videos.
        vanished: that were there before.
        problems: folders and files that could not be looked at.
    """

    found: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    refused: int = 0
    vanished: int = 0
    problems: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """All of them by name."""
        return asdict(self)


class Scans:
    """Looks through folders. Safe to use from many threads."""

    def __init__(self, store: Store, examine: Examiner) -> None:
        self._store = store
        self._examine = examine

    def scan(self, path: str, *, counts: Scanned | None = None, context: Context | None = None) -> Scanned:
        """Look through a folder.

        Args:
            path: of the folder, inside the setting `farm_roots`.
            counts: is counted up meanwhile, for others to look at.
            context: can cancel it; what was found by then stays.

        Raises:
            InvalidInput: there is no such folder inside the roots, or the preset cannot be read.
            Conflict: a whole root is empty that was not: nothing is changed.
            Cancelled: the context asked to stop.
        """
        counts, context = counts or Scanned(), context or Context()
        settings = self._store.settings
        folder, preset = folder_to_scan(settings, path), farm_preset(settings.farm_preset)
        root = root_of(settings, folder)
        assert root is not None, "a folder to scan lies in a root"
        results = () if settings.farm_dest is None else (settings.farm_dest,)
        walked = walk(
            folder,
            results,
            lambda path: suffix_of(path) in VIDEO_SUFFIXES,
            context,
            inside=lambda link: root_of(settings, link) is not None,
        )
        known, taken = self._known(folder)
        if folder == root and known and not walked.files:
            raise Conflict(
                f"The folder {folder} has no videos, though {len(known):,} were there; nothing was changed.",
                hint="Is its disk mounted?",
            )
        with self._store.database.transaction() as tables:
            for sentence in walked.refused:
                self._store.log(tables, logging.ERROR, sentence)
        counts.problems += len(walked.refused)
        counts.found += len(walked.files)
        new = self._sorted_out(walked, known, taken, counts)
        self._look(new, known, root, preset, counts, context)
        self._ask_again(known, walked, root, preset, counts)
        self._vanished(known, walked, counts)
        return counts

    def _known(self, folder: Path) -> tuple[dict[str, Any], set[str]]:
        """Return the rows below a folder by path, and the places of results there."""
        begin, end = f"{folder}/", f"{folder}0"  # '0' comes right after '/'
        with self._store.database.session() as tables:
            table = tables.farm_video
            names = ("id", "path", "size", "mtime_ns", "status", "gone", "dest", "result_size", "attempts")
            columns = [getattr(table, name) for name in names]
            rows = table.select(*columns).where((table.path > begin) & (table.path < end))
            known = {row.path: row for row in rows.namedtuples()}
            below = (table.dest > begin) & (table.dest < end)
            taken = {row[0] for row in table.select(table.dest).where(below & (table.dest != table.path)).tuples()}
        return known, taken

    def _sorted_out(self, walked: Walked, known: dict[str, Any], taken: set[str], counts: Scanned) -> list[str]:
        """Return the files that are to be looked at."""
        new, back = [], []
        for path, stamp in walked.files.items():
            row = known.get(path)
            if path in taken or (row is not None and _is_unchanged(row, stamp)):
                counts.unchanged += 1
                if row is not None and row.status == VideoStatus.GONE:
                    back.append(row.id)
            elif row is not None and _was_restored(row, stamp):
                self._restored(row)
                counts.skipped += 1
            else:
                new.append(path)
        for numbers in _batches(back):
            with self._store.database.transaction() as tables:
                tables.farm_video.update(status=VideoStatus.DONE, gone=False).where(
                    tables.farm_video.id.in_(numbers)
                ).execute()
        return new

    def _look(
        self, new: list[str], known: dict[str, Any], root: Path, preset: Preset, counts: Scanned, context: Context
    ) -> None:
        def look(path: str) -> tuple[str, Found]:
            context.check()
            return path, self._examine(Path(path), root, preset)

        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="albumforge-scan") as pool:
            for paths in _batches(new):
                found = list(pool.map(look, paths))
                with self._store.database.transaction() as tables:
                    for path, one in found:
                        self._write(tables, path, known.get(path), one, counts)

    def _write(self, tables: Tables, path: str, row: Any, found: Found, counts: Scanned) -> None:
        table = tables.farm_video
        status = VideoStatus.WAITING
        if found.problem or found.skip:
            status = VideoStatus.FAILED if found.problem else VideoStatus.SKIPPED
        columns = {**_columns(path, found), "status": status, "error": found.problem or found.skip, "updated": now()}
        columns["refused"] = bool(found.problem)
        if row is None:
            if not table.insert(path=path, **columns).on_conflict_ignore().execute():
                return  # another scan was faster
            number = table.select(table.id).where(table.path == path).scalar()
        else:
            number = row.id
            again = {"attempts": 0, "not_before": None, "gone": False, "dest": None, "result_size": None, **columns}
            still = (table.id == number) & (table.status != VideoStatus.RUNNING)
            if not table.update(**again).where(still).execute():
                return
        if found.problem:
            counts.refused += 1
            self._store.log(tables, logging.ERROR, f"{path}: {found.problem}", video=number)
        elif found.skip:
            counts.skipped += 1
            self._store.log(tables, logging.INFO, f"{path} is skipped: {found.skip}", video=number)
        elif row is None:
            counts.added += 1
        else:
            counts.changed += 1

    def _ask_again(self, known: dict[str, Any], walked: Walked, root: Path, preset: Preset, counts: Scanned) -> None:
        """Let videos wait that were skipped by a rule that is no longer one."""
        skipped = [row for row in known.values() if _by_rule(row) and row.path in walked.files]
        for rows in _batches(skipped):
            with self._store.database.transaction() as tables:
                table = tables.farm_video
                facts = table.select(table.id, table.facts).where(table.id.in_([row.id for row in rows])).tuples()
                free = [number for number, text in facts if text and not rule_for(facts_of_json(text), root, preset)]
                still = table.id.in_(free) & (table.status == VideoStatus.SKIPPED)
                if free:
                    changed = table.update(status=VideoStatus.WAITING, error="", updated=now()).where(still).execute()
                    counts.changed += changed
                    counts.unchanged -= changed

    def _restored(self, row: Any) -> None:
        with self._store.database.transaction() as tables:
            table = tables.farm_video
            said = "The original was put back."
            columns = {"status": VideoStatus.SKIPPED, "error": said, "dest": None, "result_size": None}
            still = (table.id == row.id) & (table.status == VideoStatus.DONE)
            table.update(**columns, updated=now()).where(still).execute()
            self._store.log(tables, logging.INFO, said, video=row.id)

    def _vanished(self, known: dict[str, Any], walked: Walked, counts: Scanned) -> None:
        unseen = tuple(f"{place}/" for place in walked.unseen)
        for rows in _batches(_missing(known, walked)):
            with self._store.database.transaction() as tables:
                table = tables.farm_video
                for row in rows:
                    if row.path.startswith(unseen) or os.path.lexists(row.path):
                        continue
                    still = (table.id == row.id) & (table.status == row.status)
                    columns = {"gone": True, "status": VideoStatus.GONE, "updated": now()}
                    if table.update(**columns).where(still).execute():
                        counts.vanished += 1
                        self._store.log(tables, logging.WARNING, f"{row.path}: {GONE}", video=row.id)


def _columns(path: str, found: Found) -> dict[str, Any]:
    if found.facts is not None:
        return columns_of(found.facts)
    try:
        status = Path(path).stat()
    except OSError:
        return {"facts": ""}
    return {"facts": "", "size": status.st_size, "mtime_ns": status.st_mtime_ns}


def _is_unchanged(row: Any, stamp: tuple[int, int]) -> bool:
    if row.status == VideoStatus.RUNNING:
        return True
    done = row.status == VideoStatus.DONE or (row.status == VideoStatus.GONE and row.result_size is not None)
    if row.gone and not done:
        return False
    # The result that took the place of its source has the source's time.
    size = row.result_size if done and row.dest == row.path else row.size
    return bool(stamp == (size, row.mtime_ns))


def _was_restored(row: Any, stamp: tuple[int, int]) -> bool:
    its_place = row.status == VideoStatus.DONE and row.dest == row.path
    return bool(its_place and stamp == (row.size, row.mtime_ns))


def _by_rule(row: Any) -> bool:
    """Whether a rule is why it was skipped; what was skipped later has been tried."""
    return bool(row.status == VideoStatus.SKIPPED and row.attempts == 0)


def _missing(known: dict[str, Any], walked: Walked) -> Iterator[Any]:
    for path, row in known.items():
        # The original of a result with another suffix is kept elsewhere.
        replaced = row.status == VideoStatus.DONE and row.dest not in (None, path)
        if path not in walked.files and row.status not in (VideoStatus.GONE, VideoStatus.RUNNING) and not replaced:
            yield row


def _batches(many: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(many)
    while part := list(islice(rest, _BATCH)):
        yield part
