"""``albumforge url``: a new link that signs a browser in to the running server."""

from __future__ import annotations

from dataclasses import replace

import click

from albumforge.cli import options
from albumforge.cli.messages import say
from albumforge.cli.output import print_json
from albumforge.cli.serve import show_lan
from albumforge.errors import Conflict, Unavailable


@click.command()
@click.option("--user", metavar="NAME", help="Whom the link signs in; default: the local user.")
@click.option("--lan", is_flag=True, help="For a phone in the same network, with a QR code.")
@options.json_option
@click.pass_context
def command(context: click.Context, /, user: str | None, lan: bool, as_json: bool) -> None:
    """Print a link that signs a browser in to the running server.

    It is good once, and for 15 minutes.
    """
    from albumforge.forge import Forge  # brings the database, which --help does without
    from albumforge.serving.address import lan_address
    from albumforge.serving.running import Running

    settings = options.load_settings(context)
    address = Running(settings.home).found()
    if address is None:
        raise Unavailable(say("no_server", home=settings.home), hint=say("no_server_hint"))
    if lan and not address.lan:
        raise Conflict(say("no_lan", url=address.url()), hint=say("no_lan_hint"))
    if lan:
        address = replace(address, lan=lan_address() or address.lan)  # another one since, where a laptop moved
    with Forge(settings) as forge:
        accounts = forge.accounts
        who = accounts.local() if user is None else accounts.user(user)
        link = address.login(accounts.login_link(who.id), lan=lan)
    if as_json:
        print_json({"url": link, "address": address.url(lan=lan), "user": who.name})
    elif lan:
        show_lan(link)
    else:
        click.echo(link)
