"""The public block is what Tink writes and reads; whatever is changed in it is found."""

from __future__ import annotations

import os

import pytest
import tink
from hypothesis import given, settings
from hypothesis import strategies as st
from tink_parts import opened, sealed

from albumforge.errors import InvalidInput
from albumforge.transfers.public_block import (
    FIRST_BYTES,
    HEADER_BYTES,
    OTHER_BYTES,
    SEGMENT_BYTES,
    Header,
    SegmentCipher,
    SegmentError,
    block_bytes,
    commitment,
    plain_bytes,
    plain_span,
    segment_count,
)

SIZES = [
    *(0, 1, FIRST_BYTES - 1, FIRST_BYTES, FIRST_BYTES + 1),
    *(FIRST_BYTES + OTHER_BYTES - 1, FIRST_BYTES + OTHER_BYTES, FIRST_BYTES + OTHER_BYTES + 1),
    *(FIRST_BYTES + 4 * OTHER_BYTES - 1, FIRST_BYTES + 4 * OTHER_BYTES, FIRST_BYTES + 4 * OTHER_BYTES + 1),
]
KEY, ASSOCIATED = bytes(range(32)), b"which master"


def segments(plain: bytes, header: Header, key: bytes = KEY, associated: bytes = ASSOCIATED) -> list[bytes]:
    """The segments of a master."""
    cipher, count, into = SegmentCipher(key, associated, header), segment_count(len(plain)), bytearray(SEGMENT_BYTES)
    found = []
    for number in range(count):
        begin, end = plain_span(number, len(plain))
        size = cipher.seal(number, memoryview(plain)[begin:end], memoryview(into), last=number == count - 1)
        found.append(bytes(into[:size]))
    return found


def read(parts: list[bytes], key: bytes = KEY, associated: bytes = ASSOCIATED) -> bytes:
    """The master of segments."""
    cipher, into, found = SegmentCipher(key, associated, Header.decode(parts[0])), bytearray(SEGMENT_BYTES), b""
    for number, part in enumerate(parts):
        size = cipher.open(number, memoryview(part), memoryview(into), last=number == len(parts) - 1)
        found += into[:size]
    return found


@pytest.mark.parametrize("size", [*SIZES, 100 << 20])
def test_tink_opens_what_is_sealed_here(size: int) -> None:
    plain, key = os.urandom(size), os.urandom(32)
    block = b"".join(segments(plain, Header(), key))
    assert len(block) == block_bytes(size)
    assert plain_bytes(len(block)) == size
    assert opened(block, key, ASSOCIATED) == plain


@pytest.mark.parametrize("size", SIZES)
def test_what_tink_seals_is_opened_here(size: int) -> None:
    plain, key = os.urandom(size), os.urandom(32)
    block = sealed(plain, key, ASSOCIATED)
    parts = [block[at : at + SEGMENT_BYTES] for at in range(0, len(block), SEGMENT_BYTES)]
    assert read(parts, key) == plain
    assert segments(plain, Header.decode(block), key) == parts


def test_another_key_or_other_associated_data_open_nothing() -> None:
    block = b"".join(segments(b"master", Header()))
    for key, associated in ((bytes(32), ASSOCIATED), (KEY, b"another master")):
        with pytest.raises(SegmentError):
            read([block], key, associated)
        with pytest.raises(tink.TinkError):
            opened(block, key, associated)


@pytest.mark.parametrize("at", range(HEADER_BYTES))
def test_each_byte_of_the_header_counts(at: int) -> None:
    block = bytearray(segments(b"master", Header())[0])
    block[at] ^= 1
    with pytest.raises(SegmentError):
        read([bytes(block)])


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_whatever_is_changed_is_found(data: st.DataObject) -> None:
    plain = bytes(FIRST_BYTES + OTHER_BYTES + 1000)
    parts = segments(plain, Header(bytes(32), bytes(7)))
    number = data.draw(st.integers(0, 2))
    part = bytearray(parts[number])
    match data.draw(st.sampled_from(["flip", "cut", "swap", "twice", "append", "drop the last"])):
        case "flip":
            part[data.draw(st.integers(0, len(part) - 1))] ^= data.draw(st.integers(1, 255))
            parts[number] = bytes(part)
        case "cut":
            parts[number] = bytes(part[: data.draw(st.integers(0 if number else HEADER_BYTES, len(part) - 1))])
        case "swap":
            parts[1], parts[2] = parts[2], parts[1]
        case "twice":
            parts.insert(number + 1, parts[number])
        case "append":
            parts[-1] += b"\0"
        case _:
            parts.pop()
    with pytest.raises(SegmentError):
        read(parts)


def test_a_segment_of_another_block_is_refused() -> None:
    plain = bytes(FIRST_BYTES + 1000)
    one, other = segments(plain, Header()), segments(plain, Header())
    with pytest.raises(SegmentError, match="Segment 1 "):
        read([one[0], other[1]])


@given(st.integers(0, 1 << 45))
def test_lengths_tell_sizes(size: int) -> None:
    length = block_bytes(size)
    assert plain_bytes(length) == size
    begin, end = plain_span(segment_count(size) - 1, size)
    assert begin <= end == size
    assert end - begin <= OTHER_BYTES


@pytest.mark.parametrize("length", [0, 1, 55, SEGMENT_BYTES + 1, SEGMENT_BYTES + 16, 2 * SEGMENT_BYTES + 16])
def test_lengths_that_no_block_has(length: int) -> None:
    with pytest.raises(InvalidInput, match="No public block"):
        plain_bytes(length)


def test_too_large_for_the_numbers_of_segments() -> None:
    assert segment_count(((1 << 32) - 1) * OTHER_BYTES - HEADER_BYTES) == (1 << 32) - 1
    with pytest.raises(InvalidInput, match="too large"):
        segment_count((1 << 32) * OTHER_BYTES)


def test_each_key_has_a_commitment_of_its_own() -> None:
    assert len({commitment(key, salt) for key in (bytes(32), KEY) for salt in (bytes(32), KEY)}) == 4
