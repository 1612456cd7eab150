"""A real IPFS node, and a network between it and us that breaks."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import pytest

from albumforge.transfers.cids import RAW, cid_of, sha256
from albumforge.transfers.unixfs import DagBuilder

PARTS = Path(__file__).parent / "ipfs_node"
INSTALLED = Path(os.environ.get("ALBUMFORGE_TEST_IPFS") or PARTS.parent.parent / ".test/ipfs-node")
GATEWAY_KIND = "application/vnd.ipld.raw"


@dataclass(frozen=True)
class Running:
    """A node that runs."""

    process: subprocess.Popen[str]
    url: str
    gateway: str

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=20)


@contextlib.contextmanager
def running_node(folder: Path) -> Iterator[Running]:
    """Start a node of its own in a folder, and stop it."""
    program = shutil.which("node")
    if not (INSTALLED / "node_modules").is_dir() or program is None:
        reason = "needs an IPFS node: scripts/ipfs-node prepares it, with Node.js and npm"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    for name in ("node.mjs", "poly.cjs"):  # Node.js looks for packages beside the file that imports them
        shutil.copyfile(PARTS / name, beside := INSTALLED / f".{os.getpid()}-{name}")
        beside.replace(INSTALLED / name)
    shutil.rmtree(folder / "repo.lock", ignore_errors=True)  # of one that was killed
    with (folder.parent / f"{folder.name}.log").open("w") as log:
        process = subprocess.Popen(
            [program, "-r", "./poly.cjs", "node.mjs", str(folder)],
            cwd=INSTALLED,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdin
    assert process.stdout
    try:
        words: list[str] = []
        while words[:1] != ["ready"]:
            line = process.stdout.readline()
            assert line, "the node ended while it was starting"
            words = line.split()
        yield Running(process, f"http://127.0.0.1:{words[1]}", f"http://127.0.0.1:{words[2]}/ipfs")
    finally:
        process.stdin.close()
        try:
            process.wait(timeout=20)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


@dataclass
class Reply:
    """What the node answers, before it goes on its way."""

    status: int
    headers: dict[str, str]
    body: bytes

    def head(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} OK", *(f"{name}: {value}" for name, value in self.headers.items())]
        return "\r\n".join([*lines, "", ""]).encode()


Fault = Callable[[socket.socket, Reply], object]


@dataclass
class Between:
    """What lies between us and a node: it passes requests on, and answers back as its fault says.

    It also gives single blocks as a trustless gateway does. Where its node is "" nobody is asked.
    """

    node: str
    url: str = ""
    fault: Fault | None = None
    seen: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)

    def reply(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        self.seen.append((f"{method} {path}", headers, body))
        gateway = path.startswith("/ipfs/")
        if gateway:
            cid = path.removeprefix("/ipfs/").partition("?")[0]
            if cid == "bafkqaaa":
                return Reply(200, {"Content-Type": GATEWAY_KIND, "Content-Length": "0"}, b"")
            method, path = "POST", f"/api/v0/block/get?arg={cid}&timeout=500ms"
        if not self.node:
            return Reply(200, {}, b"")
        parts = urlsplit(self.node)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=30)
        passed = {name: value for name, value in headers.items() if name.lower() in ("content-type", "authorization")}
        try:
            connection.request(method, path, iter([body]) if body else None, passed)
            answer = connection.getresponse()
            data, kind = answer.read(), answer.getheader("Content-Type", "")
        finally:
            connection.close()
        status = answer.status
        if gateway:
            status, kind = (200, GATEWAY_KIND) if status == 200 else (404, "text/plain")
        return Reply(status, {"Content-Type": kind, "Content-Length": str(len(data))}, data)


@contextlib.contextmanager
def network_to(node: str) -> Iterator[Between]:
    """Lie between us and a node."""
    way = Between(node)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = b"".join(_chunks(self.rfile)) if "Transfer-Encoding" in self.headers else b""
            reply = way.reply(self.command, self.path, dict(self.headers), body)
            if self.command == "HEAD":
                reply.body = b""
            with contextlib.suppress(OSError):
                if way.fault is None:
                    self.connection.sendall(reply.head() + reply.body)
                else:
                    self.close_connection = True
                    way.fault(self.connection, reply)

        do_GET = do_HEAD = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    way.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield way
    finally:
        way.gone.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while size := int(stream.readline(), 16):
        yield stream.read(size)
        stream.readline()
    stream.readline()


def raw(data: bytes) -> bytes:
    """The CID of a leaf."""
    return cid_of(RAW, sha256(data))


def dag_of(leaves: list[bytes], links: int = 1024) -> tuple[bytes, dict[bytes, bytes]]:
    """The root of a file, and all its blocks by their CIDs."""
    dag, blocks = DagBuilder(links), dict[bytes, bytes]()
    for data in leaves:
        blocks[raw(data)] = data
        blocks |= {node.link.cid: node.data for node in dag.add(sha256(data), len(data))}
    blocks |= {node.link.cid: node.data for node in dag.finish()}
    return dag.root.cid, blocks


def instead(status: int, body: bytes | dict[str, Any], kind: str = "application/json") -> Fault:
    """Answer something else."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    def fault(connection: socket.socket, reply: Reply) -> None:
        reply.status, reply.body = status, data
        reply.headers = {"Content-Type": kind, "Content-Length": str(len(data))}
        connection.sendall(reply.head() + data)

    return fault
