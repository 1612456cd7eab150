"""What a transfer backend offers: places where blocks are put and got by their content identifiers.

A block is up to 1 MiB, and its CID (binary CIDv1 with SHA-256, see `albumforge.transfers.cids`) says what it is. A
place is never trusted: whoever gets a block checks its digest (`albumforge.transfers.blocks`); a backend need not.
"""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable

from albumforge.errors import NotFound, Unavailable

TIMEOUT = 30.0
"""Seconds that a place may let a request wait, unless said otherwise."""


class BlockMissing(NotFound):
    """Raised when a place has not the block that it is asked for, or does not find it in time."""


class PlaceAway(Unavailable):
    """Raised when a place does not answer, or answers that it cannot just now; to be tried again."""


class Place(Protocol):
    """A place of blocks: a folder, a node, a bucket. Safe to use from several threads.

    Attributes:
        address: of the place, for messages; without a password.
    """

    address: str

    def check(self) -> None:
        """Find out whether the place answers.

        Raises:
            PlaceAway: it does not.
            InvalidInput: it is no such place, or one that one may not use.
            StorageError: it is a folder that cannot be used.
        """
        ...

    def put(self, cid: bytes, data: bytes | memoryview) -> None:
        """Store a block; one that is there already is left alone. It is there for good once this returns.

        Raises:
            InvalidInput: nothing can be put there, or the place takes it for another block.
            PlaceAway: the place does not answer.
            StorageError: there is no room, or no permission.
        """
        ...

    def get(self, cid: bytes) -> bytes:
        """Return what the place has for the block; the caller checks it.

        Raises:
            BlockMissing: it has none.
            PlaceAway: the place does not answer.
        """
        ...

    def has(self, cid: bytes) -> bool:
        """Whether the block is there, without looking for it elsewhere.

        Raises:
            PlaceAway: the place does not answer.
        """
        ...

    def remove(self, cid: bytes) -> None:
        """Remove a block from here, so that it can be put anew; one that is not there is left alone.

        Raises:
            PlaceAway, StorageError: as `put` says.
        """
        ...

    def pin(self, root: bytes) -> None:
        """Keep a block and all below it, until `unpin`; they are there already.

        Raises:
            BlockMissing: something is not there.
            PlaceAway, StorageError: as `put` says.
        """
        ...

    def unpin(self, root: bytes) -> None:
        """Let go of what `pin` kept; the place may drop it from then on. What is not pinned is left alone.

        Raises:
            PlaceAway, StorageError: as `put` says.
        """
        ...

    def room(self) -> int | None:
        """Return how many bytes may still be put there; None where that cannot be known.

        Raises:
            PlaceAway: the place does not answer.
        """
        ...

    def close(self) -> None:
        """Give back connections; the place can be used again."""
        ...


@runtime_checkable
class Transfer(Protocol):
    """Opens places of one kind."""

    name: ClassVar[str]
    api_version: ClassVar[int]

    def place(self, address: str, *, timeout: float = TIMEOUT) -> Place:
        """Return the place of an address; nothing is asked of it yet.

        Args:
            address: what stands behind the name of the backend and a colon, such as a folder or a URL.
            timeout: seconds, for each wait.

        Raises:
            InvalidInput: it is no address of this kind.
        """
        ...
