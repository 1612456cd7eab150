"""Which of the files that are ready belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from albumforge.media.taken import Taken
from albumforge.services.watch.rule import Group, Rule

PAUSE = timedelta(hours=6)
"""Between two events nothing was taken for so long."""


@dataclass(frozen=True)
class Ready:
    """A file that is ready.

    Attributes:
        id: of its row.
        taken: its moment on the camera's clock, or that of its last change on the machine's.
        changed: when it was last seen to change, in UTC.
    """

    id: int
    path: Path
    digest: str
    size: int
    taken: datetime
    changed: datetime

    @classmethod
    def of(cls, row: object) -> Ready:
        """Return what a row of the table ``watch_file`` says."""
        path, found = Path(row.path), Taken.of(row.taken)  # type: ignore[attr-defined]
        moment = found.clock
        if moment is None and found.utc is not None:
            moment = found.utc.astimezone().replace(tzinfo=None)
        if moment is None:
            moment = datetime.fromtimestamp(row.mtime_ns / 1e9)  # type: ignore[attr-defined]  # noqa: DTZ006
        return cls(row.id, path, row.digest, row.size, moment, row.changed)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Batch:
    """Files that belong together.

    Attributes:
        key: by which files that are not ready yet belong to it too: a folder, or "".
        title: what it is called.
        files: in the order of their moments.
    """

    key: str
    title: str
    files: tuple[Ready, ...]

    @property
    def changed(self) -> datetime:
        """When one of them was last seen to change."""
        return max(file.changed for file in self.files)


def batches(rule: Rule, files: Sequence[Ready], most: int) -> list[Batch]:
    """Return the files of a rule in batches.

    Args:
        most: files of one batch; a larger one becomes several of about the same size.
    """
    ordered = sorted(files, key=lambda file: (file.taken, str(file.path)))
    groups: dict[str, list[Ready]] = {}
    key, before = "", None
    for file in ordered:
        if rule.group is Group.EACH:
            key = str(file.path)
        elif rule.group is Group.FOLDER:
            key = str(file.path.parent)
        elif rule.group is Group.DAY:
            key = f"{file.taken:%Y-%m-%d}"
        elif rule.group is Group.EVENT and (before is None or file.taken - before > PAUSE):
            key = f"{file.taken:%Y-%m-%d %H:%M:%S}"
        before = file.taken
        groups.setdefault(key, []).append(file)
    made = []
    for key, group in groups.items():
        parts = -(-len(group) // most)
        for part in range(parts):
            chosen = group[len(group) * part // parts : len(group) * (part + 1) // parts]
            made.append(Batch(key, _title(rule, chosen, part + 1 if parts > 1 else 0), tuple(chosen)))
    return made


def _title(rule: Rule, files: Sequence[Ready], number: int) -> str:
    first, last = files[0].taken, files[-1].taken
    date = f"{first:%Y-%m-%d}"
    if last.date() != first.date() and rule.group is not Group.DAY:
        date += f" – {last:%Y-%m-%d}" if last.year != first.year else f" – {last:%m-%d}"
    folder = files[0].path.parent.name
    if rule.title:
        title = rule.title.format(name=rule.name, folder=folder, date=date, number=number or 1)
    else:
        named = rule.folders[0].name if rule.name == f"{rule.do} {rule.folders[0].name}" else rule.name
        title = {Group.EACH: files[0].path.stem, Group.FOLDER: folder, Group.ALL: f"{named} {date}"}.get(
            rule.group, date
        )
    if number and "{number}" not in rule.title:
        title += f" ({number})"
    return title[:200].strip()
