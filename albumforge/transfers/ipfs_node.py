"""Blocks in an IPFS node, by its RPC API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from albumforge.context import Context
from albumforge.errors import InvalidInput, StorageError
from albumforge.transferring import BlockMissing, PlaceAway
from albumforge.transfers.cids import DAG_CBOR, DAG_PB, RAW, cid_text, read_cid
from albumforge.transfers.ipfs_files import add, cat
from albumforge.transfers.ipfs_http import Site, shown
from albumforge.transfers.ipfs_rpc import Late, Rpc

_KINDS = {
    # Kubo takes `format` beside `cid-codec` for raw blocks only; js-ipfs knows `format` only, of which dag-pb is usual.
    RAW: {"cid-codec": "raw", "format": "raw"},
    DAG_PB: {"cid-codec": "dag-pb"},
    DAG_CBOR: {"format": "dag-cbor"},
}
_AT_HAND = 0.5
"""Seconds that a node may take to know whether it has a block; js-ipfs waits for others as long as it may."""
_SHARE = 0.75
"""Of the timeout that a node may look for a block, so that it can say in time that it did not find it."""
_NO_LIMIT = (1 << 53) - 1
"""Bytes from which on a node's limit means that it has none."""


class Node:
    """An IPFS node by its RPC API; see `albumforge.transferring.Place`."""

    def __init__(self, site: Site) -> None:
        """Take the address that ``/api/v0`` follows."""
        self._site, self._rpc = site, Rpc(site)
        self.address = site.url

    def check(self) -> None:
        """Find out whether the node answers."""
        self._rpc.version()

    def put(self, cid: bytes, data: bytes | memoryview) -> None:
        """Store a block in the node, which may tell others that it has it."""
        options = {**_KINDS[cid[1]], "mhtype": "sha2-256", "version": "1", "cid-base": "base32", "pin": "false"}
        try:
            key = str(self._rpc.object("block/put", options, file=data).get("Key") or "nothing")
        except BlockMissing as error:  # a node looks whether it has the block already
            raise PlaceAway(error.message) from error
        if not _names(cid, key):
            raise InvalidInput(f"{self.address} takes the block {cid_text(cid)} for {shown(key)}.")

    def get(self, cid: bytes) -> bytes:
        """Return what the node has for the block, or finds in time."""
        patience = _duration(_SHARE * self._site.timeout)
        return self._rpc.call("block/get", {"arg": cid_text(cid), "timeout": patience})

    def has(self, cid: bytes) -> bool:
        """Whether the node has the block itself."""
        patience = _duration(min(_AT_HAND, _SHARE * self._site.timeout))
        try:
            answer = self._rpc.object("block/stat", {"arg": cid_text(cid), "offline": "true", "timeout": patience})
        except BlockMissing:
            return False
        return _names(cid, str(answer.get("Key")))

    def remove(self, cid: bytes) -> None:
        """Remove a block from the node; one that is pinned, or lies below one that is, stays.

        Raises:
            StorageError: it is pinned.
        """
        for answer in self._rpc.stream("block/rm", {"arg": cid_text(cid)}):
            said = str(answer.get("Error") or "")
            if "pinned" in said:
                raise StorageError(f"{self.address} keeps {cid_text(cid)}, which is pinned.", hint="Unpin it first.")
            if said and not isinstance(error := self._rpc.meant(said), BlockMissing):
                raise error

    def pin(self, root: bytes) -> None:
        """Keep a block and all below it, however long the node takes to look, as long as it says that it goes on."""
        options = {"arg": cid_text(root), "recursive": "true", "progress": "true", "cid-base": "base32"}
        try:
            for answer in self._rpc.stream("pin/add", {**options, "offline": "true"}):
                if any(_names(root, str(pinned)) for pinned in answer.get("Pins") or ()):
                    return
        except Late as error:
            raise PlaceAway(error.message) from error
        # What fails while it looks, a node says behind the end of its answer.
        raise BlockMissing(f"{self.address} does not pin {cid_text(root)}; something below it may be missing.")

    def unpin(self, root: bytes) -> None:
        """Let go of a block and all below it; the node drops it when it collects its garbage."""
        try:
            self._rpc.object("pin/rm", {"arg": cid_text(root), "recursive": "true"})
        except (PlaceAway, BlockMissing, InvalidInput) as error:
            if "not pinned" not in error.message:
                raise

    def room(self) -> int | None:
        """Return the bytes below the limit that the node has been set; None where it has none."""
        answer = self._rpc.object("repo/stat", {"size-only": "true"})
        try:
            limit, used = int(answer["StorageMax"]), int(answer["RepoSize"])
        except (KeyError, TypeError, ValueError):
            return None
        return None if limit >= _NO_LIMIT else max(0, limit - used)

    def add(self, source: Path | BinaryIO, context: Context, *, pin: bool = True) -> bytes:
        """Stream a file into the node and return the binary CID that the node gives it, which nobody has checked.

        Up to 174 MiB, and with Kubo from 0.35 on for any size, it is the one that
        `albumforge.transfers.unixfs.DagBuilder` finds. Reports progress with the stage ``add``.

        Args:
            source: the file, or what its bytes are read from.
            pin: keep it.

        Raises:
            MediaError: the file cannot be read.
            PlaceAway, StorageError: as `put` says.
            Cancelled: the context asked to stop.
        """
        return add(self._rpc, source, context, pin=pin)

    def cat(self, cid: bytes, *, offset: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Yield bytes of a file as the node has them, which nobody has checked.

        Args:
            cid: of the whole file.
            offset: of the first byte.
            length: number of bytes, at most; None: all that follow.

        Raises:
            BlockMissing: something is not there.
            PlaceAway: the node does not answer, or does not find it in time.
        """
        return cat(self._rpc, cid, offset=offset, length=length)

    def close(self) -> None:
        """Give back connections."""
        self._site.close()


def _names(cid: bytes, text: str) -> bool:
    """Whether a CID as text, of whatever version, names a block."""
    try:
        codec, digest = read_cid(text)
    except InvalidInput:
        return False
    return (codec, bytes(digest)) == (cid[1], cid[4:])


def _duration(seconds: float) -> str:
    """Return a time as Go and js-ipfs read it."""
    return f"{max(1, round(seconds * 1000))}ms"
