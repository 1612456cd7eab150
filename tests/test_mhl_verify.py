"""A folder is checked as the reference checks it, and some things more."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from ascmhl_parts import FILES, ascmhl, entries, put_files

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled
from albumforge.transfers.mhl import MhlError
from albumforge.transfers.mhl_verify import FolderReport, verify_folder
from albumforge.transfers.mhl_write import write_generation

# How the reference ends.
MISSING, CHANGED, ADDITIONAL = 10, 11, 21


def checked(folder: Path) -> FolderReport:
    return verify_folder(folder, context=Context())


@pytest.fixture(params=["ours", "theirs"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = put_files(tmp_path / "A001")
    if request.param == "ours":
        write_generation(folder, entries())
    else:
        assert ascmhl("create", folder, "-h", "xxh64", "-h", "c4").returncode == 0
    return folder


def test_a_folder_that_is_as_it_was(folder: Path) -> None:
    (folder / "sub/.DS_Store").touch()
    (folder / ".albumforge-1234.mov").touch()
    report = checked(folder)
    assert report.good
    assert (report.generations, report.files) == (1, len(FILES))
    assert ascmhl("verify", folder, "-i", ".albumforge-*").returncode == 0


def test_a_flipped_byte(folder: Path) -> None:
    (folder / "sub/夜 景/片 😀.mxf").write_bytes(b"twO" + b"two" * 999)
    report = checked(folder)
    assert report.changed == ("sub/夜 景/片 😀.mxf",)
    assert not report.good
    assert ascmhl("verify", folder).returncode == CHANGED
    assert ascmhl("diff", folder).returncode == 0  # it reads no file


def test_a_file_of_another_size(folder: Path) -> None:
    (folder / "a.mov").write_bytes(b"")
    (folder / "sub/empty.wav").write_bytes(b"not empty")
    assert checked(folder).changed == ("a.mov", "sub/empty.wav")
    assert ascmhl("verify", folder).returncode == CHANGED


def test_a_missing_file(folder: Path) -> None:
    (folder / "a.mov").unlink()
    report = checked(folder)
    assert (report.missing, report.changed) == (("a.mov",), ())
    assert ascmhl("verify", folder).returncode == MISSING


def test_an_additional_file(folder: Path) -> None:
    (folder / "sub/new.mov").touch()
    assert checked(folder).additional == ("sub/new.mov",)
    assert ascmhl("verify", folder).returncode == ADDITIONAL


def test_a_changed_manifest(folder: Path) -> None:
    path = next((folder / "ascmhl").glob("*.mhl"))
    path.write_bytes(path.read_bytes().replace(b"a.mov", b"b.mov"))
    report = checked(folder)
    assert report.problems == (f"ascmhl/{path.name}: it was changed after it was written",)
    assert ascmhl("verify", folder).returncode == 31


def test_a_listed_folder_that_is_gone(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "A")
    (folder / "empty").mkdir()
    assert ascmhl("create", folder).returncode == 0
    assert checked(folder).good
    (folder / "empty").rmdir()
    assert checked(folder).missing == ("empty",)
    assert ascmhl("verify", folder).returncode == MISSING


def test_what_the_manifest_ignores(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "A", {**FILES, "x.tmp": b"x", "cache/y": b"y", "sub/z": b"z"})
    assert ascmhl("create", folder, "-i", "*.tmp", "-i", "cache/", "-i", "sub/z").returncode == 0
    report = checked(folder)
    assert (report.changed, report.missing) == ((), ())
    assert report.additional == ("sub/z",)  # patterns for whole paths are not followed


def test_a_folder_that_has_a_history_inside(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "A", {"reel/a.mov": b"a", "b.mov": b"b"})
    assert ascmhl("create", folder / "reel", "-h", "md5").returncode == 0
    assert ascmhl("create", folder, "-h", "c4").returncode == 0
    report = checked(folder)
    assert report.good
    assert report.files == 2
    inner = sorted((folder / "reel/ascmhl").glob("*.mhl"))[-1]
    inner.unlink()
    assert set(checked(folder).problems) == {f"reel/ascmhl/{inner.name}: there is no such file"}
    (folder / "reel/a.mov").write_bytes(b"A")
    assert checked(folder).changed == ("reel/a.mov",)


def test_links(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.mov").write_bytes(FILES["a.mov"])
    (folder / "a.mov").unlink()
    (folder / "a.mov").symlink_to(tmp_path / "outside.mov")
    assert checked(folder).changed == ("a.mov",)
    (folder / "a.mov").unlink()
    (folder / "a.mov").symlink_to("nowhere")
    assert checked(folder).changed == ("a.mov",)


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    (folder / "a.mov").unlink()
    os.mkfifo(folder / "a.mov")
    os.mkfifo(folder / "other")
    report = checked(folder)
    assert (report.changed, report.additional) == (("a.mov",), ("other",))


def test_a_folder_without_chain(folder: Path, tmp_path: Path) -> None:
    (folder / "ascmhl/ascmhl_chain.xml").unlink()
    for one in (folder, tmp_path, tmp_path / "missing"):
        with pytest.raises(MhlError):
            checked(one)


def test_progress_and_the_end_when_asked(tmp_path: Path) -> None:
    files = {f"{number}.mov": os.urandom(3 << 20) for number in range(8)}
    folder = put_files(tmp_path / "A", files)
    write_generation(folder, entries(files))
    seen: list[Progress] = []
    assert verify_folder(folder, context=Context(on_progress=seen.append)).good
    assert seen[-1].fraction == 1.0
    assert {one.stage for one in seen} == {"verify"}
    assert len({one.fraction for one in seen}) > 20
    stop = threading.Event()

    def watch(progress: Progress) -> None:
        if progress.fraction > 0.2:
            stop.set()

    with pytest.raises(Cancelled):
        verify_folder(folder, context=Context(on_progress=watch, cancelled=stop.is_set, poll_interval=0))
