"""What every transfer backend must do: places that keep blocks, safe to use from several threads."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

import pytest

from albumforge.errors import InvalidInput
from albumforge.testing.backend_contract import BackendContract
from albumforge.transferring import TIMEOUT, BlockMissing, Place, PlaceAway, Transfer
from albumforge.transfers.blocks import get_block
from albumforge.transfers.cids import RAW, cid_of, sha256
from albumforge.transfers.unixfs import DagBuilder

_THREADS = 8
_LARGEST = 1 << 20  # bytes of a block


class TransferContract(BackendContract):
    """Places put, give and forget blocks; `backend` gives the transfer, `address` names an empty place of it."""

    kind: ClassVar[str] = "transfer"
    wrong_addresses: ClassVar[tuple[str, ...]] = ("",)
    """Texts that are no address of this kind; override it."""
    timeout: ClassVar[float] = TIMEOUT
    """Seconds that a place may wait for an answer."""
    shared: ClassVar[bool] = True
    """Whether two places of one address are the same; override with False where each is its own."""

    def backend(self) -> Transfer:
        """Return the transfer: override this."""
        transfer: Transfer = super().backend()
        return transfer

    def address(self, folder: Path) -> str:
        """Return the address of an empty place, as it stands behind the name and a colon: override this.

        Args:
            folder: an empty one of the test's own.
        """
        raise NotImplementedError(f"{type(self).__name__} must have a method address(folder)")

    @pytest.fixture
    def place(self, tmp_path: Path) -> Place:
        """An empty place."""
        return self.backend().place(self.address(tmp_path), timeout=self.timeout)

    def test_it_answers_and_says_what_room_there_is(self, place: Place) -> None:
        """Where that can be known."""
        place.check()
        room = place.room()
        assert room is None or room > 0
        assert place.address, "messages name the place by its address"

    def test_what_is_put_is_got(self, place: Place) -> None:
        """From small to as large as a block may be, bytes or a view of them."""
        for size in (1, 1000, _LARGEST):
            data = _block(size)
            cid = _cid(data)
            assert place.has(cid) is False
            place.put(cid, memoryview(data))
            assert place.has(cid) is True
            assert get_block(place, cid) == data
            place.put(cid, data)
            assert place.get(cid) == data

    def test_another_opening_of_the_place_has_it(self, place: Place, tmp_path: Path) -> None:
        """It is there for good once `put` returns."""
        if not self.shared:
            return
        data = _block(5000)
        place.put(_cid(data), data)
        again = self.backend().place(self.address(tmp_path))
        assert again.get(_cid(data)) == data
        again.close()

    def test_a_block_that_is_not_there_is_missing(self, place: Place) -> None:
        """Which another place may have: not the same as a place that is away."""
        with pytest.raises(BlockMissing):
            place.get(_cid(b"never put"))
        assert place.has(_cid(b"never put")) is False

    def test_a_block_can_be_removed_and_put_anew(self, place: Place) -> None:
        """Removing what is not there is nothing."""
        data = _block(300)
        place.put(_cid(data), data)
        for _ in range(2):
            place.remove(_cid(data))
            assert not place.has(_cid(data))
        with pytest.raises(BlockMissing):
            place.get(_cid(data))
        place.put(_cid(data), data)
        assert place.get(_cid(data)) == data

    def test_what_is_pinned_stays_while_another_pin_goes(self, place: Place) -> None:
        """With all below it, though the two share blocks."""
        shared, mine, theirs = _block(50), _block(60), _block(70)
        first, second = _put_dag(place, [mine, shared]), _put_dag(place, [shared, theirs])
        place.pin(first)
        place.pin(first)
        place.pin(second)
        place.unpin(first)
        for data in (shared, theirs):
            assert place.get(_cid(data)) == data
        assert place.has(second)
        place.unpin(first)
        place.unpin(second)

    def test_what_was_never_pinned_is_left_alone_by_unpin(self, place: Place) -> None:
        """And there is no harm in it."""
        data = _block(50)
        place.put(_cid(data), data)
        place.unpin(_cid(data))
        assert place.get(_cid(data)) == data

    def test_what_is_not_there_cannot_be_pinned(self, place: Place) -> None:
        """Nobody is told that it is kept; a node that looks for it elsewhere may give up without knowing."""
        with pytest.raises((BlockMissing, PlaceAway)):
            place.pin(_cid(b"never put"))

    def test_several_threads_may_use_it_at_once(self, place: Place) -> None:
        """For the same block and for others."""
        same, others = _block(100_000), [_block(2000) for _ in range(_THREADS)]
        together = threading.Barrier(_THREADS)

        def use(number: int) -> bytes:
            together.wait(60)
            place.put(_cid(same), same)
            place.put(_cid(others[number]), others[number])
            return place.get(_cid(same)) + place.get(_cid(others[number]))

        with ThreadPoolExecutor(_THREADS) as pool:
            found = list(pool.map(use, range(_THREADS)))
        assert found == [same + other for other in others]

    def test_it_can_be_used_after_it_was_closed(self, place: Place) -> None:
        """Closing gives back connections and no more."""
        data = _block(200)
        place.put(_cid(data), data)
        place.close()
        place.close()
        assert place.get(_cid(data)) == data

    def test_what_is_no_address_is_refused(self) -> None:
        """Before anything is asked of anybody."""
        for address in self.wrong_addresses:
            with pytest.raises(InvalidInput):
                self.backend().place(address)


_random = random.Random(20)


def _block(size: int) -> bytes:
    return _random.randbytes(size)


def _cid(data: bytes) -> bytes:
    return cid_of(RAW, sha256(data))


def _put_dag(place: Place, leaves: list[bytes]) -> bytes:
    """Put blocks and what joins them, and return the CID of the top."""
    dag = DagBuilder(2)
    for data in leaves:
        place.put(_cid(data), data)
        for node in dag.add(sha256(data), len(data)):
            place.put(node.link.cid, node.data)
    for node in dag.finish():
        place.put(node.link.cid, node.data)
    return dag.root.cid
