"""The transfer backend ``local``: blocks as files of a folder, named by their CIDs.

``blocks/<last two characters>/<CID in base32>`` and ``pins/<CID>``. Such a folder may be shared over the network, or
be carried on a disk. A block appears under its name when it is whole; what was flipped on the disk since is found by
whoever gets it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from albumforge.backends import API_VERSION
from albumforge.errors import InvalidInput, StorageError
from albumforge.media.publish import make_folder, published, reason_of, sweep_temporaries, writing
from albumforge.media.regular import read_error
from albumforge.transferring import TIMEOUT, BlockMissing, PlaceAway
from albumforge.transfers.blocks import right_block
from albumforge.transfers.cids import DAG_PB, binary_cid, cid_text
from albumforge.transfers.unixfs import links_of

_MOST = 2 << 20
"""Bytes of a block: as the protocols of IPFS allow."""


class LocalTransfer:
    """Opens folders of blocks."""

    name = "local"
    api_version = API_VERSION

    def place(self, address: str, *, timeout: float = TIMEOUT) -> Folder:  # noqa: ARG002 - a disk has its own
        """Return the folder of a path, which is made once something is put there."""
        if not address or "\0" in address:
            raise InvalidInput(f"{address!r} is no path of a folder.", hint="Such as local:/mnt/blocks.")
        return Folder(Path(address).expanduser().absolute())


class Folder:
    """A folder of blocks; see `albumforge.transferring.Place`."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder)
        self._blocks, self._pins = folder / "blocks", folder / "pins"
        self._folder = folder

    def check(self) -> None:
        """Find out whether the folder can be used."""
        if not self._folder.exists():  # not made by itself: a disk may not be mounted
            raise StorageError(f"There is no folder {self._folder}.", hint="Make it, or mount its disk.")
        if not self._folder.is_dir():
            raise StorageError(f"{self._folder} is not a folder.")

    def put(self, cid: bytes, data: bytes | memoryview) -> None:
        """Store a block; one that is there whole is left alone."""
        path = self._path(cid)
        with writing(path):
            if path.exists() and right_block(cid, path.read_bytes()):
                return
        make_folder(path.parent)
        with published(path) as temporary, writing(path):
            temporary.write_bytes(data)

    def get(self, cid: bytes) -> bytes:
        """Return what the folder has for the block."""
        path = self._path(cid)
        try:
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                return file.read(min(size, _MOST) + 1)  # what is longer is no block, and not worth its memory
        except FileNotFoundError:
            raise BlockMissing(f"{self.address} has no block {path.name}.") from None
        except OSError as error:
            if error.errno in (errno.ENOTDIR, errno.EISDIR):
                raise BlockMissing(f"{self.address} has no block {path.name}.") from None
            raise PlaceAway(str(read_error(path, error))) from error

    def has(self, cid: bytes) -> bool:
        """Whether there is a file for the block."""
        try:
            return self._path(cid).is_file()
        except OSError as error:
            raise PlaceAway(str(read_error(self._folder, error))) from error

    def remove(self, cid: bytes) -> None:
        """Remove a block."""
        path = self._path(cid)
        with writing(path):
            path.unlink(missing_ok=True)

    def pin(self, root: bytes) -> None:
        """Note that a block is to be kept; nothing is dropped here by itself in any case."""
        if not self.has(root):
            raise BlockMissing(f"{self.address} has no block {cid_text(root)}.")
        path = make_folder(self._pins) / cid_text(root)
        with writing(path):
            path.touch()
            for folder in self._blocks.iterdir():
                sweep_temporaries(folder)

    def unpin(self, root: bytes) -> None:
        """Remove the note of a block, then it and what lies below it, unless another note keeps that."""
        path = self._pins / cid_text(root)
        with writing(path):
            try:
                path.unlink()
            except FileNotFoundError:
                return
            kept = {below for name in list(self._pins.iterdir()) for below in self._below(binary_cid(name.name))}
        for cid in list(self._below(root)):
            if cid not in kept:
                self.remove(cid)

    def room(self) -> int:
        """Return the bytes that are free on the disk."""
        place = next(one for one in (self._folder, *self._folder.parents) if one.exists())
        try:
            return shutil.disk_usage(place).free
        except OSError as error:
            raise PlaceAway(f"{self.address} does not answer: {reason_of(error)}.") from error

    def close(self) -> None:
        """Nothing is open."""

    def _below(self, root: bytes) -> Iterator[bytes]:
        """Yield a block and those below it, as far as they are here and whole."""
        yield root
        if root[1] == DAG_PB:
            with contextlib.suppress(BlockMissing, InvalidInput):
                for link in links_of(root, self.get(root)):
                    yield from self._below(link.cid)

    def _path(self, cid: bytes) -> Path:
        name = cid_text(cid)
        return self._blocks / name[-2:] / name
