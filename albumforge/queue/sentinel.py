"""A Redis or Valkey server that is found by its Sentinels, and found again after a fail-over.

The address is ``redis+sentinel://host1:26379,host2:26379/mymaster/0?password=…&sentinel_password=…``: the Sentinels,
the name that they have for the master, the number of its database. ``rediss+sentinel`` speaks TLS with all of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

from albumforge.errors import Unavailable

SCHEMES = ("redis+sentinel", "rediss+sentinel")
FAILOVER_SECONDS = 30.0
"""How long a new master is waited for in the middle of work."""
_PORT = 26_379
_ASK_SECONDS = 2.0
_OPTIONS = ("username", "password", "sentinel_username", "sentinel_password", "ssl_ca_certs")
_FORM = "Use redis+sentinel://host:26379,host:26379/MASTER/0?password=…&sentinel_password=…"


@dataclass(frozen=True)
class SentinelAddress:
    """Where a master is asked for.

    Attributes:
        sentinels: host and port of each.
        master: the name that they have for it.
        database: its number.
        tls: whether all of them speak TLS.
        options: names and passwords, and the file of certificates, as far as they are given.
    """

    sentinels: tuple[tuple[str, int], ...]
    master: str
    database: int = 0
    tls: bool = False
    options: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def where(self) -> str:
        """What it is called in messages; without passwords."""
        names = ", ".join(f"{host}:{port}" for host, port in self.sentinels)
        return f"The master {self.master} of the Sentinels {names}"


def is_sentinel(url: str) -> bool:
    """Whether an address names Sentinels."""
    return url.partition("://")[0].lower() in SCHEMES


def read_address(url: str) -> SentinelAddress:
    """Read the setting redis_url.

    Raises:
        Unavailable: it is no such address; the message says what is wrong, and shows no password.
    """
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, strict_parsing=bool(parts.query))
    except ValueError as error:
        raise _wrong("the address cannot be read") from error
    account, _, places = parts.netloc.rpartition("@")
    options = dict(query)
    unknown = [name for name in options if name not in _OPTIONS]
    if unknown:
        raise _wrong(f"there is no option {unknown[0]!r}; there are {', '.join(_OPTIONS)}")
    if account:
        name, _, secret = account.partition(":")
        options = {key: unquote(word) for key, word in (("username", name), ("password", secret)) if word} | options
    master, _, number = parts.path.strip("/").partition("/")
    if not master:
        raise _wrong("the name of the master is missing")
    if not re.fullmatch(r"\d{0,5}", number):
        raise _wrong(f"the number of the database is {number!r}")
    found = tuple(_place(place) for place in places.split(","))
    tls = parts.scheme.lower().startswith("rediss")
    return SentinelAddress(found, unquote(master), int(number or 0), tls, options)


def client_of(address: SentinelAddress, retry: Retry, *, timeout: float, connect_timeout: float) -> redis.Redis:
    """Return a client whose connections lead to whichever server is the master when they are made.

    Args:
        timeout, connect_timeout: seconds, for answers of the master and for connections to it.
    """
    options, tls = address.options, {}
    if address.tls:
        tls = {"ssl": True, **{name: options[name] for name in ("ssl_ca_certs",) if name in options}}
    login = {name: options[name] for name in ("username", "password") if name in options}
    asking: dict[str, Any] = {
        name: options[f"sentinel_{name}"] for name in ("username", "password") if f"sentinel_{name}" in options
    }
    ask_seconds = min(_ASK_SECONDS, connect_timeout)
    asking |= {"socket_timeout": ask_seconds, "socket_connect_timeout": ask_seconds, "retry": Retry(NoBackoff(), 0)}
    sentinels: Any = Sentinel(list(address.sentinels), sentinel_kwargs={**asking, **tls})  # type: ignore[no-untyped-call]
    found: redis.Redis = sentinels.master_for(
        address.master,
        db=address.database,
        retry=retry,
        socket_timeout=timeout,
        socket_connect_timeout=connect_timeout,
        **login,
        **tls,
    )
    return found


def trouble(address: SentinelAddress, client: redis.Redis) -> str:
    """Say why no master is found, as far as the Sentinels tell; "" where they name one that is well."""
    pool: Any = client.connection_pool
    sentinel = pool.sentinel_manager
    said: list[str] = []
    for (host, port), one in zip(address.sentinels, sentinel.sentinels, strict=True):
        try:
            masters: Any = one.sentinel_masters()
        except redis.AuthenticationError as error:
            said.append(f"{host}:{port} does not let us in ({error})")
            continue
        except (redis.RedisError, OSError) as error:
            said.append(f"{host}:{port} does not answer ({error})")
            continue
        state = masters.get(address.master)
        if state is not None:
            return "" if sentinel.check_master_state(state, address.master) else "it is down, and no other was chosen"
        said.append(f"{host}:{port} knows no master {address.master!r}, but {', '.join(sorted(masters)) or 'none'}")
    return "; ".join(said)


def _place(text: str) -> tuple[str, int]:
    match = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?", text)
    if match is None or not 0 < int(match[3] or _PORT) < 65_536:
        raise _wrong(f"{text!r} is no host with a port" if text else "a Sentinel's host is missing")
    return match[1] or match[2], int(match[3] or _PORT)


def _wrong(why: str) -> Unavailable:
    return Unavailable(f"The setting redis_url is no address of Sentinels: {why}.", hint=_FORM)
