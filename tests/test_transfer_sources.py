"""Several places as one: what comes out is right, or an error, whatever they do."""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transfer_parts import REACTS, Troubled, cancelled_after

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.transferring import BlockMissing, PlaceAway
from albumforge.transfers.cids import RAW, cid_of, cid_text, sha256
from albumforge.transfers.local import Folder
from albumforge.transfers.many import side_by_side
from albumforge.transfers.sources import Fault, Sources

BLOCKS = {cid_of(RAW, sha256(data)): data for data in (os.urandom(100) for _ in range(6))}
CIDS = list(BLOCKS)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Folder]:
    found = [Folder(tmp_path_factory.mktemp(name)) for name in ("first", "second", "third")]
    for folder, (cid, data) in itertools.product(found, BLOCKS.items()):
        folder.put(cid, data)
    return found


def test_a_place_that_gives_other_bytes_is_named_and_another_one_asked(folders: list[Folder]) -> None:
    faults = list[Fault]()
    first = Troubled(folders[0], wrong={CIDS[0]: b"other", CIDS[1]: None})
    sources = Sources([first, folders[1]], on_fault=faults.append)
    assert [sources.get(cid, Context()) for cid in CIDS] == list(BLOCKS.values())
    assert [(fault.address, fault.cid) for fault in faults] == [(first.address, CIDS[0])]
    assert "gives other bytes" in faults[0].why
    assert sum(sources.given.values()) == 6


def test_where_all_are_wrong_block_and_places_are_named(folders: list[Folder]) -> None:
    first = Troubled(folders[0], wrong={CIDS[0]: b"other"})
    second = Troubled(folders[1], wrong={CIDS[0]: None})
    third = Troubled(folders[2], wrong={CIDS[0]: BLOCKS[CIDS[1]]})
    with pytest.raises(BlockMissing) as caught:
        Sources([first, second, third]).get(CIDS[0], Context())
    for named in (cid_text(CIDS[0]), first.address, second.address, third.address):
        assert named in caught.value.message


def test_one_that_is_away_is_told_once_and_asked_last(folders: list[Folder]) -> None:
    faults = list[Fault]()
    away = Troubled(folders[0], away=lambda: True)
    sources = Sources([away, folders[1]], on_fault=faults.append)
    side_by_side(range(200), lambda n, context: sources.get(CIDS[n % 6], context), jobs=4, context=Context())
    assert [fault.address for fault in faults] == [away.address]
    assert len(away.got) <= 4
    assert sources.given == {away.address: 0, folders[1].address: 200}


def test_one_that_comes_back_is_used_again(folders: list[Folder]) -> None:
    faults, begun = list[Fault](), time.monotonic()
    away = Troubled(folders[0], away=lambda: time.monotonic() < begun + 0.5)
    assert Sources([away], on_fault=faults.append).get(CIDS[0], Context()) == BLOCKS[CIDS[0]]
    assert len(faults) == 1


def test_one_that_is_slow_does_not_hold_up_the_others(folders: list[Folder]) -> None:
    slow = Troubled(folders[0], seconds=1.0)
    sources, begun = Sources([slow, folders[1]]), time.monotonic()
    side_by_side(range(200), lambda n, context: sources.get(CIDS[n % 6], context), jobs=4, context=Context())
    assert time.monotonic() - begun < 10  # were the work shared evenly, 25
    assert sources.given[folders[1].address] > 190


def test_those_that_do_equally_well_share_the_work(folders: list[Folder]) -> None:
    places = [Troubled(folder, seconds=0.01) for folder in folders]
    sources = Sources(places)
    side_by_side(range(60), lambda n, context: sources.get(CIDS[n % 6], context), jobs=6, context=Context())
    assert min(sources.given.values()) >= 10


def test_all_away_for_too_long(folders: list[Folder]) -> None:
    sources = Sources([Troubled(one, away=lambda: True) for one in folders], patience=0.3)
    with pytest.raises(PlaceAway, match="does not answer"):
        sources.get(CIDS[0], Context())


def test_what_one_that_is_away_might_have_is_not_missing(folders: list[Folder]) -> None:
    away = Troubled(folders[0], away=lambda: True)
    without = Troubled(folders[1], wrong={CIDS[0]: None})
    with pytest.raises(PlaceAway):
        Sources([without, away], patience=0.1).get(CIDS[0], Context())


@pytest.mark.parametrize("seconds", [0.0, REACTS * 3])
def test_cancelled_while_a_place_is_away_or_hangs(folders: list[Folder], seconds: float) -> None:
    begun = time.monotonic()
    sources = Sources([Troubled(folders[0], away=lambda: True, seconds=seconds)])
    with pytest.raises(Cancelled):
        sources.get(CIDS[0], cancelled_after(0.3))
    assert time.monotonic() - begun < REACTS


FAULTS = st.sampled_from(["right", "right", "flipped", "cut", "longer", "another", "empty", "missing"])


@given(st.lists(st.lists(FAULTS, min_size=6, max_size=6), min_size=1, max_size=3), st.integers(0, 20))
@settings(max_examples=100, deadline=None)
def test_whatever_comes_out_is_right(folders: list[Folder], faults: list[list[str]], away: int) -> None:
    """One of the places, or none of them, does not answer the first time."""
    places, said, lock = [], Counter[str](), threading.Lock()
    for folder, kinds in zip(folders, faults, strict=False):
        wrong: dict[bytes, bytes | None] = {}
        for cid, kind in zip(CIDS, kinds, strict=True):
            data = BLOCKS[cid]
            made = {
                "flipped": bytes([data[0] ^ 1]) + data[1:],
                "cut": data[:-1],
                "longer": data + b"\0",
                "another": BLOCKS[CIDS[CIDS.index(cid) - 1]],
                "empty": b"",
                "missing": None,
            }
            if kind in made:
                wrong[cid] = made[kind]
        place = Troubled(folder, wrong=wrong)
        if away - 9 == len(places):
            place.away = lambda place=place: len(place.got) == 1  # type: ignore[misc]
        places.append(place)

    def fault(one: Fault) -> None:
        with lock:
            said[one.address] += "other bytes" in one.why

    sources = Sources(places, on_fault=fault)
    for number, cid in enumerate(CIDS):
        kinds = [one[number] for one in faults]
        if "right" in kinds:
            assert sources.get(cid, Context()) == BLOCKS[cid]
        else:
            with pytest.raises(BlockMissing):
                sources.get(cid, Context())
    for number, place in enumerate(places):
        gave = [cid for cid in place.got if place.wrong.get(cid) is not None]
        assert 0 <= len(gave) - said[place.address] <= (number == away - 9)


def test_no_place_at_all(tmp_path: Path) -> None:
    with pytest.raises(BlockMissing):
        Sources([]).get(CIDS[0], Context())
