"""Where the result of a transcode goes, and how it gets there: whole or not at all, and never at the cost of an
original."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from albumforge.errors import Conflict, InTheWay, MediaError, NotFound
from albumforge.media.digest import file_digest
from albumforge.media.moves import is_as_noted, link, move, move_to_free, same_file
from albumforge.media.publish import sync, writing
from albumforge.media.regular import read_error
from albumforge.transcoders.container import FORMATS
from albumforge.transcoders.quarantine import Quarantine

_LONGEST = 255
"""Bytes of a name, on nearly all file systems."""


def part_path(dest: Path, task: str) -> Path:
    """Return where a transcode's result is written before it is proven: beside its place, and no video to a scan."""
    return dest.with_name(f".transcode-{task}{dest.suffix}")


def destination(source: Path, dest: Path | None, suffix: str, taken: Callable[[Path], bool]) -> Path:
    """Return the path that the result for a source gets.

    Args:
        source: the video.
        dest: None: in place of the source; a folder: there, named after the source; else the file itself.
        suffix: of the result, such as ``.mkv``.
        taken: tells whether a path belongs to another video, or to its result.
    """
    if dest is None:
        if suffix.casefold() == source.suffix.casefold():
            return source
        folder = source.parent
    elif names_file(dest):
        return dest
    else:
        folder = dest
    names = [f"{_shortened(source.stem, suffix)}{suffix}", f"{_shortened(source.name, suffix)}{suffix}"]
    numbered = (f"{_shortened(source.name, f'.{number}{suffix}')}.{number}{suffix}" for number in range(2, 10_000))
    for name in (*names, *numbered):
        if folder / name != source and not taken(folder / name):
            return folder / name
    raise InTheWay(f"{folder}: no name is free there for {source.name}.")


def names_file(dest: Path) -> bool:
    """Whether a destination is a file, not a folder: by what is there, else by its suffix."""
    return not dest.is_dir() and dest.suffix.lower() in FORMATS


def put_in_place(part: Path, dest: Path, *, source: Path, size: int, mtime_ns: int, keep: Quarantine | None) -> None:
    """Give a proven result its name; with `keep`, its source goes into the quarantine.

    The result gets the source's time of change, and where it takes the source's place, its permissions and owner. A
    crash at any point leaves the source under its name, or the result. It may be called again after one: what has been
    done already is not done again.

    Args:
        part: the result, beside `dest`; or `dest` itself, where it was written there.
        dest: where it goes; replaced only if it is the source.
        size, mtime_ns: of the source when it was transcoded.
        keep: keeps the source; None: the source stays as it is.

    Raises:
        MediaError: the source or the result is gone.
        Conflict: the source was changed since, or is a link; nothing is replaced.
        InTheWay: another file has the name `dest`.
        StorageError: the files cannot be moved; the source has its name.
    """
    if keep is None and dest == source:
        raise Conflict(f"{source} would be replaced, and nothing would keep it.")
    # By which a sweep knows whether the disk still has it; read before anybody is kept out.
    digest = file_digest(part, anew=True) if keep is not None and part.is_file() else ""
    with contextlib.nullcontext() if keep is None else keep.locked():
        if _is_done(part, dest, source, (size, mtime_ns), keep):
            return
        check_source(source, size, mtime_ns)
        with writing(dest):
            _prepare(part, source, owner=keep is not None)
            if keep is None:
                _place(part, dest)
            else:
                _replace(part, dest, source, keep, digest)


def is_in_place(part: Path, dest: Path, *, source: Path, size: int, mtime_ns: int, keep: Quarantine | None) -> bool:
    """Whether `put_in_place` has done its work already: the result has its name, and the source is kept.

    What a killed process left half done is settled first.

    Raises:
        StorageError: that cannot be.
    """
    if keep is not None:
        keep.recover()
    return _is_done(part, dest, source, (size, mtime_ns), keep)


def _is_done(part: Path, dest: Path, source: Path, noted: tuple[int, int], keep: Quarantine | None) -> bool:
    with writing(dest):
        if part != dest and same_file(part, dest):  # a crash left both names
            part.unlink()
    if (part != dest and os.path.lexists(part)) or not dest.exists():
        return False
    if keep is None:
        return part != dest and is_as_noted(dest, dest.stat().st_size, noted[1])
    with contextlib.suppress(NotFound):
        entry = keep.find(source)
        same_source = (entry.size, entry.mtime_ns) == noted
        return same_source and is_as_noted(dest, entry.new_size, entry.new_mtime_ns)
    return False


def check_source(source: Path, size: int, mtime_ns: int) -> None:
    """Check that a source is as it was when it was looked at.

    Raises:
        MediaError: it is gone, or cannot be read.
        Conflict: it was changed since, or is a link.
    """
    try:
        status = source.lstat()
    except FileNotFoundError as error:
        raise MediaError(source, "the source is gone") from error
    except OSError as error:
        raise read_error(source, error) from error
    if source.is_symlink():
        raise Conflict(f"{source} is a link.", hint="Name the file that it leads to.")
    if (status.st_size, status.st_mtime_ns) != (size, mtime_ns):
        raise Conflict(f"{source} was changed while it was transcoded; nothing was replaced.")


def _prepare(part: Path, source: Path, *, owner: bool) -> None:
    """Give a result what it takes over from its source, and wait for the disk."""
    try:
        status = source.stat()
        if owner:
            with contextlib.suppress(PermissionError):
                os.chown(part, status.st_uid, status.st_gid)
            shutil.copystat(source, part)
        else:
            os.utime(part, ns=(status.st_atime_ns, status.st_mtime_ns))
        sync(part)
    except FileNotFoundError as error:
        raise MediaError(part, "the result is gone") from error


def _place(part: Path, dest: Path) -> None:
    if part == dest:
        sync(dest.parent)
        return
    try:
        move_to_free(part, dest)
    except FileExistsError as error:
        raise InTheWay(f"{dest} cannot be written: another file has this name.") from error


def _replace(part: Path, dest: Path, source: Path, keep: Quarantine, digest: str) -> None:
    """Exchange source and result; the order of the steps is what `Quarantine.settle` undoes or finishes."""
    entry = keep.begin(source, dest, part, digest)
    try:
        held = keep.held(entry)
        if dest == source:
            if not link(source, held):
                move(source, held)  # for a moment nothing has the name; a crash here is settled by the next run
            move(part, dest)
        else:
            _place(part, dest)
            move(source, held)
        keep.finish(entry)
    except (OSError, InTheWay):
        keep.settle(entry)
        raise


def _shortened(stem: str, ending: str) -> str:
    """Return a name's first part, so short that the ending fits behind it."""
    room = _LONGEST - len(os.fsencode(ending))
    return os.fsdecode(os.fsencode(stem)[:room]) if len(os.fsencode(stem)) > room else stem
