"""The cutting jobs that there are: made of one video each, looked at."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import peewee as pw

from albumforge.errors import Conflict, NotFound
from albumforge.media.publish import make_folder, writing
from albumforge.models.database import Database
from albumforge.models.tables import LOCAL_USER, Tables, now
from albumforge.plugins import Registry
from albumforge.queue.broker import Broker
from albumforge.services.cutting import cutter_of
from albumforge.services.job_states import CATEGORIES, DOCUMENTS, Job
from albumforge.services.movie_files import SUFFIX, clean_label, copy_in
from albumforge.services.movie_queue import new_message_id, send_after_commit, tell
from albumforge.services.states import Priority, Stage, Status
from albumforge.services.works import JOB_PREFIX, JOBS
from albumforge.settings import Settings

_MOST_A_SECOND = 1000


class JobLibrary:
    """Jobs without what is done to them."""

    def __init__(self, settings: Settings, database: Database, broker: Broker, plugins: Registry) -> None:
        self._settings = settings
        self._database = database
        self._broker = broker
        self._plugins = plugins

    @property
    def folder(self) -> Path:
        """Folder of the jobs' folders, made if it is missing; what is uploaded may lie in it until it is taken in.

        Raises:
            StorageError: it cannot be made.
        """
        return make_folder(JOBS.folder(self._settings))

    def create(
        self,
        video: Path,
        *,
        label: str | None = None,
        request: Mapping[str, Any] | None = None,
        generator: str = "autocut",
        user: int = LOCAL_USER,
        move: bool = False,
        priority: Priority = Priority.INTERACTIVE,
        also: Callable[[Tables, str], object] | None = None,
    ) -> Job:
        """Make a job of a video, and put it into the queue.

        Args:
            label: the video's name to its owner; None: its own.
            request: options of the generator; as text, too.
            move: the video lies on the file system of the jobs and is given up: it is moved, not copied.
            priority: how urgent it is.
            also: called with the job's name in the transaction that enters it; where it raises, there is no job.

        Raises:
            InvalidInput: an option does not fit; the message names it.
            MediaError: the file cannot be read.
            Unavailable: there is no such generator, or the database does not answer.
            StorageError: the folder cannot be made.
        """
        options = self._checked(generator, request or {})
        label = clean_label(video.name if label is None else label)
        suffix = Path(label).suffix.lower()
        name = f"input{suffix if SUFFIX.fullmatch(suffix) else ''}"
        moment = now().replace(microsecond=0)
        for work_id in _names(moment):
            folder = self.folder / work_id
            with writing(folder):
                try:
                    folder.mkdir()
                except FileExistsError:
                    continue
            row = None
            try:
                self._fill(folder, video, name, move=move)
                row = self._enter(
                    also,
                    work_id=work_id,
                    user=user,
                    generator=generator,
                    label=label,
                    video=name,
                    request=options,
                    priority=priority,
                    size=(folder / "input" / name).stat().st_size,
                    created=moment,
                )
            finally:
                if row is None:
                    if move and not video.exists():  # the caller still has it
                        with writing(video):  # where that fails, it stays in the folder
                            (folder / "input" / name).rename(video)
                    shutil.rmtree(folder, ignore_errors=True)
            if row is not None:
                tell(self._database, self._broker, work_id, JOBS)
                return Job.of(row, folder)
        raise Conflict("Too many jobs were made at this moment.", hint="Try again.")

    def get(self, work_id: str, *, user: int | None = None) -> Job:
        """Return a job as it stands.

        Raises:
            NotFound: there is none of that name, or it is not this user's.
        """
        with self._database.session() as tables:
            return Job.of(self._row(tables, work_id, user), JOBS.folder(self._settings) / work_id)

    def count(self, *, user: int | None = None) -> int:
        """Return how many jobs there are."""
        with self._database.session() as tables:
            query = tables.job.select()
            return int((query if user is None else query.where(tables.job.user == user)).count())

    def wait(self, work_id: str, timeout: float | None = None) -> Job:
        """Return the job once it is neither queued nor being done, or as it is after `timeout` seconds.

        Raises:
            NotFound: there is no such job, or it was deleted meanwhile.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while (job := self.get(work_id)).status.active and (deadline is None or time.monotonic() < deadline):
            time.sleep(0.1)
        return job

    def _checked(self, generator: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options as they are kept, once it is known that they fit."""
        options = dict(request)
        if isinstance(options.get("dsl"), dict):
            options["dsl"] = json.dumps(options["dsl"], ensure_ascii=False)
        return cutter_of(self._plugins.generator(generator)).check_request(options)

    def _fill(self, folder: Path, video: Path, name: str, *, move: bool) -> None:
        for category in CATEGORIES:
            make_folder(folder / category)
        target = folder / "input" / name
        if not move:
            copy_in(video, target)
            return
        with writing(target):
            video.rename(target)

    def _enter(self, also: Callable[[Tables, str], object] | None, **columns: Any) -> Any:
        """Write a job's row, and its message once that is done; None where its name is taken."""
        message_id = new_message_id()
        try:
            with self._database.transaction() as tables:
                row = tables.job.create(
                    **columns,
                    status=Status.QUEUED,
                    stage=Stage.QUEUED,
                    message_id=message_id,
                )
                send_after_commit(self._database, self._broker, row.generator, row.work_id, message_id)
                if also is not None:
                    also(tables, row.work_id)
                return row
        except pw.IntegrityError:
            with self._database.session() as tables:
                if tables.job.get_or_none(tables.job.work_id == columns["work_id"]) is None:
                    raise NotFound("There is no such user.") from None
            return None

    def _row(self, tables: Tables, work_id: str, user: int | None = None) -> Any:
        row = tables.job.get_or_none(tables.job.work_id == work_id)
        if row is None or (user is not None and row.user_id != user):
            raise NotFound(JOBS.missing)
        return row

    def list(self, *, user: int | None = None, limit: int = 50) -> list[Job]:
        """Return jobs, newest first; of their requests only the strategy, and documents, which may be large, empty."""
        with self._database.session() as tables:
            table = tables.job
            columns = [field for field in table._meta.sorted_fields if field.name != "request"]
            columns += [table.request.has_key(name).alias(name) for name in DOCUMENTS]
            query = table.select(*columns, table.request["strategy"].alias("strategy"))
            query = query if user is None else query.where(table.user == user)
            query = query.order_by(table.created.desc(), table.work_id.desc()).limit(limit)
            folder = JOBS.folder(self._settings)
            return [Job.of(_brief(row), folder / row.work_id) for row in query]


def _brief(row: Any) -> Any:
    """Return a row of the list with what was read of its request."""
    row.request = {name: "" for name in DOCUMENTS if getattr(row, name)}
    if row.strategy is not None:
        row.request["strategy"] = row.strategy
    return row


def _names(moment: datetime) -> Iterator[str]:
    """Yield the names that a job of this moment may have, in the time of this machine."""
    name = f"{JOB_PREFIX}{moment.astimezone():%Y%m%d_%H%M%S}"
    yield name
    for number in range(2, _MOST_A_SECOND):
        yield f"{name}_{number}"
