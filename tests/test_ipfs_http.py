"""Addresses of nodes, and what goes wrong on the way there."""

from __future__ import annotations

import base64
import contextlib
import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from ipfs_parts import Between, Reply, Running, raw

from albumforge.errors import InvalidInput
from albumforge.transferring import PlaceAway
from albumforge.transfers.ipfs_http import Site, shown

pytest_plugins = ["ipfs_fixtures"]


@pytest.mark.parametrize(
    "address, url",
    [
        ("http://127.0.0.1:5001", "http://127.0.0.1:5001"),
        ("http://127.0.0.1:5001/", "http://127.0.0.1:5001"),
        ("https://example.org/kubo/", "https://example.org/kubo"),
        ("http://[::1]:5001", "http://[::1]:5001"),
        ("http://us%40er:p%3Ass@host:8080/ipfs/", "http://host:8080/ipfs"),
    ],
)
def test_addresses_are_shown_without_a_password(address: str, url: str) -> None:
    site = Site(address, timeout=1)
    assert site.url == url
    assert "ss@" not in repr(site)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "127.0.0.1:5001",
        "ftp://user:secret@host",
        "http://",
        "http://user:secret@host:port",
        "http://user:secret@host:99999",
        "http://user:secret@host/?x=1",
        "http://user:secret@host/#x",
        "http://user:secret@ho st",
        "http://[::1",
        "http://host\n",
        "/ip4/127.0.0.1/tcp/5001",
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(address: str, opened: Any) -> None:
    with pytest.raises(InvalidInput, match="no address of an IPFS node") as refused:
        opened(address)
    assert "secret" not in str(refused.value)


def test_a_user_goes_with_each_request_and_shows_nowhere(between: Between, opened: Any) -> None:
    place = opened(between.url.replace("http://", "http://us%40er:s%C3%A9cret@"))
    place.check()
    ((_, headers, _),) = between.seen
    assert headers["Authorization"] == "Basic " + base64.b64encode("us@er:sécret".encode()).decode()
    between.fault = lambda connection, reply: connection.sendall(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")
    with pytest.raises(InvalidInput, match=rf"{between.url} refuses it \(status 401\).*user:password@host") as refused:
        place.check()
    assert "cret" not in f"{refused.value} {place!r} {place.address} {vars(place)}"


def test_redirects_are_not_followed(between: Between, opened: Any, ipfs: Running) -> None:
    to = f"Location: {ipfs.url}/api/v0/version\r\nContent-Length: 0\r\n\r\n".encode()
    between.fault = lambda connection, reply: connection.sendall(b"HTTP/1.1 307 Elsewhere\r\n" + to)
    for address in (between.url, f"{between.url}/ipfs"):
        with pytest.raises(InvalidInput, match=r"sends one elsewhere \(status 307\)"):
            opened(address).check()


def test_proxies_of_the_environment_are_not_used(ipfs: Running, opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    opened(ipfs.url).check()


def test_where_nobody_listens(opened: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(PlaceAway, match=rf"^{url} does not answer: Connection refused\.$"):
            opened(url).check()


def test_a_host_that_is_not_there(opened: Any) -> None:
    with pytest.raises(PlaceAway, match=r"There is no host 'nobody\.invalid' here"):
        opened("http://nobody.invalid:5001").check()
    with pytest.raises(InvalidInput, match="is no address"):
        opened(f"http://{'a' * 70}.invalid:5001").check()


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH_9\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
def test_answers_that_are_none_or_are_cut(between: Between, opened: Any, answer: bytes) -> None:
    def fault(connection: socket.socket, reply: Reply) -> None:
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_RDWR)

    between.node, between.fault = "", fault
    with pytest.raises(PlaceAway, match=f"{between.url} does not answer: .+"):
        opened(between.url, timeout=1).get(raw(b"x"))


def test_connections_are_used_again(between: Between, opened: Any) -> None:
    place = opened(between.url)
    place.put(raw(b"x"), b"x")
    for _ in range(20):
        assert place.get(raw(b"x")) == b"x"
    assert place._site._bounded.connection_from_url(between.url).num_connections == 1


def test_a_connection_that_was_kept_may_be_closed_meanwhile(between: Between, opened: Any) -> None:
    """As servers do with what is idle, without a word."""
    place = opened(between.url)
    between.fault = lambda connection, reply: connection.sendall(reply.head() + reply.body)
    for number in range(100):
        data = str(number).encode()
        place.put(raw(data), data)
        assert place.get(raw(data)) == data


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[str]:
    """The address of a server with a certificate of its own, which stands in the file ``pem``."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "node")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 7, now, now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "pem")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with (
                contextlib.suppress(OSError),  # the client may turn away
                connection,
                context.wrap_socket(connection, server_side=True) as spoken,
            ):
                spoken.recv(65_536)
                spoken.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{"Version":"0.1"}')

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def test_a_certificate_that_nobody_vouches_for(secure: str, opened: Any) -> None:
    with pytest.raises(InvalidInput, match=f"The certificate of {secure} is not accepted: self-signed certificate"):
        opened(secure).check()


def test_a_certificate_that_the_user_trusts(
    secure: str, opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "pem"))
    opened(secure).check()


def test_https_where_http_is_spoken(between: Between, opened: Any) -> None:
    url = between.url.replace("http:", "https:")
    with pytest.raises(InvalidInput, match=f"{url} does not speak HTTPS"):
        opened(url).check()


def test_what_servers_say_is_shown_in_a_line() -> None:
    assert shown("a\nb\x1b[31m\u202e c.") == "a b [31m c"
    assert len(shown("x" * 9999)) == 201
