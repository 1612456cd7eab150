"""The private block of a master: the key of its public block and what proves it, for one receiver's eyes.

Canonical CBOR (https://ipld.io/specs/codecs/dag-cbor/spec/), sealed with HPKE (RFC 9180, base mode; X25519,
HKDF-SHA256, AES-256-GCM) for the receiver's key, bound to the public block and to one download, and signed by the
sender (Ed25519).
"""

from __future__ import annotations

import hmac
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from albumforge.errors import InvalidInput
from albumforge.transfers.keys import Keys, PublicKey
from albumforge.transfers.public_block import HEADER_BYTES, Header, block_bytes, commitment

_VERSION = 1
_SIGNED = b"albumforge/private-block/1"
LARGEST = 16 << 20
"""Bytes: an ASC MHL of tens of thousands of files."""


class Sealed(InvalidInput):
    """Raised when a private block cannot be opened: it is damaged, another's, or for another download."""


class Master(msgspec.Struct, frozen=True, kw_only=True):
    """What a receiver needs to open a public block, and to be sure of what comes out.

    Attributes:
        public: binary CID of the public block.
        length: bytes of the public block.
        associated: what is authenticated with it; see `associated_data`.
        key: content encryption key.
        commit: `albumforge.transfers.public_block.commitment` of the key.
        size: bytes of the master.
        c4: its C4 ID.
        xxh128: its XXH3-128, hexadecimal.
        name: its path below the folder that was sent, with ``/``.
        mhl: the ASC MHL of that folder; "": there is none.
    """

    public: bytes
    length: int
    associated: bytes
    key: bytes
    commit: bytes
    size: int
    c4: str
    xxh128: str
    name: str
    mhl: str = ""

    def __repr__(self) -> str:
        return f"Master({self.size} bytes)"  # its key shows nowhere

    def check_header(self, header: bytes) -> Header:
        """Return the header of a public block, once it is sure that the key is the one and only for it.

        Args:
            header: the first bytes of the public block.

        Raises:
            Sealed: the key is another's.
        """
        found = Header.decode(header[:HEADER_BYTES])
        if not hmac.compare_digest(commitment(self.key, found.salt), self.commit):
            raise Sealed("The key of the private block is not that of the public block.")
        return found


def associated_data(master: str, version: int) -> bytes:
    """Return what is authenticated with the public block of a version of a master."""
    import dag_cbor

    return dag_cbor.encode(["albumforge/1", master, version])


def seal(master: Master, *, receiver: PublicKey, download: int, keys: Keys) -> bytes:
    """Return the private block of a master for one download by one receiver.

    Args:
        download: id of the download task.
        keys: of the sender, who signs it.
    """
    import dag_cbor

    info = _info(master.public, download, receiver)
    sender = keys.public
    plain = dag_cbor.encode({"version": _VERSION, "sender": sender.sign, **msgspec.structs.asdict(master)})
    sealed = _suite().encrypt(plain, receiver.sealing(), info=info)
    signature = keys.signing().sign(_SIGNED + info + sealed)
    return dag_cbor.encode({"version": _VERSION, "sealed": sealed, "signature": signature})


def unseal(block: bytes, *, public: bytes, download: int, sender: PublicKey, keys: Keys) -> Master:
    """Open a private block.

    Args:
        public: binary CID of the public block that it is to be for.
        download: id of the download task that it is to be for.
        sender: whose signature it must have.
        keys: of the receiver.

    Raises:
        Sealed: it is damaged, of another sender, for another receiver, master or download.
    """

    info = _info(public, download, keys.public)
    outer = _read(block, {"version": int, "sealed": bytes, "signature": bytes})
    try:
        sender.signing().verify(outer["signature"], _SIGNED + info + outer["sealed"])
    except InvalidSignature:
        raise Sealed("The private block is damaged, or not what its sender signed for this download.") from None
    try:
        plain = _suite().decrypt(outer["sealed"], keys.opening(), info=info)
    except (InvalidTag, ValueError):
        raise Sealed("The private block was not sealed for these keys.") from None
    inner = _read(plain, {"version": int, "sender": bytes})
    if inner.pop("sender") != sender.sign:
        raise Sealed("The private block was made by somebody else than its signature says.")
    del inner["version"]
    try:
        master = msgspec.convert(inner, Master)
    except msgspec.ValidationError:
        raise Sealed("The private block does not say what it must.") from None
    if master.public != public or master.length != block_bytes(master.size):
        raise Sealed("The private block is that of another master.")
    return master


def _info(public: bytes, download: int, receiver: PublicKey) -> bytes:
    """Return what a private block is bound to; each part has a length that is known."""
    return public + download.to_bytes(8, "big") + receiver.seal


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _read(data: bytes, kinds: dict[str, type]) -> dict[str, Any]:
    """Return a map of CBOR that has at least these fields, in the version that is known here."""
    import dag_cbor
    from dag_cbor.decoding import CBORDecodingError

    if len(data) > LARGEST:
        raise Sealed("The private block is too large.")
    try:
        found = dag_cbor.decode(data)
    except (CBORDecodingError, ValueError, RecursionError):
        raise Sealed("The private block is damaged.") from None
    if not isinstance(found, dict) or any(not isinstance(found.get(name), kind) for name, kind in kinds.items()):
        raise Sealed("The private block is damaged.")
    if found["version"] != _VERSION:
        raise Sealed(f"The private block is of version {found['version']}; this albumforge knows {_VERSION}.")
    return found
