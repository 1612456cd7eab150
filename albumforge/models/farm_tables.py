"""The tables of the transcode farm: workers, videos, tasks and the log.

Lists are read by their indexes alone: each index of a column that lists are sorted by also holds the columns that they
are filtered by, so that no row is looked at before its place on the page is known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import peewee as pw


def farm_worker(base: Any, moment: Callable[..., pw.Field]) -> Any:
    """Return the class of the farm's workers; `moment` makes fields that hold moments."""

    class FarmWorker(base):  # type: ignore[misc]
        name = pw.CharField(max_length=120, unique=True)
        kind = pw.SmallIntegerField()  # 0 cpu, 1 nvenc, 2 qsv, 3 vpu
        vr = pw.BooleanField(default=False)
        online = pw.BooleanField(default=True)  # until it is silent for too long; see `seen`
        seen = moment()  # its last heartbeat, on the master's clock
        registration = pw.CharField(max_length=32)  # another one each time it registers
        action = pw.CharField(max_length=10, null=True)  # the standing order: offline or shutdown
        failures = pw.IntegerField(default=0)  # tasks that failed, in a row
        set_aside = pw.BooleanField(default=False)  # after too many of them it is given no more
        created = moment()
        registered = moment()  # the last time

        class Meta:
            table_name = "farm_worker"
            indexes = ((("online", "seen"), False),)

    return FarmWorker


def farm_video(base: Any, moment: Callable[..., pw.Field]) -> Any:
    """Return the class of the videos that the farm knows."""

    class FarmVideo(base):  # type: ignore[misc]
        path = pw.TextField(unique=True)
        status = pw.SmallIntegerField(default=0)  # 0 waiting, 1 running, 2 done, 3 failed, 4 skipped
        rank = pw.IntegerField(default=0)  # the priority, negated: what comes first has the least
        attempts = pw.IntegerField(default=0)
        vr = pw.BooleanField(default=False)
        codec = pw.CharField(max_length=40, default="")
        bitrate_k = pw.IntegerField(default=0)
        size = pw.BigIntegerField(default=0)
        mtime_ns = pw.BigIntegerField(default=0)
        fps = pw.DoubleField(default=0.0)
        width = pw.IntegerField(default=0)
        height = pw.IntegerField(default=0)
        pixels = pw.BigIntegerField(default=0)  # width times height
        duration = pw.DoubleField(default=0.0)
        facts = pw.TextField(default="")  # as `services.farm.facts` writes them; "" where it is no video
        gone = pw.BooleanField(default=False)  # it was not there when it was last looked for
        refused = pw.BooleanField(default=False)  # it failed, and no other try would do better
        not_before = moment(null=True)  # while it waits: it is not given to anybody until then
        task = pw.IntegerField(null=True)  # the last one
        dest = pw.TextField(null=True, unique=True)  # where its result is, or will be; no two have the same
        result_size = pw.BigIntegerField(null=True)
        error = pw.TextField(default="")
        updated = moment()

        class Meta:
            table_name = "farm_video"
            indexes = (
                (("status", "vr", "codec"), False),  # counts
                (("status", "vr", "rank", "attempts", "id"), False),  # the next one for a worker without VR
                (("status", "rank", "attempts", "id"), False),  # and for one with it
                *(
                    ((column, "id", "status", "vr", "codec"), False)
                    for column in ("bitrate_k", "size", "pixels", "updated")
                ),
                (("path", "id", "status", "vr", "codec"), False),
                (("codec", "id", "status", "vr"), False),
                (("status", "id", "vr", "codec"), False),
            )

    return FarmVideo


def farm_task(base: Any, moment: Callable[..., pw.Field], videos: Any) -> Any:
    """Return the class of the farm's tasks; a task is one try of one worker at one video."""

    class FarmTask(base):  # type: ignore[misc]
        video = pw.ForeignKeyField(videos, backref="tasks", on_delete="CASCADE")
        worker = pw.IntegerField()  # its number; it may have been removed since
        worker_name = pw.CharField(max_length=120)
        registration = pw.CharField(max_length=32)  # that of the worker when it took the task
        status = pw.SmallIntegerField(default=0)  # 0 created, 1 running, 2 completed, 3 failed
        verifying = pw.BooleanField(default=False)  # the worker is done, the master looks at what came out
        placing = pw.BooleanField(default=False)  # the result is being put in its place: too late to cancel
        dest = pw.TextField(default="")
        part = pw.TextField(default="")  # where the worker writes
        in_place = pw.BooleanField(default=False)  # the result takes the place of the source
        preset = pw.TextField(default="")  # as JSON
        source_size = pw.BigIntegerField(default=0)
        source_mtime_ns = pw.BigIntegerField(default=0)
        progress = pw.DoubleField(default=0.0)  # percent
        elapsed = pw.IntegerField(default=0)  # seconds
        remaining = pw.IntegerField(null=True)
        fps = pw.DoubleField(null=True)
        error = pw.TextField(default="")
        note = pw.TextField(default="")  # what its worker said last, as which encoder it used
        started = moment()
        reported = moment()
        ended = moment(null=True)
        result_size = pw.BigIntegerField(null=True)
        # The claim of the process that verifies.
        lease = pw.CharField(max_length=32, null=True)
        lease_expires = moment(null=True)

        class Meta:
            table_name = "farm_task"
            indexes = (
                (("worker", "status"), False),  # what a worker has
                (("status", "id"), False),
                (("started", "id", "status"), False),
                (("progress", "id", "status"), False),
                (("verifying", "reported"), False),  # lost messages
            )

    return FarmTask


def farm_full(base: Any, moment: Callable[..., pw.Field]) -> Any:
    """Return the class of the places that have no room for results."""

    class FarmFull(base):  # type: ignore[misc]
        place = pw.TextField(unique=True)  # one of the farm's folders
        size = pw.BigIntegerField()  # there was no room for a source of so many bytes
        seconds = pw.DoubleField()  # how long its larger videos wait
        until = moment()

        class Meta:
            table_name = "farm_full"

    return FarmFull


def farm_log(base: Any, moment: Callable[..., pw.Field]) -> Any:
    """Return the class of the lines of the farm's log."""

    class FarmLog(base):  # type: ignore[misc]
        task = pw.IntegerField(null=True)
        video = pw.IntegerField(null=True)
        time = moment()
        level = pw.SmallIntegerField()  # as Python's logging
        message = pw.TextField()

        class Meta:
            table_name = "farm_log"
            indexes = (
                (("time", "id"), False),
                (("level", "time", "id"), False),
                (("level", "id"), False),
                (("task", "id"), False),
            )

    return FarmLog
