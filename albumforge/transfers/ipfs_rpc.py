"""Commands of an IPFS node over its RPC API (https://docs.ipfs.tech/reference/kubo/rpc/), as Kubo and js-ipfs know it.

Every command is a POST. A node says what is wrong in words only, and so these are read: in Kubo's, and in js-ipfs'.
"""

from __future__ import annotations

import itertools
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from urllib3 import BaseHTTPResponse

from albumforge.errors import ForgeError, InvalidInput, StorageError
from albumforge.transferring import BlockMissing, PlaceAway
from albumforge.transfers.ipfs_http import Body, Site, shown

_MISSING = ("not found", "could not find", "no such block")
_LATE = ("timed out", "deadline exceeded")
_NO_ROOM = ("no space left", "storage limit", "quota exceeded", "read-only file system", "permission denied")
_BUSY = (429, 502, 503, 504)
_LONGEST_LINE = 64 << 10
_EMPTY = "/ipfs/bafkqaaa?format=raw"
"""The block without any bytes, which every gateway has: its CID holds it."""
GATEWAY_KIND = "application/vnd.ipld.raw"


class Late(BlockMissing):
    """Raised when a node does not find a block in time."""


class Rpc:
    """The commands of one node. Safe to use from several threads."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.url = site.url

    def call(self, command: str, options: Mapping[str, str], *, file: bytes | memoryview | None = None) -> bytes:
        """Send a command and return what the node answers.

        Args:
            command: such as ``block/get``.
            options: of the command; ``arg`` is its argument.
            file: bytes that go with it.

        Raises:
            BlockMissing: the node has not what it is about; `Late`: or does not find it in time.
            PlaceAway: the node does not answer, or says that it cannot.
            InvalidInput: this is no node, or it refuses.
            StorageError: the node cannot write.
        """
        body, headers = None, dict[str, str]()
        if file is not None:
            pieces, headers = multipart(_pieces(memoryview(file)))
            body = tuple(pieces)  # which can be sent once more
        answer = self._site.ask("POST", path_of(command, options), body=body, headers=headers)
        if answer.status != 200:
            raise self._refused(answer.status, answer.body)
        return answer.body

    def object(
        self, command: str, options: Mapping[str, str], *, file: bytes | memoryview | None = None
    ) -> dict[str, Any]:
        """Send a command and return its answer, one object.

        Raises:
            BlockMissing, PlaceAway, InvalidInput, StorageError: as `call` says.
        """
        return self._read(self.call(command, options, file=file))

    def stream(
        self, command: str, options: Mapping[str, str], *, body: Body = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Send a command that may take long and yield the objects of its answer as they come.

        Raises:
            BlockMissing, PlaceAway, InvalidInput, StorageError: as `call` says.
        """
        with self._site.open("POST", path_of(command, options), body=body, headers=headers) as response:
            self.check(response)
            rest = b""
            for part in response.stream(_LONGEST_LINE, decode_content=False):
                *lines, rest = (rest + part).split(b"\n")
                if len(rest) > _LONGEST_LINE:
                    raise self._not_a_node(response.status)
                yield from (self._read(line) for line in lines if line.strip())
            if rest.strip():
                yield self._read(rest)

    def bytes_of(self, command: str, options: Mapping[str, str], piece: int) -> Iterator[bytes]:
        """Send a command and yield the bytes of its answer as they come; fewer than the node announced are an error.

        Raises:
            BlockMissing, PlaceAway, InvalidInput, StorageError: as `call` says.
        """
        with self._site.open("POST", path_of(command, options)) as response:
            self.check(response)
            announced, size = response.headers.get("X-Content-Length", ""), 0
            for part in response.stream(piece, decode_content=False):
                size += len(part)
                yield part
            if announced.isdecimal() and size != int(announced):
                raise PlaceAway(f"{self.url} breaks off in the middle of a file.")

    def check(self, response: BaseHTTPResponse) -> None:
        """See that an answer is none that refuses.

        Raises:
            BlockMissing, PlaceAway, InvalidInput, StorageError: as `call` says.
        """
        if response.status != 200:
            raise self._refused(response.status, response.read(_LONGEST_LINE, decode_content=False))

    def version(self) -> str:
        """Return the version of the node.

        Raises:
            PlaceAway: it does not answer.
            InvalidInput: what answers is no node, or refuses.
        """
        answer = self._site.ask("POST", path_of("version", {}))
        found = _parsed(answer.body) if answer.status == 200 else None
        if isinstance(found, dict) and isinstance(version := found.get("Version"), str):
            return version
        if answer.status not in (401, 403, *_BUSY):
            empty = self._site.ask("GET", _EMPTY, headers={"Accept": GATEWAY_KIND})
            if (empty.status, empty.kind, empty.body) == (200, GATEWAY_KIND, b""):
                raise InvalidInput(
                    f"{self.url} is a gateway, not the RPC API of an IPFS node.",
                    hint=f"To fetch from it, give it as ipfs:{self.url}/ipfs/.",
                )
        raise self._refused(answer.status, answer.body)

    def _read(self, line: bytes) -> dict[str, Any]:
        found = _parsed(line)
        if not isinstance(found, dict):
            raise self._not_a_node(200)
        if found.get("Type") == "error":  # what fails later than the status is sent
            raise self._refused(500, line)
        return found

    def _refused(self, status: int, body: bytes) -> ForgeError:
        """Return the error that a node means by an answer."""
        if error := server_refuses(self.url, status):
            return error
        found = _parsed(body)
        message = found.get("Message") if isinstance(found, dict) else None
        if isinstance(message, str) and status not in (404, 405):
            return self.meant(message, refused=status in range(400, 500))
        if status >= 500:
            return PlaceAway(f"{self.url} answers with status {status}.")
        return self._not_a_node(status)

    def meant(self, message: str, *, refused: bool = False) -> BlockMissing | PlaceAway | InvalidInput | StorageError:
        """Return the error that a node's words mean.

        Args:
            refused: it takes the command for wrong.
        """
        said, lower = shown(message), message.lower()
        if any(words in lower for words in _LATE):
            return Late(f"{self.url} does not find the block in time: {said}.")
        if any(words in lower for words in _MISSING):
            return BlockMissing(f"{self.url} has not the block: {said}.")
        if any(words in lower for words in _NO_ROOM):
            return StorageError(f"{self.url} cannot write: {said}.")
        if refused:
            return InvalidInput(f"{self.url} refuses it: {said}.")
        return PlaceAway(f"{self.url} cannot do it: {said}.")

    def _not_a_node(self, status: int) -> InvalidInput:
        return InvalidInput(f"{self.url} is not the RPC API of an IPFS node (it answers with status {status}).")


