"""The public block of a master: encrypted in segments of one size, each of which can be opened alone.

These are the bytes of Tink's streaming AEAD with a key of the type AES256_GCM_HKDF_1MB and the output prefix RAW
(https://developers.google.com/tink/wire-format); the construction is nonce-based online authenticated encryption
(https://eprint.iacr.org/2015/189). Each segment is a leaf of the DAG that `albumforge.transfers.unixfs` builds.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from albumforge.errors import InvalidInput

KEY_BYTES = 32
SEGMENT_BYTES = 1 << 20
"""Of a segment as it is stored; the last one may be smaller."""
HEADER_BYTES = 40
TAG_BYTES = 16
FIRST_BYTES = SEGMENT_BYTES - HEADER_BYTES - TAG_BYTES
"""Of plaintext in the first segment, which begins with the header."""
OTHER_BYTES = SEGMENT_BYTES - TAG_BYTES
"""Of plaintext in each of the others."""
MOST_SEGMENTS = (1 << 32) - 1
"""A segment's number has 32 bit in its nonce."""

_SALT_BYTES, _PREFIX_BYTES = 32, 7
_COMMIT = b"commit"


class SegmentError(InvalidInput):
    """Raised when a segment is not what its key, its number and its place say; nothing of it may be used."""


def segment_count(size: int) -> int:
    """Return the number of segments of a plaintext of so many bytes; an empty one has one, too.

    Raises:
        InvalidInput: it is too large: 2³² segments or more.
    """
    count = 1 + max(0, -(-(size - FIRST_BYTES) // OTHER_BYTES))
    if count > MOST_SEGMENTS:
        raise InvalidInput(f"A file of {size:,} bytes is too large for one public block.")
    return count


def block_bytes(size: int) -> int:
    """Return how many bytes the public block of a plaintext of so many has."""
    return size + HEADER_BYTES + TAG_BYTES * segment_count(size)


def plain_bytes(length: int) -> int:
    """Return how many bytes of plaintext a public block of so many has.

    Raises:
        InvalidInput: no public block has this length.
    """
    count = -(-length // SEGMENT_BYTES)
    size = length - HEADER_BYTES - TAG_BYTES * count
    if size < 0 or block_bytes(size) != length:
        raise InvalidInput(f"No public block has {length:,} bytes.")
    return size


def plain_span(number: int, size: int) -> tuple[int, int]:
    """Return where a segment's plaintext begins and ends in one of `size` bytes."""
    begin = 0 if number == 0 else FIRST_BYTES + (number - 1) * OTHER_BYTES
    return begin, min(size, FIRST_BYTES + number * OTHER_BYTES)


@dataclass(frozen=True)
class Header:
    """What a public block begins with: random, and not secret.

    Attributes:
        salt: 32 bytes, from which and the key that of the segments is derived.
        prefix: 7 bytes, with which the nonces of all segments begin.
    """

    salt: bytes = field(default_factory=lambda: os.urandom(_SALT_BYTES))
    prefix: bytes = field(default_factory=lambda: os.urandom(_PREFIX_BYTES))

    def encode(self) -> bytes:
        """Return its 40 bytes."""
        return bytes([HEADER_BYTES]) + self.salt + self.prefix

    @classmethod
    def decode(cls, data: bytes) -> Header:
        """Return the header that a public block begins with.

        Raises:
            SegmentError: these are no such bytes.
        """
        if len(data) < HEADER_BYTES or data[0] != HEADER_BYTES:
            raise SegmentError("It does not begin as a public block does.")
        return cls(data[1 : 1 + _SALT_BYTES], data[1 + _SALT_BYTES : HEADER_BYTES])


class SegmentCipher:
    """Seals and opens the segments of one public block; several threads may use it at once."""

    def __init__(self, key: bytes, associated: bytes, header: Header) -> None:
        """Derive the key of the segments.

        Args:
            key: the content encryption key (CEK), 32 random bytes, never used for another block.
            associated: what is authenticated and not stored: which master it is, and which version of it.
        """
        self._aead = AESGCM(derived_key(key, header.salt, associated))
        self._header = header.encode()
        self._prefix = header.prefix

    def seal(self, number: int, plain: memoryview, into: memoryview, *, last: bool) -> int:
        """Encrypt a segment; return how many bytes of `into` it takes.

        Args:
            number: of the segment, from 0.
            plain: as many bytes as a segment of this number has, fewer in the last one.
            into: at least `SEGMENT_BYTES`.
        """
        start = 0
        if number == 0:
            into[:HEADER_BYTES] = self._header
            start = HEADER_BYTES
        end = start + len(plain) + TAG_BYTES
        self._aead.encrypt_into(self._nonce(number, last), plain, None, into[start:end])
        return end

    def open(self, number: int, segment: memoryview, into: memoryview, *, last: bool) -> int:
        """Decrypt a segment; return how many bytes of `into` its plaintext takes.

        Raises:
            SegmentError: it is damaged, is another one, or of another block; what stands in `into` is worth nothing.
        """
        if number == 0:
            if not hmac.compare_digest(segment[:HEADER_BYTES], self._header):
                raise SegmentError("The header of the public block is not the one of this master.")
            segment = segment[HEADER_BYTES:]
        size = len(segment) - TAG_BYTES
        if size < 0:
            raise SegmentError(f"Segment {number} of the public block is cut off.")
        try:
            self._aead.decrypt_into(self._nonce(number, last), segment, None, into[:size])
        except InvalidTag:
            raise SegmentError(f"Segment {number} of the public block is damaged, or belongs elsewhere.") from None
        return size

    def _nonce(self, number: int, last: bool) -> bytes:
        return self._prefix + number.to_bytes(4, "big") + bytes([last])


def commitment(key: bytes, salt: bytes) -> bytes:
    """Return 32 bytes that only this key has: AES-GCM itself does not commit to its key."""
    return derived_key(key, salt, _COMMIT)


def derived_key(key: bytes, salt: bytes, info: bytes) -> bytes:
    """Return 32 bytes derived from a key as RFC 5869 (HKDF) says, with SHA-256."""
    return HKDF(SHA256(), KEY_BYTES, salt, info).derive(key)
