"""Digests of files: right, streamed, and remembered only while the file stays the same."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from albumforge.errors import MediaError
from albumforge.media import digest
from albumforge.media.digest import file_digest


def test_is_the_sha256_of_the_content(tmp_path: Path) -> None:
    content = bytes(range(256)) * 5000
    (tmp_path / "a").write_bytes(content)
    assert file_digest(tmp_path / "a") == "sha256-" + hashlib.sha256(content).hexdigest()


def test_an_unchanged_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"one")
    first = file_digest(file)

    def must_not_read(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(digest.hashlib, "file_digest", must_not_read)
    assert file_digest(file) == first


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"one")
    first = file_digest(file)
    file.write_bytes(b"two")
    os.utime(file, ns=(0, 12345))
    assert file_digest(file) != first


def test_the_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "_REMEMBERED", 3)
    for number in range(10):
        (tmp_path / str(number)).write_bytes(bytes([number]))
        file_digest(tmp_path / str(number))
    assert len(digest._cache) <= 3


def test_what_cannot_be_read_is_a_media_error(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no such file"):
        file_digest(tmp_path / "missing")
