"""The films that there are: made, changed, filled with pictures, looked at."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from albumforge.backends import Skipped
from albumforge.errors import Conflict, InvalidInput, MediaError, NotFound, NoUsableMedia
from albumforge.media.publish import make_folder
from albumforge.media.sniff import VIDEO_SUFFIXES
from albumforge.media.taken import Taken, clocks
from albumforge.models.database import Database
from albumforge.models.level import at_least_this
from albumforge.models.tables import LOCAL_USER, Tables, now
from albumforge.plugins import Registry
from albumforge.services.movie_files import clean_label, expand, forget, of_row, take_in
from albumforge.services.movie_options import drop_options, take_in_options
from albumforge.services.movie_queue import movies_folder
from albumforge.services.picture_work import AT_ONCE, Bench, Work
from albumforge.services.states import MAX_TITLE, REOPEN, Added, FileCounts, LogLine, Movie, MovieFile, Status
from albumforge.settings import Settings

_REASONS_SHOWN = 10


class _Usable(NamedTuple):
    """A file that a film can take in."""

    file: Path
    label: str
    taken: str


class MovieLibrary:
    """Films without the queue."""

    def __init__(self, settings: Settings, database: Database, plugins: Registry, work: Work | None = None) -> None:
        self._settings = settings
        self._database = database
        self._plugins = plugins
        self._work = work or Bench(settings, plugins)

    def create(
        self,
        title: str = "",
        request: Mapping[str, Any] | None = None,
        *,
        description: str = "",
        generator: str = "album",
        user: int = LOCAL_USER,
        shared: bool = True,
        also: Callable[[Tables, str], object] | None = None,
    ) -> Movie:
        """Make a film with a folder of its own, to be filled with pictures and started.

        Args:
            request: options of the generator; a music or template file is copied.
            also: called with the film's id in the transaction that enters it; where it raises, there is no film.

        Raises:
            InvalidInput: an option does not fit; the message names it.
            MediaError: a file among the options cannot be read, or is to be the music and has no sound.
            Unavailable: there is no such generator, or the database does not answer.
            StorageError: the folder cannot be made.
        """
        options, notes = self._checked(generator, request, title)
        work_id = uuid.uuid4().hex
        folder = make_folder(movies_folder(self._settings) / work_id)
        try:
            options = take_in_options(options, folder)
            with self._database.transaction() as tables:
                row = tables.movie.create(
                    work_id=work_id,
                    user=user,
                    generator=generator,
                    title=title,
                    description=description,
                    request=options,
                    notes=notes,
                    shared=shared,
                )
                if also is not None:
                    also(tables, work_id)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return Movie.of(row, folder)

    def update(
        self,
        work_id: str,
        *,
        title: str | None = None,
        description: str | None = None,
        request: Mapping[str, Any] | None = None,
        shared: bool | None = None,
        user: int | None = None,
    ) -> Movie:
        """Change what is given.

        Raises:
            NotFound: there is no such film.
            InvalidInput: an option does not fit.
            Conflict: title or request, and the film is on its way.
        """
        movie = self.get(work_id, user=user, owner=True)
        columns: dict[str, Any] = {"title": title, "description": description, "shared": shared}
        columns = {name: value for name, value in columns.items() if value is not None}
        if request is None:
            if title not in (None, movie.title):
                columns["notes"] = self._checked(movie.generator, movie.request, str(title))[1]
            self._write(work_id, columns)
            return self.get(work_id)
        options, notes = self._checked(movie.generator, request, movie.title if title is None else title)
        if options != movie.request or title not in (None, movie.title):
            columns["notes"] = notes  # those on the plan are no longer true
        with self._database.session() as tables:
            held = dict(self._row(tables, work_id).request)
        options = take_in_options(options, movie.folder, held)
        try:
            self._write(work_id, {**columns, "request": options})
        except BaseException:
            drop_options(movie.folder, options, kept=held)
            raise
        drop_options(movie.folder, held, kept=options)
        return self.get(work_id)

    def _write(self, work_id: str, columns: dict[str, Any]) -> None:
        """Change columns of a film, what it is made of only while it is not on its way."""
        with self._database.transaction() as tables:
            table = tables.movie
            allowed = table.work_id == work_id
            if {"title", "request"} & set(columns):
                allowed &= table.status.not_in([Status.QUEUED, Status.RUNNING])
                columns = {**columns, "needs": at_least_this(table)}
            if columns and table.update(updated=now(), **columns).where(allowed).execute() != 1:
                raise Conflict("The film is being made.", hint="Cancel it first, or wait.")

    def add_files(
        self,
        work_id: str,
        paths: Sequence[Path | str] | Path | str,
        *,
        copy: bool = True,
        labels: Sequence[str] | None = None,
        digests: Sequence[str] | None = None,
        user: int | None = None,
    ) -> Added:
        """Add pictures and clips, all that can be used or none; return those that were added.

        Args:
            paths: files, or folders for all that is in them; or a single one of these.
            copy: False: leave them in their places, which then have to stay as they are until the film is done.
            labels: their names to their owner, one for each file; None: their own.
            digests: SHA-256 of each file, where these lie on the file system of the film and are given up: those that
                can be used are moved into it instead of being copied.

        Returns:
            The files that were added; its `skipped` names those that are no photos or clips. Only what shows without
            much work is looked at: one that is damaged further in is left out when the film is made.

        Raises:
            NotFound: there is no such film.
            Conflict: it is being made, is done, has expired, or would have more than `max_files` files.
            MediaError: a file cannot be read.
            NoUsableMedia: none of them is a photo or clip; the message says why for each.
            StorageError: the film's folder cannot be written.
        """
        movie = self.get(work_id, user=user, owner=True)
        self._may_change(movie)
        given = [Path(path).expanduser() for path in ([paths] if isinstance(paths, str | Path) else paths)]
        files = expand(given)
        held = self.files(work_id)
        if len(held) + len(files) > self._settings.max_files:
            raise Conflict(
                f"The film would have {len(held) + len(files)} files; at most {self._settings.max_files} are allowed.",
                hint="The setting max_files says how many.",
            )
        if labels is not None and len(labels) != len(files):
            raise InvalidInput(f"labels: there must be one for each of the {len(files)} files, not {len(labels)}.")
        if digests is not None and len(digests) != len(files):
            raise InvalidInput(f"digests: there must be one for each of the {len(files)} files, not {len(digests)}.")
        known = dict(zip(files, digests, strict=True)) if digests is not None else None
        names = [clean_label(name) for name in (labels if labels is not None else [file.name for file in files])]
        found, skipped = self._usable(given, files, names)
        return self._add(movie, found, held, copy=copy, skipped=skipped, known=known)

    def _usable(
        self, given: Sequence[Path], files: Sequence[Path], labels: Sequence[str]
    ) -> tuple[list[_Usable], list[Skipped]]:
        """Tell what may be a photo or clip from what is none."""
        usable: list[_Usable] = []
        skipped: list[Skipped] = []
        lines: list[str] = []
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="albumforge-check") as pool:
            looked = list(pool.map(self._look, files, labels))
        for file, label, (reason, taken) in zip(files, labels, looked, strict=True):
            if reason is None:
                usable.append(_Usable(file, label, taken))
            else:
                skipped.append(Skipped(file, reason))
                lines.append(f"  {label}: {reason}")
        if not files:
            named = ", ".join(clean_label(path.name or str(path)) for path in given[:3]) or "the request"
            raise NoUsableMedia(f"There are no photos or clips in {named}.")
        if not usable:
            more = [f"  and {len(lines) - _REASONS_SHOWN} more"] if len(lines) > _REASONS_SHOWN else []
            raise NoUsableMedia("\n".join(["None of these files can be used:", *lines[:_REASONS_SHOWN], *more]))
        return usable, skipped

    def _look(self, file: Path, label: str) -> tuple[str | None, str]:
        """Return why a file is of no use, or None, and what it tells of its moment."""
        try:
            looked = self._work.do("check", about=file, source=str(file), label=label)
        except MediaError as error:
            return error.reason, ""
        return looked["why_unusable"], looked["taken"]

    def _add(
        self,
        movie: Movie,
        usable: Sequence[_Usable],
        held: Sequence[MovieFile],
        *,
        copy: bool,
        skipped: Sequence[Skipped],
        known: Mapping[Path, str] | None = None,
    ) -> Added:
        work_id = movie.work_id
        files, labels = [one.file for one in usable], [one.label for one in usable]
        digests = None if known is None else [known[file] for file in files]
        stores = take_in(files, movie.folder, held, copy=copy, labels=labels, digests=digests)
        try:
            with self._database.transaction() as tables:
                table = tables.movie
                free = table.status.in_([Status.NEW, Status.FAILED])
                if table.update(updated=now()).where((table.work_id == work_id) & free).execute() != 1:
                    raise Conflict("The film is being made or done, or was deleted.")
                mine = tables.movie_file.movie == work_id
                last = tables.movie_file.select(tables.movie_file.position).where(mine)
                last = last.order_by(tables.movie_file.position.desc()).tuples().first()
                rows = [
                    tables.movie_file.create(
                        movie=work_id,
                        position=position,
                        label=stored.label,
                        stored=stored.name,
                        source=stored.source,
                        size=stored.size,
                        digest=stored.digest,
                        taken=one.taken or None,
                    )
                    for position, (stored, one) in enumerate(
                        zip(stores, usable, strict=True), start=(last[0] if last else 0) + 1
                    )
                ]
        except BaseException:
            forget(movie.folder, stores)
            raise
        new = {row.id for row in rows}
        return Added((file for file in self.files(work_id) if file.id in new), skipped)

    def get(self, work_id: str, *, user: int | None = None, owner: bool = False) -> Movie:
        """Return a film as it stands.

        Args:
            owner: whether only its owner may have it, shared or not.

        Raises:
            NotFound: there is none of that name, or it is not this user's to see.
        """
        with self._database.session() as tables:
            return Movie.of(self._row(tables, work_id, user, owner), movies_folder(self._settings) / work_id)

    def files(self, work_id: str, *, user: int | None = None) -> list[MovieFile]:
        """Return the pictures and clips of a film in order; those that its owner left out only to the owner.

        Raises:
            NotFound: the film is not this user's to see.
        """
        return self.files_of(self.get(work_id, user=user), user=user) if user is not None else self._files(work_id)

    def files_of(self, movie: Movie, *, user: int | None = None) -> list[MovieFile]:
        """Return the files of a film that was read for this user; see `files`."""
        return self._files(movie.work_id, unwanted=user is None or movie.user_id == user)

    def _files(self, work_id: str, *, unwanted: bool = True) -> list[MovieFile]:
        folder = movies_folder(self._settings) / work_id
        with self._database.session() as tables:
            table = tables.movie_file
            rows = table.select().where(table.movie == work_id).order_by(table.position)
            if not unwanted:
                rows = rows.where(table.left_out == False)  # noqa: E712
            rows = list(rows)
        times = clocks([Taken.of(row.taken) for row in rows])
        return [replace(of_row(row, folder), taken=time) for row, time in zip(rows, times, strict=True)]

    def log(self, work_id: str) -> list[str]:
        """Return the lines that the making of a film left for its owner, oldest first."""
        return [line.line for line in self.log_lines(work_id)]

    def log_lines(self, work_id: str, *, user: int | None = None) -> list[LogLine]:
        """Return the lines that the making of a film left for its owner, with their times, oldest first.

        Raises:
            NotFound: there is no such film, or it is not this user's.
        """
        with self._database.session() as tables:
            if user is not None:
                self._row(tables, work_id, user, owner=True)
            table = tables.movie_log
            rows = table.select().where(table.movie == work_id).order_by(table.id)
            return [LogLine(row.created, row.line) for row in rows]

    def _checked(
        self, generator: str, request: Mapping[str, Any] | None, title: str
    ) -> tuple[dict[str, Any], list[str]]:
        """Return the options of a request, and what its owner should know of how they are read."""
        if not isinstance(title, str):
            raise InvalidInput(
                f"title: must be text, not {type(title).__name__}.", hint="The options of a film are given as request=."
            )
        if len(title) > MAX_TITLE:
            raise InvalidInput(f"title: must be at most {MAX_TITLE} characters.")
        options = dict(request or {})
        read = self._plugins.generator(generator).check_request({"title": title, **options} if title else options)
        notes = read.get("notes", ())
        return options, [str(note) for note in notes] if isinstance(notes, list | tuple) else []

    def _row(self, tables: Any, work_id: str, user: int | None = None, owner: bool = False) -> Any:
        row = tables.movie.get_or_none(tables.movie.work_id == work_id)
        if row is None or (user is not None and row.user_id != user and (owner or not row.shared)):
            raise NotFound("There is no such film.")
        return row

    def _may_change(self, movie: Movie) -> None:
        if movie.status is Status.EXPIRED or not movie.folder.is_dir():
            raise Conflict("The film has expired: its files were removed.", hint="Make a new one.")
        if movie.status.active:
            raise Conflict("The film is being made.", hint="Cancel it first, or wait.")
        if movie.status is Status.DONE:
            raise Conflict("The film is done.", hint=REOPEN)

    def count(self, *, user: int | None = None, shared: bool | None = None, failed: bool = True) -> int:
        """Return how many films `list` would return without a limit."""
        with self._database.session() as tables:
            return int(_chosen(tables.movie, user, shared, failed).count())

    def file_counts(self, work_ids: Sequence[str]) -> dict[str, FileCounts]:
        """Return for films how many files each has."""
        found = dict.fromkeys(work_ids, FileCounts())
        with self._database.session() as tables:
            table = tables.movie_file
            columns = (table.movie_id, table.stored, table.source, table.left_out)
            rows = list(table.select(*columns).where(table.movie.in_(list(found))).tuples())
        for work_id, stored, source, left_out in rows:
            files, photos, clips = found[work_id]
            clip = PurePath(stored or source).suffix.lower() in VIDEO_SUFFIXES
            found[work_id] = FileCounts(
                files + 1, photos + (not left_out and not clip), clips + (not left_out and clip)
            )
        return found

    def list(
        self,
        *,
        user: int | None = None,
        shared: bool | None = None,
        failed: bool = True,
        limit: int = 1000,
        offset: int = 0,
    ) -> list[Movie]:
        """Return films, newest first.

        Args:
            user: only this user's.
            shared: only those that are shared, or are not; None: both.
            failed: whether to include those that failed or expired (status below 0).
        """
        with self._database.session() as tables:
            table = tables.movie
            query = _chosen(table, user, shared, failed).order_by(table.created.desc(), table.work_id)
            folder = movies_folder(self._settings)
            return [Movie.of(row, folder / row.work_id) for row in query.limit(limit).offset(offset)]


def _chosen(table: Any, user: int | None, shared: bool | None, failed: bool) -> Any:
    """Return a query for films; see `MovieLibrary.list`."""
    query = table.select()
    if user is not None:
        query = query.where(table.user == user)
    if shared is not None:
        query = query.where(table.shared == shared)
    return query if failed else query.where(table.status >= 0)
