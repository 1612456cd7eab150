"""A public block and its key become the master, or an error; never something else under its name."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from test_sealing import SIZE, key_of, sealed

from albumforge.context import Context
from albumforge.errors import Cancelled, Conflict, ForgeError, InTheWay, InvalidInput, MediaError, StorageError
from albumforge.transfers.opening import DamagedSegment, open_master, part_of
from albumforge.transfers.private_block import Master
from albumforge.transfers.public_block import HEADER_BYTES, SEGMENT_BYTES, Header, commitment


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Master]:
    """A master with its public block beside it, and what the private block says."""
    path = tmp_path_factory.mktemp("sent") / "master.mov"
    path.write_bytes(os.urandom(SIZE))
    made, key = sealed(path), key_of(path)
    salt = Header.decode(path.with_name("block").read_bytes()[:HEADER_BYTES]).salt
    told = {name: getattr(made, name) for name in ("length", "size", "c4", "xxh128")}
    commit = commitment(key, salt)
    return path, Master(public=made.root, associated=b"m", key=key, commit=commit, name="master.mov", **told)


@pytest.fixture
def block(sent: tuple[Path, Master], tmp_path: Path) -> Path:
    """A copy of the public block."""
    path = tmp_path / "block"
    path.write_bytes(sent[0].with_name("block").read_bytes())
    return path


def nothing_else(folder: Path) -> bool:
    """Whether a folder holds the public block alone."""
    return [path.name for path in folder.iterdir()] == ["block"]


def test_it_is_the_master(sent: tuple[Path, Master], block: Path) -> None:
    seen: list[float] = []
    out = block.with_name("out.mov")
    open_master(block, sent[1], out, context=Context(on_progress=lambda one: seen.append(one.fraction)))
    assert out.read_bytes() == sent[0].read_bytes()
    assert seen == sorted(seen) and seen[-1] == 1.0
    assert sorted(path.name for path in block.parent.iterdir()) == ["block", "out.mov"]


@pytest.mark.parametrize("number", range(6))
def test_a_damaged_segment_is_named(sent: tuple[Path, Master], block: Path, number: int) -> None:
    whole = block.read_bytes()
    changed = bytearray(whole)
    changed[min(len(whole) - 1, number * SEGMENT_BYTES + 500)] ^= 1
    block.write_bytes(changed)
    with pytest.raises(DamagedSegment, match=f"Segment {number} ") as caught:
        open_master(block, sent[1], block.with_name("out.mov"), context=Context())
    assert caught.value.number == number
    assert nothing_else(block.parent)
    block.write_bytes(whole)  # healed
    open_master(block, sent[1], block.with_name("out.mov"), context=Context())


def test_another_header_is_another_block(sent: tuple[Path, Master], block: Path) -> None:
    for at in range(HEADER_BYTES):
        changed = bytearray(block.read_bytes())
        changed[at] ^= 1
        block.write_bytes(changed)
        with pytest.raises(InvalidInput):
            open_master(block, sent[1], block.with_name("out.mov"), context=Context())
        changed[at] ^= 1
        block.write_bytes(changed)
    assert nothing_else(block.parent)


@pytest.mark.parametrize("change", [-1, 1, -SEGMENT_BYTES, SEGMENT_BYTES])
def test_another_length_is_told_before_anything_is_written(sent: tuple[Path, Master], block: Path, change: int) -> None:
    os.truncate(block, sent[1].length + change)
    with pytest.raises(MediaError, match="bytes of the public block"):
        open_master(block, sent[1], block.with_name("out.mov"), context=Context())


@pytest.mark.parametrize(
    "field, value", [("c4", "c4" + "1" * 88), ("xxh128", "0" * 32), ("key", bytes(32)), ("associated", b"x")]
)
def test_a_private_block_that_says_something_else(
    sent: tuple[Path, Master], block: Path, field: str, value: object
) -> None:
    wrong = msgspec.structs.replace(sent[1], **{field: value})
    with pytest.raises(ForgeError):
        open_master(block, wrong, block.with_name("out.mov"), context=Context())
    assert nothing_else(block.parent)


def test_what_is_under_the_name_is_not_written_over(sent: tuple[Path, Master], block: Path) -> None:
    out = block.with_name("out.mov")
    out.write_bytes(b"older")
    with pytest.raises(InTheWay, match=r"out\.mov is there already"):
        open_master(block, sent[1], out, context=Context())
    assert out.read_bytes() == b"older"


def test_what_takes_the_name_meanwhile_is_not_written_over(sent: tuple[Path, Master], block: Path) -> None:
    out = block.with_name("out.mov")
    with pytest.raises(InTheWay, match=r"out\.mov is there already"):
        open_master(block, sent[1], out, context=Context(on_progress=lambda _: out.write_bytes(b"other")))
    assert out.read_bytes() == b"other"
    assert sorted(path.name for path in block.parent.iterdir()) == ["block", "out.mov"]


def test_what_is_not_what_the_sender_described_gets_no_name(sent: tuple[Path, Master], block: Path) -> None:
    with pytest.raises(InvalidInput, match="not the master"):
        open_master(
            block, msgspec.structs.replace(sent[1], xxh128="0" * 32), block.with_name("out.mov"), context=Context()
        )
    assert nothing_else(block.parent)


@pytest.mark.parametrize("number", range(6))
def test_a_damaged_segment_is_healed(sent: tuple[Path, Master], block: Path, number: int) -> None:
    whole = block.read_bytes()
    begin = number * SEGMENT_BYTES
    block.write_bytes(whole[:begin] + bytes(min(100, len(whole) - begin)) + whole[begin + 100 :])
    healed: list[int] = []

    def heal(which: int) -> None:
        healed.append(which)
        with block.open("r+b") as file:
            file.seek(which * SEGMENT_BYTES)
            file.write(whole[which * SEGMENT_BYTES : (which + 1) * SEGMENT_BYTES])

    open_master(block, sent[1], block.with_name("out.mov"), context=Context(), heal=heal)
    assert block.with_name("out.mov").read_bytes() == sent[0].read_bytes()
    assert healed == [number]


@pytest.mark.parametrize("number", [0, 3])
def test_what_cannot_be_healed_is_named(sent: tuple[Path, Master], block: Path, number: int) -> None:
    whole = bytearray(block.read_bytes())
    whole[number * SEGMENT_BYTES + 50] ^= 1
    block.write_bytes(whole)
    with pytest.raises(DamagedSegment, match=f"Segment {number} "):
        open_master(block, sent[1], block.with_name("out.mov"), context=Context(), heal=lambda _: None)
    assert nothing_else(block.parent)


def test_cancelled_it_leaves_nothing(sent: tuple[Path, Master], block: Path) -> None:
    with pytest.raises(Cancelled):
        open_master(block, sent[1], block.with_name("out.mov"), context=Context(cancelled=lambda: True))
    assert nothing_else(block.parent)


def test_where_nothing_can_be_written(sent: tuple[Path, Master], block: Path) -> None:
    with pytest.raises(StorageError):
        open_master(block, sent[1], block.parent / "nowhere" / "out.mov", context=Context())


def test_two_at_once_do_not_write_to_one_file(sent: tuple[Path, Master], block: Path) -> None:
    out, errors = block.with_name("out.mov"), list[ForgeError]()

    def other(_: object) -> None:
        if not errors:
            with pytest.raises(Conflict, match="another process is at it") as caught:
                open_master(block, sent[1], out, context=Context())
            errors.append(caught.value)

    open_master(block, sent[1], out, context=Context(on_progress=other))
    assert errors
    assert out.read_bytes() == sent[0].read_bytes()
    assert sorted(path.name for path in block.parent.iterdir()) == ["block", "out.mov"]


def test_what_has_its_other_name_already_is_not_written_over(sent: tuple[Path, Master], block: Path) -> None:
    """A process was killed between its master's two names; its user moved the master away since."""
    out, moved = block.with_name("out.mov"), block.with_name("moved.mov")
    moved.write_bytes(b"a master")
    os.link(moved, part_of(out))
    open_master(block, sent[1], out, context=Context())
    assert moved.read_bytes() == b"a master"
    assert out.read_bytes() == sent[0].read_bytes()
    assert not part_of(out).exists()


def test_what_a_killed_process_left_is_begun_anew(sent: tuple[Path, Master], block: Path) -> None:
    out = block.with_name("out.mov")
    part_of(out).write_bytes(os.urandom(SIZE + 5000))
    open_master(block, sent[1], out, context=Context())
    assert out.read_bytes() == sent[0].read_bytes()
    part_of(block.with_name("other.mov")).symlink_to(sent[0])
    with pytest.raises(StorageError):
        open_master(block, sent[1], block.with_name("other.mov"), context=Context())
    assert sent[0].stat().st_size == SIZE
