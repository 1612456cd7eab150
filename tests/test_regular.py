"""Opening the user's files: nothing but regular ones, and every refusal in words."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from albumforge.errors import MediaError
from albumforge.media.regular import open_regular


def refusal(path: Path | str) -> str:
    with pytest.raises(MediaError) as caught:
        open_regular(path)
    return caught.value.reason


def test_reads_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")
    with open_regular(tmp_path / "a") as stream:
        assert stream.read() == b"content"


def test_a_pipe_is_refused_without_waiting_for_its_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert refusal(tmp_path / "pipe.jpg") == "it is not a regular file"


def test_devices_sockets_and_folders_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal("/dev/zero") == "it is not a regular file"
    assert refusal(tmp_path) == "it is a folder"
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        assert refusal("s") == "it is not a regular file"


def test_missing_empty_and_looping_files_say_so(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "loop").symlink_to("loop")
    assert refusal(tmp_path / "empty.jpg") == "the file is empty (0 bytes)"
    assert refusal(tmp_path / "none.jpg") == "there is no such file"
    assert refusal(tmp_path / "loop") == "it is a link that leads back to itself"
    assert refusal("a\0b") == "its name holds a zero byte"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "secret").chmod(0)
    assert refusal(tmp_path / "secret") == "no permission to read it"


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        refusal(tmp_path)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
