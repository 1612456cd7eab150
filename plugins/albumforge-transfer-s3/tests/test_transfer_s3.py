"""Blocks in a bucket of a real server process that speaks S3's protocol."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest
from albumforge_transfer_s3 import Bucket, S3Transfer

from albumforge.errors import ForgeError, InvalidInput, StorageError
from albumforge.testing import TransferContract
from albumforge.transferring import BlockMissing, Place, PlaceAway
from albumforge.transfers.blocks import WrongBlock, get_block
from albumforge.transfers.cids import RAW, cid_of, cid_text, sha256
from albumforge.transfers.unixfs import DagBuilder

PLUGIN = Path(__file__).resolve().parent.parent
SECRET = "TheSecretOfTheTests"


def raw(data: bytes) -> bytes:
    return cid_of(RAW, sha256(data))


class Server:
    """A process of moto's server, with one bucket."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        self._log = (folder / "server.log").open("wb")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log)
        self._wait()
        self.client: Any = boto3.client("s3", endpoint_url=self.url, region_name="us-east-1", **keys())
        self.client.create_bucket(Bucket="masters")

    def _wait(self) -> None:
        for _ in range(300):
            assert self.process.poll() is None
            try:
                self.ask("/moto-api/data.json")
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server does not start")

    def ask(self, path: str, data: bytes | None = None) -> bytes:
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "text/plain"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bytes(answer.read())

    def stop(self) -> None:
        self.client.close()
        self.process.kill()
        self.process.wait()
        self._log.close()

    def puts(self) -> int:
        """Return how many objects it was sent."""
        return Path(self._log.name).read_bytes().count(b'"PUT /masters/')

    def names(self) -> list[str]:
        return sorted(one["Key"] for one in self.client.list_objects_v2(Bucket="masters").get("Contents", []))


def keys() -> dict[str, str]:
    return {"aws_access_key_id": "TESTKEY", "aws_secret_access_key": SECRET}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("s3"))
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in keys().items():
        monkeypatch.setenv(name.upper(), value)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))


@pytest.fixture
def bucket(server: Server, request: pytest.FixtureRequest) -> Iterator[Bucket]:
    place = opened(server, f"masters/第 1 部/{abs(hash(request.node.name))}")
    yield place
    for key in server.names():
        server.client.delete_object(Bucket="masters", Key=key)
    place.close()


def opened(server: Server, where: str, timeout: float = 10.0) -> Bucket:
    return S3Transfer().place(f"{where}?endpoint={server.url}&region=us-east-1", timeout=timeout)


def put_dag(place: Place, leaves: list[bytes], links: int) -> bytes:
    dag = DagBuilder(links)
    for data in leaves:
        place.put(raw(data), data)
        for node in dag.add(sha256(data), len(data)):
            place.put(node.link.cid, node.data)
    for node in dag.finish():
        place.put(node.link.cid, node.data)
    return dag.root.cid


class TestContract(TransferContract):
    timeout = 10.0
    wrong_addresses = ("", "/", "?endpoint=http://127.0.0.1", "masters?endpoint=ftp://127.0.0.1")

    @pytest.fixture(autouse=True)
    def _bucket(self, server: Server, tmp_path: Path) -> Iterator[None]:
        self._where = f"masters/{tmp_path.name}?endpoint={server.url}&region=us-east-1"
        yield
        for key in server.names():
            server.client.delete_object(Bucket="masters", Key=key)

    def backend(self) -> S3Transfer:
        return S3Transfer()

    def address(self, folder: Path) -> str:
        return self._where


def test_what_is_put_is_got_and_checked_by_the_service(server: Server, bucket: Bucket) -> None:
    data = os.urandom(1 << 20)
    bucket.check()
    assert not bucket.has(raw(data))
    bucket.put(raw(data), memoryview(data))
    again = S3Transfer().place(bucket.address)
    assert again.has(raw(data))
    assert get_block(again, raw(data)) == data
    again.close()
    assert get_block(again, raw(data)) == data  # it can be used again
    again.close()
    assert bucket.room() is None
    (key,) = server.names()
    assert key.endswith(f"/blocks/{cid_text(raw(data))}")
    kept = server.client.head_object(Bucket="masters", Key=key, ChecksumMode="ENABLED")
    assert kept["ChecksumSHA256"]


