"""Which folder the target of a watch rule was when it was there last."""

from typing import Any

import peewee as pw


def up(migrator: Any, _db: Any) -> None:
    migrator.migrate(migrator.add_column("watch_rule", "target_seen", pw.TextField(null=True)))


def down(migrator: Any, _db: Any) -> None:
    migrator.migrate(migrator.drop_column("watch_rule", "target_seen"))
