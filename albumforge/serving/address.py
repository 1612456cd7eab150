"""Where a server answers: the addresses people open, and whether a port can be had."""

from __future__ import annotations

import errno
import ipaddress
import socket
from dataclasses import dataclass

from albumforge.errors import Conflict, InvalidInput

EVERYWHERE = "0.0.0.0"  # noqa: S104  (bound only where somebody asked for it)
_HIGHEST = 65_535
_HOSTS_HINT = "Use 127.0.0.1 for this machine alone, or 0.0.0.0 for all."


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a server answers.

    Attributes:
        host: the numeric address that it is bound to.
        prefix: path in front of all pages, such as ``/albums``, or "".
        lan: the numeric address in the local network, or "" where the server was not opened to it.
    """

    host: str
    port: int
    prefix: str = ""
    lan: str = ""

    def url(self, path: str = "/", *, lan: bool = False) -> str:
        """The address of a page, as a browser takes it, on this machine or from the local network."""
        host = ipaddress.ip_address(self.lan if lan else self.host)
        if host.is_unspecified:
            host = ipaddress.ip_address("::1" if host.version == 6 else "127.0.0.1")
        name = f"[{host}]" if host.version == 6 else str(host)
        port = "" if self.port == 80 else f":{self.port}"
        return f"http://{name}{port}{self.prefix}{path}"

    def login(self, secret: str, *, lan: bool = False) -> str:
        """The address that signs a browser in, once."""
        return self.url(f"/login/{secret}", lan=lan)


def numeric(host: str) -> str:
    """Return the numeric address of `host`.

    Raises:
        InvalidInput: it has none.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise InvalidInput(f"There is no address {host!r}.", hint=_HOSTS_HINT) from None
    return str(found[0][4][0])


def check_free(host: str, port: int) -> None:
    """See to it that a server can listen there.

    Args:
        host: a numeric address.

    Raises:
        Conflict: something else listens there.
        InvalidInput: the address is not of this machine, or the port not for this user.
    """
    try:
        _listen(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            free = next((other for other in range(port + 1, min(port + 50, _HIGHEST)) if _is_free(host, other)), None)
            hint = f"Stop that program, or use a port that is free: --port {free or 8000}"
            raise Conflict(f"Port {port} of {host} is in use by another program.", hint=f"{hint}.") from None
        if error.errno in (errno.EACCES, errno.EPERM):
            raise InvalidInput(
                f"Port {port} is not for ordinary users.", hint="Use one from 1024 on, such as --port 8000."
            ) from None
        raise InvalidInput(
            f"{host} is not an address of this machine.",
            hint=_HOSTS_HINT,
        ) from None


def lan_address() -> str:
    """Return the address of this machine in the local network, or "" where there is none.

    The system is asked which address it would send from; nothing is sent.
    """
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as one:
                one.connect((far, 9))
                address = ipaddress.ip_address(one.getsockname()[0])
        except (OSError, ValueError):
            continue
        if not (address.is_loopback or address.is_unspecified or address.is_link_local):
            return str(address)
    return ""


def answers(address: Address, *, timeout: float = 2.0) -> bool:
    """Whether a server answers there, whatever it says."""
    host = ipaddress.ip_address(address.host)
    if host.is_unspecified:
        host = ipaddress.ip_address("::1" if host.version == 6 else "127.0.0.1")
    name = f"[{host}]" if host.version == 6 else str(host)
    request = f"GET {address.prefix}/healthz HTTP/1.0\r\nHost: {name}:{address.port}\r\n\r\n"
    try:
        with socket.create_connection((str(host), address.port), timeout) as one:
            one.sendall(request.encode())
            head = one.recv(64)
    except OSError:
        return False
    return head.startswith(b"HTTP/1.")


def _listen(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as one:
        # Connections that were closed lately do not count, servers do.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind((host, port))
        one.listen(1)


def _is_free(host: str, port: int) -> bool:
    try:
        _listen(host, port)
    except OSError:
        return False
    return True