def test_a_block_that_is_there_is_not_sent_again(server: Server, bucket: Bucket) -> None:
    bucket.put(raw(b"one"), b"one")
    before = server.puts()
    bucket.put(raw(b"one"), b"one")
    assert server.puts() == before > 0


def test_a_prefix_is_not_needed(server: Server) -> None:
    place = opened(server, "masters")
    place.put(raw(b"x"), b"x")
    assert server.names() == [f"blocks/{cid_text(raw(b'x'))}"]
    place.remove(raw(b"x"))
    place.remove(raw(b"x"))
    assert not place.has(raw(b"x"))
    place.close()


def test_a_block_that_is_not_there_is_missing(bucket: Bucket) -> None:
    with pytest.raises(BlockMissing, match="bafkrei"):
        bucket.get(raw(b"never put"))
    with pytest.raises(BlockMissing):
        bucket.pin(raw(b"never put"))


@pytest.mark.parametrize("lie", [b"other bytes", b"", bytes(3 << 20)])
def test_lying_bytes_are_found_and_mended_by_putting_again(server: Server, bucket: Bucket, lie: bytes) -> None:
    bucket.put(raw(b"data"), b"data")
    (key,) = server.names()
    server.client.put_object(Bucket="masters", Key=key, Body=lie)
    with pytest.raises(WrongBlock):
        get_block(bucket, raw(b"data"))
    bucket.put(raw(b"data"), b"data")
    assert get_block(bucket, raw(b"data")) == b"data"


def test_unpin_drops_what_no_other_pin_keeps(server: Server, bucket: Bucket) -> None:
    shared, mine, theirs = os.urandom(50), os.urandom(50), os.urandom(50)
    first, second = put_dag(bucket, [mine, shared, mine], 2), put_dag(bucket, [shared, theirs], 2)
    bucket.pin(first)
    bucket.pin(second)
    bucket.unpin(first)
    assert not bucket.has(first)
    assert not bucket.has(raw(mine))
    assert bucket.has(raw(shared))
    bucket.unpin(first)  # once more does nothing
    bucket.unpin(second)
    assert server.names() == []


def test_more_blocks_than_one_request_removes(server: Server, bucket: Bucket) -> None:
    dag = DagBuilder(1024)
    for number in range(1010):
        data = str(number).encode()
        if number in (0, 500, 1009):  # the others were lost
            bucket.put(raw(data), data)
        assert not list(dag.add(sha256(data), len(data)))
    for node in dag.finish():
        bucket.put(node.link.cid, node.data)
    bucket.pin(dag.root.cid)
    bucket.unpin(dag.root.cid)
    assert server.names() == []


def each_step(place: Bucket) -> list[tuple[str, Exception]]:
    """Return what each step with a place ends with."""
    cid, found = raw(b"x"), []
    steps = {
        "check": place.check,
        "put": lambda: place.put(cid, b"x"),
        "get": lambda: place.get(cid),
        "has": lambda: place.has(cid),
        "remove": lambda: place.remove(cid),
        "pin": lambda: place.pin(cid),
        "unpin": lambda: place.unpin(cid),
    }
    for name, step in steps.items():
        try:
            step()
        except ForgeError as error:
            assert SECRET not in f"{error}{error.__cause__}{error.__context__}"
            found.append((name, error))
    place.close()
    return found


def test_a_bucket_that_is_not_there(server: Server) -> None:
    found = dict(each_step(opened(server, "no-such-bucket")))
    assert type(found["check"]) is InvalidInput
    assert "no bucket no-such-bucket" in str(found["check"])
    assert type(found["put"]) is StorageError
    assert type(found["get"]) is PlaceAway
    assert type(found["pin"]) is BlockMissing


