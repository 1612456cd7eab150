"""Several places as one: each block from whoever gives it, and what is wrong with a place is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from albumforge.context import Context
from albumforge.errors import ForgeError
from albumforge.transferring import BlockMissing, Place, PlaceAway
from albumforge.transfers.blocks import WrongBlock, get_block
from albumforge.transfers.cids import cid_text
from albumforge.transfers.many import PATIENCE, again, apart

_SHY_SECONDS = 5.0
"""For so long a place that did not give a block is asked last; twice as long each time that it does not answer."""
_LONGEST_SHY = 120.0


@dataclass(frozen=True)
class Fault:
    """What a place did wrong.

    Attributes:
        address: of the place.
        cid: binary, of the block that it was asked for.
        why: a sentence.
    """

    address: str
    cid: bytes
    why: str


class _Source:
    """A place, and how it does."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.asked = 0  # requests that are under way
        self.given = 0  # blocks
        self.silent = 0  # times one after another that it did not answer
        self.shy_until = 0.0

    def order(self, now: float) -> tuple[bool, int]:
        """Sorts places: the least is asked first. Whether one that was silent is back, one request finds out."""
        return self.shy_until > now or (self.silent > 0 and self.asked > 0), self.asked

    def gave(self) -> None:
        self.given, self.silent, self.shy_until = self.given + 1, 0, 0.0

    def failed(self, error: ForgeError) -> bool:
        """Ask it last for a while; return whether somebody should hear of it."""
        now, silent = time.monotonic(), self.silent
        if not isinstance(error, PlaceAway):
            self.silent = 0
        elif not silent or self.shy_until <= now:  # else others found out at the same time
            self.silent += 1
        self.shy_until = now + min(_LONGEST_SHY, _SHY_SECONDS * 2.0 ** max(0, min(self.silent, 10) - 1))
        return isinstance(error, WrongBlock) or (isinstance(error, PlaceAway) and not silent)


class Sources:
    """Places to get blocks from; safe to use from several threads. Whoever is quick is asked more often."""

    def __init__(
        self,
        places: Sequence[Place],
        *,
        patience: float = PATIENCE,
        on_fault: Callable[[Fault], object] = lambda _: None,
    ) -> None:
        """Prepare; nothing is asked.

        Args:
            places: at least one; of those that do equally well the first is preferred.
            patience: seconds that all of them may be away.
            on_fault: called with what a place did wrong, from any thread: other bytes, or that it answers no more.
        """
        self._sources = [_Source(place) for place in places]
        self._patience, self._on_fault = patience, on_fault
        self._lock = threading.Lock()

    @property
    def given(self) -> dict[str, int]:
        """How many blocks each place gave, by its address."""
        return {one.place.address: one.given for one in self._sources}

    def get(self, cid: bytes, context: Context) -> bytes:
        """Return a block, which is right.

        Raises:
            BlockMissing: no place has it; those that gave other bytes are named.
            PlaceAway: those that might have it were away for too long.
            Cancelled: the context asked to stop meanwhile.
        """
        return again(lambda: self._once(cid, context), context=context, patience=self._patience)

    def _once(self, cid: bytes, context: Context) -> bytes:
        """Ask each place once."""
        left, said = list(self._sources), list[ForgeError]()
        while left:
            context.check()
            source = self._next(left)
            left.remove(source)
            try:
                data = apart(partial(get_block, source.place, cid), context)
            except (BlockMissing, WrongBlock, PlaceAway) as error:
                said.append(error)
                self._failed(source, error, cid)
            else:
                with self._lock:
                    source.gave()
                return data
            finally:
                with self._lock:
                    source.asked -= 1
        away = [error for error in said if isinstance(error, PlaceAway)]
        if away:
            raise away[0]
        raise BlockMissing("\n".join([f"No place has the block {cid_text(cid)}.", *(one.message for one in said)]))

    def _next(self, left: Sequence[_Source]) -> _Source:
        with self._lock:
            now = time.monotonic()
            source = min(left, key=lambda one: one.order(now))
            source.asked += 1
            return source

    def _failed(self, source: _Source, error: ForgeError, cid: bytes) -> None:
        with self._lock:
            new = source.failed(error)
        if new:
            self._on_fault(Fault(source.place.address, cid, error.message))
