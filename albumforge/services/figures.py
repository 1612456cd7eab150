"""How much of everything there is, for those who watch over a server."""

from __future__ import annotations

from dataclasses import dataclass

import peewee as pw

from albumforge.errors import Unavailable
from albumforge.models.database import Database
from albumforge.queue.broker import Broker
from albumforge.queue.presence import Presence
from albumforge.services.disk import free_bytes
from albumforge.services.farm.store import Store
from albumforge.services.farm.summary import Summary, summary
from albumforge.services.movie_queue import actor_of
from albumforge.services.states import Status
from albumforge.services.works import ALL, FILMS, JOBS
from albumforge.settings import Settings


@dataclass(frozen=True)
class Figures:
    """What was found at one moment.

    Attributes:
        films: by status; every status is there.
        jobs: cutting jobs, likewise.
        waiting: messages that wait for a worker, by the name of the queue; None where the queue does not answer.
        farm: how the transcode farm stands.
        workers: that are alive on this machine.
        disk_free: bytes, where the films are.
    """

    films: dict[Status, int]
    jobs: dict[Status, int]
    waiting: dict[str, int] | None
    farm: Summary
    workers: int
    disk_free: int


def figures(settings: Settings, database: Database, broker: Broker) -> Figures:
    """Count.

    Raises:
        Unavailable: the database does not answer.
    """
    found = {works.noun: dict.fromkeys(Status, 0) for works in ALL}
    queues = {actor_of("album")}
    with database.session() as tables:
        for works in ALL:
            table = works.table(tables)
            rows = table.select(table.status, table.generator, pw.fn.COUNT(table.work_id))
            for status, generator, count in rows.group_by(table.status, table.generator).tuples():
                found[works.noun][Status(status)] += count
                queues.add(actor_of(generator))
    try:
        waiting = {queue: broker.waiting(queue) for queue in sorted(queues)}
    except Unavailable:
        waiting = None
    films, jobs = (found[works.noun] for works in (FILMS, JOBS))
    farm = summary(Store(settings, database))
    return Figures(films, jobs, waiting, farm, Presence(settings.home).count(), free_bytes(settings.media))
