"""Fixtures for the tests of the transfer backend `ipfs`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ipfs_parts import Between, Running, network_to, running_node

from albumforge.transfers.ipfs import IpfsTransfer
from albumforge.transfers.ipfs_node import Node


@pytest.fixture(scope="session")
def ipfs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A node that all tests of a process share."""
    with running_node(tmp_path_factory.mktemp("ipfs") / "repo") as running:
        yield running


@pytest.fixture
def opened() -> Iterator[Callable[..., Any]]:
    """Open places by their addresses; they are closed behind the test."""
    places: list[Any] = []

    def open_place(address: str, timeout: float = 5.0) -> Any:
        places.append(IpfsTransfer().place(address, timeout=timeout))
        return places[-1]

    yield open_place
    for place in places:
        place.close()


@pytest.fixture
def place(ipfs: Running, opened: Callable[..., Any]) -> Node:
    """The shared node."""
    return opened(ipfs.url)


@pytest.fixture
def between(ipfs: Running) -> Iterator[Between]:
    """A way to the shared node that can break."""
    with network_to(ipfs.url) as way:
        yield way
