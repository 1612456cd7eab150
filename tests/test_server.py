"""What a server makes of its settings; `test_serve` has it run."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from albumforge.errors import Conflict, InvalidInput, Unavailable
from albumforge.serving.address import EVERYWHERE, Address, lan_address
from albumforge.serving.running import Running
from albumforge.serving.server import Wanted, _address, _for_children, serve
from albumforge.settings import Settings


class _Silent:
    def ready(self, address: Address, links: list[str]) -> None:
        raise AssertionError("it is not to come up")

    def ended(self, what: str, code: int, pause: float) -> None:
        pass

    def stopping(self) -> None:
        raise AssertionError("nobody asked it to stop")


def test_with_a_prefix_nobody_is_trusted_for_being_near() -> None:
    address = Address(host="127.0.0.1", port=8000, prefix="/films")
    usual = Settings.load(environ={}, file=Path(os.devnull), url_prefix="/films")
    assert _for_children(usual, address).trust_loopback is False
    asked_for = Settings.load(environ={}, file=Path(os.devnull), url_prefix="/films", trust_loopback=True)
    assert _for_children(asked_for, address).trust_loopback is True
    plain = Settings.load(environ={}, file=Path(os.devnull))
    assert _for_children(plain, Address(host="127.0.0.1", port=8000)).trust_loopback is True


def test_in_the_local_network_it_goes_by_its_address_there() -> None:
    settings = Settings.load(environ={}, file=Path(os.devnull), http_hosts=("films.example",))
    address = Address(host=EVERYWHERE, port=8000, lan="192.0.2.7")
    given = _for_children(settings, address)
    assert (given.http_host, given.http_hosts) == (EVERYWHERE, ("films.example", "192.0.2.7"))
    assert _for_children(given, address).http_hosts == given.http_hosts


def test_where_it_listens(make_settings: Callable[..., Settings]) -> None:
    here = _address(make_settings(), Wanted(workers=1))
    assert (here.host, here.lan) == ("127.0.0.1", "")
    if lan_address():
        wide = _address(make_settings(), Wanted(workers=1, lan=True))
        assert (wide.host, wide.lan) == (EVERYWHERE, lan_address())
        with pytest.raises(InvalidInput, match="http_host names one"):
            _address(make_settings(http_host="127.0.0.1"), Wanted(workers=1, lan=True))


@pytest.mark.parametrize(
    ("setting", "match"),
    [
        ({"redis_url": "redis://127.0.0.1:1/0"}, "Redis server"),
        ({"database_url": "postgresql://u:secret@127.0.0.1:1/x"}, "database 127"),
    ],
)
def test_what_it_cannot_do_without_is_told_and_leaves_the_home_free(
    make_settings: Callable[..., Settings], setting: dict[str, str], match: str
) -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    settings = make_settings(http_port=port, **setting)
    with pytest.raises(Unavailable, match=match) as error:
        serve(settings, Wanted(workers=1), _Silent())
    assert "secret" not in str(error.value)
    running = Running(settings.home)
    assert running.take() is None
    running.leave()


def test_only_one_in_a_home(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings()
    running = Running(settings.home)
    running.take()
    running.tell(Address(host="127.0.0.1", port=8123))
    with pytest.raises(Conflict, match="8123"):
        serve(settings, Wanted(workers=0), _Silent())
    running.leave()
