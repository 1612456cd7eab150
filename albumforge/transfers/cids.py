"""Content identifiers (CIDs) of blocks, as https://github.com/multiformats/cid says.

All that is made here is CIDv1 with SHA-256. The two first bytes and those of the digest's kind are always the same, so
that of each of a master's many leaves only the digest is kept.
"""

from __future__ import annotations

import base64
import hashlib
import threading
from typing import Any

from albumforge.errors import InvalidInput

RAW, DAG_PB, DAG_CBOR = 0x55, 0x70, 0x71
"""What a block holds: bytes as they are, a node of a DAG, CBOR (https://github.com/multiformats/multicodec)."""
_NAMES = {"raw": RAW, "dag-pb": DAG_PB, "dag-cbor": DAG_CBOR}
_SHA_256 = b"\x12\x20"
_DIGEST_BYTES = 32
_ONE_AT_A_TIME = threading.Lock()
"""multiformats makes its tables when it first needs them, and two threads that do so at once fail."""


def cid_of(codec: int, digest: bytes) -> bytes:
    """Return the binary CIDv1 of a block by its SHA-256."""
    return bytes([1, codec]) + _SHA_256 + digest


def digest_of(cid: bytes) -> bytes:
    """Return the SHA-256 that a binary CIDv1 names its block by."""
    return cid[-_DIGEST_BYTES:]


def sha256(data: Any) -> bytes:
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(data).digest()


def cid_text(cid: bytes) -> str:
    """Return a binary CIDv1 as text, in base32 (RFC 4648, lower case, not padded): ``bafy…`` or ``bafk…``."""
    return "b" + base64.b32encode(cid).decode().lower().rstrip("=")


def read_cid(text: str) -> tuple[int, bytes]:
    """Return what kind of block a CID as text names, and its SHA-256.

    Raises:
        InvalidInput: it is none, or of a kind that is not used here.
    """
    from multiformats import CID

    try:
        with _ONE_AT_A_TIME:
            cid = CID.decode(text.strip())
        codec, name, digest = _NAMES[cid.codec.name], cid.hashfun.name, cid.raw_digest
    except (ValueError, LookupError, TypeError, AssertionError) as error:
        raise InvalidInput(f"{text!r} is no CID that names a file.") from error
    if name != "sha2-256" or len(digest) != hashlib.sha256().digest_size:
        raise InvalidInput(f"{text!r} names a block by {name}; only sha2-256 is used here.")
    return codec, digest


def binary_cid(text: str) -> bytes:
    """Return the binary CIDv1 of a block that a CID as text names.

    Raises:
        InvalidInput: as `read_cid` says.
    """
    return cid_of(*read_cid(text))
