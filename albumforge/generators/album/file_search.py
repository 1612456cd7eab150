"""Find the files of a request: what was named, and what is in the folders that were named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from albumforge.backends import Skipped
from albumforge.context import Context
from albumforge.errors import InvalidInput
from albumforge.generators.album.file_names import is_ignored, natural_key, not_media
from albumforge.media.cache import is_cache
from albumforge.media.regular import read_error


def search(paths: Sequence[Path], *, max_files: int, context: Context) -> tuple[list[Path], list[Skipped]]:
    """Return the files that may be photos or clips, in natural order, and those that are not, with the reason.

    Folders are searched with all that is in them; hidden files and folders and tagged caches in them are passed over,
    links are followed, no folder is entered twice, and no file taken twice.

    Raises:
        InvalidInput: there are more than `max_files`.
        Cancelled: the context asked to stop.
    """
    found: dict[object, Path] = {}
    skipped: dict[Path, Skipped] = {}
    entered: set[tuple[int, int]] = set()
    for path in paths:
        for file in _files(path, entered, skipped, context):
            reason = not_media(file)
            if reason is not None:
                skipped[file] = Skipped(file, reason)
                continue
            found.setdefault(_identity(file), file)
            if len(found) > max_files:
                raise InvalidInput(
                    f"there are more than {max_files:,} photos and clips.",
                    hint="Choose fewer, or raise the setting max_files.",
                )
    return sorted(found.values(), key=natural_key), sorted(skipped.values(), key=lambda one: natural_key(one.path))


def _files(path: Path, entered: set[tuple[int, int]], skipped: dict[Path, Skipped], context: Context) -> Iterator[Path]:
    """Yield `path`, or where it is a folder the files in it and below; a stack, for folders deeper than Python's."""
    if not _is_folder(path):
        yield path
        return
    waiting = [path]
    while waiting:
        context.check()
        folder = waiting.pop()
        if is_cache(folder):
            continue
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in entered:
                continue
            entered.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as entries:
                names = [
                    (entry.name, _is_folder(folder / entry.name)) for entry in entries if not is_ignored(entry.name)
                ]
        except OSError as error:
            skipped[folder] = Skipped(folder, f"this folder cannot be searched: {read_error(folder, error).reason}")
            continue
        for name, is_folder in sorted(names):
            if is_folder:
                waiting.append(folder / name)
            else:
                yield folder / name


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises for what may not be read


def _identity(path: Path) -> object:
    """Return what two names of one file have in common."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return path
    return status.st_dev, status.st_ino
