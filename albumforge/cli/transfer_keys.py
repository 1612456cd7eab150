"""``albumforge transfer keys``: the user's own, and whose are known."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from albumforge.cli import options
from albumforge.cli.group import OrderedGroup
from albumforge.cli.messages import printable, say
from albumforge.cli.output import print_json, print_table
from albumforge.cli.transfer_client import client_of, server_options
from albumforge.errors import InvalidInput


@click.group("keys", cls=OrderedGroup)
def command() -> None:
    """Make and show your keys, and say whose you trust."""


@command.command("make")
@options.json_option
@click.pass_context
def make(context: click.Context, /, as_json: bool) -> None:
    """Make your keys, where there are none yet: one to receive masters with, one to sign what you release."""
    state = client_of(context, None, None).state
    public = state.ensure_keys().public
    if as_json:
        print_json({"path": str(state.keys_file), "key": public.encode(), "fingerprint": public.fingerprint})
        return
    click.echo(say("keys_made", path=printable(str(state.keys_file))), err=True)
    click.echo(say("keys_fingerprint", fingerprint=public.fingerprint))


@command.command("show")
@options.json_option
@click.pass_context
def show(context: click.Context, /, as_json: bool) -> None:
    """Show the public half of your keys, and its fingerprint."""
    state = client_of(context, None, None).state
    public = state.keys().public
    if as_json:
        print_json({"path": str(state.keys_file), "key": public.encode(), "fingerprint": public.fingerprint})
        return
    click.echo(public.encode())
    click.echo(say("keys_fingerprint", fingerprint=public.fingerprint))


@command.command("export")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="A new file.")
@click.pass_context
def export(context: click.Context, /, output: Path | None) -> None:
    """Write the public half of your keys, for somebody who is to compare it."""
    from albumforge.media.publish import writing

    line = client_of(context, None, None).state.keys().public.encode() + "\n"
    if output is None:
        click.echo(line, nl=False)
        return
    with writing(output), output.open("x", encoding="utf-8") as file:
        file.write(line)


@command.command("publish")
@server_options
@click.pass_context
def publish(context: click.Context, /, server: str | None, token: str | None) -> None:
    """Let the server tell others your public keys from now on, in the place of those it may have of you."""
    client = client_of(context, server, token)
    public = client.state.ensure_keys().public
    client.server.set_key(public.encode())
    click.echo(say("keys_published", url=client.server.url))
    click.echo(say("keys_fingerprint", fingerprint=public.fingerprint))


@command.command("known")
@options.json_option
@click.pass_context
def known(context: click.Context, /, as_json: bool) -> None:
    """List whose keys are known: those that you released to, or received from."""
    entries = client_of(context, None, None).state.known().entries()
    if as_json:
        print_json({"known": entries})
        return
    if not entries:
        click.echo(say("keys_none_known"))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("who", "fingerprint"):
        table.add_column(say(f"heading.{heading}"), overflow="fold")
    for who, fingerprint in sorted(entries.items()):
        table.add_row(Text(printable(who)), Text(fingerprint))
    print_table(table)


@command.command("trust")
@click.argument("who")
@click.argument("fingerprint", required=False)
@click.pass_context
def trust(context: click.Context, /, who: str, fingerprint: str | None) -> None:
    """Take FINGERPRINT for the key of WHO from now on: somebody whose key changed, as they told you by another way.

    WHO is a part of what `albumforge transfer keys known` lists. Without FINGERPRINT what is known of them is
    forgotten: the next key is shown as a new one.
    """
    entries = client_of(context, None, None).state.known()
    found = [name for name in entries.entries() if who in name]
    if len(found) != 1:
        raise InvalidInput(say("keys_not_one", text=who, count=len(found)), hint=say("keys_not_one_hint"))
    if fingerprint is None:
        entries.forget(found[0])
        click.echo(say("keys_forgotten", who=printable(found[0])))
        return
    told = entries.trust(found[0], fingerprint)
    click.echo(say("keys_trusted", who=printable(found[0]), fingerprint=told))
