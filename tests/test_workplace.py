"""Folders in the cache for what is found out about a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from albumforge.errors import MediaError, StorageError
from albumforge.media.workplace import workplace


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_the_same_content_has_the_same_folder(tmp_path: Path) -> None:
    one, same = write(tmp_path / "a.mp4", b"one"), write(tmp_path / "b.mov", b"one")
    other = write(tmp_path / "c.mp4", b"other")
    with workplace(tmp_path / "cache", one) as folder:
        (folder / "found.json").write_text("{}")
    with workplace(tmp_path / "cache", same) as again:
        assert again == folder
        assert (again / "found.json").exists()
    with workplace(tmp_path / "cache", other) as elsewhere:
        assert elsewhere != folder


def test_who_comes_while_it_is_taken_gets_another_that_goes(tmp_path: Path) -> None:
    file = write(tmp_path / "a.mp4", b"one")
    with workplace(tmp_path / "cache", file) as first:
        with workplace(tmp_path / "cache", file) as second:
            assert second != first
            assert not list(second.iterdir())
            (second / "found.json").write_text("{}")
        assert not second.exists()
    with workplace(tmp_path / "cache", file) as third:
        assert third == first


def test_a_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    file = write(tmp_path / "a.mp4", b"one")
    program = (
        "import os, signal, sys; from pathlib import Path; from albumforge.media.workplace import workplace\n"
        "with workplace(Path(sys.argv[1]), Path(sys.argv[2])) as folder:\n"
        "    print(folder, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "cache", file], capture_output=True, text=True, check=False
    )
    with workplace(tmp_path / "cache", file) as folder:
        assert str(folder) == ran.stdout.strip()


def test_what_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(MediaError), workplace(tmp_path / "cache", tmp_path / "none.mp4"):
        pass
    write(tmp_path / "cache", b"")
    with pytest.raises(StorageError), workplace(tmp_path / "cache", write(tmp_path / "a.mp4", b"one")):
        pass
