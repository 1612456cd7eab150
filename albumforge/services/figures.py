"""How much of everything there is, for those who watch over a server.

What is told comes from the database, the queue and the disks, so that it is the same whichever process is asked. Tables
are counted by their indexes; the cache is looked through now and then only.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import peewee as pw

from albumforge.errors import Unavailable
from albumforge.media.cache import files_of
from albumforge.models.database import Database
from albumforge.models.tables import Tables, now
from albumforge.queue.broker import Broker
from albumforge.queue.depths import Depth, depths
from albumforge.queue.presence import Presence
from albumforge.queue.signs import signs
from albumforge.queue.tallies import Tally, tallies
from albumforge.services.disk import free_bytes
from albumforge.services.farm.messages import FINISH, WEBHOOK
from albumforge.services.farm.store import Store
from albumforge.services.farm.summary import Summary, summary
from albumforge.services.movie_queue import actor_of
from albumforge.services.states import Status
from albumforge.services.transfers import messages, steps
from albumforge.services.transfers.keeping import CopyStatus
from albumforge.services.watch.messages import WORK
from albumforge.services.works import ALL, FILMS, JOBS
from albumforge.settings import Settings

_LEAST_SECONDS, _TIMES = 30.0, 20.0
"""What was found in the cache is told for so long, and for so many times as long as it took to look."""


@dataclass(frozen=True)
class Figures:
    """What was found at one moment.

    Attributes:
        films: by status; every status is there.
        jobs: cutting jobs, likewise.
        oldest: seconds since anything happened to the film, and to the job, that waits longest; by their noun.
        made: seconds of the films and of the cuts that are there, by noun.
        waiting: messages that wait for a worker of films, by the name of the queue; None where the queue does not
            answer.
        queues: all queues, likewise.
        took: how long workers took for their messages, by actor.
        farm: how the transcode farm stands.
        transfers: ``upload``, ``download`` and ``copy``, each by status.
        workers: that are alive on this machine.
        processes: how many of all machines gave a sign of life lately, by machine, role and version.
        disk_free: bytes, where the films are.
        disks: free bytes of ``home``, ``media`` and ``cache``.
        cache: bytes, and files, of the cache.
        schema: name of the newest migration.
    """

    films: dict[Status, int]
    jobs: dict[Status, int]
    oldest: dict[str, float]
    made: dict[str, float]
    waiting: dict[str, int] | None
    queues: dict[str, Depth] | None
    took: dict[str, Tally]
    farm: Summary
    transfers: dict[str, dict[str, int]]
    workers: int
    processes: dict[tuple[str, str, str], int]
    disk_free: int
    disks: dict[str, int]
    cache: tuple[int, int]
    schema: str


def figures(settings: Settings, database: Database, broker: Broker) -> Figures:
    """Count.

    Raises:
        Unavailable: the database does not answer.
    """
    found = {works.noun: dict.fromkeys(Status, 0) for works in ALL}
    oldest, made = dict.fromkeys(found, 0.0), dict.fromkeys(found, 0.0)
    generators = {actor_of("album")}
    with database.session() as tables:
        for works in ALL:
            table = works.table(tables)
            rows = table.select(
                table.status, table.generator, pw.fn.COUNT(table.work_id), pw.fn.SUM(table.duration)
            ).group_by(table.status, table.generator)
            for status, generator, count, seconds in rows.tuples():
                found[works.noun][Status(status)] += count
                made[works.noun] += (seconds or 0.0) if status == Status.DONE else 0.0
                generators.add(actor_of(generator))
            first = table.select(pw.fn.MIN(table.updated)).where(table.status == Status.QUEUED).scalar()
            oldest[works.noun] = _age(first)
        transfers = _transfers(tables)
    queues, took, processes = _queues(settings, broker, generators)
    waiting = (
        None if queues is None else {name: queues[name].waiting + queues[name].delayed for name in sorted(generators)}
    )
    films, jobs = (found[works.noun] for works in (FILMS, JOBS))
    places = {"home": settings.home, "media": settings.media, "cache": settings.cache}
    return Figures(
        films=films,
        jobs=jobs,
        oldest=oldest,
        made=made,
        waiting=waiting,
        queues=queues,
        took=took,
        farm=summary(Store(settings, database)),
        transfers=transfers,
        workers=Presence(settings.home).count(),
        processes=processes,
        disk_free=free_bytes(settings.media),
        disks={name: free_bytes(place) for name, place in places.items()},
        cache=_cache(settings.cache),
        schema=database.schema()[-1],
    )


def _age(moment: Any) -> float:
    return max(0.0, (now() - moment).total_seconds()) if isinstance(moment, datetime) else 0.0


def _transfers(tables: Tables) -> dict[str, dict[str, int]]:
    counts = {}
    for name, table, states in (
        ("upload", tables.transfer_upload, steps.Status),
        ("download", tables.transfer_download, steps.Status),
        ("copy", tables.transfer_copy, CopyStatus),
    ):
        rows = table.select(table.status, pw.fn.COUNT(table.id)).group_by(table.status).tuples()
        counts[name] = {states(status).name.lower(): count for status, count in rows}
    return counts


def _queues(
    settings: Settings, broker: Broker, generators: set[str]
) -> tuple[dict[str, Depth] | None, dict[str, Tally], dict[tuple[str, str, str], int]]:
    kept = [messages.actor_of(settings.transfer_keep)] if settings.transfer_keep else []
    # By their names alone: loading the backends would load all that they work with.
    backends = [f"transcoder.{entry.name}" for entry in entry_points(group="albumforge.transcoders")]
    try:
        names = sorted({*generators, *backends, *kept, FINISH, WEBHOOK, WORK})
        processes = Counter((sign.host, sign.role, sign.version) for sign in signs(broker))
        return depths(broker, names), tallies(broker), dict(processes)
    except Unavailable:
        return None, {}, {}


_guard = threading.Lock()
_cached: dict[Path, tuple[float, tuple[int, int]]] = {}


def _cache(folder: Path) -> tuple[int, int]:
    with _guard:  # one looks, the others wait for what is found
        due, found = _cached.get(folder, (0.0, (0, 0)))
        begun = time.monotonic()
        if begun >= due:
            sizes = [file.size for file in files_of(folder)]
            found, took = (sum(sizes), len(sizes)), time.monotonic() - begun
            _cached[folder] = (begun + took + max(_LEAST_SECONDS, _TIMES * took), found)
    return found
