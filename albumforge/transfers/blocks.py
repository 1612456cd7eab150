"""Blocks from places that are not trusted: each is what its CID says, or an error."""

from __future__ import annotations

from albumforge.errors import InvalidInput
from albumforge.transferring import Place
from albumforge.transfers.cids import cid_text, digest_of, sha256


class WrongBlock(InvalidInput):
    """Raised when a place gives other bytes for a block than its own."""


def right_block(cid: bytes, data: bytes | bytearray | memoryview) -> bool:
    """Whether these are the bytes of a block."""
    return sha256(data) == digest_of(cid)


def get_block(place: Place, cid: bytes) -> bytes:
    """Return a block, once it is sure that it is the one.

    Raises:
        WrongBlock: it is not.
        BlockMissing, PlaceAway: as `albumforge.transferring.Place.get` says.
    """
    data = place.get(cid)
    if not right_block(cid, data):
        raise WrongBlock(f"{place.address} gives other bytes for {cid_text(cid)} than its own.")
    return data
