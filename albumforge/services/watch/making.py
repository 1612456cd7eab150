"""Films and cuts of batches: begun, followed, and their results put into the target folder."""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from albumforge.errors import Conflict, ForgeError, InvalidInput, MediaError, NotFound, NoUsableMedia
from albumforge.media.digest import file_digest
from albumforge.media.publish import make_folder, published
from albumforge.models.database import Database
from albumforge.models.tables import Tables, now
from albumforge.services.jobs import Jobs
from albumforge.services.movies import Movies
from albumforge.services.states import Priority, StartRefused, Status
from albumforge.services.watch.batches import Away, Batches
from albumforge.services.watch.rule import Do, Rule, read_rule
from albumforge.services.watch.states import BatchState, FileState
from albumforge.services.watch.targets import Targets

_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_LONGEST_NAME = 120
"""Characters of a result's name, which may be Chinese: 255 bytes are what file systems take."""
_log = logging.getLogger(__name__)


class Making:
    """Has films and cuts made. Each step may be taken again after it was cut short at any point."""

    def __init__(
        self,
        database: Database,
        batches: Batches,
        targets: Targets,
        movies: Callable[[], Movies],
        jobs: Callable[[], Jobs],
    ) -> None:
        self._database = database
        self._batches = batches
        self._targets = targets
        self._movies = movies
        self._jobs = jobs

    def step(self, row: Any) -> BatchState:
        """Take the next step with a batch; return how it stands then. What fails is written down."""
        try:
            rule = read_rule(row.rule.document)
            if row.status == BatchState.WAITING:
                return self._begin(row, rule)
            return self._film(row, rule) if rule.do is Do.FILM else self._cut(row, rule)
        except Away as error:
            self._batches.wait(row, None, str(error))
            return BatchState.WAITING
        except (InvalidInput, NoUsableMedia, MediaError) as error:
            return self._failed(row, error, final=True)
        except ForgeError as error:  # such as a full disk, or a database that is away: it may pass
            return self._failed(row, error, final=False)

    def _begin(self, row: Any, rule: Rule) -> BatchState:
        self._batches.write(row.id, None, tries=row.tries + 1)
        row.tries += 1
        if rule.target is not None:
            self._targets.check(row.rule_id, rule.target)
        if rule.do is Do.FILM:
            if not row.work_id:
                row.work_id = self._new_film(row, rule)
            self._fill(row, rule)
        elif not row.work_id:
            row.work_id = self._new_cut(row, rule)
        self._batches.write(row.id, None, status=BatchState.RUNNING, error="")
        return BatchState.RUNNING

    def _new_film(self, row: Any, rule: Rule) -> str:
        movie = self._movies().create(
            row.title,
            {"title": row.title, **rule.request},
            generator=rule.backend or "album",
            user=row.rule.user_id,
            also=self._noting(row),
        )
        return movie.work_id

    def _new_cut(self, row: Any, rule: Rule) -> str:
        job = self._jobs().create(
            self._files(row, rule)[0],
            request=rule.request,
            generator=rule.backend or "autocut",
            user=row.rule.user_id,
            priority=Priority.BATCH,
            also=self._noting(row),
        )
        return job.work_id

    def _noting(self, row: Any) -> Callable[[Tables, str], object]:
        """Return what writes into the batch what was begun for it, in the same transaction."""

        def note(tables: Tables, work_id: str) -> None:
            table = tables.watch_batch
            free = (table.id == row.id) & (table.work_id == "")
            if table.update(work_id=work_id, updated=now()).where(free).execute() != 1:
                raise Conflict("Another process has begun the batch.")

        return note

    def _fill(self, row: Any, rule: Rule) -> None:
        """Give a film its files, and start it; what was done before is not done again."""
        movies = self._movies()
        try:
            movie = movies.get(row.work_id)
        except NotFound as error:
            raise InvalidInput("The film was deleted.") from error
        if movie.status not in (Status.NEW, Status.FAILED):
            return
        if not movies.files(row.work_id):
            added = movies.add_files(row.work_id, self._files(row, rule))
            for skipped in added.skipped:
                self._refuse(row, skipped.path, skipped.reason)
        with suppress(StartRefused):  # it is on its way
            movies.start(row.work_id, priority=Priority.BATCH)

    def _film(self, row: Any, rule: Rule) -> BatchState:
        try:
            movie = self._movies().get(row.work_id)
        except NotFound:
            return self._failed(row, InvalidInput("The film was deleted."), final=True)
        if movie.status is Status.FAILED:
            return self._failed(row, InvalidInput(movie.error or "The film failed."), final=True)
        if movie.status is Status.NEW:
            return self._failed(row, InvalidInput("The film was cancelled."), final=True)
        if movie.status is Status.EXPIRED:
            return self._failed(row, InvalidInput("The film has expired."), final=True)
        if movie.status is not Status.DONE or movie.result is None:
            return BatchState.RUNNING
        return self._deliver(row, rule, movie.result)

    def _cut(self, row: Any, rule: Rule) -> BatchState:
        try:
            job = self._jobs().get(row.work_id)
        except NotFound:
            return self._failed(row, InvalidInput("The cutting job was deleted."), final=True)
        if job.status in (Status.FAILED, Status.EXPIRED, Status.NEW):
            return self._failed(row, InvalidInput(job.error or "The cutting job was cancelled."), final=True)
        if job.status is not Status.DONE:
            return BatchState.RUNNING
        return self._deliver(row, rule, job.folder / "output" / "final.mp4")

    def _deliver(self, row: Any, rule: Rule, made: Path) -> BatchState:
        """Copy what was made into the target folder, and say where it is."""
        result = ""
        if rule.target is not None:
            result = str(self._delivered(row, rule.target, made))
        self._batches.write(row.id, None, status=BatchState.DONE, result=result, error="")
        return BatchState.DONE

    def _delivered(self, row: Any, target: Path, made: Path) -> Path:
        self._targets.check(row.rule_id, target)
        make_folder(target)
        self._targets.note(row.rule_id, target)
        stem = file_stem(row.title)
        for number in range(1, 10_000):
            place = target / f"{stem}{f' ({number})' if number > 1 else ''}{made.suffix}"
            if os.path.lexists(place):
                if str(place) == row.result and file_digest(place) == file_digest(made):
                    return place  # a process ended between the copy and its note
                continue
            self._batches.write(row.id, None, result=str(place))
            with published(place) as temporary:
                shutil.copyfile(made, temporary)
            return place
        raise Conflict(f"{target}: no name is free there for {stem}.")

    def _files(self, row: Any, rule: Rule) -> list[Path]:
        files = self._batches.present(row.id, rule)
        if not files:
            raise InvalidInput("Its files went away before they were used; they are taken when they return.")
        return files

    def _refuse(self, row: Any, path: Path, reason: str) -> None:
        with self._database.transaction() as tables:
            table = tables.watch_file
            mine = (table.batch == row.id) & (table.path == str(path))
            table.update(status=FileState.FAILED, reason=reason, updated=now()).where(mine).execute()

    def _failed(self, row: Any, error: ForgeError, *, final: bool) -> BatchState:
        state = self._batches.failed(row, None, str(error), final=final)
        if state is BatchState.FAILED or row.error != str(error):
            _log.warning("%s, %s: %s", row.rule.name, row.title, error)
        return state


def file_stem(title: str) -> str:
    """Return a title as the name of a file, without a suffix, that all file systems take."""
    name = " ".join(_FORBIDDEN.sub(" ", title).split()).strip(". ")[:_LONGEST_NAME]
    while len(name.encode()) > 240:
        name = name[:-1]
    return name.strip(". ") or "film"
