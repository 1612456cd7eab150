"""What the commands of ``albumforge transfer`` share: the server, the user's folder, places, and their options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from albumforge.cli import options
from albumforge.settings import Settings

if TYPE_CHECKING:
    from albumforge.transferclient.server import Server
    from albumforge.transferclient.state import State
    from albumforge.transferring import Place
    from albumforge.transfers.throttle import Throttle


FAILED = 3
"""Status a command ends with where something could not be done, or is not as it should be."""


@dataclass(frozen=True)
class Client:
    """What all these commands begin with.

    Attributes:
        settings: of the command line.
        server: that the user speaks to.
        state: the user's own folder.
    """

    settings: Settings
    server: Server
    state: State

    def places(self, named: Sequence[str]) -> list[Place]:
        """Return the places that are named, or those of the settings."""
        from albumforge.plugins import Registry

        registry = Registry(self.settings.plugins_dirs, self.settings)
        return [registry.place(text) for text in named or self.settings.transfer_places]


def client_of(context: click.Context, server: str | None, token: str | None) -> Client:
    """Return the client of a command."""
    from albumforge.transferclient.server import Server
    from albumforge.transferclient.state import State

    settings = options.load_settings(context)
    return Client(settings, Server(server or settings.transfer_server, token or ""), State(settings.home / "transfer"))


def server_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which server, and who asks."""
    at = click.option("--server", metavar="URL", help="The server; default: the setting transfer_server.")
    token = click.option(
        "--token",
        envvar="ALBUMFORGE_TRANSFER_TOKEN",
        help="A token of yours; better in ALBUMFORGE_TRANSFER_TOKEN, which others cannot see.",
    )
    return at(token(function))


def pace_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how much is done at once, and how fast."""
    jobs = click.option(
        "--jobs", type=click.IntRange(1, 64), default=4, show_default=True, help="Blocks that travel at once."
    )
    limit = click.option("--limit", type=click.FloatRange(min=0.001, max=1e6), metavar="MB/S", help="At most so fast.")
    return jobs(limit(function))


def throttle_of(limit: float | None) -> Throttle:
    """Return the limit of a command, which says megabytes of 10⁶ bytes a second."""
    from albumforge.transfers.throttle import Throttle

    return Throttle((limit or 0.0) * 1e6)
