"""``albumforge up``: what this machine is for, with one command."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from albumforge.cli import options
from albumforge.cli.messages import say, translated
from albumforge.cli.serve import ended_text

if TYPE_CHECKING:
    from albumforge.serving.address import Address


@click.command()
@click.option("--roles", metavar="NAMES", help="serve, worker, farm, watch, by comma; default: the setting roles.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes of the role worker; default: the setting.")
@click.option("--queues", metavar="NAMES", help="Only these queues, by comma; default: the setting queues.")
@click.option("--check", is_flag=True, help="Only find out whether it could work, and end.")
@click.pass_context
def command(context: click.Context, /, roles: str | None, workers: int | None, queues: str | None, check: bool) -> None:
    """Do what this machine is for, by its setting `roles`, until stopped; for systemd and the like.

    First it is checked that the machine can work with the others: both addresses set or neither, the same database,
    queue and folder of media, clocks that agree. What cannot work is refused; ends then with 2 or 6.

    SIGTERM or Ctrl-C stops all; the work in hand goes back to the queue.
    """
    from albumforge.services.sharing import check_sharing  # with what it brings, which --help does without
    from albumforge.serving.machine import roles_of, run
    from albumforge.serving.systemd import READY, notify

    settings = options.load_settings(context, roles=roles, workers=workers, queues=queues)
    for odd in check_sharing(settings):
        click.echo(say("up_odd", name=odd.name, detail=translated(odd.detail)), err=True)
    if check:
        click.echo(say("up_well"))
        return
    wanted = roles_of(settings)
    click.echo(say("up", roles=", ".join(settings.roles), home=settings.home), err=True)
    console = _Console()

    def ready() -> None:
        notify(READY)
        click.echo(say("up_ready"), err=True)

    context.exit(run(settings, wanted, console, ready, console.ended))


class _Console:
    """Says how this machine fares, on standard error; systemd is told, too."""

    def ready(self, address: Address, _links: list[str]) -> None:
        """The web server answers."""
        from albumforge.serving.systemd import READY, notify

        notify(READY, f"STATUS={address.url()}")
        click.echo(say("serve_ready", url=address.url()), err=True)
        sys.stderr.flush()

    def ended(self, what: str, code: int, pause: float) -> None:
        """Say what ended and is started again."""
        click.echo(ended_text(what, code, pause), err=True)

    def stopping(self) -> None:
        """Say that the signal was heard."""
        from albumforge.serving.systemd import STOPPING, notify

        notify(STOPPING)
        click.echo(say("stopping"), err=True)
