"""The transfer backend ``ipfs``: blocks in an IPFS node by its RPC API, or from a trustless HTTP gateway.

``http://host:5001`` is the API of a node (Kubo, js-ipfs), ``http://host:8080/ipfs/`` a gateway. The API lets whoever
reaches it do all that the node can: it belongs on one's own machine, or behind TLS and a password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumforge.backends import API_VERSION
from albumforge.transferring import TIMEOUT

if TYPE_CHECKING:
    from albumforge.transfers.ipfs_gateway import Gateway
    from albumforge.transfers.ipfs_node import Node


class IpfsTransfer:
    """Opens nodes and gateways."""

    name = "ipfs"
    api_version = API_VERSION

    def place(self, address: str, *, timeout: float = TIMEOUT) -> Node | Gateway:
        """Return the node of an address, or the gateway where its path ends in ``/ipfs``; nothing is sent."""
        # HTTP and TLS take 4 MB, which no process needs that only knows that there is such a backend.
        from albumforge.transfers.ipfs_gateway import Gateway
        from albumforge.transfers.ipfs_http import Site
        from albumforge.transfers.ipfs_node import Node

        site = Site(address, timeout=timeout)
        return Gateway(site) if site.url.endswith("/ipfs") else Node(site)
