"""Whole files in an IPFS node: added and read as streams, with memory that does not grow. A node is not trusted with
either: compare the CID that `add` gives with one's own, and check the digest of what `cat` gives."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from albumforge.context import Context
from albumforge.errors import InvalidInput
from albumforge.media.regular import open_regular, read_error
from albumforge.transferring import PlaceAway
from albumforge.transfers.cids import binary_cid, cid_text
from albumforge.transfers.ipfs_rpc import Rpc, multipart

STAGE = "add"
_PIECE = 256 << 10
_PROFILE = {
    "cid-version": "1",
    "raw-leaves": "true",
    "chunker": "size-1048576",
    "max-file-links": "1024",  # js-ipfs and Kubo below 0.35 have 174 all the same
    "cid-base": "base32",
    "progress": "false",
}


def add(rpc: Rpc, source: Path | BinaryIO, context: Context, *, pin: bool) -> bytes:
    """Stream a file into a node and return the binary CID that the node gives it.

    See `albumforge.transfers.ipfs_node.Node.add`.
    """
    if isinstance(source, Path):
        with open_regular(source) as file:
            return _add(rpc, file, os.fstat(file.fileno()).st_size, str(source), context, pin=pin)
    return _add(rpc, source, None, str(getattr(source, "name", "the stream")), context, pin=pin)


def _add(rpc: Rpc, file: BinaryIO, size: int | None, name: str, context: Context, *, pin: bool) -> bytes:
    def pieces() -> Iterator[bytes]:
        done = 0
        while True:
            context.check()
            try:
                piece = file.read(_PIECE)
            except OSError as error:
                raise read_error(name, error) from error
            if not piece:
                return
            yield piece
            done += len(piece)
            if size:
                context.progress(STAGE, done / size)

    body, headers = multipart(pieces())
    found = ""
    for answer in rpc.stream("add", {**_PROFILE, "pin": str(pin).lower()}, body=body, headers=headers):
        found = answer.get("Hash") or found
    if not isinstance(found, str) or not found:
        raise PlaceAway(f"{rpc.url} does not say what became of the file.")
    try:
        return binary_cid(found)
    except InvalidInput as error:
        raise PlaceAway(f"{rpc.url} does not say what became of the file.") from error


def cat(rpc: Rpc, cid: bytes, *, offset: int, length: int | None) -> Iterator[bytes]:
    """Yield bytes of a file. See `albumforge.transfers.ipfs_node.Node.cat`."""
    options = {"arg": cid_text(cid), "offset": str(offset)}
    if length is not None:
        options["length"] = str(length)
    yield from rpc.bytes_of("cat", options, _PIECE)
