"""What a client keeps: the keys of its user, and whose keys are known."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.transferclient.kept import Kept, kept_in
from albumforge.transferclient.server import User
from albumforge.transferclient.state import State, alone, read_record, who, write_record
from albumforge.transfers.keys import Keys
from albumforge.transfers.private_block import associated_data

WHO = who("https://films.example.org", User(3, "张三"))


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "transfer")


def test_keys_are_made_once_and_for_their_owner_alone(state: State) -> None:
    with pytest.raises(NotFound):
        state.keys()
    first = state.ensure_keys().public
    assert state.ensure_keys().public == first == state.keys().public
    assert stat.S_IMODE(state.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(state.keys_file.stat().st_mode) == 0o600


def test_keys_that_others_may_read_are_refused(state: State) -> None:
    state.ensure_keys()
    state.keys_file.chmod(0o644)
    with pytest.raises(InvalidInput, match=r"keys\.json"):
        state.ensure_keys()


def test_of_somebody_new_nothing_is_known_and_then_only_that_key(state: State) -> None:
    known, first, other = state.known(), Keys.new().public, Keys.new().public
    assert not known.check(WHO, first)
    known.trust(WHO, first.fingerprint)
    assert state.known().check(WHO, first)
    with pytest.raises(Conflict, match=r"张三.*changed") as caught:
        known.check(WHO, other)
    assert first.fingerprint in str(caught.value) and other.fingerprint in str(caught.value)
    assert not known.check(who("https://elsewhere", User(3, "张三")), other)


def test_trusted_by_a_fingerprint_as_people_type_it(state: State) -> None:
    known, key = state.known(), Keys.new().public
    assert known.trust(WHO, f"  {key.fingerprint.replace(' ', '').upper()} ") == key.fingerprint
    assert known.check(WHO, key)
    known.forget(WHO)
    assert known.entries() == {}
    with pytest.raises(InvalidInput, match="no fingerprint"):
        known.trust(WHO, "12 34")


def test_what_is_damaged_is_said_and_not_taken_for_nothing(state: State) -> None:
    state.known().trust(WHO, Keys.new().public.fingerprint)
    (state.folder / "known.json").write_text("{")
    with pytest.raises(InvalidInput, match=r"known\.json is damaged"):
        state.known().check(WHO, Keys.new().public)


def test_two_processes_are_not_at_the_same(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib\nfrom albumforge.transferclient.state import alone\n"
        "with alone(pathlib.Path(sys.argv[1]), 'x'):\n    print('mine', flush=True)\n    sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == "mine\n"
        with pytest.raises(Conflict, match=r"one\.mov: another process is at it"), alone(tmp_path, "one.mov"):
            pass
        other.kill()
    with alone(tmp_path, "one.mov"):
        pass


class Record(msgspec.Struct):
    """A record of the tests."""

    number: int


def test_a_record_is_whole_or_named(tmp_path: Path) -> None:
    path = tmp_path / "task.json"
    assert read_record(path, Record) is None
    write_record(path, Record(3))
    assert read_record(path, Record) == Record(3)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(InvalidInput, match=r"task\.json is damaged"):
        read_record(path, Record)


def test_private_files_of_a_folder(tmp_path: Path) -> None:
    keys = Keys.new()
    kept = Kept(
        server="https://films.example.org",
        public=b"\1\x55\x12\x20" + bytes(32),
        length=150,
        associated=associated_data("m", 1),
        salt=bytes(32),
        prefix=bytes(7),
        key=keys.wrap(b"k" * 32),
        size=94,
        c4="c4",
        xxh128="0" * 32,
        name="one.mov",
        modified=0.0,
    )
    (tmp_path / "deep").mkdir()
    kept.write(tmp_path / "deep" / "one.private")
    (tmp_path / "broken.private").write_text("{}")
    (tmp_path / "other.txt").write_text("x")
    msgspec.structs.replace(kept, version=2).write(tmp_path / "newer.private")
    found = dict(kept_in(tmp_path))
    assert sorted(path.name for path in found) == ["broken.private", "newer.private", "one.private"]
    assert found[tmp_path / "deep" / "one.private"] == kept
    assert "no file of a private block" in str(found[tmp_path / "broken.private"])
    assert "version 2" in str(found[tmp_path / "newer.private"])
    assert b"k" * 32 not in (tmp_path / "deep" / "one.private").read_bytes()
    assert kept.master(keys, "").key == b"k" * 32
    with pytest.raises(InvalidInput, match="other keys"):
        kept.master(Keys.new(), "")
