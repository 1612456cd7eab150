"""A worker's turn at a film: claim it, plan, render, publish; and what is made of it when that fails."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from albumforge.backends import Film, Skipped
from albumforge.errors import (
    Cancelled,
    Conflict,
    InvalidInput,
    LeaseLost,
    MediaError,
    NotFound,
    NoUsableMedia,
    PlanError,
)
from albumforge.media.publish import is_full, make_folder, write_text, writing
from albumforge.models.database import Database
from albumforge.models.tables import now
from albumforge.plugins import Registry
from albumforge.queue.broker import Broker
from albumforge.queue.channel import publish
from albumforge.services.failures import log_failure, readable, with_labels
from albumforge.services.film_share import FilmShare
from albumforge.services.lease import Halt, Lease
from albumforge.services.movie_files import of_row
from albumforge.services.movie_queue import actor_of, movies_folder, new_message_id, send_after_commit, tell
from albumforge.services.rendering import render
from albumforge.services.states import FRAME, MUSIC, TEMPLATE, UNREAD, Movie, MovieFile, Ran, Stage, Status
from albumforge.settings import Settings

PLAN, RESULT, POSTER = "plan.json", "result.mp4", "poster.jpg"
EDITED = "plan.edited.json"
"""Name of a plan that was changed by hand."""

_WORK_PREFIX = ".work-"
_PERMANENT = (InvalidInput, MediaError, NoUsableMedia, NotFound, Conflict)
_log = logging.getLogger(__name__)


class MovieRun:
    """What a worker does when it gets the message of a film."""

    def __init__(self, settings: Settings, database: Database, broker: Broker, plugins: Registry) -> None:
        self._settings = settings
        self._database = database
        self._broker = broker
        self._plugins = plugins

    def run(self, work_id: str, message_id: str, owner: str, stopping: Callable[[], bool]) -> Ran:
        """Make the film that a message stands for; return what came of it.

        Delivery is at least once, so this may be called twice for one message: the claim in the database decides.

        Args:
            owner: id of the worker in the queue.
            stopping: answers whether the worker was asked to stop.

        Raises:
            Unavailable: the database or the broker does not answer; the message should come again.
        """
        token = Lease.new_token()
        claimed = self._claim(work_id, message_id, owner, token)
        if isinstance(claimed, Ran):
            return claimed
        movie, files, cancelled = claimed
        known = all_files(movie, files)
        lease = Lease(
            self._database,
            work_id,
            token,
            seconds=self._settings.lease_seconds,
            heartbeat=self._settings.heartbeat_seconds,
            stopping=stopping,
            tell=lambda event: publish(self._broker, work_id, event),
            named=lambda text: with_labels(text, known),
        )
        try:
            if cancelled:
                lease.release(status=Status.NEW, stage=Stage.NONE, message_id="", progress=0.0, seconds_left=None)
                return Ran.CANCELLED
            if movie.attempts > self._settings.max_attempts:
                return self._fail(lease, f"It stopped its worker {movie.attempts - 1} times.")
            if not movie.folder.is_dir():
                lease.release(status=Status.EXPIRED, stage=Stage.NONE, message_id="", seconds_left=None)
                return Ran.FAILED
            return self._turn(lease, movie, files)
        except LeaseLost:
            _log.info("film %s: the claim was lost; what was made is dropped", work_id)
            return Ran.STALE
        finally:
            shutil.rmtree(movie.folder / (_WORK_PREFIX + token), ignore_errors=True)
            with contextlib.suppress(OSError):
                (movie.folder / FRAME).unlink(missing_ok=True)
            tell(self._database, self._broker, work_id)

    def _claim(
        self, work_id: str, message_id: str, owner: str, token: str
    ) -> Ran | tuple[Movie, list[MovieFile], bool]:
        moment = now()
        folder = movies_folder(self._settings) / work_id
        with self._database.transaction() as tables:
            movie = tables.movie
            free = (movie.status == Status.QUEUED) | (
                (movie.status == Status.RUNNING) & (movie.lease.is_null() | (movie.lease_expires < moment))
            )
            taken = (
                movie.update(
                    status=Status.RUNNING,
                    stage=Stage.REQUEST,
                    lease=token,
                    lease_owner=owner,
                    lease_expires=moment + timedelta(seconds=self._settings.lease_seconds),
                    attempts=movie.attempts + 1,
                    seconds_left=None,
                    updated=moment,
                )
                .where((movie.work_id == work_id) & (movie.message_id == message_id) & free)
                .execute()
            )
            row = movie.get_or_none(movie.work_id == work_id)
            if taken != 1:
                return self._not_claimed(row, message_id)
            file = tables.movie_file
            rows = file.select().where((file.movie == work_id) & (file.left_out == False))  # noqa: E712
            files = [of_row(each, folder) for each in rows.order_by(file.position)]
            return Movie.of(row, folder), files, bool(row.cancel_requested)

    def _not_claimed(self, row: Any, message_id: str) -> Ran:
        if row is None or row.message_id != message_id or row.status != Status.RUNNING:
            return Ran.STALE
        left = (row.lease_expires - now()).total_seconds() if row.lease_expires else 0.0
        self._broker.postpone(max(0.5, left + 0.1))
        return Ran.BUSY

    def _turn(self, lease: Lease, movie: Movie, files: list[MovieFile]) -> Ran:
        try:
            with lease:
                film = self._make(lease, movie, files)
                self._publish(lease, movie, film)
            return Ran.DONE
        except LeaseLost:
            raise
        except Cancelled as error:
            return self._halted(lease, movie, error)
        except _PERMANENT as error:
            return self._fail(lease, readable(error, all_files(movie, files)))
        except Exception as error:  # an engine may raise anything; it may go well the next time
            if lease.halt is not None:
                return self._halted(lease, movie, error)
            log_failure(_log, error, f"film {movie.work_id}: try {movie.attempts} failed")
            told = readable(error, all_files(movie, files))
            if is_full(error):  # that does not pass by itself; what there is of the film goes first, to make room
                shutil.rmtree(movie.folder / (_WORK_PREFIX + lease.token), ignore_errors=True)
                return self._fail(lease, told)
            return self._again(lease, movie, told)

    def _make(self, lease: Lease, movie: Movie, files: list[MovieFile]) -> Film:
        folder = movie.folder
        for left_over in folder.glob(_WORK_PREFIX + "*"):  # of a worker that was killed
            shutil.rmtree(left_over, ignore_errors=True)
        generator = self._plugins.generator(movie.generator)
        request = generator.check_request(request_of(movie, files))
        key = plan_key(movie.generator, request, files)
        document = self._kept_plan(movie, key)
        if document is not None:
            try:
                return self._render(lease, movie, document)
            except (PlanError, MediaError) as error:  # made by another version, or from what is no longer there
                lease.log(f"The film is planned anew: {readable(error, files)}")
        elif movie.plan is not None and movie.plan.name == EDITED:
            lease.log("The film was changed after its plan was edited: it is planned anew.")
        planned = generator.plan([file.path for file in files], request, lease.context)
        left_out = [_left_out(skipped, files) for skipped in planned.skipped]
        for line in left_out:
            lease.log(line)
        known = all_files(movie, files)
        unread = [note for note in movie.notes if note.startswith(UNREAD)]
        notes = [*unread, *(with_labels(note, known) for note in (*planned.notes, *left_out))]
        with self._database.transaction() as tables:
            lease.write(tables, plan=PLAN, plan_key=key, notes=notes)
            write_text(folder / PLAN, planned.document)
        (folder / EDITED).unlink(missing_ok=True)
        return self._render(lease, movie, planned.document)

    def _render(self, lease: Lease, movie: Movie, document: str) -> Film:
        generator = self._plugins.generator(movie.generator)
        output = make_folder(movie.folder / (_WORK_PREFIX + lease.token)) / RESULT
        share = FilmShare(
            self._broker,
            self._settings.cache,
            actor=actor_of(movie.generator),
            work_id=movie.work_id,
            token=lease.token,
        )
        context = replace(lease.context, on_frame=lambda jpeg: self._show(lease, output.parent, jpeg))
        return render(self._settings, generator, document, output, context, share)

    def _show(self, lease: Lease, folder: Path, jpeg: bytes) -> None:
        """Put the frame rendered last where pages find it; not synced, for it is worth nothing after a crash."""
        with contextlib.suppress(OSError):  # the film is more important
            if lease.halt is None:
                (folder / FRAME).write_bytes(jpeg)
                (folder / FRAME).replace(folder.parent / FRAME)

    def _kept_plan(self, movie: Movie, key: str) -> str | None:
        with self._database.session() as tables:
            row = tables.movie.get_or_none(tables.movie.work_id == movie.work_id)
        if row is None or not row.plan or row.plan_key != key:
            return None
        try:
            kept: Path = movie.folder / row.plan
            return kept.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def _publish(self, lease: Lease, movie: Movie, film: Film) -> None:
        """Move film and poster to their places while the row is locked, so that no other claim's are overwritten."""
        columns = {
            "status": Status.DONE,
            "stage": Stage.DONE,
            "progress": 1.0,
            "seconds_left": None,
            "error": "",
            "result": RESULT,
            "poster": POSTER if film.poster else "",
            "duration": film.duration,
            "lease": None,
            "lease_owner": None,
            "lease_expires": None,
            "cancel_requested": False,
        }
        with self._database.transaction() as tables:
            lease.write(tables, **columns)
            with writing(movie.folder / RESULT):
                film.path.replace(movie.folder / RESULT)
                if film.poster is not None:
                    film.poster.replace(movie.folder / POSTER)
                descriptor = os.open(movie.folder, os.O_RDONLY)
                try:
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)

    def _halted(self, lease: Lease, movie: Movie, error: Exception) -> Ran:
        if lease.halt is Halt.CANCELLED:
            lease.log("Cancelled.")
            lease.release(status=Status.NEW, stage=Stage.NONE, message_id="", progress=0.0, seconds_left=None)
            return Ran.CANCELLED
        if lease.halt is Halt.STOPPING:
            lease.release(
                status=Status.QUEUED, stage=Stage.QUEUED, attempts=movie.attempts - 1, seconds_left=None
            )  # the try does not count: it was not the film's fault
            self._broker.give_back()
            return Ran.INTERRUPTED
        if lease.halt is Halt.LOST:
            return Ran.STALE
        return self._again(lease, movie, f"The generator stopped without being asked to: {error}")

    def _fail(self, lease: Lease, message: str) -> Ran:
        lease.log(message)
        lease.release(status=Status.FAILED, stage=Stage.NONE, error=message, seconds_left=None)
        return Ran.FAILED

    def _again(self, lease: Lease, movie: Movie, message: str) -> Ran:
        if movie.attempts >= self._settings.max_attempts:
            return self._fail(lease, message)
        delay = self._settings.retry_backoff * 2 ** (movie.attempts - 1)
        lease.log(f"Try {movie.attempts} failed: {message} The next one is in {delay:g} seconds.")
        message_id = new_message_id()
        with self._database.transaction() as tables:
            lease.write(
                tables,
                lease=None,
                lease_owner=None,
                lease_expires=None,
                status=Status.QUEUED,
                stage=Stage.QUEUED,
                error=message,
                seconds_left=None,
                message_id=message_id,
            )
            send_after_commit(self._database, self._broker, movie.generator, movie.work_id, message_id, delay)
        return Ran.RETRY


