"""The door behind the real server, over sockets: what only shows there."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator

import pytest
from http_parts import entries, jpeg
from served import Served, until
from wsgi_client import multipart


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("server") / "home"
    served = Served(home, "--no-worker", ALBUMFORGE_HOME=str(home))
    try:
        yield served.ready()
    finally:
        served.end()


@pytest.fixture
def work_id(server: Served) -> str:
    return str(json.loads(server.get("/movie/new")[1])["work_id"])


def _head(server: Served, method: str, path: str, kind: str, **more: object) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"Content-Type: {kind}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def _answer(server: Served, data: bytes, *, end: bool = False) -> tuple[int, dict[str, str]]:
    """Send bytes; return status and JSON of what comes back."""
    with socket.create_connection(("127.0.0.1", server.port), 10) as one:
        one.sendall(data)
        if end:
            one.shutdown(socket.SHUT_WR)
        said = b""
        while not said.rstrip().endswith(b"}"):
            part = one.recv(1 << 16)
            if not part:
                break
            said += part
    head, _, body = said.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def test_a_gigabyte_of_json_is_refused_at_once(server: Served, work_id: str) -> None:
    begin = time.monotonic()
    head = _head(server, "POST", f"/movie/{work_id}", "application/json", Content_Length=10**9)
    assert _answer(server, head)[0] == 413
    assert _answer(server, head + b" " * 2_000_000)[1]["code"] == "too_large"
    assert time.monotonic() - begin < 9  # none of them waits for what does not come


def test_a_body_of_unknown_length(server: Served, work_id: str) -> None:
    head = _head(
        server, "POST", f"/movie/{work_id}/upload", "multipart/form-data; boundary=x", Transfer_Encoding="chunked"
    )
    status, said = _answer(server, head + b"5\r\n--x\r\n\r\n0\r\n\r\n")
    assert (status, said["code"]) == (411, "length_missing")


@pytest.mark.parametrize("part", [0.0, 0.001, 0.3, 0.9, 0.9999])
@pytest.mark.parametrize("ending", ["half closed", "closed", "reset"])
def test_a_cut_connection_leaves_nothing(server: Served, work_id: str, part: float, ending: str) -> None:
    body, kind = multipart([("a.jpg", jpeg() * 2000)])
    head = _head(server, "POST", f"/movie/{work_id}/upload", kind, Content_Length=len(body))
    sent = head + body[: int(len(body) * part)]
    if ending == "half closed":
        assert _answer(server, sent, end=True)[1]["code"] == "cut"
    else:
        with socket.create_connection(("127.0.0.1", server.port), 10) as one:
            one.sendall(sent)
            if ending == "reset":  # instead of a goodbye
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, bytes([1, 0, 0, 0, 0, 0, 0, 0]))
    folder = server.home / "media" / "movies" / work_id
    until(lambda: not entries(folder))
    time.sleep(0.1)
    assert entries(folder) == set()
    assert json.loads(server.get(f"/movie/{work_id}")[1])["files"] == []


def test_headers_of_tokens_arrive(server: Served) -> None:
    for name, value in (("HTTP_TOKEN", "wrong"), ("Token", "wrong"), ("Authorization", "Bearer wrong")):
        status, body = server.get("/movie/list", **{name: value})
        assert (status, json.loads(body)["msg"]) == (403, "未登录或登录超时")
    assert server.get("/movie/list")[0] == 200
    assert server.get("/movie/list", Host="evil.example")[0] == 403


def test_a_stream_ends_with_its_reader(server: Served) -> None:
    def begin() -> socket.socket:
        one = socket.create_connection(("127.0.0.1", server.port), 10)
        one.sendall(f"GET /movie/events HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        return one

    readers = [begin() for _ in range(8)]
    for reader in readers:
        said = b""
        while b"retry: 3000" not in said:
            said += reader.recv(4096)
    assert json.loads(server.get("/movie/events")[1])["code"] == "too_many"
    for reader in readers:
        reader.close()

    def free() -> bool:
        with begin() as one:
            return b" 200 OK" in one.recv(64)

    until(free, 15)


def test_many_at_once(server: Served, work_id: str) -> None:
    """Twenty uploads of 4 MB at the same time, cut into small pieces."""
    body, kind = multipart([("a.jpg", jpeg() + os.urandom(4_000_000))])
    head = _head(server, "POST", f"/movie/{work_id}/upload", kind, Content_Length=len(body))
    senders = [socket.create_connection(("127.0.0.1", server.port), 10) for _ in range(20)]
    for sender in senders:
        sender.sendall(head)
    for at in range(0, len(body), 500_000):
        for sender in senders:
            sender.sendall(body[at : at + 500_000])
    for sender in senders:
        said = b""
        while b"\r\n\r\n" not in said:
            said += sender.recv(1 << 16)
        assert said.startswith(b"HTTP/1.1 200"), said[:500]
        sender.close()
    files = json.loads(server.get(f"/movie/{work_id}")[1])["files"]
    assert [file["position"] for file in files] == list(range(1, 21))
    assert len({file["digest"] for file in files}) == 1


def test_nothing_secret_was_said(server: Served) -> None:
    """All of the above went by without a word, and without the tokens that were sent."""
    assert "wrong" not in server.said
    assert "Traceback" not in server.said
