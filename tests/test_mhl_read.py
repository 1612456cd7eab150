"""Manifests of anybody: what ours and the reference write is read, all else is refused."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ascmhl_parts import FILES, TIME, ascmhl, entries, put_files
from hypothesis import given
from hypothesis import strategies as st

from albumforge.chinese import in_chinese
from albumforge.errors import InvalidInput
from albumforge.transfers.mhl import HASHERS, FileHash, HashedFile, MhlError, manifest
from albumforge.transfers.mhl_read import read_manifest
from albumforge.transfers.names import UnsafeName, safe_name

GOOD = manifest(entries(), created=TIME)


def test_what_is_written_is_read() -> None:
    found = read_manifest(GOOD.encode())
    assert found.created == TIME
    assert found.process == "transfer"
    assert list(found.files) == sorted(entries(), key=lambda one: one.path)
    assert found.ignored == (".DS_Store", "ascmhl", "ascmhl/")


def test_what_the_reference_writes_is_read(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "A001")
    done = ascmhl("create", folder, *[word for name in HASHERS for word in ("-h", name)], "-i", "*.tmp")
    assert done.returncode == 0, done.stderr
    found = read_manifest(next((folder / "ascmhl").glob("0001_*.mhl")).read_bytes())
    assert {one.path for one in found.files} == set(FILES)
    assert found.folders == ("sub/夜 景", "sub")
    assert "*.tmp" in found.ignored
    assert found.process == "in-place"
    listed = {one.path: one for one in found.files}
    for mine in entries():
        theirs = listed[mine.path]
        assert theirs.size == (mine.size or None)  # it does not write the size of what is empty
        assert {one.format for one in theirs.hashes} == set(HASHERS)
        assert set(mine.hashes) <= set(theirs.hashes)


def _with(old: str, new: str) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (_with('version="2.0"', 'version="1.1"'), "not of version 2.0"),
        (_with("a.mov", "../a.mov"), "it has the part .."),
        (_with(">a.mov", "> a.mov"), "begins or ends with a space"),
        (_with("a.mov", "ascmhl/a.mov"), "it is reserved"),
        (_with("sub/empty.wav", "a.mov"), "lists 'a.mov' twice"),
        (_with('size="3"', 'size="-3"'), "a size that is none"),
        (_with('size="3"', 'size="٣"'), "a size that is none"),
        (_with('size="3"', f'size="{"9" * 5000}"'), "a size that is none"),
        (_with("<xxh128", "<c4>c4</c4><xxh128"), "format c4 that is none"),
        (_with('action="original"', 'action="guessed"'), "format c4 that is none"),
        (_with("2026-05-06T12:30:15+00:00</creationdate>", "yesterday</creationdate>"), "a date that is none"),
        (_with("2026-05-06T12:30:15+00:00</creationdate>", "0001-01-01T00:00:00+14:00</creationdate>"), "a date that"),
        (_with("creationdate>2026", "created>2026").replace(b"</creationdate>", b"</created>", 1), "when and how"),
        (_with("<pattern>", f"<pattern>{'*' * 300}</pattern><pattern>"), "too many patterns"),
        (
            _with(
                "</hashlist>",
                "<references><hashlistreference><path>../ascmhl/1.mhl</path>"
                f"<c4>c4{'1' * 88}</c4></hashlistreference></references></hashlist>",
            ),
            "it has the part ..",
        ),
    ],
)
def test_what_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_manifest(data)
    assert said in refused.value.message
    assert in_chinese(refused.value.message) != refused.value.message


def test_formats_and_elements_that_are_not_known_are_left_out() -> None:
    data = _with("<xxh128", "<blake9>abc</blake9><xxh128").replace(
        b"</hashlist>", b"<metadata><x/></metadata></hashlist>"
    )
    assert read_manifest(data) == read_manifest(GOOD.encode())


def test_a_date_without_a_zone_is_taken_for_utc() -> None:
    found = read_manifest(_with("2026-05-06T12:30:15+00:00</creationdate>", "2026-05-06T12:30:15.5</creationdate>"))
    assert found.created == datetime(2026, 5, 6, 12, 30, 15, 500_000, tzinfo=UTC)


def _is_safe(name: str) -> bool:
    try:
        return bool(safe_name(name, hidden=True))
    except UnsafeName:
        return False


NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20).filter(_is_safe)
HEX = "0123456789abcdef"
FILE = st.builds(
    HashedFile,
    NAMES,
    st.none() | st.integers(0, 1 << 59),
    st.none() | st.integers(0, 1 << 32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.tuples(st.builds(FileHash, st.just("xxh128"), st.text(HEX, min_size=32, max_size=32), st.just("verified"))),
    st.just("") | NAMES,
)


@given(st.lists(FILE, max_size=5, unique_by=lambda one: one.path))
def test_round_trip(files: list[HashedFile]) -> None:
    found = read_manifest(manifest(files, created=TIME).encode())
    assert list(found.files) == sorted(files, key=lambda one: one.path)


@given(st.binary())
def test_arbitrary_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_manifest(data)


@given(st.randoms(use_true_random=False))
def test_a_damaged_manifest_is_read_or_refused(chance: random.Random) -> None:
    data = bytearray(GOOD.encode())
    for _ in range(chance.randint(1, 4)):
        at, size = chance.randrange(len(data)), chance.choice((0, 1, 1, 40))
        data[at : at + size] = chance.choice((b"", bytes([chance.randrange(256)]), bytes(data[at // 2 : at // 2 + 60])))
    try:
        read_manifest(bytes(data))
    except InvalidInput as refused:
        assert in_chinese(refused.message) != refused.message


def test_a_manifest_that_is_too_large() -> None:
    with pytest.raises(MhlError, match="larger than 16 MiB"):
        read_manifest(GOOD.encode() + b" " * (16 << 20))
