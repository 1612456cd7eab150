"""``albumforge transfer private``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumforge.cli import options
from albumforge.cli.messages import printable, say, translated
from albumforge.cli.output import print_json
from albumforge.cli.progress import reporting
from albumforge.cli.transfer_client import FAILED, client_of, server_options
from albumforge.cli.transfer_told import due_as_json, print_due
from albumforge.errors import Cancelled, ForgeError, InvalidInput, NotFound, Unavailable

if TYPE_CHECKING:
    from albumforge.transferclient.releasing import Due


@click.command("private")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Release all that can be, without asking.")
@click.option("--task", "tasks", type=int, multiple=True, help="Release this task alone; may be repeated.")
@click.option("--refuse", type=int, metavar="TASK", help="Refuse this task.")
@click.option("--message", default="", help="Why; the receiver sees it.")
@click.option("--to", "to", metavar="PLACE", help="Where blocks are put; default: the first of transfer_places.")
@server_options
@options.json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    folder: Path | None,
    yes: bool,
    tasks: tuple[int, ...],
    refuse: int | None,
    message: str,
    to: str | None,
    server: str | None,
    token: str | None,
    as_json: bool,
) -> None:
    """List who waits for the private block of a master of yours, by series, and release it to them.

    FOLDER is where `albumforge transfer send` kept what opens the masters; by default its own. Each release is your
    consent to one download by one receiver, and cannot be taken back. On a terminal it asks for each; compare the
    fingerprint with the receiver by another way than the server. A receiver whose key changed is refused, until you say
    `albumforge transfer keys trust`.
    """
    from albumforge.transferclient.releasing import Releaser

    if refuse is not None and not message.strip():
        raise InvalidInput(say("transfer_refuse_why"))
    client = client_of(context, server, token)
    (place,) = client.places([to] if to else client.settings.transfer_places[:1])
    damaged: list[str] = []
    releaser = Releaser(client.server, client.state, place, on_damaged=damaged.append)
    with reporting(silent=as_json, debug=options.is_debug(context)) as work:
        found = releaser.due(folder, work)
    for line in damaged:
        click.echo(translated(printable(line)), err=True)
    for task in (*tasks, *([] if refuse is None else [refuse])):
        if task not in {one.task.id for one in found}:
            raise NotFound(say("transfer_no_task", id=task))
    if refuse is not None:
        (one,) = (due for due in found if due.task.id == refuse)
        with reporting(silent=as_json, debug=options.is_debug(context)) as work:
            releaser.refuse(one, message, work)
        click.echo(
            say("transfer_refused", receiver=printable(one.receiver.name), name=printable(one.name)), err=as_json
        )
        found.remove(one)
    elif not as_json:
        print_due(found)
    chosen = found if yes else [one for one in found if one.task.id in tasks]
    if not (yes or tasks or as_json or refuse is not None) and any(not one.problem for one in found):
        chosen = _asked(found)
    released, failed = list[int](), list[dict[str, Any]]()
    for one in chosen:
        if one.problem and not tasks:
            continue
        name, receiver = printable(one.name), printable(one.receiver.name)
        try:
            with reporting(silent=as_json, debug=options.is_debug(context)) as work:
                cid = releaser.release(one, work)
        except (Cancelled, Unavailable):
            raise
        except ForgeError as error:  # the others do not wait for it
            failed.append({"task": one.task.id, "error": type(error).__name__, "message": str(error)})
            why = translated(printable(error.message))
            click.echo(say("transfer_due_problem", id=one.task.id, name=name, receiver=receiver, why=why), err=True)
            continue
        released.append(one.task.id)
        click.echo(say("transfer_released", receiver=receiver, name=name, hash=cid), err=as_json)
    if as_json:
        print_json({"due": [due_as_json(one) for one in found], "released": released, "failed": failed})
    if failed:
        context.exit(FAILED)


def _asked(found: Sequence[Due]) -> list[Due]:
    """Ask for each that can be released; where nobody can answer, say how to."""
    if not sys.stdin.isatty():
        click.echo(say("transfer_say_yes"), err=True)
        return []
    return [
        one
        for one in found
        if not one.problem
        and click.confirm(
            say("transfer_ask", name=printable(one.name), receiver=printable(one.receiver.name)), err=True
        )
    ]
