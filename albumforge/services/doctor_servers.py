"""What is often wrong with the servers of a forge: a forgetful Redis, a full PostgreSQL, clocks, homes mixed up."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from albumforge.errors import ForgeError
from albumforge.media.publish import make_folder, write_text
from albumforge.models.database import Database
from albumforge.models.tables import LOCAL_USER
from albumforge.queue.broker import Broker
from albumforge.queue.store_facts import claimed, store_facts
from albumforge.services.doctor_checks import MISSING, OK, WARN, Check
from albumforge.settings import Settings

OLDEST_POSTGRESQL = 14
MOST_SKEW = 2.0
"""Seconds."""
MEDIA_MARK = ".albumforge-media"
"""A file in the folder of media, whose text tells whether another machine has the same folder."""


def queue_server(settings: Settings) -> Iterator[Check]:
    """Look at a Redis server of one's own; the embedded one is set up right."""
    if not settings.redis_url:
        return
    broker = Broker(settings)
    try:
        facts = store_facts(broker)
        if facts.durable:
            yield Check("queue: persistence", OK, f"version {facts.version}, with an append-only file")
        else:
            said = "it keeps no append-only file: after a restart what was queued is sent again only later"
            yield Check("queue: persistence", WARN, said, "Set appendonly yes in its configuration.")
        if facts.evicts:
            said = f"it drops keys when its memory is full (maxmemory-policy {facts.evicts}): messages get lost"
            yield Check("queue: memory", MISSING, said, "Set maxmemory-policy noeviction in its configuration.")
        else:
            yield Check("queue: memory", OK, "drops nothing")
        yield _clock("queue", facts.skew, settings)
        yield from _mixed_up(settings, broker)
    except ForgeError:
        return  # that it does not answer is said already
    finally:
        broker.close()


def database_server(settings: Settings) -> Iterator[Check]:
    """Look at a PostgreSQL server."""
    if not settings.database_url:
        return
    database = Database(settings.database_url, settings.home)
    try:
        with database.session() as tables:
            peewee = tables.user._meta.database
            number, most, kept, here = _asked(peewee)
            before = time.time()
            ((moment,),) = peewee.execute_sql("SELECT extract(epoch FROM clock_timestamp())").fetchall()
            skew = float(moment) - (before + time.time()) / 2
    except ForgeError:
        return
    finally:
        database.close()
    version = number // 10_000
    if version < OLDEST_POSTGRESQL:
        said = f"version {version}; {OLDEST_POSTGRESQL} or newer is tested"
        yield Check("PostgreSQL: version", WARN, said, "Update the server.")
    else:
        yield Check("PostgreSQL: version", OK, str(version))
    needed = connections(settings)
    room = min([most - kept, *([here] if here >= 0 else [])])
    if room < needed:
        said = f"it lets in {room} connections; this machine may need {needed}"
        advice = "Raise max_connections, or the limit of the database; or put a pool such as PgBouncer between them."
        yield Check("PostgreSQL: connections", WARN, said, advice)
    else:
        yield Check("PostgreSQL: connections", OK, f"{room}; this machine may need {needed}")
    yield _clock("PostgreSQL", skew, settings)


def connections(settings: Settings) -> int:
    """Return how many connections the processes of this machine may have at once: few for each worker, up to the
    pool's limit for the web server."""
    return 32 + 4 * (settings.workers + settings.farm_workers + 2)


def _asked(peewee: Any) -> tuple[int, int, int, int]:
    row = peewee.execute_sql(
        "SELECT current_setting('server_version_num')::int, current_setting('max_connections')::int,"
        " current_setting('superuser_reserved_connections')::int,"
        " (SELECT datconnlimit FROM pg_database WHERE datname = current_database())"
    ).fetchone()
    number, most, kept, here = row
    return number, most, kept, here


def _clock(name: str, skew: float, settings: Settings) -> Check:
    if abs(skew) <= MOST_SKEW:
        return Check(f"{name}: clock", OK, "as here")
    said = f"its clock is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} this machine's"
    # Claims are told apart by moments: beyond their length, work is taken from who does it.
    state = MISSING if abs(skew) > settings.lease_seconds / 2 else WARN
    return Check(f"{name}: clock", state, said, "Have all machines follow one clock: chrony or systemd-timesyncd.")


def _mixed_up(settings: Settings, broker: Broker) -> Iterator[Check]:
    """Compare this home's database and media with those of the first that used the namespace."""
    database = Database(settings.database_url, settings.home)
    try:
        with database.session() as tables:
            mine = tables.user.get_by_id(LOCAL_USER).created.isoformat()  # to the microsecond: no two have the same
    finally:
        database.close()
    if claimed(broker, "database", mine) != mine:
        said = f"another home with another database uses the namespace {settings.namespace} of this Redis, too"
        advice = (
            "Give each home a namespace of its own with the setting namespace, or all the same database. If the other"
            f" one is gone: DEL {settings.namespace}:database"
        )
        yield Check("queue: namespace", MISSING, said, advice)
        return
    yield Check("queue: namespace", OK, settings.namespace)
    try:
        media = _media_mark(settings.media)
    except ForgeError:
        return  # that it cannot be written is said already
    if claimed(broker, "media", media) != media:
        said = f"{settings.media} is not the folder that the first machine of this namespace has its media in"
        advice = (
            "Mount the same folder on all machines, and name it with the setting media_root. If it was moved on"
            f" purpose: DEL {settings.namespace}:media"
        )
        yield Check("media: shared", MISSING, said, advice)
    else:
        yield Check("media: shared", OK, "the same folder as on the first machine")


def _media_mark(media: Path) -> str:
    mark = make_folder(media) / MEDIA_MARK
    if not mark.is_file():
        write_text(mark, secrets.token_hex(16) + "\n")
    return mark.read_text(encoding="ascii", errors="replace").strip()
