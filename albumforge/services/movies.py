"""Films as jobs: made, filled with pictures, started, watched, cancelled, deleted."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.models.database import Database
from albumforge.models.tables import now
from albumforge.plugins import Registry
from albumforge.queue.alive import Alive
from albumforge.queue.broker import Broker
from albumforge.services.care import TRIES, Care
from albumforge.services.lease import RELEASED
from albumforge.services.movie_help import MovieHelp
from albumforge.services.movie_library import MovieLibrary
from albumforge.services.movie_options import drop_options, take_in_options
from albumforge.services.movie_queue import movies_folder, tell, tell_deleted
from albumforge.services.movie_room import MovieRoom
from albumforge.services.movie_run import MovieRun
from albumforge.services.picture_work import Work
from albumforge.services.states import Movie, Priority, Ran, Refusal, Stage, Started, StartRefused, Status
from albumforge.services.works import FILMS
from albumforge.settings import Settings

_ON_ITS_WAY = timedelta(seconds=1)
"""A message is sent after the commit that tells of it; for so long it is not taken for lost."""
_ANEW = {"attempts": 0, "progress": 0.0, "error": "", "cancel_requested": False}


class Movies(MovieRoom):
    """The films of a forge. Every method may be called from any thread.

    Where a method takes `user`, a film of another user counts as not found (None: whoever's it is); to look at a film
    that is shared, one need not be its owner.
    """

    def __init__(
        self, settings: Settings, database: Database, broker: Broker, plugins: Registry, work: Work | None = None
    ) -> None:
        super().__init__(settings, database, plugins, work)
        self._broker = broker
        self._care = Care(settings, database, broker, FILMS)
        self._repair = self._care.repair
        self._run = MovieRun(settings, database, broker, plugins)
        self._help = MovieHelp(settings, database, broker, plugins)

    def alive(self, movie: Movie) -> Alive:
        """Return where the film's message is in the queue.

        Raises:
            NotFound: the film is gone.
            Unavailable: the queue does not answer.
        """
        with self._database.session() as tables:
            row = self._row(tables, movie.work_id)
        return self._repair.alive([row])[movie.work_id]

    def is_lost(self, movie: Movie) -> bool:
        """Whether a film, as it was read, is thought to be under way, but neither waits nor has a living worker.

        Raises:
            Unavailable: the queue does not answer.
        """
        return movie.status.active and not self._repair.alive([movie])[movie.work_id].will_run

    status = MovieLibrary.get

    def wait(self, work_id: str, timeout: float | None = None) -> Movie:
        """Return the film once it is neither queued nor being made, or as it is after `timeout` seconds.

        Raises:
            NotFound: there is no such film, or it was deleted meanwhile.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        pause = 0.05
        while True:
            movie = self.get(work_id)
            if not movie.status.active or (deadline is not None and time.monotonic() >= deadline):
                return movie
            time.sleep(pause)
            pause = min(0.5, pause * 1.2)

    def start(
        self,
        work_id: str,
        *,
        options: Mapping[str, Any] | None = None,
        user: int | None = None,
        priority: Priority = Priority.INTERACTIVE,
    ) -> Started:
        """Put a film into the queue; return in which way. What comes out of it next is told in `next_up`.

        Args:
            options: of the request, and ``title``, ``description`` and ``shared``; as text, too. They are merged with
                what the film has. What cannot be read is not used, and said in the film's log and notes. None of them
                may be a file.
            priority: how urgent it is.

        Raises:
            NotFound: there is no such film.
            StartRefused: it has expired, is done, is under way already, or has no pictures; `reason` says which.
            Unavailable: the queue does not answer; nothing was changed.
        """
        for _ in range(TRIES):
            with self._database.session() as tables:
                row = self._row(tables, work_id, user, owner=True)
                file = tables.movie_file
                wanted = (file.movie == work_id) & (file.left_out == False)  # noqa: E712
                filled = file.select().where(wanted).exists()
            outcome = self._startable(row, filled)
            if outcome is None:
                time.sleep(0.05)
                continue
            self._broker.check()
            columns, unread = self._asked(row, options or {})
            if self._repair.requeue(row, **{**_ANEW, **columns}, priority=priority):
                self._note(work_id, row.request, columns.get("request"), unread)
                return outcome
        raise Conflict("The film is changed by others all the time.", hint="Try again.")

    def named(self, beginning: str) -> str:
        """Return the id of the one film whose id begins so; four characters are enough.

        Raises:
            NotFound: there is none.
            InvalidInput: there are several.
        """
        beginning = beginning.strip().lower()
        if not re.fullmatch("[0-9a-f]{4,32}", beginning):
            raise NotFound("There is no such film.")
        with self._database.session() as tables:
            movie = tables.movie
            found = movie.select(movie.work_id).where(movie.work_id.startswith(beginning)).limit(2).tuples()
            ids = [str(work_id) for (work_id,) in found]
        if not ids:
            raise NotFound("There is no such film.")
        if len(ids) > 1:
            raise InvalidInput(f"Several films begin with {beginning}.", hint="Give more characters of the id.")
        return ids[0]

    def reopen(self, work_id: str, *, user: int | None = None) -> Movie:
        """Let a film that is done be filled, changed and started again; return how it stands then.

        It is as it was before it was started, but what was made stays until the next film takes its place, and of that
        only what has changed is rendered. One that was never made is left as it is.

        Raises:
            NotFound: there is no such film.
            Conflict: it is on its way, or has expired.
        """
        with self._database.transaction() as tables:
            status = Status(self._row(tables, work_id, user, owner=True).status)
            if status.active:
                raise Conflict("The film is being made.", hint="Cancel it first, or wait.")
            if status is Status.EXPIRED:
                raise StartRefused(Refusal.EXPIRED)
            table = tables.movie
            columns = {"status": Status.NEW, "stage": Stage.NONE, "message_id": "", "progress": 0.0}
            done = (table.work_id == work_id) & (table.status == Status.DONE)
            table.update(updated=now(), **columns).where(done).execute()
        tell(self._database, self._broker, work_id)
        return self.get(work_id)

    def restore(self, work_id: str, *, user: int | None = None) -> Movie:
        """Let a film that was reopened be done again, as it was made; return how it stands then.

        A plan that was changed by hand is forgotten; options and files stay as they are. One that is done is left as
        it is.

        Raises:
            NotFound: there is no such film.
            Conflict: it is on its way, has expired, or was never made.
        """
        movie = self.get(work_id, user=user, owner=True)
        if movie.status is Status.DONE:
            return movie
        if movie.status is Status.EXPIRED:
            raise StartRefused(Refusal.EXPIRED)
        if movie.status.active:
            raise Conflict("The film is being made.", hint="Cancel it first, or wait.")
        if movie.result is None or not movie.result.is_file():
            raise Conflict("The film was never made.")
        self.forget_plan(work_id, user=user)
        with self._database.transaction() as tables:
            table = tables.movie
            columns = {"status": Status.DONE, "stage": Stage.DONE, "progress": 1.0, "error": "", "message_id": ""}
            idle = (table.work_id == work_id) & table.status.in_([Status.NEW, Status.FAILED]) & (table.result != "")
            if table.update(updated=now(), **columns).where(idle).execute() != 1:
                raise Conflict("The film was changed at this very moment.", hint="Try again.")
        tell(self._database, self._broker, work_id)
        return self.get(work_id)

    def has_worker(self) -> bool:
        """Whether a worker runs on this machine."""
        return self._repair.presence.anyone()

    def workers(self) -> int:
        """How many workers run on this machine."""
        return self._repair.presence.count()

    def cancel(self, work_id: str, *, user: int | None = None) -> Movie:
        """Take a film out of the queue, or ask its worker to stop; return how it stands then.

        One that is being made stops within about a second; `wait` tells when.

        Raises:
            NotFound: there is no such film.
            Conflict: it is neither queued nor being made.
        """
        self._care.cancel(work_id, lambda tables: self._row(tables, work_id, user, owner=True))
        return self.get(work_id)

    def delete(self, work_id: str, *, user: int | None = None) -> None:
        """Delete a film with all its files; one that is being made is stopped first.

        Originals that were not copied stay.

        Raises:
            NotFound: there is no such film.
            StorageError: its folder cannot be removed.
        """
        movie = self.get(work_id, user=user, owner=True)
        self._care.delete(work_id)
        tell_deleted(self._broker, work_id, movie.user_id)

    def run(self, work_id: str, message_id: str, owner: str, stopping: Callable[[], bool] = lambda: False) -> Ran:
        """Make a film; called by the worker that got its message. See `MovieRun.run`."""
        return self._run.run(work_id, message_id, owner, stopping)

    def help(self, actors: Sequence[str], stopping: Callable[[], bool] = lambda: False) -> int | None:
        """Help with a film that another worker makes, if there is one; called by an idle worker.

        See `MovieHelp.help`.
        """
        return self._help.help(actors, stopping)

    def bury(self) -> list[str]:
        """Let others have what dead workers of this machine had. See `Repair.bury`."""
        return self._repair.bury()

    def reconcile(self) -> list[str]:
        """Send lost messages again; return the films'. See `Repair.reconcile`."""
        return self._repair.reconcile()

    def expire(self, days: float) -> list[str]:
        """Remove the files of films that nothing happened to for `days`; their rows stay. Return their names."""
        return self._care.expire(days)

    def _startable(self, row: Any, filled: bool) -> Started | None:
        """Return what starting the film means, or None where its message may be on its way at this moment."""
        status = Status(row.status)
        if not (movies_folder(self._settings) / row.work_id).is_dir():
            with self._database.transaction() as tables:
                gone = tables.movie.update(status=Status.EXPIRED, stage=Stage.NONE, updated=now(), **RELEASED)
                gone.where(tables.movie.work_id == row.work_id).execute()
            raise StartRefused(Refusal.EXPIRED)
        if status is Status.EXPIRED:
            raise StartRefused(Refusal.EXPIRED)
        if status is Status.DONE:
            raise StartRefused(Refusal.DONE)
        if status.active:
            alive = self._repair.alive([row])[row.work_id]
            if alive.will_run:
                raise StartRefused(Refusal.STARTED if alive is Alive.WORKING else Refusal.PENDING)
            if alive is Alive.GONE and status is Status.QUEUED and now() - row.updated < _ON_ITS_WAY:
                return None
        if not filled:
            raise StartRefused(Refusal.EMPTY)
        if status.active:
            return Started.REQUEUED
        return Started.RETRIED if status is Status.FAILED else Started.QUEUED

    def _asked(self, row: Any, options: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Return the columns that options change, and what is to be said of them."""
        if not options:
            return {}, []
        folder = movies_folder(self._settings) / row.work_id
        movie = Movie.of(row, folder)
        amended = self._amended(movie, options)
        title = amended.columns.get("title", movie.title)
        request, notes = self._checked(movie.generator, amended.request, title)
        stored = take_in_options(request, folder, dict(row.request))
        return {**amended.columns, "request": stored, "notes": [*notes, *amended.unread]}, amended.unread

    def _note(
        self, work_id: str, before: Mapping[str, Any], request: Mapping[str, Any] | None, lines: list[str]
    ) -> None:
        """Write lines into a film's log, and drop the files of a request that another one replaced."""
        if request is not None:
            drop_options(movies_folder(self._settings) / work_id, before, kept=request)
        if not lines:
            return
        with self._database.transaction() as tables:
            for line in lines:
                tables.movie_log.create(movie=work_id, line=line)
