"""The tables. Each forge has model classes of its own, so two forges on different databases never meet."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

import peewee as pw

from albumforge.models.farm_tables import farm_full, farm_log, farm_task, farm_video, farm_worker
from albumforge.models.level import LEVEL
from albumforge.models.transfer_tables import (
    transfer_copy,
    transfer_download,
    transfer_key,
    transfer_log,
    transfer_private,
    transfer_upload,
)
from albumforge.models.watch_tables import watch_batch, watch_content, watch_file, watch_rule

LOCAL_USER = 1
"""Id of the user whom everything on one's own machine belongs to; made by the first migration."""


class UtcField(pw.DateTimeField):
    """A moment: aware in Python, naive UTC in the database, so that both databases compare it alike."""

    def db_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError(f"{self.name}: a moment needs its time zone")
            value = value.astimezone(UTC).replace(tzinfo=None)
        return super().db_value(value)  # type: ignore[no-untyped-call]

    def python_value(self, value: Any) -> Any:
        value = super().python_value(value)  # type: ignore[no-untyped-call]
        return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


@dataclass(frozen=True)
class Tables:
    """The model classes of one database.

    Typed as `Any`: they are made anew for each database.

    Attributes:
        user: people; columns as in `bind`.
        movie: films (work sets).
        movie_file: the pictures and clips of a film.
        movie_log: lines for the owner of a film to read.
        token: what lets somebody in without a password: tokens of programs, sessions, links.
        job: cutting jobs.
        farm_worker, farm_video, farm_task, farm_log, farm_full: of the transcode farm; columns as in `farm_tables`.
        transfer_upload, transfer_download, transfer_private, transfer_key, transfer_log, transfer_copy: of master
            transfers; columns as in `transfer_tables`.
        watch_rule, watch_batch, watch_file, watch_content: of watch folders; columns as in `watch_tables`.
    """

    user: Any
    movie: Any
    movie_file: Any
    movie_log: Any
    token: Any
    job: Any
    farm_worker: Any
    farm_video: Any
    farm_task: Any
    farm_log: Any
    farm_full: Any
    transfer_upload: Any
    transfer_download: Any
    transfer_private: Any
    transfer_key: Any
    transfer_log: Any
    transfer_copy: Any
    watch_rule: Any
    watch_batch: Any
    watch_file: Any
    watch_content: Any

    @property
    def all(self) -> tuple[Any, ...]:
        """Every model class."""
        return tuple(getattr(self, field.name) for field in fields(self))


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def bind(database: pw.Database) -> Tables:
    """Return model classes that belong to `database`; the schema itself is made by the migrations."""

    class Base(pw.Model):
        class Meta:
            legacy_table_names = False

    Base._meta.set_database(database)

    class User(Base):
        name = pw.CharField(max_length=80, unique=True)
        created = UtcField(default=now)
        served = UtcField(null=True)  # when work of theirs was begun last

        class Meta:
            table_name = "users"  # `user` is a reserved word of PostgreSQL

    Movie = _movie(Base, User)  # noqa: N806 (a class)

    class MovieFile(Base):
        movie = pw.ForeignKeyField(Movie, backref="files", on_delete="CASCADE")
        position = pw.IntegerField()
        label = pw.CharField(max_length=255)  # the name its owner knows it by; never used as a path
        stored = pw.CharField(max_length=255, default="")  # name in the film's folder; "" where it was not copied
        source = pw.TextField(default="")  # path of the original where it was not copied
        size = pw.BigIntegerField()
        digest = pw.CharField(max_length=64)  # SHA-256
        left_out = pw.BooleanField(default=False)  # its owner does not want it in the film
        caption = pw.TextField(default="")  # its owner's words
        taken = pw.CharField(max_length=40, null=True)  # as `media.taken.Taken` writes it; None: it does not tell

        class Meta:
            indexes = ((("movie", "position"), False),)

    class MovieLog(Base):
        movie = pw.ForeignKeyField(Movie, backref="log", on_delete="CASCADE")
        created = UtcField(default=now)
        line = pw.TextField()

    FarmVideo = farm_video(Base, _moment)  # noqa: N806 (a class)
    Upload = transfer_upload(Base, _moment, User)  # noqa: N806
    Download = transfer_download(Base, _moment, User, Upload)  # noqa: N806
    WatchRule = watch_rule(Base, _moment, User)  # noqa: N806
    WatchBatch = watch_batch(Base, _moment, WatchRule)  # noqa: N806
    return Tables(
        User,
        Movie,
        MovieFile,
        MovieLog,
        _token(Base, User, Movie),
        _job(Base, User),
        farm_worker(Base, _moment),
        FarmVideo,
        farm_task(Base, _moment, FarmVideo),
        farm_log(Base, _moment),
        farm_full(Base, _moment),
        Upload,
        Download,
        transfer_private(Base, _moment, Download),
        transfer_key(Base, _moment, User),
        transfer_log(Base, _moment, User),
        transfer_copy(Base, _moment, Upload),
        WatchRule,
        WatchBatch,
        watch_file(Base, _moment, WatchRule, WatchBatch),
        watch_content(Base, _moment, WatchRule, WatchBatch),
    )


