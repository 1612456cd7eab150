"""Whole files in a real IPFS node."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import socket
from pathlib import Path
from typing import Any

import pytest
from ipfs_parts import Between, Reply, dag_of

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled, MediaError
from albumforge.transferring import PlaceAway
from albumforge.transfers.cids import RAW, cid_of, sha256
from albumforge.transfers.ipfs_node import Node

pytest_plugins = ["ipfs_fixtures"]
LEAF = 1 << 20


@pytest.mark.parametrize("size", [1, LEAF, 2 * LEAF, 5 * LEAF + 7])
def test_the_node_finds_the_root_that_we_find(place: Node, tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    (tmp_path / "file").write_bytes(data)
    root, _ = dag_of([data[at : at + LEAF] for at in range(0, size, LEAF)])
    seen: list[Progress] = []
    assert place.add(tmp_path / "file", Context(on_progress=seen.append)) == root
    assert [seen[-1].stage, seen[-1].fraction] == ["add", 1.0]
    assert place.add(io.BytesIO(data), Context(), pin=False) == root
    assert b"".join(place.cat(root)) == data
    assert b"".join(place.cat(root, offset=size - 1, length=9)) == data[-1:]


def test_a_large_file_takes_no_memory(place: Node) -> None:
    """64 MiB that nobody has at once."""

    class Zeros(io.RawIOBase):
        left = 64 * LEAF

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            size = min(len(buffer), self.left)
            self.left -= size
            buffer[:size] = bytes(size)
            return size

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    root = place.add(io.BufferedReader(Zeros()), Context())
    assert root == dag_of([bytes(LEAF)] * 64)[0]
    size = 0
    for part in place.cat(root):
        assert not any(part[:: 1 << 12])
        size += len(part)
    assert size == 64 * LEAF
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 << 10


def test_adding_can_be_stopped(place: Node) -> None:
    stopped = [False, False, False, True]
    with pytest.raises(Cancelled):
        place.add(io.BytesIO(bytes(8 * LEAF)), Context(cancelled=lambda: stopped.pop(0), poll_interval=0))
    place.check()


def test_a_file_that_cannot_be_read(place: Node, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no such file"):
        place.add(tmp_path / "file", Context())
    with (tmp_path / "out").open("wb") as file, pytest.raises(MediaError):
        place.add(file, Context())


@pytest.mark.parametrize("said", [b"", b'{"Bytes":1}\n', b'{"Hash":"x"}\n', b'{"Hash":5}\n'])
def test_a_node_that_does_not_say_what_became_of_it(between: Between, opened: Any, said: bytes) -> None:
    between.node, between.fault = "", lambda connection, reply: connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + said)
    with pytest.raises(PlaceAway, match=f"{between.url} does not say what became of the file"):
        opened(between.url).add(io.BytesIO(b"data"), Context())


def test_a_file_that_is_cut_is_found(between: Between, opened: Any) -> None:
    """A node that fails in the middle may end its answer as if nothing was."""

    def cut(connection: socket.socket, reply: Reply) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Content-Length: 100\r\nContent-Length: 60\r\n\r\n" + bytes(60))

    between.node, between.fault = "", cut
    parts = opened(between.url, timeout=1).cat(cid_of(RAW, sha256(b"x")))
    assert len(next(parts)) == 60
    with pytest.raises(PlaceAway, match="breaks off in the middle of a file"):
        next(parts)


def test_whoever_stops_reading_gives_the_connection_back(place: Node) -> None:
    data = os.urandom(3 * LEAF)
    root = place.add(io.BytesIO(data), Context())
    parts = place.cat(root)
    assert data.startswith(next(parts))
    parts.close()
    assert hashlib.sha256(b"".join(place.cat(root))).digest() == sha256(data)
