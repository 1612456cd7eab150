"""``albumforge serve``: the page, the web server, the queue and the workers, all in one."""

from __future__ import annotations

import os
import signal
import sys
import webbrowser
from typing import TYPE_CHECKING

import click

from albumforge.cli import options
from albumforge.cli.messages import say

if TYPE_CHECKING:
    from albumforge.serving.address import Address


@click.command()
@click.option("--host", help="Address to listen at; default: the setting http_host, this machine alone.")
@click.option("--port", type=click.IntRange(1, 65_535), help="Port to listen at; default: the setting http_port.")
@click.option("--url-prefix", metavar="/PATH", help="Path that all addresses begin with, for use behind a proxy.")
@click.option("--workers", type=click.IntRange(1, 256), help="Worker processes; default: the setting workers.")
@click.option("--no-worker", is_flag=True, help="Make no films here: others do, with `albumforge worker`.")
@click.option("--lan", is_flag=True, help="Answer in the local network too, and show a QR code for a phone.")
@click.option(
    "--open/--no-open", "open_page", default=None, help="Open the page in a browser; default: where there is a desktop."
)
@click.pass_context
def command(
    context: click.Context,
    /,
    host: str | None,
    port: int | None,
    url_prefix: str | None,
    workers: int | None,
    no_worker: bool,
    lan: bool,
    open_page: bool | None,
) -> None:
    """Serve the page where films are made, until stopped.

    Prints a link that signs a browser in, once. Ctrl-C or SIGTERM stops all within seconds: a film that is being made
    goes back to the queue and is gone on with when the server runs again. A second Ctrl-C ends everything at once.
    """
    from albumforge.serving.server import Wanted, serve  # with what it brings, which no other verb needs

    if no_worker and workers:
        raise click.UsageError(say("workers_or_none"))
    if lan and host:
        raise click.UsageError(say("lan_or_host"))
    settings = options.load_settings(context, http_host=host, http_port=port, url_prefix=url_prefix)
    count = 0 if no_worker else workers or settings.workers
    if open_page is None:
        open_page = _has_desktop()
    wanted = Wanted(workers=count, lan=lan, links=1 + lan + open_page)
    code = serve(settings, wanted, _Console(open_page))
    context.exit(code)


class _Console:
    """Shows how the server fares."""

    def __init__(self, open_page: bool) -> None:
        self._open_page = open_page

    def ready(self, address: Address, links: list[str]) -> None:
        """Show where the server answers; open the page where that is wanted."""
        secrets = iter(links)
        click.echo(say("serve_ready", url=address.url()))
        click.echo(say("serve_link", url=address.login(next(secrets))))
        if address.lan:
            show_lan(address.login(next(secrets), lan=True))
        click.echo(say("serve_stop"))
        sys.stdout.flush()
        if self._open_page:
            webbrowser.open(address.login(next(secrets)))

    def ended(self, what: str, code: int, pause: float) -> None:
        """Say what ended and is started again."""
        click.echo(ended_text(what, code, pause), err=True)

    def stopping(self) -> None:
        """Say that Ctrl-C was heard."""
        click.echo(say("stopping"), err=True)


def ended_text(what: str, code: int, pause: float) -> str:
    """Say that a part of a server ended, and is started again in `pause` seconds; see `serving.server.Told`."""
    part = say(f"part.{what}")
    if what == "broker":
        return say("part_was_away", part=part)
    how = say("ended_signal", name=_signal_name(-code)) if code < 0 else say("ended_code", code=code)
    again = say("again_in", seconds=f"{pause:g}") if pause else say("again_now")
    return say("part_ended", part=part, how=how, again=again)


def show_lan(link: str) -> None:
    """Show a link for a phone in the local network, as text and as a QR code."""
    click.echo(say("serve_lan", url=link))
    if sys.stdout.isatty():
        import segno

        segno.make(link, error="l", micro=False).terminal(compact=True, border=2)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _has_desktop() -> bool:
    return sys.stdout.isatty() and (
        sys.platform == "darwin" or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    )