def server_refuses(url: str, status: int) -> ForgeError | None:
    """Return the error of a status that any server may give in front of a node; None: it is of the node's own."""
    if 300 <= status < 400:
        return InvalidInput(f"{url} sends one elsewhere (status {status}).", hint="Give the address that it means.")
    if status in (401, 403):
        return InvalidInput(
            f"{url} refuses it (status {status}).",
            hint="If it wants a user, write the address as ipfs:http://user:password@host:5001.",
        )
    if status == 413:
        return InvalidInput(
            f"{url} takes no request as large as a block (status 413).",
            hint="Allow 2 MiB in the server in front of the node.",
        )
    if status in _BUSY:
        return PlaceAway(f"{url} answers with status {status}.")
    return None


def path_of(command: str, options: Mapping[str, str]) -> str:
    """Return what follows the address of a node for a command."""
    return f"/api/v0/{command}?{urlencode(options)}" if options else f"/api/v0/{command}"


def multipart(pieces: Iterable[bytes]) -> tuple[Iterator[bytes], dict[str, str]]:
    """Return a body that holds one file, and the headers for it. No name of a file goes with it, but a constant.

    It goes out in chunks: js-ipfs refuses 1 MiB and more of which it is told the length before.
    """
    boundary = secrets.token_hex(16)
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="block"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = itertools.chain((head.encode(),), pieces, (f"\r\n--{boundary}--\r\n".encode(),))
    return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def _pieces(data: memoryview) -> Iterator[bytes]:
    for at in range(0, len(data), _LONGEST_LINE):
        yield bytes(data[at : at + _LONGEST_LINE])


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
