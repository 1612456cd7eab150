"""``albumforge transfer receive``."""

from __future__ import annotations

from pathlib import Path

import click

from albumforge.cli import options
from albumforge.cli.messages import printable, say
from albumforge.cli.output import print_json
from albumforge.cli.progress import reporting
from albumforge.cli.transfer_client import client_of, pace_options, server_options, throttle_of
from albumforge.cli.transfer_told import print_received, received_as_json, told_fault, told_key
from albumforge.errors import Cancelled


@click.command("receive")
@click.argument("source_id", metavar="SOURCE_ID", type=click.IntRange(min=1))
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    required=True,
    help="Folder in which the master appears.",
)
@click.option(
    "--from", "places", metavar="PLACE", multiple=True, help="Where blocks are fetched from; may be repeated."
)
@click.option("--again", is_flag=True, help="Ask once more for a programme that was refused, or received.")
@click.option("--wait/--no-wait", default=True, show_default=True, help="Wait for the owner's consent.")
@pace_options
@server_options
@options.json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    source_id: int,
    output: Path,
    places: tuple[str, ...],
    again: bool,
    wait: bool,
    jobs: int,
    limit: float | None,
    server: str | None,
    token: str | None,
    as_json: bool,
) -> None:
    """Receive the programme SOURCE_ID: fetch its public block, wait for its owner's consent, and open it.

    The master appears in DIR once it is proven to be what its sender sent, and is listed in an ASC MHL there. Blocks
    are fetched from all places at once, and each is checked; what one place gives wrong is fetched from another. Run
    again, it goes on where it stopped. DIR needs room for twice the master meanwhile.
    """
    from albumforge.transferclient.receiving import Receiver

    client = client_of(context, server, token)
    with reporting(silent=as_json, debug=options.is_debug(context)) as work:
        receiver = Receiver(
            client.server,
            client.state,
            client.places(places),
            output,
            jobs=jobs,
            throttle=throttle_of(limit),
            on_fault=lambda fault: work.note(told_fault(fault)),
            on_waiting=lambda _: work.note(say("transfer_waiting", source_id=source_id)) if wait else None,
            on_new_key=lambda who, fingerprint: work.note(told_key(who, fingerprint)),
            on_late=lambda: work.note(say("transfer_late")),
            wait=wait,
            again=again,
        )
        try:
            received = receiver.receive(source_id, work)
        except Cancelled:
            raise Cancelled(hint=say("transfer_stopped")) from None
    if as_json:
        state = "waiting" if received is None else "here" if received.before else "received"
        print_json({"state": state, "received": None if received is None else received_as_json(received)})
    elif received is not None and received.before:
        click.echo(say("transfer_here", path=printable(str(received.path))))
    elif received is None:
        click.echo(say("transfer_not_yet", source_id=source_id))
    else:
        print_received(received)
