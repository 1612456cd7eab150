"""Damage of a public block is found without its key, and the segment named."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from transfer_parts import COUNT, REACTS, Sent, Troubled, cancelled_after, file_of, flip, send

from albumforge.context import Context
from albumforge.errors import Cancelled, InvalidInput, MediaError
from albumforge.transferring import BlockMissing, PlaceAway
from albumforge.transfers.blocks import WrongBlock
from albumforge.transfers.checking import Checked, check_file, check_place, layout_in, root_of
from albumforge.transfers.fetching import fetch_block
from albumforge.transfers.local import Folder
from albumforge.transfers.public_block import HEADER_BYTES, SEGMENT_BYTES
from albumforge.transfers.public_dag import Layout
from albumforge.transfers.sources import Sources

WHOLE = Checked(COUNT, (), ())


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    return send(tmp_path_factory.mktemp("sent"))


@pytest.fixture(scope="module")
def layout(sent: Sent) -> Layout:
    return sent.layout


@pytest.fixture(scope="module")
def block(sent: Sent, layout: Layout, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public block as a file; who changes it changes it back."""
    path = tmp_path_factory.mktemp("block") / "block"
    fetch_block(layout, Sources([sent.place]), path, context=Context())
    return path


def test_nothing_is_wrong(sent: Sent, layout: Layout, block: Path) -> None:
    seen = list[float]()
    context = Context(on_progress=lambda one: seen.append(one.fraction))
    assert check_place(layout, sent.place, context=context) == WHOLE and WHOLE.whole
    assert seen == sorted(seen) and seen[-1] == 1.0
    assert check_file(block, layout, context=Context()) == WHOLE
    assert root_of(block, context=Context()) == sent.sealed.root


