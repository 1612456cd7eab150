"""The tables of watch folders: rules, the files that were found, the contents that were taken, the batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import peewee as pw


def watch_rule(base: Any, moment: Callable[..., pw.Field], users: Any) -> Any:
    """Return the class of rules; `moment` makes fields that hold moments."""

    class WatchRule(base):  # type: ignore[misc]
        user = pw.ForeignKeyField(users, backref="watch_rules", on_delete="CASCADE")
        name = pw.CharField(max_length=80, unique=True)
        origin = pw.CharField(max_length=16)  # as `services.watch.states.Origin`
        document = pw.JSONField(default=dict)  # as `services.watch.rule.Rule.document` writes it
        problem = pw.TextField(default="")  # why it cannot be followed, or ""
        active = pw.BooleanField(default=True)  # False: the settings do not have it any more
        paused = pw.BooleanField(default=False)
        asked = pw.BooleanField(default=False)  # somebody wants its folders looked through now
        roots = pw.JSONField(default=list)  # how its folders were at the last look
        looked = moment(null=True)  # when the last look through all of them ended
        due = moment(null=True)  # by its schedule
        target_seen = pw.TextField(null=True)  # as `services.watch.targets` notes it
        lease = pw.CharField(max_length=32, null=True)  # of the process that looks after it
        lease_expires = moment(null=True)
        created = moment()
        updated = moment()

        class Meta:
            table_name = "watch_rule"

    return WatchRule


def watch_batch(base: Any, moment: Callable[..., pw.Field], rules: Any) -> Any:
    """Return the class of batches: files of a rule that one film, cut, transcode or master is made of."""

    class WatchBatch(base):  # type: ignore[misc]
        rule = pw.ForeignKeyField(rules, backref="batches", on_delete="CASCADE", index=False)
        title = pw.CharField(max_length=255, default="")
        files = pw.IntegerField(default=0)
        status = pw.SmallIntegerField(default=0)  # as `services.watch.states.BatchState`
        work_id = pw.CharField(max_length=32, default="")  # of the film or the cutting job
        result = pw.TextField(default="")  # path, or the number of a master
        error = pw.TextField(default="")  # also of a try that is made again
        tries = pw.SmallIntegerField(default=0)
        not_before = moment()
        lease = pw.CharField(max_length=32, null=True)
        lease_expires = moment(null=True)
        created = moment()
        updated = moment()

        class Meta:
            table_name = "watch_batch"
            indexes = ((("rule", "id"), False), (("status", "not_before"), False))

    return WatchBatch


def watch_file(base: Any, moment: Callable[..., pw.Field], rules: Any, batches: Any) -> Any:
    """Return the class of files that were found in the folders of a rule."""

    class WatchFile(base):  # type: ignore[misc]
        rule = pw.ForeignKeyField(rules, backref="files", on_delete="CASCADE", index=False)
        path = pw.CharField(max_length=2000)
        size = pw.BigIntegerField()
        mtime_ns = pw.BigIntegerField()
        status = pw.SmallIntegerField(default=0)  # as `services.watch.states.FileState`
        digest = pw.CharField(max_length=71, default="")  # as `media.digest.file_digest` writes it
        taken = pw.CharField(max_length=40, default="")  # as `media.taken.Taken` writes it
        reason = pw.TextField(default="")
        tries = pw.SmallIntegerField(default=0)
        due = moment()  # when it is looked at again while it is new
        before = pw.BooleanField(default=False)  # it was there before the rule, which does not want it for that
        batch = pw.ForeignKeyField(batches, backref="members", null=True, on_delete="SET NULL")
        changed = moment()  # when its size or time was last seen to change
        updated = moment()

        class Meta:
            table_name = "watch_file"
            indexes = ((("rule", "path"), True), (("rule", "status", "due"), False))

    return WatchFile


def watch_content(base: Any, moment: Callable[..., pw.Field], rules: Any, batches: Any) -> Any:
    """Return the class of contents that a rule has taken: each once, whatever becomes of the file."""

    class WatchContent(base):  # type: ignore[misc]
        rule = pw.ForeignKeyField(rules, on_delete="CASCADE", index=False)
        digest = pw.CharField(max_length=71)
        batch = pw.ForeignKeyField(batches, null=True, on_delete="SET NULL")
        path = pw.CharField(max_length=2000)  # where it was then
        created = moment()

        class Meta:
            table_name = "watch_content"
            indexes = ((("rule", "digest"), True),)

    return WatchContent
