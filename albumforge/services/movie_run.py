"""A worker's turn at a film: plan, render, publish."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from albumforge.backends import Film, Skipped
from albumforge.errors import MediaError, PlanError
from albumforge.media.publish import make_folder, write_text, writing
from albumforge.services.failures import readable, with_labels
from albumforge.services.film_share import FilmShare
from albumforge.services.lease import RELEASED, Lease
from albumforge.services.movie_files import of_row
from albumforge.services.movie_queue import actor_of
from albumforge.services.rendering import render
from albumforge.services.states import FRAME, MUSIC, TEMPLATE, UNREAD, Movie, MovieFile, Stage, Status
from albumforge.services.turn import Claim, Turn
from albumforge.services.works import FILMS

PLAN, RESULT, POSTER = "plan.json", "result.mp4", "poster.jpg"
EDITED = "plan.edited.json"
"""Name of a plan that was changed by hand."""

_WORK_PREFIX = ".work-"


class _Film(NamedTuple):
    movie: Movie
    files: list[MovieFile]


class MovieRun(Turn[_Film]):
    """What a worker does when it gets the message of a film."""

    works = FILMS

    def _read(self, tables: Any, row: Any, folder: Path) -> tuple[_Film, list[MovieFile]]:
        file = tables.movie_file
        rows = file.select().where((file.movie == row.work_id) & (file.left_out == False))  # noqa: E712
        files = [of_row(each, folder) for each in rows.order_by(file.position)]
        movie = Movie.of(row, folder)
        return _Film(movie, files), all_files(movie, files)

    def _do(self, lease: Lease, claim: Claim[_Film]) -> None:
        movie, files = claim.work
        self._publish(lease, movie, self._make(lease, movie, files))

    def _clean(self, claim: Claim[_Film]) -> None:
        self._make_room(claim)
        with contextlib.suppress(OSError):
            (claim.folder / FRAME).unlink(missing_ok=True)

    def _make_room(self, claim: Claim[_Film]) -> None:
        shutil.rmtree(claim.folder / (_WORK_PREFIX + claim.token), ignore_errors=True)

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
            table = tables.movie
            row = table.select(table.plan, table.plan_key).where(table.work_id == movie.work_id).first()
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
            **RELEASED,
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
