"""Publishing: a file is whole under its name, or not there."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from albumforge.errors import StorageError
from albumforge.media.publish import (
    ABANDONED_SECONDS,
    TEMPORARY_PREFIX,
    check_writable,
    make_folder,
    published,
    storage_error,
    sweep_temporaries,
    write_text,
)


def test_the_file_appears_only_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with published(path) as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".mp4"
        temporary.write_bytes(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert [file.name for file in tmp_path.iterdir()] == ["film.mp4"]


def test_when_the_body_raises_the_old_file_stays_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError, match="in the middle"), published(path) as temporary:
        temporary.write_bytes(b"half")
        raise RuntimeError("in the middle")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["film.mp4"]


def test_a_body_that_takes_the_file_away_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"old")
    with pytest.raises(StorageError), published(path) as temporary:
        temporary.unlink()
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("name", "said"),
    [("missing/film.mp4", "the folder does not exist"), ("file/film.mp4", "below something that is not a folder")],
)
def test_a_place_that_cannot_be_is_named_with_the_reason(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=said) as caught, published(tmp_path / name):
        raise AssertionError("the body must not run")
    assert name in str(caught.value)


def test_a_folder_in_the_way_is_said_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").mkdir()
    with pytest.raises(StorageError, match="a folder of that name"), published(tmp_path / "film.mp4"):
        raise AssertionError("the body must not run")


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with pytest.raises(StorageError, match="the disk is full"), published(path) as temporary:
        with open("/dev/full", "wb", buffering=0) as full:  # noqa: PTH123 - a device, not a path of ours
            try:
                full.write(b"x")
            except OSError as error:
                raise storage_error(path, error) from error
        temporary.write_bytes(b"never")
    assert list(tmp_path.iterdir()) == []


def test_no_permission_is_said(tmp_path: Path) -> None:
    # Root may write anywhere, so a child that is nobody tries.
    folder = tmp_path / "closed"
    folder.mkdir()
    code = (
        "import os, sys; from pathlib import Path\n"
        "from albumforge.media.publish import write_text\n"
        "from albumforge.errors import StorageError\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "try: write_text(Path('film.txt'), 'x')\n"
        "except StorageError as error: print(error); sys.exit(error.exit_code)\n"
    )
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IXOTH | stat.S_IROTH)
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 5, done.stderr
    assert "no permission to write there" in done.stdout
    assert list(folder.iterdir()) == []


def test_a_child_killed_in_the_middle_leaves_nothing_under_the_name(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from albumforge.media.publish import published\n"
        "with published(Path(sys.argv[1])) as temporary:\n"
        "    temporary.write_bytes(b'half'); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "film.mp4")], check=False)
    assert done.returncode == -9
    assert all(file.name.startswith(TEMPORARY_PREFIX) for file in tmp_path.iterdir())


def test_text_is_utf_8(tmp_path: Path) -> None:
    write_text(tmp_path / "plan.json", "山水")
    assert (tmp_path / "plan.json").read_bytes() == "山水".encode()


def test_make_folder_makes_parents_and_accepts_an_existing_one(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert make_folder(folder) == make_folder(folder) == folder
    assert folder.is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        make_folder(tmp_path / "file")


def test_an_unknown_error_keeps_the_system_s_words() -> None:
    error = storage_error("x", OSError(errno.EIO, os.strerror(errno.EIO)))
    assert "Input/output error" in str(error)


def test_what_killed_processes_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    left, fresh, other = (tmp_path / name for name in (".albumforge-1.mp4", ".albumforge-2.mp4", "film.mp4"))
    for file in (left, fresh, other):
        file.write_bytes(b"x")
    then = time.time() - ABANDONED_SECONDS - 1
    os.utime(left, (then, then))
    os.utime(other, (then, then))
    sweep_temporaries(tmp_path)
    sweep_temporaries(tmp_path / "no such folder")
    assert sorted(file.name for file in tmp_path.iterdir()) == [".albumforge-2.mp4", "film.mp4"]


def test_what_is_no_regular_file_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    for check in (check_writable, lambda path: published(path).__enter__()):
        with pytest.raises(StorageError, match="not a regular file"):
            check(tmp_path / "pipe.mp4")
    assert stat.S_ISFIFO((tmp_path / "pipe.mp4").stat().st_mode)


def test_a_folder_that_takes_no_files_is_not_said_to_be_missing() -> None:
    for check in (check_writable, lambda path: published(path).__enter__()):
        with pytest.raises(StorageError, match=r"/proc/a\.mp4 cannot be written: files cannot be created there"):
            check(Path("/proc/a.mp4"))
