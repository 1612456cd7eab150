"""``albumforge transfer send``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumforge.cli import options
from albumforge.cli.messages import printable, say, translated
from albumforge.cli.output import print_json
from albumforge.cli.progress import reporting
from albumforge.cli.transfer_client import FAILED, client_of, pace_options, server_options, throttle_of
from albumforge.cli.transfer_told import print_sent, sent_as_json
from albumforge.errors import Cancelled, ForgeError, Unavailable

if TYPE_CHECKING:
    from albumforge.services.videos_found import Candidate
    from albumforge.transferclient.sending import Sender, Sent
    from albumforge.transfers.keys import Keys


@click.command("send")
@click.argument("paths", metavar="FOLDER", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--series", type=click.IntRange(min=0), required=True, help="Number of the series they belong to.")
@click.option("--to", "to", metavar="PLACE", help="Where blocks are put; default: the first of transfer_places.")
@click.option(
    "--private",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder for what opens them; default: in the home of albumforge.",
)
@click.option("--all", "every", is_flag=True, help="Send every file, not videos alone.")
@click.option("--anew", is_flag=True, help="Send a master that changed, or was sent before, as a new version.")
@click.option("--again", is_flag=True, help="Put all segments of what was sent before once more, such as after a loss.")
@pace_options
@server_options
@options.json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    paths: tuple[Path, ...],
    series: int,
    to: str | None,
    private: Path | None,
    every: bool,
    anew: bool,
    again: bool,
    jobs: int,
    limit: float | None,
    server: str | None,
    token: str | None,
    as_json: bool,
) -> None:
    """Send each video of FOLDER: encrypt it here, and publish its public block.

    Nothing but the block leaves this machine; what opens it is kept, until `albumforge transfer private` releases it.
    Masters are only read. Run again, it goes on where it stopped, and leaves alone what was sent before; where the
    place has not got that, the same block is put there.

    Ends with 3 where a master could not be sent; the others are sent all the same.
    """
    from albumforge.services.videos_found import candidates
    from albumforge.transferclient.sending import Sender
    from albumforge.transferclient.state import own_folder

    client = client_of(context, server, token)
    (place,) = client.places([to] if to else client.settings.transfer_places[:1])
    kept = client.state.private if private is None else own_folder(private.absolute())
    sender = Sender(
        client.server,
        client.state,
        place,
        series=series,
        private=kept,
        jobs=jobs,
        throttle=throttle_of(limit),
        anew=anew,
        again=again,
    )
    show = _Shown(silent=as_json, debug=options.is_debug(context))
    with show.work() as work:
        found = candidates(paths, work, every=every)
        ours = sender.prepare(work)
    sent, failed = list[Any](), list[dict[str, str]]()
    try:
        _send_all(sender, found.videos, ours, show, sent, failed)
    except Cancelled:
        raise Cancelled(hint=say("transfer_stopped")) from None
    finally:
        if as_json:
            print_json({"sent": [sent_as_json(one) for one in sent], "failed": failed})
        else:
            print_sent(sent, failed, kept, client.state.keys_file)
    if not as_json and (others := found.others_told()):
        click.echo(translated(others), err=True)
    if failed:
        context.exit(FAILED)


@dataclass(frozen=True)
class _Shown:
    """How a command shows its work: see `reporting`."""

    silent: bool
    debug: bool

    def work(self) -> Any:
        """Return the context manager of one piece of work."""
        return reporting(silent=self.silent, debug=self.debug)


def _send_all(
    sender: Sender,
    masters: Sequence[Candidate],
    ours: Keys,
    show: _Shown,
    sent: list[Sent],
    failed: list[dict[str, str]],
) -> None:
    """Send masters one after another; add those that are sent to a list, and why the others are not to another."""
    for number, master in enumerate(masters, 1):
        with show.work() as work:
            if len(masters) > 1:
                name = printable(master.relative)
                work.note(say("transfer_sending", number=number, count=len(masters), name=name))
            try:
                sent.append(sender.send(master, ours, work))
            except (Cancelled, Unavailable):
                raise
            except ForgeError as error:
                told = {"error": type(error).__name__, "message": error.message, "hint": error.hint}
                failed.append({"path": str(master.path), **told})
