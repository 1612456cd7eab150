"""``albumforge token``: what lets a program in over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from albumforge.cli import options
from albumforge.cli.group import OrderedGroup
from albumforge.cli.messages import say
from albumforge.cli.output import print_json, print_table
from albumforge.cli.user import moment

if TYPE_CHECKING:
    from albumforge.services.accounts import Token
    from albumforge.services.users import User


@click.group(cls=OrderedGroup)
def command() -> None:
    """Let programs in over HTTP, and keep them out again."""


@command.command("add")
@click.option("--user", "name", metavar="NAME", help="Whose films the program works with; default: those made here.")
@click.option("--label", default="", help="What it is for, for you to read.")
@click.option(
    "--days", type=float, help="How long it is good for; 0: until it is revoked; default: the setting token_days."
)
@options.json_option
@click.pass_context
def add(context: click.Context, /, name: str | None, label: str, days: float | None, as_json: bool) -> None:
    """Make a token and print it, alone on standard output. It cannot be shown again: only its digest is kept."""
    with options.open_forge(context) as forge:
        user = forge.accounts.local() if name is None else forge.accounts.user(name)
        lasting = forge.settings.token_days if days is None else days or None
        token, secret = forge.accounts.add_token(user.id, label, lasting)
    if as_json:
        print_json({**_as_json(token, user), "token": secret})
        return
    if token.expires is None:
        click.echo(say("token_added_for_ever", id=token.id, name=user.name), err=True)
    else:
        click.echo(say("token_added", id=token.id, name=user.name, until=moment(token.expires)), err=True)
    click.echo(secret)


@command.command("list")
@click.option("--user", "name", metavar="NAME", help="Only this user's.")
@options.json_option
@click.pass_context
def list_(context: click.Context, /, name: str | None, as_json: bool) -> None:
    """List the tokens of programs and the browsers that are signed in, by user, the newest first."""
    with options.open_forge(context) as forge:
        users = forge.accounts.users() if name is None else [forge.accounts.user(name)]
        found = [(token, user) for user in users for token in forge.accounts.tokens(user.id)]
    if as_json:
        print_json({"tokens": [_as_json(token, user) for token, user in found]})
        return
    if not found:
        click.echo(say("no_tokens"))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("id", "user", "kind", "until", "used", "label"):
        table.add_column(say(f"heading.{heading}"), overflow="fold")
    for token, user in found:
        until = say("for_ever") if token.expires is None else moment(token.expires)
        used = say("never") if token.used is None else moment(token.used)
        table.add_row(str(token.id), Text(user.name), say(f"kind.{token.kind}"), until, used, Text(token.label))
    print_table(table)


@command.command("revoke")
@click.argument("token_id", metavar="ID", type=int)
@options.json_option
@click.pass_context
def revoke(context: click.Context, /, token_id: int, as_json: bool) -> None:
    """End a token, or sign a browser out, at once."""
    with options.open_forge(context) as forge:
        forge.accounts.revoke(token_id, None)
    if as_json:
        print_json({"id": token_id, "revoked": True})
    else:
        click.echo(say("token_revoked", id=token_id))


def _as_json(token: Token, user: User) -> dict[str, Any]:
    """A token as a machine reads it, without its secret."""
    document: dict[str, Any] = {"id": token.id, "user": user.name, "kind": token.kind, "label": token.label}
    for name in ("created", "expires", "used"):
        time = getattr(token, name)
        document[name] = None if time is None else time.isoformat()
    return document
