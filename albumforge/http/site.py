"""What an application knows beside its routes: the forge, who may come in and how, what is counted."""

from __future__ import annotations

import ipaddress
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from albumforge.errors import SettingsError
from albumforge.http.problems import Problem

if TYPE_CHECKING:
    from albumforge.forge import Forge
    from albumforge.http.metrics import Metrics
    from albumforge.http.uploads import Received

Authenticate = Callable[[dict[str, Any]], str | None]
"""Takes the WSGI environment, and returns the name of the user who asks, or None where that is nobody."""

STREAMS_EACH = 8
"""Event streams that one user may have open."""


class Site:
    """One application on one forge."""

    def __init__(
        self,
        forge: Forge,
        authenticate: Authenticate | None,
        trust_loopback: bool | None,
        metrics: Metrics,
        login_url: str = "",
    ) -> None:
        settings = forge.settings
        self.forge = forge
        self.authenticate = authenticate
        self.login_url = login_url
        self.metrics = metrics
        self.loopback_only = is_loopback(settings.http_host)
        # A host application that knows its users is not to find everybody behind its proxy taken for the local one.
        trusting = settings.trust_loopback and authenticate is None if trust_loopback is None else trust_loopback
        self.trusts_loopback = trusting and self.loopback_only
        self.any_host = authenticate is not None and not settings.http_hosts
        self.hosts = {"localhost", "127.0.0.1", "::1", bare(settings.http_host), *map(bare, settings.http_hosts)}
        self._open = tuple(_network(name) for name in settings.farm_open_networks)
        self._streams: Counter[int] = Counter()
        self._most_streams = max(4, settings.http_threads * 3 // 4)
        self._lock = threading.Lock()
        self._arriving: dict[int, list[Received]] = {}

    def knows_host(self, said: str) -> bool:
        """Whether a browser may call us by this name (a page of another site may have made it lead here)."""
        if self.any_host:
            return True
        name = host_of(said)
        if name in self.hosts:
            return True
        # No foreign page can stand under a number; but at loopback only, nobody should come by one either.
        return not self.loopback_only and _is_number(name)

    def is_open_to(self, address: str) -> bool:
        """Whether workers of the farm may come from this address without a token."""
        try:
            found = ipaddress.ip_address(address.removeprefix("::ffff:"))
        except ValueError:
            return False
        return any(found in network for network in self._open)

    @contextmanager
    def stream(self, user: int) -> Iterator[None]:
        """Hold one of the places for event streams.

        Raises:
            Problem: there is none left.
        """
        with self._lock:
            if self._streams[user] >= STREAMS_EACH or self._streams.total() >= self._most_streams:
                raise Problem("too_many", "Too many event streams are open.", hint="Close another page of this server.")
            self._streams[user] += 1
        try:
            yield
        finally:
            with self._lock:
                self._streams[user] -= 1

    @contextmanager
    def arriving(self, files: list[Received]) -> Iterator[None]:
        """Within the block, `files` is what one upload has brought so far; afterwards what is left of it is removed."""
        with self._lock:
            self._arriving[id(files)] = files
        try:
            yield
        finally:
            with self._lock:
                del self._arriving[id(files)]
            _remove(files)

    def abandon(self) -> None:
        """Remove what uploads have brought that will not be finished: the process is about to end."""
        with self._lock:
            for files in self._arriving.values():
                _remove(files)


def _remove(files: list[Received]) -> None:
    for file in list(files):
        with suppress(OSError):
            file.path.unlink()


def _network(name: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(name, strict=False)
    except ValueError as error:
        raise SettingsError(
            f"The setting farm_open_networks: {name!r} is no network.", hint="Write it as 192.168.1.0/24."
        ) from error


def is_loopback(host: str) -> bool:
    """Whether an address, or the name of one, is this machine's own."""
    try:
        return ipaddress.ip_address(bare(host)).is_loopback
    except ValueError:
        return bare(host) == "localhost"


def bare(host: str) -> str:
    """Return a host's name in lower case, without brackets, and without the dot at its end."""
    return host.strip().lower().removeprefix("[").removesuffix("]").removesuffix(".")


def host_of(said: str) -> str:
    """Return the name in a ``Host`` header, without port."""
    said = said.strip()
    if said.startswith("["):
        return bare(said.partition("]")[0] + "]")
    return bare(said.rpartition(":")[0] if said.count(":") == 1 else said)


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
