"""A worker asks for work: the next video, never given to two."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import peewee as pw

from albumforge.errors import Conflict, ForgeError, NotFound
from albumforge.media.publish import make_folder
from albumforge.models.tables import Tables, now
from albumforge.services.farm.examine import Examiner, Found
from albumforge.services.farm.known_facts import columns_of, facts_of_json
from albumforge.services.farm.overdue import settle, withdraw
from albumforge.services.farm.room import with_room
from albumforge.services.farm.roots import checked_dest, root_of
from albumforge.services.farm.states import TaskStatus, VideoStatus
from albumforge.services.farm.store import Store, locked
from albumforge.services.farm.workers import NO_WORKER
from albumforge.transcoders.container import suffix_for
from albumforge.transcoders.presets import load_preset, preset_to_json
from albumforge.transcoders.replace import destination, part_path
from albumforge.transcoding import Preset, VideoFacts

NO_VIDEO = "There is no video left that this worker can do."
_OTHERS_FIRST = 10
"""For so many times the setting `retry_backoff` a video that failed is left to other workers."""
_TRIES = 5
"""How often another name is looked for where two results want the same at the same moment."""


@dataclass(frozen=True)
class Claimed:
    """What a worker was given."""

    task_id: int
    video_path: str


class Claims:
    """Gives videos to workers. Safe to use from many threads and processes."""

    def __init__(self, store: Store, examine: Examiner) -> None:
        self._store = store
        self._examine = examine

    def claim(self, worker_id: int, *, vr: bool, dest: str = "") -> Claimed:
        """Give a worker the next video: higher priority first, then fewer tries, then in the order they were found.

        A video whose source is gone, or cannot be used any more, fails, and the next one is given.

        Args:
            vr: whether it may be one of a sphere; the worker must have said so when it registered, too.
            dest: where the result is to be: a folder or a file; "": as the setting `farm_dest` says.

        Raises:
            NotFound: there is no such worker, or no video for it.
            Conflict: it is offline, under an order, or set aside.
            InvalidInput: `dest` lies outside the farm's folders, or the preset of the farm cannot be read.
            StorageError: the folder of the result cannot be made.
        """
        place = checked_dest(self._store.settings, dest)
        preset = farm_preset(self._store.settings.farm_preset)
        settle(self._store)
        while True:
            task = self._take(worker_id, vr, place)
            try:
                self._prepare(task, place, preset)
            except _Unfit as unfit:
                self._refuse(task, unfit)
                continue
            except BaseException:
                with self._store.database.transaction() as tables:
                    withdraw(tables, task)
                raise
            return Claimed(task.id, task.video.path)

    def waiting(self) -> int:
        """Return how many videos wait that could be given to somebody now."""
        with self._store.database.session() as tables:
            wanted = [*self._wanted(tables, self._store.settings.farm_dest), self._due(tables)]
            count: int = tables.farm_video.select().where(*wanted).count()
            return count

    def _wanted(self, tables: Tables, dest: Path | None) -> list[Any]:
        """Return the conditions on videos that can be given to somebody now."""
        return [tables.farm_video.status == VideoStatus.WAITING, *with_room(self._store, tables, dest)]

    @staticmethod
    def _due(tables: Tables) -> Any:
        """Return the condition on videos whose pause after a try that failed is over."""
        table = tables.farm_video
        return table.not_before.is_null() | (table.not_before <= now())

    def _has_company(self, tables: Tables, worker_id: int) -> bool:
        """Whether there is another worker that could take a video; one that is alone need not leave any to others."""
        table = tables.farm_worker
        works = table.online & (table.seen > self._store.horizon()) & table.action.is_null() & ~table.set_aside
        return bool(table.select().where(works & (table.id != worker_id)).exists())

    def _of_others(self, tables: Tables, worker_id: int) -> Any:
        """Return the condition on videos that this worker did not fail to do a short while ago: others come first."""
        table, task = tables.farm_video, tables.farm_task
        mine = task.select(task.id).where((task.id == table.task) & (task.worker == worker_id))
        long_ago = now() - timedelta(seconds=_OTHERS_FIRST * self._store.settings.retry_backoff)
        return table.not_before.is_null() | (table.not_before <= long_ago) | ~pw.fn.EXISTS(mine)

    def _take(self, worker_id: int, vr: bool, dest: Path | None) -> Any:
        with self._store.database.transaction() as tables:
            worker = self._worker(tables, worker_id)
            table = tables.farm_video
            order = (table.rank, table.attempts, table.id)
            wanted = self._wanted(tables, dest)
            if self._has_company(tables, worker_id):
                wanted += [self._due(tables), self._of_others(tables, worker_id)]
            if not (vr and worker.vr):
                wanted.append(table.vr == False)  # noqa: E712 - SQL; `~` would not use the index
            video = locked(table.select().where(*wanted).order_by(*order).limit(1), skip=True).first()
            if video is None:
                raise NotFound(NO_VIDEO)
            task = tables.farm_task.create(
                video=video, worker=worker_id, worker_name=worker.name, registration=worker.registration
            )
            columns = {"status": VideoStatus.RUNNING, "attempts": table.attempts + 1, "task": task.id, "updated": now()}
            table.update(**columns).where(table.id == video.id).execute()
            return task

    def _worker(self, tables: Tables, worker_id: int) -> Any:
        table = tables.farm_worker
        worker = locked(table.select().where(table.id == worker_id)).first()
        if worker is None:
            raise NotFound(NO_WORKER)
        if not worker.online or worker.seen <= self._store.horizon():
            raise Conflict(f"Worker {worker.name} is offline.", hint="Register it again.")
        if worker.action:
            raise Conflict(f"Worker {worker.name} was told: {worker.action}; it gets no new task.")
        if worker.set_aside:
            raise Conflict(f"Worker {worker.name} is set aside, because its tasks failed.", hint="Let it resume.")
        return worker

    def _prepare(self, task: Any, place: Path | None, preset: Preset) -> None:
        """Decide where the result goes, once it is known that the source is still there."""
        video, source = task.video, Path(task.video.path)
        facts = self._facts(video, source, preset)
        if place is not None and place == self._store.settings.farm_dest:
            root = root_of(self._store.settings, source)
            assert root is not None, "it was looked at"
            place /= source.parent.relative_to(root)  # the folders of results are those of the sources
        for left in reversed(range(_TRIES)):
            try:
                dest = destination(source, place, suffix_for(preset, facts), lambda path: self._taken(video.id, path))
                if dest != source and self._taken(video.id, dest):
                    raise Conflict(f"dest_path: another file has the name {dest.name}.")
                make_folder(dest.parent)
                columns = {"dest": str(dest), "part": str(part_path(dest, str(task.id))), "in_place": place is None}
                self._give(task, facts, {**columns, "preset": preset_to_json(preset)})
                return
            except pw.IntegrityError:  # another video was given this name just now
                if not left:
                    raise

    def _give(self, task: Any, facts: VideoFacts, columns: dict[str, Any]) -> None:
        with self._store.database.transaction() as tables:
            table, video = tables.farm_task, tables.farm_video
            begun = {"status": TaskStatus.RUNNING, "started": now(), "reported": now()}
            source = {"source_size": facts.size, "source_mtime_ns": facts.mtime_ns}
            created = (table.id == task.id) & (table.status == TaskStatus.CREATED)
            if table.update(**begun, **source, **columns).where(created).execute() != 1:
                raise Conflict(f"Worker {task.worker_name} was registered anew meanwhile.")
            video.update(dest=columns["dest"]).where(video.id == task.video_id).execute()
            line = f"Given to worker {task.worker_name}."
            self._store.log(tables, logging.INFO, line, task=task.id, video=task.video_id)

    def _facts(self, video: Any, source: Path, preset: Preset) -> VideoFacts:
        """Return what is known of a video that is as it was, or looked at anew.

        Raises:
            _Unfit: it is not to be transcoded.
        """
        root = root_of(self._store.settings, source)
        if root is None:
            raise _Unfit("It lies outside the folders of the farm.")
        try:
            status = source.stat()
        except FileNotFoundError:
            raise _Unfit("the source is gone", gone=True) from None
        except OSError as error:
            raise _Unfit(f"The source cannot be read: {(error.strerror or str(error)).lower()}.") from error
        if (status.st_size, status.st_mtime_ns) == (video.size, video.mtime_ns) and video.facts:
            return facts_of_json(video.facts)
        found = self._examine(source, root, preset)
        if found.facts is None or found.skip:
            raise _Unfit(found.problem or found.skip, found)
        with self._store.database.transaction() as tables:
            table = tables.farm_video
            table.update(**columns_of(found.facts)).where(table.id == video.id).execute()
        return found.facts

    def _taken(self, video_id: int, path: Path) -> bool:
        """Whether a name is another video's, or that of its result, or of any other file."""
        if os.path.lexists(path):
            return True
        with self._store.database.session() as tables:
            table, name = tables.farm_video, str(path)
            others = ((table.path == name) | (table.dest == name)) & (table.id != video_id)
            return bool(table.select().where(others).exists())

    def _refuse(self, task: Any, unfit: _Unfit) -> None:
        with self._store.database.transaction() as tables:
            skipped = unfit.found is not None and unfit.found.skip
            status = VideoStatus.SKIPPED if skipped else VideoStatus.FAILED
            more = columns_of(unfit.found.facts) if unfit.found is not None and unfit.found.facts else {}
            refused = bool(unfit.found is not None and unfit.found.problem)
            withdraw(tables, task, status=status, error=unfit.reason, gone=unfit.gone, refused=refused, **more)
            level = logging.INFO if skipped else logging.ERROR
            self._store.log(tables, level, unfit.reason, video=task.video_id)


class _Unfit(ForgeError):
    """Raised within for a video that cannot be given to anybody."""

    def __init__(self, reason: str, found: Found | None = None, *, gone: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.found = found
        self.gone = gone


def farm_preset(name: str) -> Preset:
    """Return the preset of a farm; read again where its file was changed.

    Raises:
        InvalidInput: there is none, or it does not hold together.
    """
    try:
        changed = Path(name).stat().st_mtime_ns
    except (OSError, ValueError):
        changed = 0
    return _loaded(name, changed)


@lru_cache(maxsize=8)
def _loaded(name: str, _changed: int) -> Preset:
    return load_preset(name)
