"""What is printed of masters that are transferred."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from albumforge.cli.messages import printable, say, translated
from albumforge.cli.output import print_table
from albumforge.media.sizes import size_text

if TYPE_CHECKING:
    from albumforge.transferclient.receiving import Received
    from albumforge.transferclient.releasing import Due
    from albumforge.transferclient.sending import Sent
    from albumforge.transfers.sources import Fault


def sent_as_json(sent: Sent) -> dict[str, Any]:
    """A master that is sent, as a machine reads it."""
    return {
        "path": str(sent.path),
        "source_id": sent.source_id,
        "hash": sent.hash,
        "name": sent.name,
        "size": sent.size,
        "public_block_size": sent.length,
        "private": str(sent.kept),
        "segments_put": sent.put,
        "sent_before": sent.before,
    }


def print_sent(sent: Sequence[Sent], failed: Sequence[dict[str, str]], kept: Path, keys: Path) -> None:
    """Say what was sent, and what could not be."""
    if sent:
        table = Table(box=None, pad_edge=False)
        for heading in ("source_id", "state", "size", "master"):
            table.add_column(say(f"heading.{heading}"), overflow="fold")
        for one in sent:
            state = say("transfer_sent_before" if one.before else "transfer_sent_now")
            table.add_row(str(one.source_id), state, size_text(one.size), Text(f"{printable(one.name)}\n{one.hash}"))
        print_table(table)
        click.echo(say("transfer_kept", folder=printable(str(kept)), keys=printable(str(keys))), err=True)
    for failure in failed:
        path, why = printable(failure["path"]), translated(printable(failure["message"]))
        click.echo(why if path in why else say("transfer_failed", path=path, why=why), err=True)
        if failure["hint"]:
            click.echo(f"  {translated(failure['hint'])}", err=True)


def received_as_json(received: Received) -> dict[str, Any]:
    """A master that is there, as a machine reads it."""
    return {
        "path": str(received.path),
        "size": received.size,
        "c4": received.c4,
        "mhl": str(received.manifest),
        "segments_fetched": received.fetched,
        "blocks_by_place": received.given,
    }


def print_received(received: Received) -> None:
    """Say that a master is there, and by what it can be checked."""
    click.echo(
        say(
            "transfer_received",
            path=printable(str(received.path)),
            size=size_text(received.size),
            c4=received.c4,
            manifest=printable(str(received.manifest)),
        )
    )


def told_fault(fault: Fault) -> str:
    """What a place did wrong."""
    why = translated(fault.why)
    return why if fault.address in why else say("transfer_fault", address=fault.address, why=why)


def told_key(who: str, fingerprint: str) -> str:
    """That a key is new."""
    first = say("transfer_new_key", who=printable(who), fingerprint=fingerprint)
    return f"{first}\n{say('transfer_new_key_hint')}"


def due_as_json(due: Due) -> dict[str, Any]:
    """A private block that somebody waits for, as a machine reads it."""
    return {
        "task": due.task.id,
        "series_id": due.task.series_id,
        "source_id": due.task.source_id,
        "name": due.name,
        "since": due.task.created_at,
        "hash": due.task.hash,
        "receiver": {"id": due.receiver.id, "name": due.receiver.name},
        "fingerprint": due.key.fingerprint if due.key else "",
        "key_is_known": due.known,
        "private": str(due.file) if due.file else "",
        "problem": due.problem,
    }


def print_due(found: Sequence[Due]) -> None:
    """List who waits for which private block, by series."""
    if not found:
        click.echo(say("transfer_nothing_due"))
    for series, several in groupby(found, key=lambda one: one.task.series_id):
        click.echo(say("transfer_series", series=series))
        for one in several:
            since = say("transfer_since", when=one.task.created_at)
            receiver = printable(one.receiver.name) + since
            about = {"id": one.task.id, "name": printable(one.name), "receiver": receiver}
            if one.problem or one.key is None:
                click.echo(say("transfer_due_problem", **about, why=translated(printable(one.problem))))
            else:
                line = say("transfer_due", **about, fingerprint=one.key.fingerprint)
                click.echo(line if one.known else line + say("transfer_due_new"))
