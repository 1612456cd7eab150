"""Films as they change, as Server-Sent Events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import bottle

from albumforge.errors import ForgeError
from albumforge.http.call import Call
from albumforge.http.routes import Param, Route
from albumforge.http.shapes import movie_shape
from albumforge.services.states import FileCounts, Gone, Movie

_log = logging.getLogger(__name__)

HEARTBEAT = 5.0
"""Seconds after which something is sent in any case: only then it is seen that a client is gone."""

_BEGIN = b"retry: 3000\n\n"
_COMMENT = b":\n\n"


def of_film(call: Call) -> bottle.HTTPResponse:
    """Tell of one film until it is done."""
    return _stream(call, call.forge.movies.events(call.work_id, user=call.user, heartbeat=HEARTBEAT))


def of_user(call: Call) -> bottle.HTTPResponse:
    """Tell of all of a user's films."""
    return _stream(call, call.forge.movies.events_of(call.user, heartbeat=HEARTBEAT))


def _stream(call: Call, movies: Iterator[Movie | Gone | None]) -> bottle.HTTPResponse:
    _ = call.chinese  # what cannot be read is refused before the stream begins
    response = bottle.HTTPResponse(_Events(call, movies))
    response.set_header("Content-Type", "text/event-stream; charset=utf-8")
    response.set_header("Cache-Control", "no-store")
    response.set_header("X-Accel-Buffering", "no")  # nginx would wait for more
    return response


class _Events:
    """The body of a stream; holds one of the user's places until it is closed."""

    def __init__(self, call: Call, movies: Iterator[Movie | Gone | None]) -> None:
        self._call = call
        self._movies = movies
        self._begun = False
        self._held = ExitStack()
        self._held.enter_context(call.site.stream(call.user))
        self._numbers: dict[str, FileCounts] = {}

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if not self._begun:
            self._begun = True
            return _BEGIN
        try:
            movie = next(self._movies)
            return _COMMENT if movie is None else self._event(movie)
        except StopIteration:
            self.close()
            raise
        except ForgeError as error:  # the browser comes again by itself
            _log.warning("%s: a stream of events ended: %s", self._call.route.path, type(error).__name__)
            self.close()
            raise StopIteration from error

    def close(self) -> None:
        """Give the place back."""
        self._held.close()
        close = getattr(self._movies, "close", None)
        if close is not None:
            close()

    def _event(self, movie: Movie | Gone) -> bytes:
        if isinstance(movie, Gone):
            return f"event: gone\ndata: {json.dumps({'work_id': movie.work_id})}\n\n".encode()
        if movie.work_id not in self._numbers or not movie.status.active:
            self._numbers[movie.work_id] = self._call.forge.movies.file_counts([movie.work_id])[movie.work_id]
        shape: dict[str, Any] = movie_shape(self._call, movie, self._numbers[movie.work_id])
        return f"event: movie\ndata: {json.dumps(shape, ensure_ascii=False)}\n\n".encode("utf-8", "replace")


# A browser's EventSource sends no headers of its own.
_LANGUAGE = (
    Param(
        "lang",
        "Language of notes and errors, before that of Accept-Language.",
        "说明和错误信息的语言，优先于 Accept-Language",
        {"enum": ["en", "zh"]},
    ),
)

ROUTES = (
    Route(
        "/movie/{work_id}/events",
        ("GET",),
        of_film,
        "A film as it changes, until it is done: Server-Sent Events named movie.",
        "影集状态变化（Server-Sent Events）",
        params=_LANGUAGE,
        answers="text/event-stream",
    ),
    Route(
        "/movie/events",
        ("GET",),
        of_user,
        "All of one's films as they change: Server-Sent Events named movie, or gone where one was deleted.",
        "我的影集状态变化（Server-Sent Events）",
        params=_LANGUAGE,
        answers="text/event-stream",
    ),
)
