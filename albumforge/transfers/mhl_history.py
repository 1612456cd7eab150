"""The ASC MHL history of a folder on the disk: its chain, its manifests, and what is wrong with them."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from albumforge.errors import InvalidInput, MediaError
from albumforge.media.regular import open_regular, read_error
from albumforge.transfers.c4 import c4_id
from albumforge.transfers.mhl import LARGEST, Manifest, MhlError
from albumforge.transfers.mhl_chain import CHAIN, SUFFIX, Generation, read_chain
from albumforge.transfers.mhl_read import read_manifest
from albumforge.transfers.names import MHL_FOLDER


class History(msgspec.Struct, frozen=True):
    """What a folder says of itself.

    Attributes:
        generations: of the chain.
        manifests: those of the generations that are as the chain says, in its order.
        problems: what is wrong with the others, each beginning with the name of the file.
        unlisted: names of manifests that are beside the chain and not in it.
    """

    generations: tuple[Generation, ...] = ()
    manifests: tuple[Manifest, ...] = ()
    problems: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()

    def digests(self) -> dict[str, dict[str, str]]:
        """Return the digests that each file is to have, by path and format: those that were said of it first."""
        found: dict[str, dict[str, str]] = {}
        for manifest in self.manifests:
            for file in manifest.files:
                known = found.setdefault(file.path, found.pop(file.previous, {}))
                for one in file.hashes:
                    if one.action != "failed":
                        known.setdefault(one.format, one.value)
        return found

    def sizes(self) -> dict[str, int]:
        """Return the bytes that each file is to have, by path, as far as that is said."""
        return {
            file.path: file.size
            for manifest in reversed(self.manifests)
            for file in manifest.files
            if file.size is not None and all(one.action != "failed" for one in file.hashes)
        }


@contextlib.contextmanager
def locked(folder: Path, *, alone: bool) -> Iterator[Path]:
    """Yield the folder of the history of a folder, kept from others where the file system has locks.

    Args:
        alone: nobody else may read it meanwhile.

    Raises:
        MhlError: there is none, or it is a link.
        MediaError: it cannot be read.
    """
    place = folder / MHL_FOLDER
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            hint = "Name the folder that holds the folder ascmhl."
            raise MhlError(f"{folder} has no ASC MHL history.", hint=hint) from error
        raise read_error(place, error) from error
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield place
    finally:
        os.close(descriptor)


def read_history(place: Path) -> History:
    """Return the history in a folder ``ascmhl``; one without a chain has no generations.

    Raises:
        MhlError: its chain cannot be read.
        MediaError: the folder cannot be read.
    """
    try:
        names = sorted(entry.name for entry in os.scandir(place))
    except OSError as error:
        raise read_error(place, error) from error
    there = [name for name in names if name.endswith(SUFFIX) and not name.startswith(".")]
    if CHAIN not in names:
        return History(unlisted=tuple(there))
    try:
        generations = read_chain(read_bounded(place / CHAIN))
    except InvalidInput as error:
        raise MhlError(f"{place / CHAIN}: {error.message}") from error
    except MediaError as error:
        raise MhlError(str(error)) from error
    manifests, problems = [], []
    for one in generations:
        try:
            manifests.append(_intact(place, one))
        except (InvalidInput, MediaError) as error:
            problems.append(f"{one.name}: {reason_of(error)}")
    unlisted = tuple(sorted(set(there) - {one.name for one in generations}))
    return History(generations, tuple(manifests), tuple(problems), unlisted)


def read_bounded(path: Path) -> bytes:
    """Return what is in a manifest or a chain.

    Raises:
        MediaError: it is missing, empty, or cannot be read.
        MhlError: it is too large.
    """
    with open_regular(path) as file:
        try:
            data = file.read(LARGEST + 1)
        except OSError as error:
            raise read_error(path, error) from error
    if len(data) > LARGEST:
        raise MhlError(f"The ASC MHL is larger than {LARGEST >> 20} MiB.")
    return data


def reason_of(error: InvalidInput | MediaError) -> str:
    """Return what is wrong with a manifest, without its path."""
    return error.reason if isinstance(error, MediaError) else error.message


def _intact(place: Path, generation: Generation) -> Manifest:
    data = read_bounded(place / generation.name)
    if c4_id(hashlib.sha512(data).digest()) != generation.c4:
        raise MhlError("it was changed after it was written")
    return read_manifest(data)