def request_of(movie: Movie, files: list[MovieFile], title: str | None = None) -> dict[str, Any]:
    """Return the options that the generator gets: the film's, its title where they name none, and its captions.

    Args:
        files: those that are in the film.
        title: another one that the film is to have.
    """
    title = movie.title if title is None else title
    options = {"title": title, **movie.request} if title else dict(movie.request)
    captions = {str(file.path): file.caption for file in files if file.caption}
    return {**options, "file_captions": captions} if captions else options


def plan_key(generator: str, request: dict[str, Any], files: list[MovieFile]) -> str:
    """Return a digest of all that a plan is made from."""
    made_from = [generator, request, [[file.label, str(file.path), file.digest] for file in files]]
    return hashlib.sha256(json.dumps(made_from, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def all_files(movie: Movie, files: list[MovieFile]) -> list[MovieFile]:
    """Return the film's pictures and clips, and its music and template where these are files."""
    labels = {MUSIC: movie.music, TEMPLATE: movie.template}
    paths = {name: Path(movie.request[name]) for name, label in labels.items() if label}
    return [*files, *(MovieFile(0, labels[name], path.name, path, 0, "") for name, path in paths.items())]


def _left_out(skipped: Skipped, files: list[MovieFile]) -> str:
    label = next((file.label for file in files if file.path == skipped.path), skipped.path.name)
    return f"{label} is not in the film: {skipped.reason}"
