"""The files of a film put in order by its owner: left out, captioned, removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.models.tables import now
from albumforge.services.movie_files import of_row
from albumforge.services.movie_library import MovieLibrary
from albumforge.services.states import Movie, MovieFile, Status

LONGEST_CAPTION = 300
"""Characters."""


class MovieArrange(MovieLibrary):
    """Films whose files can be arranged."""

    def arrange(
        self,
        work_id: str,
        order: Sequence[int] | None = None,
        left_out: Sequence[int] | None = None,
        captions: Mapping[int | str, str] | None = None,
        *,
        user: int | None = None,
    ) -> list[MovieFile]:
        """Change what is given, all of it or nothing; return the files as they are then.

        Args:
            order: ids of files, first to last; those that are not named keep their order behind them. The film then
                shows them in the order in which they stand, where its generator can.
            left_out: ids of all files that are not to be in the film; the others are in it.
            captions: words by the file's id, at most `LONGEST_CAPTION` characters; "" for none.

        Raises:
            NotFound: there is no such film.
            InvalidInput: an id is none of this film's, or is named twice; a caption is no text or too long.
            Conflict: the film is being made, is done, or has expired.
        """
        movie = self.get(work_id, user=user, owner=True)
        self._may_change(movie)
        held = {file.id: file for file in self.files(work_id)}
        first = _ids("order", order or (), held)
        out = None if left_out is None else set(_ids("left_out", left_out, held))
        words = {_id("captions", key, held): _words(text) for key, text in (captions or {}).items()}
        placed = [*first, *(number for number in held if number not in set(first))]
        changes: dict[int, dict[str, Any]] = {number: {} for number in held}
        for place, number in enumerate(placed, 1):
            if held[number].position != place:
                changes[number]["position"] = place
            if out is not None and held[number].left_out != (number in out):
                changes[number]["left_out"] = number in out
            if number in words and words[number] != held[number].caption:
                changes[number]["caption"] = words[number]
        self._store(movie, {number: columns for number, columns in changes.items() if columns}, given=bool(first))
        return self.files(work_id)

    def remove_file(self, work_id: str, file_id: int, *, user: int | None = None) -> list[MovieFile]:
        """Remove a file from a film, and the film's copy of it; return those that are left.

        Raises:
            NotFound: there is no such film, or no such file in it.
            Conflict: the film is being made, is done, or has expired.
        """
        movie = self.get(work_id, user=user, owner=True)
        self._may_change(movie)
        with self._database.transaction() as tables:
            self._touch(tables, work_id)
            row = tables.movie_file.get_or_none(
                (tables.movie_file.movie == work_id) & (tables.movie_file.id == file_id)
            )
            if row is None:
                raise NotFound("There is no such file in the film.")
            file = of_row(row, movie.folder)
            row.delete_instance()
        if file.name:
            file.path.unlink(missing_ok=True)
        return self.files(work_id)

    def _store(self, movie: Movie, changes: Mapping[int, Mapping[str, Any]], *, given: bool) -> None:
        with self._database.transaction() as tables:
            self._touch(tables, movie.work_id)
            if given and "order" in self._options(movie.generator):
                row = self._row(tables, movie.work_id)
                if row.request.get("order") != "given":
                    request = {**row.request, "order": "given"}
                    tables.movie.update(request=request).where(tables.movie.work_id == movie.work_id).execute()
            table = tables.movie_file
            for number, columns in changes.items():
                table.update(**columns).where((table.movie == movie.work_id) & (table.id == number)).execute()

    def _touch(self, tables: Any, work_id: str) -> None:
        """Note that a film is changed, in the caller's transaction, if it may be."""
        table = tables.movie
        free = (table.work_id == work_id) & table.status.in_([Status.NEW, Status.FAILED])
        if table.update(updated=now()).where(free).execute() != 1:
            raise Conflict("The film is being made or done, or was deleted.")

    def _options(self, generator: str) -> frozenset[str]:
        """Names of the options that a generator says it has."""
        options = getattr(self._plugins.generator(generator), "options", None)
        return frozenset() if options is None else frozenset(option.name for option in options())


def _ids(field: str, given: Sequence[int], held: Mapping[int, MovieFile]) -> list[int]:
    if isinstance(given, str | bytes) or not isinstance(given, Sequence):
        raise InvalidInput(f"{field}: must be a list of the numbers of files, not {type(given).__name__}.")
    found = [_id(field, number, held) for number in given]
    if len(set(found)) != len(found):
        raise InvalidInput(f"{field}: a file is named twice.")
    return found


def _id(field: str, given: object, held: Mapping[int, MovieFile]) -> int:
    number = int(given) if isinstance(given, str) and given.isdecimal() and len(given) < 20 else given
    if not isinstance(number, int) or isinstance(number, bool) or number not in held:
        raise InvalidInput(f"{field}: there is no file {given!r} in this film.")
    return number


def _words(text: object) -> str:
    if not isinstance(text, str):
        raise InvalidInput(f"captions: must be texts, not {type(text).__name__}.")
    words = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    if len(words) > LONGEST_CAPTION:
        raise InvalidInput(f"captions: must be at most {LONGEST_CAPTION} characters each.")
    return words
