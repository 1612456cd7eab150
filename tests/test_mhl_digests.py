"""Digests of a file in all formats, as the reference makes them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from ascmhl_parts import ascmhl

from albumforge.errors import Cancelled, MediaError
from albumforge.transfers.mhl import HASHERS
from albumforge.transfers.mhl_digests import file_digests


def test_they_are_those_of_the_reference(tmp_path: Path) -> None:
    path = tmp_path / "a.mov"
    for data in (b"", os.urandom((5 << 20) + 7)):
        path.write_bytes(data)
        taken: list[int] = []
        found = file_digests(path, HASHERS, report=taken.append)
        assert sum(taken) == len(data)
        for name in ("c4", "xxh128", "xxh3", "xxh64") if data else ("md5", "sha1", "c4"):
            assert ascmhl("hash", path, "-h", name).stdout.split(" = ")[1].strip() == found[name]


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing", "pipe", "."):
        with pytest.raises(MediaError):
            file_digests(tmp_path / name, ["c4"], report=lambda _: None)


def test_it_stops_when_asked(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(8 << 20))

    def stop(_: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        file_digests(tmp_path / "a", ["c4"], report=stop)
