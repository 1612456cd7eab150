"""What a sender notes while a master is sealed, so that what was killed goes on, and makes the same bytes again.

A line of JSON, then for each segment in order 16 bytes that only its plaintext has and the SHA-256 of the segment as it
is stored. A nonce must never meet two plaintexts: without the first, a file that changed meanwhile would let it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from albumforge.errors import Conflict
from albumforge.media.publish import writing
from albumforge.transfers.keys import Keys
from albumforge.transfers.places import write_at
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


@dataclass(frozen=True, slots=True)
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

    def __init__(self, path: Path, file: BinaryIO, head: _Head, key: bytes, records: list[Record]) -> None:
        """Use an open file; see `begin` and `resume`."""
        self.key, self.records = key, records
        self.header = Header(head.salt, head.prefix)
        self.associated = head.associated
        self._path, self._file = path, file
        self._begin = len(_line(head))

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let others use it."""
        self._file.close()

    @classmethod
    def begin(
        cls,
        path: Path,
        *,
        source: tuple[int, int],
        associated: bytes,
        keys: Keys,
        made: tuple[bytes, Header] | None = None,
    ) -> Journal:
        """Begin a journal, in the place of one that may be there; no other process uses it meanwhile.

        Args:
            source: size in bytes and time of the last change in nanoseconds of the master.
            made: content encryption key and header of a public block that is to be made again. Nothing may leave this
                machine before its root is known to be the same. None: new ones.

        Raises:
            Conflict: another process uses it.
            StorageError: it cannot be written.
        """
        key, header = made or (os.urandom(KEY_BYTES), Header())
        head = _Head(
            version=_VERSION,
            source=source,
            associated=associated,
            salt=header.salt,
            prefix=header.prefix,
            key=keys.wrap(key),
        )
        with _opened(path, os.O_CREAT) as (file, stack), writing(path):
            os.fchmod(file.fileno(), 0o600)
            file.truncate(0)
            write_at(file.fileno(), 0, memoryview(_line(head)))
            os.fsync(file.fileno())  # before the first use of the nonces that it names
            stack.pop_all()
        return cls(path, file, head, key, [])

    @classmethod
    def resume(cls, path: Path, *, source: tuple[int, int], associated: bytes, keys: Keys) -> Journal | None:
        """Go on with a journal.

        Returns:
            None where there is none, or where the master is not the one that it was begun for: another key is needed.

        Raises:
            Conflict: another process uses it.
            InvalidInput: it was begun with other keys of the user.
            StorageError: it cannot be written.
        """
        with writing(path):
            if not path.exists():
                return None
        with _opened(path) as (file, stack):
            with writing(path):
                line, rest = file.readline(), file.read()
            head = _decoded(line)
            if head is None or (head.version, head.source, head.associated) != (_VERSION, source, associated):
                return None
            key = keys.unwrap(head.key)
            stack.pop_all()
        return cls(path, file, head, key, list(_records(rest)))

    def add(self, record: Record) -> None:
        """Note that the next segment is stored.

        Raises:
            StorageError: it cannot be written.
        """
        at = self._begin + len(self.records) * _RECORD_BYTES  # over what a killed process left of one
        with writing(self._path):
            write_at(self._file.fileno(), at, memoryview(record.mark + record.digest))
        self.records.append(record)

    def sync(self) -> None:
        """Wait until the disk has all records: before anything that they name leaves this machine.

        Raises:
            StorageError: it cannot be written.
        """
        with writing(self._path):
            os.fsync(self._file.fileno())


@contextlib.contextmanager
def _opened(path: Path, flags: int = 0) -> Iterator[tuple[BinaryIO, contextlib.ExitStack]]:
    """Open a journal, alone, and close it at the end unless all is popped from the stack."""
    with contextlib.ExitStack() as stack:
        with writing(path):
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
        file = stack.enter_context(os.fdopen(descriptor, "r+b"))
        with writing(path):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Conflict(f"{path}: another process is at it.") from None
        yield file, stack


def _records(content: bytes) -> Iterator[Record]:
    """Yield the records up to one that is not whole; where the power failed, zeros may stand for what was written."""
    for at in range(0, len(content) - _RECORD_BYTES + 1, _RECORD_BYTES):
        record = content[at : at + _RECORD_BYTES]
        if record.endswith(bytes(4)):
            return
        yield Record(record[:_MARK_BYTES], record[_MARK_BYTES:])


def _line(head: _Head) -> bytes:
    return msgspec.json.encode(head) + b"\n"


def _decoded(line: bytes) -> _Head | None:
    try:
        head = msgspec.json.decode(line, type=_Head)
    except (msgspec.DecodeError, UnicodeError):
        return None
    return head if _line(head) == line else None
