"""Originals that were replaced: found by any path, put back, and deleted when their time is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from albumforge.errors import NotFound
from albumforge.transcoders.quarantine import FOLDER, Entry, Quarantine


@dataclass(frozen=True)
class Original:
    """An original that is kept.

    Attributes:
        path: where it was.
        replacement: what stands in its place.
        size: bytes.
        since: when it was replaced, UTC.
    """

    path: Path
    replacement: Path
    size: int
    since: datetime
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


def sweep(folders: Iterable[Path], days: float) -> tuple[int, int]:
    """Delete what was replaced longer ago, in the quarantines at and below folders; see `Quarantine.sweep`."""
    swept = [quarantine.sweep(days) for folder in folders for quarantine in _quarantines(folder.resolve())]
    return sum(files for files, _ in swept), sum(size for _, size in swept)


def _of(path: Path) -> Original:
    place = path.parent.resolve() / path.name
    for folder in place.parents:
        if (folder / FOLDER).is_dir():
            quarantine = Quarantine(folder)
            try:
                return _original(quarantine, quarantine.find(place))
            except NotFound:
                continue  # it may stand in one further up
    raise NotFound(f"{path}: no original of it is kept.", hint="See `albumforge farm restore --list FOLDER`.")


def _below(folder: Path) -> Iterator[Original]:
    place = folder.resolve()
    above = [Quarantine(one) for one in place.parents if (one / FOLDER).is_dir()]
    for quarantine in [*above, *_quarantines(place)]:
        for entry in quarantine.entries():
            if (quarantine.root / entry.original).is_relative_to(place):
                yield _original(quarantine, entry)


def _quarantines(folder: Path) -> list[Quarantine]:
    return [Quarantine(found.parent) for found in sorted(folder.rglob(FOLDER)) if found.is_dir()]


def _original(quarantine: Quarantine, entry: Entry) -> Original:
    root = quarantine.root
    return Original(root / entry.original, root / entry.replacement, entry.size, entry.since, quarantine, entry)
