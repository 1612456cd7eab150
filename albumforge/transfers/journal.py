"""What a sender notes while a master is sealed, so that what was killed goes on, and makes the same bytes again.

A line of JSON, then for each segment in order 16 bytes that only its plaintext has and the SHA-256 of the segment as it
is stored. A nonce must never meet two plaintexts: without the first, a file that changed meanwhile would let it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from albumforge.media.publish import writing
from albumforge.transfers.keys import Keys
from albumforge.transfers.public_block import KEY_BYTES, Header, derived_key

_VERSION = 1
_MARK_BYTES, _DIGEST_BYTES = 16, 32
_RECORD_BYTES = _MARK_BYTES + _DIGEST_BYTES
_INFO = b"albumforge/journal/1"


class _Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line.

    Attributes:
        source: size in bytes and time of the last change in nanoseconds of the master.
        associated: see `albumforge.transfers.private_block.associated_data`.
        key: the content encryption key, wrapped.
    """

    version: int
    source: tuple[int, int]
    associated: bytes
    salt: bytes
    prefix: bytes
    key: bytes


@dataclass(frozen=True)
class Record:
    """A segment that is sealed: what its plaintext is known by, and the SHA-256 of what is stored."""

    mark: bytes
    digest: bytes


class Marks:
    """Knows plaintexts again, by a code that nobody can foresee who has not the key (AES-GMAC, NIST SP 800-38D)."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        self._aead = AESGCM(derived_key(key, salt, _INFO))

    def of(self, number: int, plain: memoryview) -> bytes:
        """Return the 16 bytes of a segment's plaintext."""
        return self._aead.encrypt(number.to_bytes(12, "big"), b"", plain)


class Journal:
    """The journal of one master; a context manager.

    Attributes:
        key: content encryption key.
        header: of the public block.
        associated: what is authenticated with it.
        records: of the segments that are sealed.
    """

    def __init__(self, file: BinaryIO, head: _Head, key: bytes, records: list[Record]) -> None:
        """Use an open file; see `begin` and `resume`."""
        self.key, self.records = key, records
        self.header = Header(head.salt, head.prefix)
        self.associated = head.associated
        self._file = file

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @classmethod
    def begin(cls, path: Path, *, source: tuple[int, int], associated: bytes, keys: Keys) -> Journal:
        """Begin a journal with a new key, in the place of one that may be there.

        Args:
            source: size in bytes and time of the last change in nanoseconds of the master.

        Raises:
            StorageError: it cannot be written.
        """
        key, header = os.urandom(KEY_BYTES), Header()
        head = _Head(
            version=_VERSION,
            source=source,
            associated=associated,
            salt=header.salt,
            prefix=header.prefix,
            key=keys.wrap(key),
        )
        with writing(path):
            path.unlink(missing_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            file = os.fdopen(descriptor, "r+b", buffering=0)  # closed by the journal
            file.write(msgspec.json.encode(head) + b"\n")
            os.fsync(descriptor)  # before the first use of the nonces that it names
        return cls(file, head, key, [])

    @classmethod
    def resume(cls, path: Path, *, source: tuple[int, int], associated: bytes, keys: Keys) -> Journal | None:
        """Go on with a journal.

        Returns:
            None where there is none, or where the master is not the one that it was begun for: another key is needed.

        Raises:
            InvalidInput: it was begun with other keys of the user.
            StorageError: it cannot be written.
        """
        with writing(path):
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                return None
        line, _, rest = content.partition(b"\n")
        try:
            head = msgspec.json.decode(line, type=_Head)
        except (msgspec.DecodeError, UnicodeError):
            head = None
        if head is None or (head.version, head.source, head.associated) != (_VERSION, source, associated):
            return None
        key = keys.unwrap(head.key)
        whole = len(rest) // _RECORD_BYTES * _RECORD_BYTES
        with writing(path):
            file = path.open("r+b", buffering=0)  # closed by the journal
            file.truncate(len(line) + 1 + whole)
            file.seek(0, os.SEEK_END)
        records = [
            Record(rest[at : at + _MARK_BYTES], rest[at + _MARK_BYTES : at + _RECORD_BYTES])
            for at in range(0, whole, _RECORD_BYTES)
        ]
        return cls(file, head, key, records)

    def add(self, record: Record) -> None:
        """Note that the next segment is stored."""
        self._file.write(record.mark + record.digest)
        self.records.append(record)
