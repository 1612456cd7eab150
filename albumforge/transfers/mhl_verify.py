"""Checks a folder against its ASC MHL history: every manifest, every file, and what is there beside them."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from albumforge.context import Context
from albumforge.errors import Cancelled, InvalidInput, MediaError
from albumforge.media.publish import TEMPORARY_PREFIX
from albumforge.media.regular import read_error
from albumforge.transfers.c4 import c4_id
from albumforge.transfers.mhl import IGNORED, MhlError
from albumforge.transfers.mhl_digests import file_digests
from albumforge.transfers.mhl_history import History, locked, read_bounded, read_history, reason_of
from albumforge.transfers.names import MHL_FOLDER, UnsafeName, below

STAGE = "verify"
_THREADS = 4


class FolderReport(msgspec.Struct, frozen=True):
    """What came of a folder.

    Attributes:
        generations: in its chain.
        files: how many were read, or found to have another size.
        changed: paths of files that are not what they were, cannot be read, or are links out of the folder.
        missing: paths of files and folders that are listed and not there.
        additional: paths of files that are there and not listed.
        unproven: paths of files that are listed without a digest that is known here.
        problems: what is wrong with manifests, each beginning with the path of one.
    """

    generations: int
    files: int
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    additional: tuple[str, ...]
    unproven: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether all is there, proven, and nothing else."""
        return not (self.changed or self.missing or self.additional or self.unproven or self.problems)


class _Expected(msgspec.Struct):
    """What the histories of a folder, and of folders in it, say of it."""

    generations: int = 0
    digests: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    sizes: dict[str, int] = msgspec.field(default_factory=dict)
    folders: set[str] = msgspec.field(default_factory=set)
    problems: list[str] = msgspec.field(default_factory=list)


def verify_folder(folder: Path, *, context: Context) -> FolderReport:
    """Check a folder, and the folders in it that have a history of their own.

    A file is to have all digests that were first said of it. What the latest manifest ignores may be there or not;
    of its patterns, those for whole paths are not followed, so that such files count as additional. Nothing is
    written. Reports progress with the stage ``verify``.

    Raises:
        MhlError: the folder has no history, or a chain cannot be read.
        MediaError: a folder cannot be listed.
        Cancelled: the context asked to stop.
    """
    with locked(folder, alone=False) as place:
        history = read_history(place)
    if not history.generations:
        raise MhlError(f"{folder} has no chain of an ASC MHL history.")
    ignored = (*IGNORED, *(history.manifests[-1].ignored if history.manifests else ()))
    expected = _Expected(generations=len(history.generations))
    _expect(expected, history, folder, "")
    files, folders = set[str](), set[str]()
    for path, is_folder in _walk(folder, "", ignored, context):
        (folders if is_folder else files).add(path)
        if is_folder and (folder / path / MHL_FOLDER).is_dir():
            with locked(folder / path, alone=False) as place:
                _expect(expected, read_history(place), folder, f"{path}/")
    # What is ignored now may have been listed before, and is then checked all the same.
    there = {path for path in expected.digests if path in files or os.path.lexists(folder / path)}
    gone = [path for path in {*expected.digests, *expected.folders} - there - folders if not _ignores(ignored, path)]
    sure = sorted(path for path in there if expected.digests[path])
    return FolderReport(
        generations=expected.generations,
        files=len(sure),
        changed=_changed(folder, sure, expected, context),
        missing=tuple(sorted(path for path in gone if not os.path.lexists(folder / path))),
        additional=tuple(sorted(files - there)),
        unproven=tuple(sorted(path for path in there if not expected.digests[path])),
        problems=tuple(expected.problems),
    )


def _expect(expected: _Expected, history: History, folder: Path, prefix: str) -> None:
    """Add what a history says of the files below `prefix`."""
    for path, digests in history.digests().items():
        known = expected.digests.setdefault(prefix + path, {})
        for name, value in digests.items():
            known.setdefault(name, value)
    for path, size in history.sizes().items():
        expected.sizes.setdefault(prefix + path, size)
    expected.problems += [f"{prefix}{MHL_FOLDER}/{problem}" for problem in history.problems]
    expected.problems += [f"{prefix}{MHL_FOLDER}/{name}: it is not in the chain" for name in history.unlisted]
    folders = next((one.folders for one in reversed(history.manifests) if one.folders), ())
    expected.folders.update(prefix + path for path in folders)
    for reference in {one for manifest in history.manifests for one in manifest.references}:
        try:
            data = read_bounded(folder / prefix / reference.path)
        except (InvalidInput, MediaError) as error:
            expected.problems.append(f"{prefix}{reference.path}: {reason_of(error)}")
            continue
        if c4_id(hashlib.sha512(data).digest()) != reference.c4:
            expected.problems.append(f"{prefix}{reference.path}: it was changed after it was written")


def _walk(folder: Path, prefix: str, ignored: tuple[str, ...], context: Context) -> Iterator[tuple[str, bool]]:
    """Yield the paths of what is in a folder, and whether each is a folder; links are not followed into folders."""
    try:
        entries = sorted(os.scandir(folder / prefix), key=lambda entry: entry.name)
    except OSError as error:
        raise read_error(folder / prefix, error) from error
    for entry in entries:
        context.check()
        path, is_folder = prefix + entry.name, entry.is_dir(follow_symlinks=False)
        if entry.name.startswith(TEMPORARY_PREFIX) or _ignores(ignored, path + "/" * is_folder):
            continue
        yield path, is_folder
        if is_folder:
            yield from _walk(folder, f"{path}/", ignored, context)


def _ignores(patterns: tuple[str, ...], path: str) -> bool:
    """Whether a pattern for a name fits the path, or a folder on its way."""
    *folders, name = path.rstrip("/").split("/")
    names = [*folders, name]
    return any(
        fnmatchcase(part, pattern.rstrip("/"))
        for pattern in patterns
        if pattern and "/" not in pattern[:-1] and not pattern.startswith(("!", "#"))
        for part in (names if not pattern.endswith("/") or path.endswith("/") else folders)
    )


def _changed(folder: Path, paths: list[str], expected: _Expected, context: Context) -> tuple[str, ...]:
    """Return the paths of those that are not as expected, in their order."""
    failed, lock, done = threading.Event(), threading.Lock(), 0
    total = sum(expected.sizes.get(path, 0) for path in paths) or 1

    def report(size: int) -> None:
        nonlocal done
        context.check()
        if failed.is_set():
            raise Cancelled
        with lock:
            done += size
            context.progress(STAGE, done / total)

    def is_right(path: str) -> bool:
        report(0)
        size, digests = expected.sizes.get(path), expected.digests[path]
        try:
            place = below(folder, path, hidden=True)
            if size is not None and place.stat().st_size != size:
                return False
            return file_digests(place, digests, report=report) == digests
        except (UnsafeName, MediaError, OSError):
            return False

    with ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1), thread_name_prefix="albumforge-verify") as pool:
        try:
            right = list(pool.map(is_right, paths))
        except BaseException:
            failed.set()
            pool.shutdown(cancel_futures=True)
            raise
    context.progress(STAGE, 1.0)
    return tuple(path for path, fine in zip(paths, right, strict=True) if not fine)
