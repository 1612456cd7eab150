"""Requests to one HTTP address, which is not trusted: what goes wrong with them, said in terms of places of blocks.

What fails is not tried again here, but for a connection that was kept and that the other side closes as it is used
again. No redirect is followed, and the proxies of the environment are not used: a node is mostly on one's own machine
or network, and its API is to be shown to nobody else.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import ssl
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from urllib3 import BaseHTTPResponse, PoolManager, Timeout
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)

from albumforge.errors import ForgeError, InvalidInput, plain
from albumforge.transferring import PlaceAway
from albumforge.transfers.ipfs_bounded import PATIENCE, TooMuch, TooSlow, bounded_pools

LARGEST_BODY = 2 << 20
"""Bytes of an answer: no block of IPFS is larger."""
_CONNECTIONS = 16
_PIECE = 64 << 10
_CLOSED = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)
_REASON = 200  # characters of what a server says that are shown
Body = Iterable[bytes] | None
"""Pieces of what is sent, each of which may take as long as one wait."""


@dataclass(frozen=True)
class Answer:
    """What an address answers.

    Attributes:
        status: of HTTP.
        kind: its media type, without parameters.
        body: its bytes, whole.
    """

    status: int
    kind: str
    body: bytes


class Site:
    """An HTTP address. Safe to use from several threads.

    Attributes:
        url: without user and password, and without a slash at its end.
    """

    def __init__(self, address: str, *, timeout: float) -> None:
        """Read an address; nothing is sent.

        Args:
            address: ``http://[user:password@]host[:port][/path]``, or https.
            timeout: seconds, for each wait.

        Raises:
            InvalidInput: it is none.
        """
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port
        except ValueError:
            host = port = None
        if not host or parts.scheme not in ("http", "https") or _is_odd(address) or parts.query or parts.fragment:
            named = shown(address.rpartition("@")[2])  # what stands before may be a password
            raise InvalidInput(f"{named!r} is no address of an IPFS node.", hint="Such as ipfs:http://127.0.0.1:5001.")
        name = f"[{host}]" if ":" in host else host
        self.url = f"{parts.scheme}://{name}{f':{port}' if port else ''}{parts.path.rstrip('/')}"
        self._headers = {"User-Agent": "albumforge", "Accept-Encoding": "identity"}
        if parts.username is not None:
            user = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._headers["Authorization"] = "Basic " + base64.b64encode(user.encode()).decode()
        self.timeout = timeout
        self._bounded = bounded_pools(_CONNECTIONS)
        self._endless = PoolManager(num_pools=1, maxsize=_CONNECTIONS)

    def ask(self, method: str, path: str, *, body: Body = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a request and return the answer, which must end in time and within `LARGEST_BODY`.

        Raises:
            PlaceAway: it does not.
            InvalidInput: the address is none that one can speak to.
        """
        with self._sent(self._bounded, method, path, body, headers or {}) as response:
            parts, size = [], 0
            for part in response.stream(_PIECE, decode_content=False):
                parts.append(part)
                size += len(part)
                if size > LARGEST_BODY:
                    raise PlaceAway(f"{self.url} answers with more than a block.")
            response.release_conn()
            return Answer(response.status, _kind(response), b"".join(parts))

    @contextlib.contextmanager
    def open(
        self, method: str, path: str, *, body: Body = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[BaseHTTPResponse]:
        """Send a request and give the answer as it comes; only each wait is bounded.

        Raises:
            PlaceAway, InvalidInput: as `ask` says, also while the answer is read within the context.
        """
        with self._sent(self._endless, method, path, body, headers or {}) as response:
            yield response

    def close(self) -> None:
        """Give back the connections."""
        self._bounded.clear()
        self._endless.clear()

    @contextlib.contextmanager
    def _sent(
        self, pools: PoolManager, method: str, path: str, body: Body, headers: Mapping[str, str]
    ) -> Iterator[BaseHTTPResponse]:
        response = None
        try:
            try:
                response = self._send(pools, method, path, body, headers)
            except ProtocolError as error:
                if isinstance(body, Iterator) or not isinstance(_deepest(error), _CLOSED):
                    raise
                pools.clear()  # the other idle connections may be closed as well
                # All commands may come twice: blocks are named by their content.
                response = self._send(pools, method, path, body, headers)
            yield response
        except (HTTPError, OSError) as error:
            raise self._failure(error) from error
        finally:
            if response is not None:
                response.close()  # of what was read whole the connection is back in its pool already

    def _send(
        self, pools: PoolManager, method: str, path: str, body: Body, headers: Mapping[str, str]
    ) -> BaseHTTPResponse:
        return pools.urlopen(
            method,
            self.url + path,
            body=body,
            headers={**self._headers, **headers},
            timeout=Timeout(connect=self.timeout, read=self.timeout),
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )

    def _failure(self, error: BaseException) -> ForgeError:
        cause = _deepest(error)
        if isinstance(cause, TooSlow):
            return PlaceAway(f"{self.url} does not come to an end of its answer within {PATIENCE * self.timeout:g} s.")
        if isinstance(cause, TooMuch):
            return PlaceAway(f"{self.url} answers with more than a block.")
        if isinstance(error, NameResolutionError):
            return PlaceAway(f"There is no host {urlsplit(self.url).hostname!r} here.", hint="Check the address.")
        if isinstance(error, (ConnectTimeoutError, ReadTimeoutError, TimeoutError)) and not isinstance(
            error, NewConnectionError
        ):
            return PlaceAway(f"{self.url} does not answer within {self.timeout:g} s.")
        if isinstance(cause, ssl.SSLCertVerificationError):
            return InvalidInput(f"The certificate of {self.url} is not accepted: {cause.verify_message}.")
        if isinstance(error, SSLError):
            return InvalidInput(f"{self.url} does not speak HTTPS: {shown(plain(cause))}.")
        if isinstance(error, LocationValueError):
            return InvalidInput(f"{self.url} is no address.")
        return PlaceAway(f"{self.url} does not answer: {shown(plain(cause)) or type(cause).__name__}.")


def shown(text: str) -> str:
    """Return what a server says so that it can be shown: one line, not long."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[: 2 * _REASON]).split())
    return (line if len(line) <= _REASON else f"{line[:_REASON]}…").rstrip(".")


def _is_odd(address: str) -> bool:
    return any(char.isspace() or not char.isprintable() for char in address)


def _kind(response: BaseHTTPResponse) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _deepest(error: BaseException) -> BaseException:
    """Return what an error of urllib3 comes from."""
    for _ in range(10):
        inside = next((one for one in error.args if isinstance(one, BaseException)), None)
        inner = inside or error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if inner is None:
            break
        error = inner
    return error
