"""A user's keys: a file of their own, public halves as text, masters' keys wrapped."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumforge.errors import Conflict, InvalidInput, NotFound, StorageError
from albumforge.transfers.keys import Keys, PublicKey


def test_written_and_read_they_are_the_same(tmp_path: Path) -> None:
    keys, path = Keys.new(), tmp_path / "keys.json"
    keys.write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = Keys.read(path)
    assert again.public == keys.public
    assert again.unwrap(keys.wrap(bytes(range(32)))) == bytes(range(32))


def test_keys_are_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    Keys.new().write(path)
    before = path.read_bytes()
    with pytest.raises(Conflict, match="already"):
        Keys.new().write(path)
    assert path.read_bytes() == before
    with pytest.raises(StorageError):
        Keys.new().write(tmp_path / "nowhere" / "keys.json")


ZERO = "A" * 43 + "="


@pytest.mark.parametrize(
    "content",
    [
        *("", "[]", "null", "{}", '{"version": 1}', "\0", '{"version": 1, "seal": "00", "sign": "00", "wrap": "00"}'),
        json.dumps({"version": 2, "seal": ZERO, "sign": ZERO, "wrap": ZERO}),
        json.dumps({"version": 1, "seal": 5, "sign": ZERO, "wrap": ZERO}),
    ],
)
def test_files_that_hold_no_keys(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(InvalidInput, match=r"keys\.json"):
        Keys.read(path)


def test_no_file_is_told_with_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="keys make"):
        Keys.read(tmp_path / "keys.json")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InvalidInput, match="folder"):
        Keys.read(tmp_path / "folder")


@pytest.mark.skipif(os.name != "posix", reason="this system has no such modes")
def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    Keys.new().write(path)
    path.chmod(0o640)
    with pytest.raises(InvalidInput, match="chmod 600"):
        Keys.read(path)


def test_what_they_are_shows_nowhere() -> None:
    keys = Keys(b"\1" * 32, b"\2" * 32, b"\3" * 32)
    assert "\\x" not in repr(keys) and "0101" not in repr(keys)


def test_the_public_half_as_text() -> None:
    public = Keys.new().public
    assert PublicKey.decode(public.encode()) == public
    assert PublicKey.decode(f"  {public.encode()}\n") == public
    groups = public.fingerprint.split()
    assert [len(group) for group in groups] == [4] * 10


@given(st.text(max_size=120))
def test_other_text_is_no_public_key(text: str) -> None:
    with pytest.raises(InvalidInput):
        PublicKey.decode(text)
    with pytest.raises(InvalidInput):
        PublicKey.decode(f"albumforge-key-1:{text}")


def test_a_wrapped_key_opens_with_no_other_keys() -> None:
    wrapped = Keys.new().wrap(bytes(32))
    for bad in (wrapped, wrapped[:-1], b"", bytes(40)):
        with pytest.raises(InvalidInput, match="other keys"):
            Keys.new().unwrap(bad)


@pytest.mark.parametrize("number", [0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 18])
def test_a_public_key_that_anybody_could_open_for_is_refused(number: int) -> None:
    """Points of low order (RFC 7748, section 6.1)."""
    weak = PublicKey(number.to_bytes(32, "little"), Keys.new().public.sign)
    with pytest.raises(InvalidInput, match="weak"):
        PublicKey.decode(weak.encode())
