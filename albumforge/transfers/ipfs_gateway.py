"""A trustless HTTP gateway of IPFS as a place that blocks can be fetched from, and nothing else.

https://specs.ipfs.tech/http-gateways/trustless-gateway/
"""

from __future__ import annotations

from typing import NoReturn

from albumforge.errors import InvalidInput
from albumforge.transferring import BlockMissing, PlaceAway
from albumforge.transfers.cids import cid_text
from albumforge.transfers.ipfs_http import Answer, Site
from albumforge.transfers.ipfs_rpc import GATEWAY_KIND, server_refuses

_MISSING = (404, 410, 412, 451, 504)
"""Not there; gone; not here while one asks for what is; may not be shown; not found in time."""
_EMPTY = "bafkqaaa"
"""The block without any bytes, which every gateway has: its CID holds it."""


class Gateway:
    """A gateway; see `albumforge.transferring.Place`."""

    def __init__(self, site: Site) -> None:
        """Take an address whose path ends in ``/ipfs``."""
        self._site = site
        self.address = site.url

    def check(self) -> None:
        """Find out whether the gateway answers, with a block as it is."""
        answer = self._ask("GET", _EMPTY)
        if answer.status not in _MISSING:
            self._refuse(answer, _EMPTY)
        if (answer.status, answer.kind, answer.body) != (200, GATEWAY_KIND, b""):
            raise self._no_gateway(answer)

    def get(self, cid: bytes) -> bytes:
        """Return what the gateway gives for the block, which it may look for elsewhere."""
        answer = self._ask("GET", cid_text(cid))
        self._refuse(answer, cid_text(cid))
        return answer.body

    def has(self, cid: bytes) -> bool:
        """Whether the gateway has the block at hand; one that cannot tell looks for it."""
        answer = self._ask("HEAD", cid_text(cid), {"Cache-Control": "only-if-cached"})
        try:
            self._refuse(answer, cid_text(cid))
        except BlockMissing:
            return False
        return True

    def put(self, cid: bytes, data: bytes | memoryview) -> None:  # noqa: ARG002 - nothing can be put
        """Raise `InvalidInput`: nothing can be put there."""
        self._read_only()

    def remove(self, cid: bytes) -> None:  # noqa: ARG002
        """Raise `InvalidInput`, as `put`."""
        self._read_only()

    def pin(self, root: bytes) -> None:  # noqa: ARG002
        """Raise `InvalidInput`, as `put`."""
        self._read_only()

    def unpin(self, root: bytes) -> None:  # noqa: ARG002
        """Raise `InvalidInput`, as `put`."""
        self._read_only()

    def room(self) -> None:
        """Return None: nothing can be put there."""

    def close(self) -> None:
        """Give back connections."""
        self._site.close()

    def _ask(self, method: str, name: str, headers: dict[str, str] | None = None) -> Answer:
        return self._site.ask(method, f"/{name}?format=raw", headers={"Accept": GATEWAY_KIND, **(headers or {})})

    def _refuse(self, answer: Answer, name: str) -> None:
        if answer.status == 200:
            return
        if answer.status in _MISSING or b"could not find" in answer.body:  # older ones answer 500
            raise BlockMissing(f"{self.address} has no block {name} (status {answer.status}).")
        if error := server_refuses(self.address, answer.status):
            raise error
        if answer.status >= 500:
            raise PlaceAway(f"{self.address} answers with status {answer.status}.")
        raise self._no_gateway(answer)

    def _no_gateway(self, answer: Answer) -> InvalidInput:
        return InvalidInput(f"{self.address} is no trustless gateway of IPFS (it answers with status {answer.status}).")

    def _read_only(self) -> NoReturn:
        raise InvalidInput(
            f"{self.address} is a gateway, which blocks can only be fetched from.",
            hint="To put them, give the RPC API of a node, such as ipfs:http://127.0.0.1:5001.",
        )
