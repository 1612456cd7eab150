"""Options of a film from outside: text or JSON, one by one, and never a file of this machine.

Whoever edits a film is told what does not fit; whoever starts one gets the film, and a line in its log for every option
that could not be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from albumforge.backends import FilmOption, Generator
from albumforge.errors import InvalidInput, MediaError
from albumforge.services.movie_arrange import MovieArrange
from albumforge.services.movie_options import names_file
from albumforge.services.states import FILE_OPTIONS, MAX_TITLE, UNREAD, Movie

_WORDS = ("title", "description", "shared")
"""What a film has beside its request."""

_YES = frozenset({"1", "true", "yes", "on", "是", "开"})
_NO = frozenset({"0", "false", "no", "off", "否", "关"})
_RIVALS = {"duration": "seconds_per_photo", "seconds_per_photo": "duration", "aspect": "resolution"}
"""What decides the same thing: the option given now takes the place of the one that was given before."""


@dataclass
class Amended:
    """What options from outside make of a film.

    Attributes:
        columns: of the database, those that change.
        request: as it is then, files by their paths.
        unread: a sentence for each option that could not be read.
    """

    columns: dict[str, Any] = field(default_factory=dict)
    request: dict[str, Any] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


class MovieAmend(MovieArrange):
    """Films whose options can be changed one by one."""

    def amend(
        self,
        work_id: str,
        *,
        title: str | None = None,
        description: str | None = None,
        shared: bool | None = None,
        request: Mapping[str, Any] | None = None,
        user: int | None = None,
    ) -> Movie:
        """Change what is given; of the request, the options that are named (None: no longer given).

        Values may be text, as forms send them. No option may name a file, but the one that the film has already.

        Raises:
            NotFound: there is no such film.
            InvalidInput: something does not fit; nothing is changed.
            Conflict: title or request, and the film is on its way.
        """
        movie = self.get(work_id, user=user, owner=True)
        merged = None
        if request is not None:
            if not isinstance(request, Mapping):
                raise InvalidInput(f"request: must be an object of options, not {type(request).__name__}.")
            merged, backend = movie.request, self._plugins.generator(movie.generator)
            for name, value in request.items():
                merged = merge(backend, movie, merged, str(name), value)
        for name, text in (("title", title), ("description", description)):
            if text is not None and not isinstance(text, str):
                raise InvalidInput(f"{name}: must be text, not {type(text).__name__}.")
        if shared is not None and not isinstance(shared, bool):
            raise InvalidInput("shared: must be true or false.")
        return self.update(work_id, title=title, description=description, request=merged, shared=shared)

    def _amended(self, movie: Movie, options: Mapping[str, Any]) -> Amended:
        """Read options that come with the start of a film; those that cannot be read change nothing."""
        backend = self._plugins.generator(movie.generator)
        amended = Amended(request=dict(movie.request))
        for name, value in options.items():
            if value is None or (isinstance(value, str) and not value.strip() and name not in _WORDS):
                continue
            try:
                if name in _WORDS:
                    amended.columns[name] = _word(name, value)
                else:
                    amended.request = merge(backend, movie, amended.request, name, value)
            except (InvalidInput, MediaError) as error:
                amended.unread.append(f"{UNREAD} {error.message}")
        return amended


def merge(backend: Generator, movie: Movie, request: Mapping[str, Any], name: str, value: object) -> dict[str, Any]:
    """Return a request with one option more, or, for None, less.

    Raises:
        InvalidInput: there is no such option, it does not fit, or names a file.
    """
    merged = {key: given for key, given in request.items() if key != name}
    if value is None:
        return merged
    if name in FILE_OPTIONS and value == request.get(name):
        return dict(request)
    declared = {option.name: option for option in getattr(backend, "options", tuple)()}
    value = _typed(declared.get(name), name, value)
    if names_file(name, value):
        raise InvalidInput(f"Option {name}: must be a name, not a file of the server.")
    title = {"title": movie.title} if movie.title else {}
    try:
        backend.check_request({**title, **merged, name: value})
    except InvalidInput:
        if _RIVALS.get(name) not in merged:
            raise
        del merged[_RIVALS[name]]
        backend.check_request({**title, **merged, name: value})
    return {**merged, name: value}


def _typed(option: FilmOption | None, name: str, value: object) -> Any:
    """Return what text from a form stands for."""
    if option is None or not isinstance(value, str):
        return value
    text = value.strip()
    if option.kind == "switch":
        if text.lower() not in _YES | _NO:
            raise InvalidInput(f"Option {name}: must be 1 or 0, not {text[:40]!r}.")
        return text.lower() in _YES
    if option.kind == "name":
        known = {choice.casefold(): choice for choice in (*option.also, *option.choices)}
        if text.casefold() not in known:
            raise InvalidInput(f"Option {name}: must be one of {', '.join(option.choices)}, not {text[:40]!r}.")
        return known[text.casefold()]
    try:
        if option.kind == "whole":
            return int(text)
        return float(text) if option.kind == "number" else value
    except ValueError:
        return value  # such as 30000/1001; else the generator says what is wrong


def _word(name: str, value: object) -> Any:
    if name == "shared":
        text = str(value).strip().lower()
        if text not in _YES | _NO:
            raise InvalidInput(f"shared: must be 1 or 0, not {text[:40]!r}.")
        return text in _YES
    if not isinstance(value, str):
        raise InvalidInput(f"{name}: must be text, not {type(value).__name__}.")
    if name == "title" and len(value) > MAX_TITLE:
        raise InvalidInput(f"title: must be at most {MAX_TITLE} characters.")
    return value
