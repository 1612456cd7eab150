"""Films as they change, as Server-Sent Events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import bottle

from albumforge.http.call import Call
from albumforge.http.routes import Route
from albumforge.http.shapes import movie_shape
from albumforge.http.sse import HEARTBEAT, LANGUAGE, stream
from albumforge.services.states import FileCounts, Gone, Movie


def of_film(call: Call) -> bottle.HTTPResponse:
    """Tell of one film until it is done."""
    return _stream(call, call.forge.movies.events(call.work_id, user=call.user, heartbeat=HEARTBEAT))


def of_user(call: Call) -> bottle.HTTPResponse:
    """Tell of all of a user's films."""
    return _stream(call, call.forge.movies.events_of(call.user, heartbeat=HEARTBEAT))


def _stream(call: Call, movies: Iterator[Movie | Gone | None]) -> bottle.HTTPResponse:
    counts: dict[str, FileCounts] = {}

    def tell(movie: Movie | Gone) -> tuple[str, dict[str, Any]]:
        if isinstance(movie, Gone):
            return "gone", {"work_id": movie.work_id}
        if movie.work_id not in counts or not movie.status.active:
            counts[movie.work_id] = call.forge.movies.file_counts([movie.work_id])[movie.work_id]
        return "movie", movie_shape(call, movie, counts[movie.work_id])

    return stream(call, movies, tell)


ROUTES = (
    Route(
        "/movie/{work_id}/events",
        ("GET",),
        of_film,
        "A film as it changes, until it is done: Server-Sent Events named movie.",
        "影集状态变化（Server-Sent Events）",
        params=LANGUAGE,
        answers="text/event-stream",
    ),
    Route(
        "/movie/events",
        ("GET",),
        of_user,
        "All of one's films as they change: Server-Sent Events named movie, or gone where one was deleted.",
        "我的影集状态变化（Server-Sent Events）",
        params=LANGUAGE,
        answers="text/event-stream",
    ),
)
