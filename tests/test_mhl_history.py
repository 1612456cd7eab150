"""Histories as they lie on the disk, with what may be wrong with them."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from ascmhl_parts import FILES, TIME, entries, entry, put_files

from albumforge.chinese import in_chinese
from albumforge.transfers.mhl import HashedFile, Manifest, MhlError
from albumforge.transfers.mhl_history import History, locked, read_history
from albumforge.transfers.mhl_write import write_generation


def test_what_was_said_first_of_a_file_counts() -> None:
    one, other = entry("a", b"1"), entry("a", b"22")
    failed = msgspec.structs.replace(
        other, hashes=tuple(msgspec.structs.replace(found, action="failed") for found in other.hashes)
    )
    first = {found.format: found.value for found in one.hashes}
    for files in ([one, other], [one, failed], [failed, one]):
        history = _history(*files)
        assert history.digests() == {"a": first}
        assert history.sizes() == {"a": 1}


def test_a_file_that_was_renamed_keeps_its_digests() -> None:
    moved = msgspec.structs.replace(entry("b", b"1"), previous="a")
    assert _history(entry("a", b"1"), moved).digests().keys() == {"b"}


def _history(*files: HashedFile) -> History:
    return History(manifests=tuple(Manifest(TIME, "transfer", (file,)) for file in files))


def test_what_is_wrong_is_told_by_name(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "A")
    paths = [write_generation(folder, entries()) for _ in range(3)]
    paths[0].unlink()
    paths[1].write_bytes(paths[1].read_bytes().replace(b"a.mov", b"b.mov"))
    paths[2].with_name("0009_a.mhl").touch()
    found = read_history(folder / "ascmhl")
    assert [one.number for one in found.generations] == [1, 2, 3]
    assert len(found.manifests) == 1
    assert found.problems == (
        f"{paths[0].name}: there is no such file",
        f"{paths[1].name}: it was changed after it was written",
    )
    assert found.unlisted == ("0009_a.mhl",)
    for problem in found.problems:
        assert in_chinese(problem) != problem


def test_a_chain_that_cannot_be_read_names_its_file(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "A")
    write_generation(folder, entries())
    chain = folder / "ascmhl/ascmhl_chain.xml"
    for data in (b"", b"<a/>"):
        chain.write_bytes(data)
        with pytest.raises(MhlError) as refused:
            read_history(folder / "ascmhl")
        assert str(chain) in refused.value.message
        assert in_chinese(refused.value.message) != refused.value.message


def test_a_folder_without_history(tmp_path: Path) -> None:
    put_files(tmp_path, {"a": FILES["a.mov"]})
    with pytest.raises(MhlError, match="has no ASC MHL history") as refused, locked(tmp_path, alone=False):
        pass
    assert in_chinese(refused.value.message) != refused.value.message
    assert in_chinese(refused.value.hint) != refused.value.hint
    (tmp_path / "ascmhl").mkdir()
    assert read_history(tmp_path / "ascmhl") == History()