def _moment(null: bool = False) -> pw.Field:
    """Return a field for a moment: the present one unless said, or where it may be none, none."""
    return UtcField(null=True) if null else UtcField(default=now)


def _movie(base: Any, owner: Any) -> Any:
    class Movie(base):  # type: ignore[misc]
        work_id = pw.CharField(max_length=32, primary_key=True)
        user = pw.ForeignKeyField(owner, backref="movies", on_delete="CASCADE")
        generator = pw.CharField(max_length=40, default="album")
        title = pw.CharField(max_length=200, default="")
        description = pw.TextField(default="")
        request = pw.JSONField(default=dict)
        shared = pw.BooleanField(default=True)

        # Where it stands: status and stage as in the documents, progress 0 to 1.
        status = pw.SmallIntegerField(default=0)
        stage = pw.SmallIntegerField(default=0)
        progress = pw.DoubleField(default=0.0)
        seconds_left = pw.DoubleField(null=True)
        error = pw.TextField(default="")
        notes = pw.JSONField(null=True)  # list of sentences

        # What was made, relative to the film's folder.
        plan = pw.CharField(max_length=255, default="")
        plan_key = pw.CharField(max_length=64, default="")
        result = pw.CharField(max_length=255, default="")
        poster = pw.CharField(max_length=255, default="")
        duration = pw.DoubleField(null=True)

        # The message in the queue that stands for it, and the claim of the worker that has it.
        message_id = pw.CharField(max_length=36, default="")
        priority = pw.SmallIntegerField(default=0)
        needs = pw.SmallIntegerField(default=LEVEL)  # of whoever does it
        due = UtcField(default=now)  # since when it is queued, or when it may be begun again
        attempts = pw.IntegerField(default=0)
        lease = pw.CharField(max_length=32, null=True)
        lease_owner = pw.CharField(max_length=36, null=True)
        lease_expires = UtcField(null=True)
        cancel_requested = pw.BooleanField(default=False)

        created = UtcField(default=now)
        updated = UtcField(default=now)

        class Meta:
            indexes = (
                (("user", "created"), False),  # somebody's films, newest first
                (("shared", "created"), False),  # everybody's
                (("status", "updated"), False),  # lost messages, and films to be swept
                (("lease_owner",), False),  # what a dead worker had
                (("status", "generator", "priority", "user", "due"), False),  # what comes next
                (("message_id",), False),
            )

    return Movie


def _token(base: Any, owner: Any, film: Any) -> Any:
    class Token(base):  # type: ignore[misc]
        user = pw.ForeignKeyField(owner, backref="tokens", on_delete="CASCADE")
        kind = pw.CharField(max_length=8)  # api, session, login or share
        label = pw.CharField(max_length=80, default="")
        digest = pw.CharField(max_length=64, unique=True)  # SHA-256 of the secret, which is kept nowhere
        movie = pw.ForeignKeyField(film, null=True, backref="links", on_delete="CASCADE")  # what a share shows
        created = UtcField(default=now)
        expires = UtcField(null=True)  # None: never
        used = UtcField(null=True)  # last, to the minute
        ended = UtcField(null=True)  # when it was revoked or, of a link for once, used

    return Token


def _job(base: Any, owner: Any) -> Any:
    class Job(base):  # type: ignore[misc]
        work_id = pw.CharField(max_length=40, primary_key=True)  # job_YYYYMMDD_HHMMSS, with a suffix where it is taken
        user = pw.ForeignKeyField(owner, backref="jobs", on_delete="CASCADE")
        generator = pw.CharField(max_length=40, default="autocut")
        label = pw.CharField(max_length=255, default="")  # the name its owner knows the video by; never used as a path
        video = pw.CharField(max_length=40)  # its name in the folder ``input`` of the job
        request = pw.JSONField(default=dict)
        size = pw.BigIntegerField(default=0)  # bytes of all its files, as they were when it was at rest
        duration = pw.DoubleField(null=True)  # seconds of the cut

        # As of a film.
        status = pw.SmallIntegerField(default=0)
        stage = pw.SmallIntegerField(default=0)
        progress = pw.DoubleField(default=0.0)
        seconds_left = pw.DoubleField(null=True)
        error = pw.TextField(default="")
        message_id = pw.CharField(max_length=36, default="")
        priority = pw.SmallIntegerField(default=0)
        needs = pw.SmallIntegerField(default=LEVEL)  # of whoever does it
        due = UtcField(default=now)  # since when it is queued, or when it may be begun again
        attempts = pw.IntegerField(default=0)
        lease = pw.CharField(max_length=32, null=True)
        lease_owner = pw.CharField(max_length=36, null=True)
        lease_expires = UtcField(null=True)
        cancel_requested = pw.BooleanField(default=False)
        created = UtcField(default=now)
        updated = UtcField(default=now)

        class Meta:
            indexes = (
                (("user", "created"), False),
                (("status", "updated"), False),
                (("lease_owner",), False),
                (("status", "generator", "priority", "user", "due"), False),
                (("message_id",), False),
            )

    return Job