def test_each_byte_of_the_header_and_some_of_each_segment(sent: Sent, layout: Layout, block: Path) -> None:
    """Of a small one all of the header; of a large one the first, a middle and the last byte of each segment."""
    length = sent.sealed.length
    for number in range(COUNT):
        begin, end = number * SEGMENT_BYTES, min(length, (number + 1) * SEGMENT_BYTES)
        at = (begin, (begin + end) // 2, end - 1)[number % 3]
        flip(block, at)
        assert check_file(block, layout, context=Context()) == Checked(COUNT, (), (number,))
        flip(block, at)
    assert check_file(block, layout, context=Context()).whole


def test_each_byte_of_a_header(tmp_path: Path) -> None:
    small = send(tmp_path / "small", 100)
    path, layout = file_of(small.place, small.leaves[0]), small.layout
    for at in range(path.stat().st_size):
        flip(path, at)
        assert check_file(path, layout, context=Context()) == Checked(1, (), (0,))
        assert check_place(layout, small.place, context=Context()) == Checked(1, (), (0,))
        if at < HEADER_BYTES:
            assert root_of(path, context=Context()) != small.sealed.root
        flip(path, at)
    assert root_of(path, context=Context()) == small.sealed.root


@pytest.mark.parametrize(
    "length, missing, damaged",
    [
        (-1, (), (COUNT - 1,)),
        (3 * SEGMENT_BYTES, tuple(range(3, COUNT)), ()),
        (3 * SEGMENT_BYTES + 1, tuple(range(4, COUNT)), (3,)),
        (1, tuple(range(1, COUNT)), (0,)),
    ],
)
def test_a_file_that_is_cut(
    sent: Sent, layout: Layout, block: Path, tmp_path: Path, length: int, missing: tuple[int, ...], damaged: tuple[int]
) -> None:
    path = tmp_path / "cut"
    path.write_bytes(block.read_bytes()[: length if length > 0 else sent.sealed.length + length])
    found = check_file(path, layout, context=Context())
    assert found == Checked(COUNT, missing, damaged) and not found.whole


@pytest.mark.parametrize("more", [1, 100, SEGMENT_BYTES, 2 * SEGMENT_BYTES])
def test_a_file_that_is_longer(sent: Sent, layout: Layout, block: Path, tmp_path: Path, more: int) -> None:
    path = tmp_path / "longer"
    path.write_bytes(block.read_bytes() + bytes(more))
    assert check_file(path, layout, context=Context()) == Checked(COUNT, (), (COUNT - 1,))


@pytest.mark.parametrize("size", [700, 1_048_520])
def test_a_single_segment_that_is_longer(tmp_path: Path, size: int) -> None:
    """Which may be as long as a segment can be."""
    small = send(tmp_path / "small", size)
    path, data = tmp_path / "longer", small.place.get(small.leaves[0])
    path.write_bytes(data)
    assert check_file(path, small.layout, context=Context()).whole
    path.write_bytes(data + b"x")
    assert check_file(path, small.layout, context=Context()) == Checked(1, (), (0,))


def test_segments_that_changed_places_or_stand_twice(layout: Layout, block: Path, tmp_path: Path) -> None:
    path, data = tmp_path / "other", block.read_bytes()
    parts = [data[at : at + SEGMENT_BYTES] for at in range(0, len(data), SEGMENT_BYTES)]
    parts[2], parts[5] = parts[5], parts[2]
    parts[7] = parts[6]
    path.write_bytes(b"".join(parts))
    assert check_file(path, layout, context=Context()) == Checked(COUNT, (), (2, 5, 7))


def test_a_place_where_all_kinds_of_things_are_wrong(sent: Sent, layout: Layout, tmp_path: Path) -> None:
    place = sent.twin(tmp_path / "place")
    files = [file_of(place, cid) for cid in sent.leaves]
    files[0].unlink()
    flip(files[1], 77)
    os.truncate(files[2], 1000)
    files[3].write_bytes(files[4].read_bytes())
    with files[5].open("ab") as file:
        file.write(b"x")
    found = check_place(layout, place, context=Context())
    assert found == Checked(COUNT, (0,), (1, 2, 3, 5)) and not found.whole
    flip(file_of(place, sent.sealed.root), 60)
    assert check_place(layout, place, context=Context()) == Checked(COUNT, (0,), (1, 2, 3, 5), nodes=1)
    with pytest.raises(WrongBlock, match="other bytes"):
        layout_in(place, sent.sealed.root, context=Context())
    for cid in (*sent.leaves, sent.sealed.root):  # healed from another one
        place.remove(cid)
        place.put(cid, sent.place.get(cid))
    assert check_place(layout_in(place, sent.sealed.root, context=Context()), place, context=Context()).whole


def test_a_place_without_it(sent: Sent, layout: Layout, tmp_path: Path) -> None:
    empty = Folder(tmp_path / "empty")
    with pytest.raises(BlockMissing):
        layout_in(empty, sent.sealed.root, context=Context())
    assert check_place(layout, empty, context=Context()) == Checked(COUNT, tuple(range(COUNT)), (), nodes=1)


def test_a_place_that_is_away_is_not_told_to_be_damaged(sent: Sent, layout: Layout) -> None:
    away = Troubled(sent.place, away=lambda: True)
    with pytest.raises(PlaceAway):
        check_place(layout, away, context=Context(), patience=0.1)  # type: ignore[arg-type]
    for troubled in (away, Troubled(sent.place, seconds=REACTS * 3, away=lambda: True)):
        begun = time.monotonic()
        with pytest.raises(Cancelled):
            check_place(layout, troubled, context=cancelled_after(0.3))  # type: ignore[arg-type]
        assert time.monotonic() - begun < REACTS


def test_files_that_cannot_be_read(layout: Layout, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    for path in (tmp_path / "nothing", empty, tmp_path):
        with pytest.raises(MediaError):
            check_file(path, layout, context=Context())
    (tmp_path / "short").write_bytes(b"x" * 55)
    with pytest.raises(InvalidInput, match="No public block has 55 bytes"):
        root_of(tmp_path / "short", context=Context())


def test_cancelled_while_a_file_is_read(layout: Layout, block: Path) -> None:
    with pytest.raises(Cancelled):
        check_file(block, layout, context=Context(cancelled=lambda: True))
