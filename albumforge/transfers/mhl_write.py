"""Adds a generation to the ASC MHL history of a folder; what is there already stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from albumforge.media.publish import make_folder, write_text
from albumforge.transfers.c4 import c4_id
from albumforge.transfers.mhl import IGNORED, HashedFile, MhlError, manifest
from albumforge.transfers.mhl_chain import CHAIN, SUFFIX, Generation, chain_text
from albumforge.transfers.mhl_history import History, locked, read_bounded, read_history
from albumforge.transfers.mhl_read import read_manifest
from albumforge.transfers.names import MHL_FOLDER, UnsafeName, safe_name

_NAME_BYTES = 200


def write_generation(
    folder: Path, files: Iterable[HashedFile], *, created: datetime | None = None, process: str = "transfer"
) -> Path:
    """Write a manifest of files of a folder as its next generation, and return its path.

    What earlier generations say of a file decides whether its digests are called ``original``, ``verified`` or
    ``failed``. Manifest and chain appear whole; a manifest that a killed process left without its place in the chain
    gets that first. Others who write a generation here at the same time wait.

    Args:
        files: whose digests were just taken.
        created: now, unless given.

    Raises:
        MhlError: the history is damaged, or `files` cannot be listed; nothing was written.
        UnsafeName: as `safe_name` says.
        StorageError: the folder cannot be written.
    """
    created = created or datetime.now(UTC)
    files = list(files)
    manifest(files, created=created, process=process)  # what is wrong with them, before a folder is made
    make_folder(folder / MHL_FOLDER)
    with locked(folder, alone=True) as place:
        generations, history = _settled(place, folder)
        known = history.digests()
        ignored = history.manifests[-1].ignored if history.manifests else IGNORED
        listed = [_judged(file, known.get(file.path, {})) for file in files]
        text = manifest(listed, created=created, process=process, ignored=ignored or IGNORED)
        number = generations[-1].number + 1 if generations else 1
        name = _name(folder, number, created)
        write_text(place / name, text)
        c4 = c4_id(hashlib.sha512(text.encode()).digest())
        write_text(place / CHAIN, chain_text([*generations, Generation(number, name, c4)]))
    return place / name


def _settled(place: Path, folder: Path) -> tuple[tuple[Generation, ...], History]:
    """Return the chain as it is to go on, with the manifest that a killed process did not get into it."""
    history = read_history(place)
    generations = history.generations
    if history.problems:
        raise MhlError(f"The ASC MHL history of {folder} is damaged: {history.problems[0]}")
    if not history.unlisted:
        return generations, history
    number = generations[-1].number + 1 if generations else 1
    if len(history.unlisted) > 1 or not history.unlisted[0].startswith(f"{number:04d}_"):
        raise MhlError(f"The ASC MHL history of {folder} is damaged: {history.unlisted[0]}: it is not in the chain")
    name = history.unlisted[0]
    data = read_bounded(place / name)
    left = read_manifest(data)
    generations = (*generations, Generation(number, name, c4_id(hashlib.sha512(data).digest())))
    return generations, msgspec.structs.replace(history, manifests=(*history.manifests, left))


def _judged(file: HashedFile, known: Mapping[str, str]) -> HashedFile:
    """Return a file with its digests compared to those that earlier generations say."""
    if not known:
        return file
    failed = any(known.get(one.format, one.value) != one.value for one in file.hashes)
    shared = any(one.format in known for one in file.hashes)
    # With no format in common nothing is known of whether it is the same file.
    action = "failed" if failed else "verified" if shared else ""
    return msgspec.structs.replace(
        file, hashes=tuple(msgspec.structs.replace(one, action=action) for one in file.hashes)
    )


def _name(folder: Path, number: int, created: datetime) -> str:
    """Return the name of a manifest as the reference gives it; long names of folders are cut."""
    about = folder.resolve().name.encode("utf-8", "replace")[:_NAME_BYTES].decode("utf-8", "ignore")
    name = f"{number:04d}_{about}_{created.astimezone(UTC):%Y-%m-%d_%H%M%SZ}{SUFFIX}"
    try:
        safe_name(name)
    except UnsafeName:
        name = f"{number:04d}_folder_{created.astimezone(UTC):%Y-%m-%d_%H%M%SZ}{SUFFIX}"
    return name
