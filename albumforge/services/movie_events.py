"""Films as they change, for pages that watch them: told by the queue's channel, read from the database."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from albumforge.errors import NotFound
from albumforge.queue.broker import Broker
from albumforge.queue.channel import listening
from albumforge.services.movie_amend import MovieAmend
from albumforge.services.states import Gone, Movie, Stage, Status
from albumforge.services.watching import APART, HEARTBEAT, watch

_AT_REST = (Status.DONE, Status.FAILED, Status.EXPIRED)


class MovieEvents(MovieAmend):
    """Films that can be watched."""

    _broker: Broker

    def events(self, work_id: str, *, user: int | None = None, heartbeat: float = HEARTBEAT) -> Iterator[Movie | None]:
        """Return an iterator of a film: as it stands, at once, and then whenever it changes, at most twice a second.

        None comes where nothing has happened for `heartbeat` seconds. It ends after the film is done, has failed or
        expired, or is gone for this user; one that was not started yet, or was cancelled, is waited for. Close it.

        Raises:
            NotFound: there is no such film.
            Unavailable: the queue does not answer; also while iterating.
        """
        self.get(work_id, user=user)
        read = functools.partial(self._as_told, work_id, user)
        return watch(self._broker, work_id, read, _AT_REST, heartbeat)

    def events_of(self, user: int | None, *, heartbeat: float = HEARTBEAT) -> Iterator[Movie | Gone | None]:
        """Return an iterator of a user's films (None: everybody's): those on their way, at once, and then each that
        changes, a film at most twice a second, or is deleted; None where nothing has happened. It never ends; close it.

        Raises:
            Unavailable: the queue does not answer; while iterating.
        """
        with listening(self._broker) as listener:
            under_way = [movie for movie in self.list(user=user) if movie.status.active]
            yield from under_way
            if not under_way:
                yield None
            told = {movie.work_id: time.monotonic() for movie in under_way}
            mine: dict[str, bool] = {}
            waiting: dict[str, dict[str, Any]] = {}
            said = time.monotonic()
            while True:
                moment = time.monotonic()
                due = min((told.get(work_id, 0.0) + APART for work_id in waiting), default=said + heartbeat)
                event = listener.get(max(0.0, due - moment)) if due > moment else None
                if event is not None:
                    work_id = str(event["work_id"])
                    if "user" in event:  # deleted; nothing more will be heard of it
                        waiting.pop(work_id, None)
                        if user in (None, event["user"]):
                            yield Gone(work_id)
                        continue
                    if work_id not in mine:
                        mine[work_id] = self._mine(work_id, user)
                    if mine[work_id]:
                        waiting[work_id] = event
                    continue
                if not waiting and due <= time.monotonic():
                    yield None
                said = time.monotonic()
                for work_id in [one for one in waiting if told.get(one, 0.0) + APART <= time.monotonic()]:
                    movie = self._as_told(work_id, None, waiting.pop(work_id))
                    told[work_id] = time.monotonic()
                    if movie is not None:
                        yield movie
                    else:  # deleted
                        del told[work_id]

    def _mine(self, work_id: str, user: int | None) -> bool:
        try:
            return user is None or self.get(work_id).user_id == user
        except NotFound:
            return False

    def _as_told(self, work_id: str, user: int | None, event: dict[str, Any]) -> Movie | None:
        """Return a film with the progress of an event, which comes a moment before the database has it."""
        try:
            movie = self.get(work_id, user=user)
        except NotFound:
            return None
        newer = movie.status is Status.RUNNING and event.get("status") == Status.RUNNING
        if not newer or event["stage"] < movie.stage or event["progress"] < movie.progress:
            return movie
        return replace(
            movie, stage=Stage(event["stage"]), progress=event["progress"], seconds_left=event["seconds_left"]
        )
