"""Answers that never end, from a real server that means ill."""

from __future__ import annotations

import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from ipfs_parts import Between, Fault, Reply, network_to, raw

from albumforge.transferring import PlaceAway

pytest_plugins = ["ipfs_fixtures"]


def dripping(way: Between, before: bytes, drops: bytes) -> Fault:
    """Send something, then one byte again and again, for as long as the test lasts."""

    def fault(connection: socket.socket, reply: Reply) -> None:
        connection.sendall(before)
        while not way.gone.wait(0.05):
            for drop in drops:
                connection.sendall(bytes([drop]))

    return fault


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


DRIPS = {
    "status": (b"", b"H"),
    "head": (HEAD + b"X-Long: ", b"x"),
    "body": (HEAD + b"Content-Length: 1048576\r\n\r\n", b"x"),
    "body without a length": (HEAD + b"\r\n", b"x"),
    "chunk": (CHUNKED, b"0"),
    "trailer": (CHUNKED + b"0\r\nX-Trailer: ", b"x"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


def test_what_drips_comes_to_an_end(opened: Any) -> None:
    """Each byte comes well within the time of one wait. All at once, for each takes its time."""

    def fetch(before: bytes, drop: bytes) -> tuple[str, float]:
        with network_to("") as way:
            way.fault = dripping(way, before, drop)
            place, began = opened(way.url, timeout=0.6), time.monotonic()
            with pytest.raises(PlaceAway) as refused:
                place.get(raw(b"x"))
            return str(refused.value).replace(way.url, "IT"), time.monotonic() - began

    with ThreadPoolExecutor(len(DRIPS)) as pool:
        told = dict(zip(DRIPS, pool.map(lambda drip: fetch(*drip), DRIPS.values()), strict=True))
    for name, (said, seconds) in told.items():
        assert said == "IT does not come to an end of its answer within 3 s.", name
        assert 2.5 < seconds < 20, name


@pytest.mark.parametrize(
    "before, more",
    [
        (HEAD + b"\r\n", b"x" * 65_536),
        (HEAD + b"Content-Length: 1000000000\r\n\r\n", b"x" * 65_536),
        (CHUNKED, b"10000\r\n" + b"x" * 65_536 + b"\r\n"),
        (CHUNKED + b"0\r\n", b"X: y\r\n" * 10_000),
        (b"", b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n" * 2000),
    ],
    ids=["body without a length", "body", "chunks", "trailer", "interim answers"],
)
def test_what_floods_is_cut_off(between: Between, opened: Any, before: bytes, more: bytes) -> None:
    sent = 0

    def flood(connection: socket.socket, reply: Reply) -> None:
        nonlocal sent
        connection.sendall(before)
        while not between.gone.is_set():
            connection.sendall(more)
            sent += len(more)

    between.node, between.fault = "", flood
    with pytest.raises(PlaceAway, match=f"{between.url} answers with more than a block"):
        opened(between.url, timeout=5).get(raw(b"x"))
    assert sent < 32 << 20


def test_silence_ends_sooner(between: Between, opened: Any) -> None:
    between.node, between.fault = "", lambda connection, reply: between.gone.wait(60)
    began = time.monotonic()
    with pytest.raises(PlaceAway, match=rf"{between.url} does not answer within 0\.3 s\."):
        opened(between.url, timeout=0.3).get(raw(b"x"))
    assert time.monotonic() - began < 10


def test_a_block_that_comes_slowly_but_in_time_is_taken(between: Between, opened: Any) -> None:
    data = os.urandom(50_000)
    place = opened(between.url, timeout=1.0)
    place.put(raw(data), data)

    def slowly(connection: socket.socket, reply: Reply) -> None:
        connection.sendall(reply.head())
        for at in range(0, len(reply.body), 5000):
            time.sleep(0.15)
            connection.sendall(reply.body[at : at + 5000])

    between.fault = slowly
    assert place.get(raw(data)) == data
    between.fault = None
    assert place.get(raw(data)) == data  # what one answer may take is not taken from the next
