"""Answers over HTTP that end: bounded in time and in bytes as a whole, whatever the other side does.

A timeout of a socket bounds each wait, and starts anew with each byte that drips in; urllib3 reads the lines behind a
chunked body without any bound. So the bounds lie below both, where bytes come from the socket.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

PATIENCE = 5
"""Times the timeout of one wait that an answer may take as a whole."""
LARGEST_ANSWER = 4 << 20
"""Bytes of an answer with its head; a block of IPFS has less than 2 MiB."""


class TooSlow(TimeoutError):
    """Raised when an answer does not end in time."""


class TooMuch(OSError):
    """Raised when an answer does not end within its bytes."""


class _Source(io.RawIOBase):
    """The bytes that come from a socket, bounded."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._raw = connection.makefile("rb", buffering=0)  # keeps the socket open, as http.client relies on
        self._wait = connection.gettimeout()
        self._until = None if self._wait is None else time.monotonic() + PATIENCE * self._wait
        self._left = LARGEST_ANSWER

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._until is not None and self._wait is not None:
            left = self._until - time.monotonic()
            if left <= 0:
                raise TooSlow
            self._socket.settimeout(min(self._wait, left))
        try:
            count = self._raw.readinto(buffer)
        except TimeoutError:
            if self._until is not None and time.monotonic() >= self._until:
                raise TooSlow from None
            raise
        self._left -= count or 0
        if self._left < 0:
            raise TooMuch
        return count or 0

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        unbounded, self.fp = self.fp, io.BufferedReader(_Source(sock))
        unbounded.close()


class _Connection(HTTPConnection):
    response_class = _Answer


class _SecureConnection(HTTPSConnection):
    response_class = _Answer


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


def bounded_pools(connections: int) -> PoolManager:
    """Return what keeps connections to one host whose answers end; safe to use from several threads.

    Args:
        connections: that are kept for the next requests.
    """
    pools = PoolManager(num_pools=1, maxsize=connections)
    pools.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
    return pools
