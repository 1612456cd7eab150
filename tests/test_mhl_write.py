"""Generations are added to what is there, by us and by the reference in turn, by several at once, and after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from ascmhl_parts import FILES, TIME, ascmhl, assert_valid, entries, entry, put_files

from albumforge.chinese import in_chinese
from albumforge.context import Context
from albumforge.errors import ForgeError, StorageError
from albumforge.transfers.mhl import MhlError
from albumforge.transfers.mhl_chain import CHAIN, read_chain
from albumforge.transfers.mhl_read import read_manifest
from albumforge.transfers.mhl_verify import verify_folder
from albumforge.transfers.mhl_write import write_generation
from albumforge.transfers.names import UnsafeName


def state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "ascmhl").iterdir()}


def actions(path: Path) -> dict[str, set[str]]:
    return {file.path: {one.action for one in file.hashes} for file in read_manifest(path.read_bytes()).files}


def test_the_reference_takes_what_we_write(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "第 1 集 & more")
    path = write_generation(folder, entries(), created=TIME)
    assert path.name == "0001_第 1 集 & more_2026-05-06_123015Z.mhl"
    assert_valid(path)
    assert_valid(folder / "ascmhl" / CHAIN)
    for command in ("verify", "diff", "info"):
        done = ascmhl(command, "-v", folder)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "Generation 1 (2026-05-06T12:30:15+00:00)" in done.stdout


def test_we_continue_the_chain_of_the_reference_and_it_ours(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "A001")
    assert ascmhl("create", folder, "-h", "c4", "-h", "md5", "-i", "*.tmp").returncode == 0
    before = state(folder)
    second = write_generation(folder, entries(), created=TIME)
    after = state(folder)
    assert after.keys() - before.keys() == {second.name}
    assert all(after[name] == before[name] for name in before if name != CHAIN)
    assert set().union(*actions(second).values()) == {"verified"}
    assert b"<pattern>*.tmp</pattern>" in second.read_bytes()
    assert ascmhl("create", folder, "-h", "xxh128").returncode == 0
    third = write_generation(folder, entries())
    assert [one.number for one in read_chain(state(folder)[CHAIN])] == [1, 2, 3, 4]
    assert third.name.startswith("0004_A001_")
    assert ascmhl("verify", folder).returncode == 0
    assert verify_folder(folder, context=Context()).good


def test_a_file_that_differs_is_called_failed_and_a_new_one_original(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "A")
    write_generation(folder, entries({"a.mov": FILES["a.mov"]}))
    second = write_generation(folder, [entry("a.mov", b"other"), entry("b.mov", b"b")])
    assert actions(second) == {"a.mov": {"failed"}, "b.mov": {"original"}}
    third = write_generation(folder, entries({"a.mov": FILES["a.mov"]}))
    assert actions(third) == {"a.mov": {"verified"}}
    assert ascmhl("create", folder, "-h", "sha1", "-sf", folder / "R&D <1>.mov").returncode == 0
    assert actions(write_generation(folder, [entry("R&D <1>.mov", b"?")])) == {"R&D <1>.mov": {""}}


def test_nothing_is_written_where_something_is_wrong(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "A")
    with pytest.raises(UnsafeName):
        write_generation(folder, [entry("../a", b"a")])
    assert not (folder / "ascmhl").exists()
    first = write_generation(folder, entries())
    first.write_bytes(first.read_bytes() + b"\n")
    before = state(folder)
    with pytest.raises(MhlError, match="is damaged") as refused:
        write_generation(folder, entries())
    assert first.name in refused.value.message
    assert in_chinese(refused.value.message).endswith("写成之后被改动过")
    assert state(folder) == before
    assert ascmhl("create", folder).returncode == 31


def test_a_link_in_the_place_of_the_history_is_refused(tmp_path: Path) -> None:
    folder, other = put_files(tmp_path / "A"), tmp_path / "other"
    other.mkdir()
    (folder / "ascmhl").symlink_to(other)
    with pytest.raises(ForgeError):
        write_generation(folder, entries())
    assert not list(other.iterdir())


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "A").write_text("a file")
    with pytest.raises(StorageError):
        write_generation(tmp_path / "A", entries())


def test_a_long_name_of_a_folder_is_cut(tmp_path: Path) -> None:
    folder = put_files(tmp_path / ("夜" * 80))
    path = write_generation(folder, entries(), created=TIME)
    assert path.name == f"0001_{'夜' * 66}_2026-05-06_123015Z.mhl"
    odd = put_files(tmp_path / "a\nb", {"a": b"a"})
    assert write_generation(odd, [entry("a", b"a")], created=TIME).name == "0001_folder_2026-05-06_123015Z.mhl"
    assert ascmhl("verify", folder).returncode == 0  # the other's name is more than it can take


_WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from ascmhl_parts import entries
from albumforge.transfers.mhl_write import write_generation
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[3])):
    write_generation(Path(sys.argv[2]), entries())
"""


def _writer(folder: Path, count: int, *before: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "".join(before) + _WRITER, str(Path(__file__).parent), str(folder), str(count)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def test_several_at_once_lose_no_generation(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "A")
    children = [_writer(folder, 8) for _ in range(3)]
    for child in children:
        child.communicate("go\n", timeout=60)
        assert child.returncode == 0
    assert [one.number for one in read_chain(state(folder)[CHAIN])] == list(range(1, 25))
    assert verify_folder(folder, context=Context()).good
    assert ascmhl("verify", folder).returncode == 0


_KILLED = """
import os, signal
from albumforge.media import publish
real = publish.write_text
def write_text(path, text):
    if path.name == "ascmhl_chain.xml":
        os.kill(os.getpid(), signal.SIGKILL)
    real(path, text)
publish.write_text = write_text
"""


@pytest.mark.parametrize("earlier", [0, 1])
def test_the_next_one_finishes_what_a_killed_process_left(earlier: int, tmp_path: Path) -> None:
    folder = put_files(tmp_path / "A")
    for _ in range(earlier):
        write_generation(folder, entries())
    child = _writer(folder, 1, _KILLED)
    child.communicate("go\n", timeout=60)
    assert child.returncode == -signal.SIGKILL
    assert len(list((folder / "ascmhl").glob("*.mhl"))) == earlier + 1
    if earlier:
        report = verify_folder(folder, context=Context())
        assert [problem.endswith(": it is not in the chain") for problem in report.problems] == [True]
    write_generation(folder, entries())
    assert [one.number for one in read_chain(state(folder)[CHAIN])] == list(range(1, earlier + 3))
    assert verify_folder(folder, context=Context()).good
    assert ascmhl("verify", folder).returncode == 0


def test_a_manifest_of_another_number_is_not_taken_into_the_chain(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "A")
    first = write_generation(folder, entries())
    first.with_name("0005_other.mhl").write_bytes(first.read_bytes())
    with pytest.raises(MhlError, match="it is not in the chain"):
        write_generation(folder, entries())


def test_what_macs_leave_beside_a_manifest_is_no_manifest(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "A")
    first = write_generation(folder, entries())
    first.with_name(f"._{first.name}").write_bytes(os.urandom(100))
    write_generation(folder, entries())
    assert verify_folder(folder, context=Context()).good
