"""``albumforge user``: whom films and tokens belong to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from albumforge.cli import options
from albumforge.cli.group import OrderedGroup
from albumforge.cli.messages import say
from albumforge.cli.output import print_json, print_table

if TYPE_CHECKING:
    from albumforge.services.users import User


@click.group(cls=OrderedGroup)
def command() -> None:
    """Make and remove users. What is made on this machine belongs to the user `local`."""


@command.command("add")
@click.argument("name")
@options.json_option
@click.pass_context
def add(context: click.Context, /, name: str, as_json: bool) -> None:
    """Make a user; `albumforge token add --user NAME` lets a program of theirs in."""
    with options.open_forge(context) as forge:
        user = forge.accounts.add_user(name)
    _done(_as_json(user), as_json=as_json, text=say("user_added", name=user.name))


@command.command("list")
@options.json_option
@click.pass_context
def list_(context: click.Context, /, as_json: bool) -> None:
    """List all users."""
    with options.open_forge(context) as forge:
        users = forge.accounts.users()
    if as_json:
        print_json({"users": [_as_json(user) for user in users]})
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("name", "since"):
        table.add_column(say(f"heading.{heading}"), overflow="fold")
    for user in users:
        table.add_row(Text(user.name), moment(user.created))
    print_table(table)


@command.command("remove")
@click.argument("name")
@click.option("--with-films", is_flag=True, help="Delete the user's films, jobs and master transfers, too.")
@options.json_option
@click.pass_context
def remove(context: click.Context, /, name: str, with_films: bool, as_json: bool) -> None:
    """Remove a user, with all tokens and links. One who has films, jobs or transfers stays without --with-films."""
    with options.open_forge(context) as forge:
        user = forge.accounts.user(name)
        forge.accounts.remove_user(user.name, films=with_films)
    _done({**_as_json(user), "removed": True}, as_json=as_json, text=say("user_removed", name=user.name))


def moment(time: datetime) -> str:
    """A moment as people here read it, to the minute."""
    return time.astimezone().strftime("%Y-%m-%d %H:%M")


def _done(document: dict[str, Any], *, as_json: bool, text: str) -> None:
    if as_json:
        print_json(document)
    else:
        click.echo(text)


def _as_json(user: User) -> dict[str, Any]:
    return {"id": user.id, "name": user.name, "created": user.created.isoformat()}
