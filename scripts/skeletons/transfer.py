"""A transfer backend for albumforge: blocks of masters as files of one folder."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import ClassVar

from albumforge.backends import API_VERSION
from albumforge.errors import InvalidInput, StorageError
from albumforge.media.publish import make_folder, published, writing
from albumforge.transferring import TIMEOUT, BlockMissing
from albumforge.transfers.cids import cid_text


class Shelf:
    """A folder of blocks; see `albumforge.transferring.Place`. Nothing that is there is dropped by itself."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder)
        self._folder = folder

    def check(self) -> None:
        """Find out whether the folder is there."""
        if not self._folder.is_dir():
            raise StorageError(f"There is no folder {self._folder}.", hint="Make it, or mount its disk.")

    def put(self, cid: bytes, data: bytes | memoryview) -> None:
        """Store a block; one that is there already is left alone."""
        path = self._path(cid)
        if not path.exists():
            make_folder(path.parent)
            with published(path) as temporary, writing(path):
                temporary.write_bytes(data)

    def get(self, cid: bytes) -> bytes:
        """Return what is there for the block; the caller checks it."""
        try:
            return self._path(cid).read_bytes()
        except FileNotFoundError:
            raise BlockMissing(f"{self.address} has no block {cid_text(cid)}.") from None

    def has(self, cid: bytes) -> bool:
        """Whether the block is there."""
        return self._path(cid).is_file()

    def remove(self, cid: bytes) -> None:
        """Remove a block; one that is not there is left alone."""
        with writing(self._path(cid)):
            self._path(cid).unlink(missing_ok=True)

    def pin(self, root: bytes) -> None:
        """Keep a block and all below it: here, nothing is ever dropped."""
        if not self.has(root):
            raise BlockMissing(f"{self.address} has no block {cid_text(root)}.")

    def unpin(self, root: bytes) -> None:
        """Let go of what `pin` kept: here, it stays."""

    def room(self) -> int | None:
        """Return how many bytes may still be put there."""
        return shutil.disk_usage(self._folder).free if self._folder.is_dir() else None

    def close(self) -> None:
        """Give back connections: there are none."""

    def _path(self, cid: bytes) -> Path:
        return self._folder / cid_text(cid)


class Example:
    """Opens folders."""

    name: ClassVar[str] = "example"
    api_version: ClassVar[int] = API_VERSION

    def place(self, address: str, *, timeout: float = TIMEOUT) -> Shelf:
        """Return the place of an address; nothing is asked of it yet."""
        if not address or "\0" in address:
            raise InvalidInput(f"{address!r} is no path of a folder.")
        return Shelf(Path(address).expanduser().absolute())
