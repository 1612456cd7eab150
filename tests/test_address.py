from __future__ import annotations

import ipaddress
import socket
import threading

import pytest

from albumforge.errors import Conflict, InvalidInput
from albumforge.serving.address import Address, answers, check_free, lan_address, numeric


@pytest.mark.parametrize(
    ("host", "port", "prefix", "url"),
    [
        ("127.0.0.1", 8000, "", "http://127.0.0.1:8000/login/s"),
        ("127.0.0.1", 80, "", "http://127.0.0.1/login/s"),
        ("0.0.0.0", 8000, "/films", "http://127.0.0.1:8000/films/login/s"),
        ("::1", 8000, "", "http://[::1]:8000/login/s"),
        ("::", 8000, "", "http://[::1]:8000/login/s"),
        ("192.0.2.7", 8000, "", "http://192.0.2.7:8000/login/s"),
    ],
)
def test_links_as_a_browser_takes_them(host: str, port: int, prefix: str, url: str) -> None:
    assert Address(host=host, port=port, prefix=prefix).login("s") == url


def test_links_for_the_local_network_name_its_address() -> None:
    address = Address(host="0.0.0.0", port=8000, lan="192.0.2.7")
    assert address.url() == "http://127.0.0.1:8000/"
    assert address.login("s", lan=True) == "http://192.0.2.7:8000/login/s"


def test_names_become_numbers() -> None:
    assert ipaddress.ip_address(numeric("localhost")).is_loopback
    assert numeric("0.0.0.0") == "0.0.0.0"
    with pytest.raises(InvalidInput, match="There is no address 'no such host'"):
        numeric("no such host")


def test_the_lan_address_is_one_of_this_machine() -> None:
    found = lan_address()
    if not found:
        pytest.skip("this machine has no network")
    assert not ipaddress.ip_address(found).is_loopback
    check_free(found, 0)


def test_ports_that_cannot_be_had_say_why() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        port = one.getsockname()[1]
        with pytest.raises(Conflict, match=f"Port {port} of 127.0.0.1 is in use") as error:
            check_free("127.0.0.1", port)
        with pytest.raises(Conflict):
            check_free("0.0.0.0", port)
    free = int(error.value.hint.rpartition(" ")[2].rstrip("."))
    check_free("127.0.0.1", free)
    check_free("127.0.0.1", port)
    with pytest.raises(InvalidInput, match="is not an address of this machine"):
        check_free("198.51.100.9", 8000)


def test_another_server_that_shares_its_port_counts_too() -> None:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as granian does
        one.bind(("127.0.0.1", 0))
        one.listen()
        with pytest.raises(Conflict):
            check_free("127.0.0.1", one.getsockname()[1])


def test_who_answers() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        address = Address(host="127.0.0.1", port=one.getsockname()[1], prefix="/films")
        asked: list[bytes] = []

        def answer() -> None:
            for text in (b"HTTP/1.1 503 No\r\n\r\n", b"220 mail\r\n"):
                connection, _ = one.accept()
                with connection:
                    asked.append(connection.recv(1000))
                    connection.sendall(text)

        thread = threading.Thread(target=answer)
        thread.start()
        assert answers(address)
        assert not answers(address)
        thread.join()
    assert asked[0].startswith(b"GET /films/healthz HTTP/1.0\r\nHost: 127.0.0.1:")
    assert not answers(address)
