"""The plan of a film, to look at and to change by hand. Outside, its files bear the names they have in the film's
folder; a plan that comes back may name no other."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from albumforge.errors import Conflict, NotFound, PlanError, Unavailable
from albumforge.media.publish import write_text
from albumforge.models.level import at_least_this
from albumforge.models.tables import now
from albumforge.services.movie_pictures import MoviePictures
from albumforge.services.movie_queue import tell
from albumforge.services.movie_run import EDITED, PLAN, all_files, plan_key, request_of
from albumforge.services.plan_files import MAX_PLAN
from albumforge.services.states import MAX_TITLE, Movie, MovieFile, Refusal, Stage, StartRefused, Status

_AT_REST = (Status.NEW, Status.DONE, Status.FAILED)


class MoviePlan(MoviePictures):
    """Films whose plans can be changed."""

    def plan_text(self, work_id: str, *, user: int | None = None) -> str:
        """Return the plan of a film as JSON, its files by their names in the film's folder.

        Raises:
            NotFound: there is no such film, it is not this user's, or it has no plan yet.
        """
        movie = self.get(work_id, user=user, owner=True)
        plan = json.loads(self._document(movie))
        names = {str(file.path): file.name or str(file.path) for file in all_files(movie, self.files(work_id))}
        for source in _sources(plan):
            source["path"] = names.get(source.get("path", ""), Path(source.get("path", "")).name)
        return json.dumps(plan, ensure_ascii=False, indent=1)

    def fits(self, work_id: str, *, user: int | None = None) -> dict[str, Any] | None:
        """Return how many pictures the film shows at most, before it is planned: ``seconds``, ``room``, ``most`` and
        ``clips``; None where all are shown, the generator does not say, or a plan was edited.

        Raises:
            NotFound: there is no such film.
            InvalidInput: an option does not fit.
        """
        movie = self.get(work_id, user=user, owner=True)
        fits = getattr(self._plugins.generator(movie.generator), "fits", None)
        if fits is None or (movie.plan is not None and movie.plan.name == EDITED):
            return None
        found: dict[str, Any] | None = fits(movie.request)
        return found

    def set_plan(self, work_id: str, plan: str | Mapping[str, Any], *, user: int | None = None) -> Movie:
        """Keep a plan that was changed by hand; the next start renders it without planning anew.

        The film is then as before it was started. Where its files, title or request are changed later, it is planned
        anew all the same, and its log says so. A title that was changed in the plan becomes the film's, and what
        the film says of itself is said anew: title, dates and count in its credits. A caption of which only `type`,
        `role` and `text` are given is put in its place.

        Args:
            plan: as `plan_text` gives it; its files by their names, or by their paths.

        Raises:
            NotFound: there is no such film.
            PlanError: it is no plan, or names a file that is none of the film's; the message says where.
            Conflict: the film is on its way, or has expired.
            Unavailable: the film's generator does not take plans that were changed.
        """
        movie = self.get(work_id, user=user, owner=True)
        files = self.files(work_id)
        document = self._checked_plan(movie, plan, files)
        title = self._new_title(movie, document)
        backend = self._plugins.generator(movie.generator)
        wanted = [file for file in files if not file.left_out]
        request = request_of(movie, wanted, title)
        columns = {
            "status": Status.NEW,
            "stage": Stage.NONE,
            "message_id": "",
            "progress": 0.0,
            "error": "",
            "title": title,
            "plan": EDITED,
            "plan_key": plan_key(movie.generator, backend.check_request(request), wanted),
        }
        with self._database.transaction() as tables:
            table = tables.movie
            as_it_was = (table.work_id == work_id) & (table.updated == movie.updated) & table.status.in_(_AT_REST)
            changed = table.update(updated=now(), needs=at_least_this(table), **columns).where(as_it_was).execute()
            if changed != 1:
                _refuse(Status(self._row(tables, work_id).status))
            write_text(movie.folder / EDITED, document)
        tell(self._database, self._broker, work_id)
        return self.get(work_id)

    def forget_plan(self, work_id: str, *, user: int | None = None) -> Movie:
        """Drop a plan that was changed by hand: the next start plans anew. Without one nothing happens.

        Raises:
            NotFound: there is no such film.
            Conflict: it is on its way.
        """
        movie = self.get(work_id, user=user, owner=True)
        with self._database.transaction() as tables:
            table = tables.movie
            edited = (table.work_id == work_id) & (table.plan == EDITED)
            if movie.status.active and table.select().where(edited).exists():
                _refuse(movie.status)
            made = PLAN if (movie.folder / PLAN).is_file() else ""
            idle = edited & table.status.not_in([Status.QUEUED, Status.RUNNING])
            if table.update(updated=now(), plan=made, plan_key="").where(idle).execute() == 1:
                (movie.folder / EDITED).unlink(missing_ok=True)
        return self.get(work_id)

    def scenes(self, work_id: str, *, user: int | None = None) -> list[dict[str, Any]]:
        """Return the scenes of a film's plan, in order: ``id``, ``start`` and ``seconds``, ``files`` (their ids),
        ``texts`` (``role`` and ``text``), ``chapter``, ``why``.

        Raises:
            NotFound: as `plan_text`.
            Unavailable: the film's generator does not explain its plans.
        """
        movie = self.get(work_id, user=user, owner=True)
        explained = self._method(movie, "explain", "does not explain its plans")(self._document(movie))
        ids = {str(file.path): file.id for file in self.files(work_id)}
        return [
            {
                "id": scene["id"],
                "start": scene["start"],
                "seconds": scene["duration"],
                "files": [ids[picture["path"]] for picture in scene["pictures"] if picture["path"] in ids],
                "texts": [{"role": text["role"], "text": text["text"]} for text in scene["texts"]],
                "chapter": scene.get("chapter", ""),
                "why": scene.get("why", ""),
            }
            for scene in explained.scenes
        ]

    def _document(self, movie: Movie) -> str:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if movie.plan is not None:
                return movie.plan.read_text(encoding="utf-8")
        raise NotFound("The film has no plan yet.")

    def _checked_plan(self, movie: Movie, plan: str | Mapping[str, Any], files: list[MovieFile]) -> str:
        """Return a plan in canonical form, its files by their paths."""
        check = self._method(movie, "check_plan", "does not take plans that were changed")
        try:
            if isinstance(plan, str) and len(plan) > MAX_PLAN:
                raise PlanError("The plan is too large.")
            read = json.loads(plan if isinstance(plan, str) else json.dumps(dict(plan)))
        except (ValueError, TypeError) as error:
            raise PlanError(f"The plan is not JSON: {error}.") from error
        except RecursionError as error:
            raise PlanError("The plan is not valid: it is nested too deeply.") from error
        if not isinstance(read, dict) or read.get("generator") != movie.generator:
            raise PlanError(f'$.generator: must be "{movie.generator}", as the film\'s.')
        own = all_files(movie, files)
        known = {name: file for file in own for name in (str(file.path), file.name) if name}
        for number, source in enumerate(_sources(read)):
            file = known.get(str(source.get("path", "")))
            if file is None:
                raise PlanError(f"$.sources[{number}].path: must be the name of one of the film's own files.")
            if file.digest and source.get("digest") not in (file.digest, f"sha256-{file.digest}"):
                raise PlanError(f"$.sources[{number}].digest: is not that of {file.label}.")
            source["path"] = str(file.path)
        checked = str(check(json.dumps(read, ensure_ascii=False)))
        amend = getattr(self._plugins.generator(movie.generator), "amend_plan", None)
        with contextlib.suppress(NotFound):
            return checked if amend is None else str(amend(self._document(movie), checked))
        return checked

    def _new_title(self, movie: Movie, document: str) -> str:
        """Return the film's title, or that of a plan where it was changed there."""
        title = json.loads(document).get("title")
        with contextlib.suppress(NotFound):
            if title == json.loads(self._document(movie)).get("title"):
                return movie.title
        if not isinstance(title, str) or "title" in movie.request:
            return movie.title
        if len(title) > MAX_TITLE:
            raise PlanError(f"$.title: must be at most {MAX_TITLE} characters.")
        return title

    def _method(self, movie: Movie, name: str, refusal: str) -> Callable[[str], Any]:
        method: Callable[[str], Any] | None = getattr(self._plugins.generator(movie.generator), name, None)
        if method is None:
            raise Unavailable(f"The generator {movie.generator} {refusal}.")
        return method


def _sources(plan: Any) -> list[dict[str, Any]]:
    sources = plan.get("sources", []) if isinstance(plan, dict) else []
    if not isinstance(sources, list) or not all(isinstance(source, dict) for source in sources):
        raise PlanError("$.sources: must be a list of objects.")
    return sources


def _refuse(status: Status) -> None:
    if status is Status.EXPIRED:
        raise StartRefused(Refusal.EXPIRED)
    if status.active:
        raise Conflict("The film is being made.", hint="Cancel it first, or wait.")
    raise Conflict("The film was changed at this very moment.", hint="Try again.")