def test_credentials_that_are_wrong_or_missing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.ask("/moto-api/reset-auth", b"0")  # from now on it looks at them
    try:
        found = dict(each_step(opened(server, "masters")))
    finally:
        server.ask("/moto-api/reset-auth", b"inf")
    assert type(found["check"]) is InvalidInput
    assert "status 403" in str(found["check"])
    assert type(found["put"]) is StorageError
    assert {type(found[name]) for name in ("get", "has")} == {PlaceAway}
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    found = dict(each_step(opened(server, "masters")))
    assert type(found["check"]) is InvalidInput
    assert "no credentials" in str(found["check"])
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    assert "no credentials" in str(dict(each_step(opened(server, "masters")))["check"])


def test_a_server_that_is_killed_in_the_middle(tmp_path: Path) -> None:
    server = Server(tmp_path)
    place = opened(server, "masters", timeout=0.5)
    try:
        place.put(raw(b"x"), b"x")
        server.process.send_signal(signal.SIGSTOP)  # it has the connection, and says nothing any more
        began = time.monotonic()
        with pytest.raises(PlaceAway, match="does not answer"):
            place.get(raw(b"x"))
        assert time.monotonic() - began < 10
        server.process.kill()
        server.process.wait()
        assert {type(error) for _, error in each_step(place)} == {PlaceAway}
    finally:
        place.close()
        server.stop()


def test_a_server_that_is_busy_counts_as_away() -> None:
    body = b"<Error><Code>SlowDown</Code><Message>later</Message></Error>"
    with answering(503, body, len(body)) as url:
        place = S3Transfer().place(f"masters?endpoint={url}", timeout=5)
        with pytest.raises(PlaceAway, match=r"status 503 \(SlowDown\)"):
            place.get(raw(b"x"))
        place.close()
    with answering(500, b"", 0) as url:
        found = each_step(S3Transfer().place(f"masters?endpoint={url}", timeout=5))
        assert {type(error) for _, error in found} == {PlaceAway}
        assert len(found) == 7


def test_a_server_that_breaks_off_in_a_block() -> None:
    with answering(200, b"only this", 1000) as url:
        place = S3Transfer().place(f"masters?endpoint={url}", timeout=5)
        with pytest.raises(PlaceAway):
            place.get(raw(b"x"))
        place.close()


class Answer(BaseHTTPRequestHandler):
    """Gives every request the same answer, which may be shorter than it says, and closes."""

    status, length, body = 200, 0, b""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(self.status)
        self.send_header("Content-Length", str(self.length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(self.body)

    do_HEAD = do_PUT = do_POST = do_DELETE = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def answering(status: int, body: bytes, length: int) -> Iterator[str]:
    """Yield the address of a server that gives every request the same answer."""
    handler = type("Answer", (Answer,), {"status": status, "body": body, "length": length})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/prefix",
        "UPPER/prefix",
        "a..b",
        "masters/../other",
        "masters/a//b",
        "masters/a\0b",
        f"masters/{'x' * 900}",
        "masters?endpoint=ftp://host",
        f"masters?endpoint=https://me:{SECRET}@host",
        f"masters?secret={SECRET}",
        f"masters?endpoint=https://host?key={SECRET}",
        "masters?endpoint=https://host:port",
        "masters?region=us east",
        "masters?region=a&region=b",
    ],
)
def test_what_is_no_address_is_refused_without_showing_it(address: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        S3Transfer().place(address)
    assert SECRET not in str(refused.value)
    assert "s3:bucket/prefix" in refused.value.hint


def test_nothing_secret_is_logged(server: Server, bucket: Bucket, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        bucket.put(raw(b"x"), b"x")
    assert SECRET not in caplog.text


def test_installed_by_itself_it_is_one_of_the_backends(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(PLUGIN, source, ignore=shutil.ignore_patterns("tests", "__pycache__", "build", "*.egg-info"))
    install = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--no-build-isolation", "--target"]
    subprocess.run([*install, tmp_path / "site", source], check=True, stdin=subprocess.DEVNULL)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "ALBUMFORGE_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-m", "albumforge", "plugins", "--json"], env=environment, capture_output=True, check=True
    )
    found = [plugin for plugin in json.loads(done.stdout)["plugins"] if plugin["name"] == "s3"]
    assert [(plugin["kind"], plugin["problem"]) for plugin in found] == [("transfer", "")]
