"""Whether the target of a rule is the folder that it was: where a disk is away, nothing is made in its mount point."""

from __future__ import annotations

import stat
from pathlib import Path

from albumforge.models.database import Database
from albumforge.services.watch.batches import Away


class Targets:
    """The targets of all rules as they were when they were there last. Safe to use from many processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def check(self, rule_id: int, target: Path) -> None:
        """Check that a target is there, where it was before; one that never was may be made.

        A folder is known by its inode: its device changes where a disk is plugged in again. Another one that has
        something in it will do, as after a move to a new disk.

        Raises:
            Away: it is not there, or another, empty folder is.
        """
        before = self._seen(rule_id, target)
        if before and not _is_same(before, target):
            raise Away(f"The target {target} is not there. Is its disk mounted?", hint=_HINT)

    def note(self, rule_id: int, target: Path) -> None:
        """Note which folder a target is, where it is there."""
        inode, before = _inode(target), self._seen(rule_id, target)
        if not inode or inode == before or (before and not _is_same(before, target)):
            return
        with self._database.transaction() as tables:
            table = tables.watch_rule
            table.update(target_seen=f"{inode}:{target}").where(table.id == rule_id).execute()

    def forget(self, rule_id: int) -> None:
        """Let the target of a rule be made anew."""
        with self._database.transaction() as tables:
            table = tables.watch_rule
            table.update(target_seen=None).where(table.id == rule_id).execute()

    def _seen(self, rule_id: int, target: Path) -> str:
        """Return the inode that a target had, or ""."""
        with self._database.session() as tables:
            row = tables.watch_rule.get_or_none(tables.watch_rule.id == rule_id)
            inode, _, path = ("" if row is None else row.target_seen or "").partition(":")
            return str(inode) if path == str(target) else ""


_HINT = "If it was removed, `albumforge watch --retry` makes it anew."


def _inode(folder: Path) -> str:
    try:
        status = folder.stat()
    except OSError:
        return ""
    return str(status.st_ino) if stat.S_ISDIR(status.st_mode) else ""


def _is_same(before: str, target: Path) -> bool:
    if (inode := _inode(target)) in ("", before):
        return inode != ""
    try:
        return any(target.iterdir())
    except OSError:
        return False
