"""What an IPFS node answers, when it is no good, or is none at all."""

from __future__ import annotations

import os
import socket
import time
from typing import Any

import pytest
from ipfs_parts import Between, Reply, dag_of, instead, network_to, raw, running_node

from albumforge.errors import ForgeError, InvalidInput, StorageError
from albumforge.transferring import BlockMissing, PlaceAway
from albumforge.transfers.blocks import WrongBlock, get_block
from albumforge.transfers.ipfs_http import Site
from albumforge.transfers.ipfs_rpc import Rpc

pytest_plugins = ["ipfs_fixtures"]


def flipped(connection: socket.socket, reply: Reply) -> None:
    data = bytearray(reply.body)
    data[len(data) // 2] ^= 1
    connection.sendall(reply.head() + data)


def cut(connection: socket.socket, reply: Reply) -> None:
    connection.sendall(reply.head() + reply.body[: len(reply.body) // 2])


def shortened(connection: socket.socket, reply: Reply) -> None:
    reply.headers["Content-Length"] = str(len(reply.body) - 1)
    connection.sendall(reply.head() + reply.body[:-1])


@pytest.mark.parametrize("address", ["", "/ipfs/"])
@pytest.mark.parametrize(
    "fault", [flipped, shortened, instead(200, b""), instead(200, {"Message": "no", "Type": "error"})]
)
def test_other_bytes_are_never_taken_for_a_block(between: Between, opened: Any, fault: Any, address: str) -> None:
    data = os.urandom(70_000)
    opened(between.url).put(raw(data), data)
    place = opened(between.url + address)
    between.fault = fault
    with pytest.raises(WrongBlock, match=f"{between.url}.* gives other bytes for bafkrei"):
        get_block(place, raw(data))
    between.fault = None
    assert get_block(place, raw(data)) == data


@pytest.mark.parametrize("address", ["", "/ipfs/"])
def test_an_answer_that_is_cut_is_none(between: Between, opened: Any, address: str) -> None:
    data = os.urandom(70_000)
    opened(between.url).put(raw(data), data)
    between.fault = cut
    with pytest.raises(PlaceAway, match=f"{between.url}\\S* does not answer: .+"):
        opened(between.url + address).get(raw(data))


def test_a_node_that_dies_in_the_middle(tmp_path: Any, opened: Any) -> None:
    data = os.urandom(1 << 20)
    with running_node(tmp_path / "repo") as node, network_to(node.url) as way:
        place = opened(way.url)
        place.put(raw(data), data)

        def die(connection: socket.socket, reply: Reply) -> None:
            connection.sendall(reply.head() + reply.body[:300_000])
            node.kill()

        way.fault = die
        with pytest.raises(PlaceAway, match=way.url):
            place.get(raw(data))


@pytest.mark.parametrize(
    "status, body, kind, said",
    [
        (403, b"403 - Forbidden", InvalidInput, r"refuses it \(status 403\)"),
        (404, b"404 page not found", InvalidInput, r"not the RPC API of an IPFS node \(it answers with status 404\)"),
        (405, b"", InvalidInput, "not the RPC API of an IPFS node"),
        (413, b"<html>", InvalidInput, "takes no request as large as a block"),
        (429, b"", PlaceAway, "answers with status 429"),
        (500, b"<html>", PlaceAway, "answers with status 500"),
        (503, b"", PlaceAway, "answers with status 503"),
        (
            200,
            b"<html>It works!</html>",
            InvalidInput,
            r"not the RPC API of an IPFS node \(it answers with status 200\)",
        ),
        (200, b"[]", InvalidInput, "not the RPC API of an IPFS node"),
        (200, b"[" * 100_000, InvalidInput, "not the RPC API of an IPFS node"),
        (200, {}, InvalidInput, "takes the block bafkrei.* for nothing"),
        (200, {"Key": "../../etc/passwd\n"}, InvalidInput, r"for \.\./\.\./etc/passwd\."),
        (200, {"Message": "disk is gone", "Type": "error"}, PlaceAway, "cannot do it: disk is gone"),
        (400, {"Message": "argument is wrong", "Type": "error"}, InvalidInput, "refuses it: argument is wrong"),
        (500, {"Message": "write x: no space left on device"}, StorageError, "cannot write: write x: no space left"),
        (500, {"Message": "open x: permission denied"}, StorageError, "cannot write"),
        (500, {"Message": "context deadline exceeded"}, PlaceAway, "in time: context deadline exceeded"),
    ],
)
def test_what_a_put_is_answered(
    between: Between, opened: Any, status: int, body: Any, kind: type[ForgeError], said: str
) -> None:
    between.fault = instead(status, body)
    with pytest.raises(kind, match=f"^{between.url} .*{said}"):
        opened(between.url).put(raw(b"x"), b"x")


@pytest.mark.parametrize(
    "message, kind",
    [
        ("block was not found locally (offline): ipld: could not find bafkrei", BlockMissing),
        ("context deadline exceeded", BlockMissing),
        ("Failed to get block: request timed out", BlockMissing),
        ("lock /repo: resource temporarily unavailable", PlaceAway),
    ],
)
def test_what_the_words_of_a_node_mean(between: Between, opened: Any, message: str, kind: type[ForgeError]) -> None:
    between.fault = instead(500, {"Message": message, "Code": 0, "Type": "error"})
    place = opened(between.url)
    with pytest.raises(kind, match=between.url):
        place.get(raw(b"x"))
    if kind is BlockMissing:
        assert not place.has(raw(b"x"))
    else:
        with pytest.raises(kind):
            place.has(raw(b"x"))


def test_a_web_server_is_no_node(between: Between, opened: Any) -> None:
    for status in (200, 404, 405):
        between.fault = instead(status, b"<html>It works!</html>", "text/html")
        with pytest.raises(InvalidInput, match=f"^{between.url} is not the RPC API of an IPFS node"):
            opened(between.url).check()
        with pytest.raises(InvalidInput, match="is no trustless gateway of IPFS"):
            opened(f"{between.url}/ipfs").check()


def test_a_gateway_is_told_from_a_node(between: Between, opened: Any) -> None:
    def gateway(connection: socket.socket, reply: Reply) -> None:
        if "Version" in reply.body.decode():
            reply.status = 405
        connection.sendall(reply.head() + reply.body)

    between.fault = gateway
    with pytest.raises(InvalidInput, match=rf"{between.url} is a gateway.*give it as ipfs:{between.url}/ipfs/\."):
        opened(between.url).check()


def test_a_pin_takes_as_long_as_the_node_says_that_it_goes_on(between: Between, opened: Any) -> None:
    root, _ = dag_of([b"a", b"b"])

    def going(connection: socket.socket, reply: Reply) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for number in range(6):
            time.sleep(0.1)
            connection.sendall(f'{{"Progress":{number}}}\n'.encode())
        connection.sendall(last)

    between.node, between.fault = "", going
    place = opened(between.url, timeout=0.4)
    last = b'{"Pins":["bafy"]}\n'
    with pytest.raises(BlockMissing, match=f"{between.url} does not pin bafy.*; something below it may be missing"):
        place.pin(root)
    last = b'{"Message":"ipld: could not find bafk","Code":0,"Type":"error"}'
    with pytest.raises(BlockMissing, match="could not find bafk"):
        place.pin(root)
    last = b"x" * 200_000
    with pytest.raises(InvalidInput, match="not the RPC API"):
        place.pin(root)


def test_room_is_what_is_left_below_the_limit(between: Between, opened: Any) -> None:
    place = opened(between.url)
    for said, room in [
        ({"RepoSize": 400, "StorageMax": 1000}, 600),
        ({"RepoSize": "1400", "StorageMax": "1000"}, 0),
        ({"RepoSize": 400, "StorageMax": (1 << 64) - 1}, None),
        ({"RepoSize": None, "StorageMax": "x"}, None),
        ({}, None),
    ]:
        between.node, between.fault = "", instead(200, said)
        assert place.room() == room


def test_what_goes_out_names_no_file(between: Between, opened: Any) -> None:
    place = opened(between.url)
    place.put(raw(b"data"), b"data")
    ((line, headers, body),) = between.seen
    assert line == "POST /api/v0/block/put?cid-codec=raw&format=raw&mhtype=sha2-256&version=1&cid-base=base32&pin=false"
    assert b'form-data; name="file"; filename="block"\r\n' in body
    assert headers["Accept-Encoding"] == "identity"


def test_the_version_of_a_node(ipfs: Any) -> None:
    site = Site(ipfs.url, timeout=5)
    assert Rpc(site).version() == "0.18.1"
    site.close()
