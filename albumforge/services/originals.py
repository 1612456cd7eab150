"""Originals that were replaced: found by any path, put back, and deleted when their time is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from albumforge.errors import NotFound
from albumforge.media.sizes import size_text
from albumforge.transcoders.kept import Entry, Swept
from albumforge.transcoders.quarantine import FOLDER, Quarantine


@dataclass(frozen=True)
class Original:
    """An original that is kept.

    Attributes:
        path: where it was.
        replacement: what stands in its place.
        size: bytes.
        since: when it was replaced, UTC.
        problem: why it is not deleted when its time is over, a clause; "" where it is.
    """

    path: Path
    replacement: Path
    size: int
    since: datetime
    problem: str
    quarantine: Quarantine
    entry: Entry


def originals(paths: Iterable[Path]) -> list[Original]:
    """Return the originals of files, and of those below folders, the oldest of each folder first.

    Raises:
        NotFound: of a file none is kept, or there is no such path.
    """
    found: dict[tuple[Path, str], Original] = {}
    for path in paths:
        for one in _below(path) if path.is_dir() else [_of(path)]:
            found[one.quarantine.root, one.entry.id] = one
    return list(found.values())


def restore(original: Original, *, force: bool = False) -> Path:
    """Put an original back, as `Quarantine.restore`."""
    return original.quarantine.restore(original.entry, force=force)


def sweep(folders: Iterable[Path], days: float | None) -> Swept:
    """Delete what was replaced longer ago, in the quarantines at and below folders; see `Quarantine.sweep`."""
    swept = Swept()
    for folder in folders:
        for quarantine in _quarantines(folder.resolve()):
            swept += quarantine.sweep(days)
    return swept


def swept_line(swept: Swept, days: float | None) -> str:
    """Return what was deleted as a sentence.

    Args:
        days: as given to the sweep.
    """
    count = "1 original was" if swept.files == 1 else f"{swept.files:,} originals were"
    if days is None:
        return f"{count} deleted: {size_text(swept.freed)} freed."
    before = (datetime.now(UTC) - timedelta(days=days)).astimezone()
    return f"{count} deleted, replaced before {before:%Y-%m-%d}: {size_text(swept.freed)} freed."


def broken(paths: Iterable[Path]) -> list[Path]:
    """Return the records that cannot be read of the quarantines that `originals` and `sweep` look into."""
    found: set[Path] = set()
    for path in paths:
        place = path.parent.resolve() / path.name
        above = [Quarantine(one) for one in place.parents if (one / FOLDER).is_dir()]
        for quarantine in [*above, *(_quarantines(path.resolve()) if path.is_dir() else ())]:
            found.update(quarantine.broken())
    return sorted(found)


def _of(path: Path) -> Original:
    place = path.parent.resolve() / path.name
    for folder in place.parents:
        if (folder / FOLDER).is_dir():
            quarantine = Quarantine(folder)
            try:
                return _original(quarantine, quarantine.find(place), quarantine.problems())
            except NotFound:
                continue  # it may stand in one further up
    raise NotFound(f"{path}: no original of it is kept.", hint="See `albumforge farm restore --list FOLDER`.")


def _below(folder: Path) -> Iterator[Original]:
    place = folder.resolve()
    above = [Quarantine(one) for one in place.parents if (one / FOLDER).is_dir()]
    for quarantine in [*above, *_quarantines(place)]:
        problems = quarantine.problems()
        for entry in quarantine.entries():
            if (quarantine.root / entry.original).is_relative_to(place):
                yield _original(quarantine, entry, problems)


def _quarantines(folder: Path) -> list[Quarantine]:
    return [Quarantine(found.parent) for found in sorted(folder.rglob(FOLDER)) if found.is_dir()]


def _original(quarantine: Quarantine, entry: Entry, problems: Mapping[str, str]) -> Original:
    return Original(
        path=quarantine.root / entry.original,
        replacement=quarantine.root / entry.replacement,
        size=entry.size,
        since=entry.since,
        problem=problems.get(entry.id, ""),
        quarantine=quarantine,
        entry=entry,
    )
