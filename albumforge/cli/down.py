"""``albumforge down``: stop the embedded queue."""

from __future__ import annotations

import click

from albumforge.cli import options
from albumforge.cli.messages import say


@click.command()
@click.pass_context
def command(context: click.Context, /) -> None:
    """Stop the embedded queue of this home; what is queued stays queued."""
    from albumforge.forge import Forge  # brings the queue, which --help does without

    with Forge(options.load_settings(context)) as forge:
        stopped = forge.down()
    click.echo(say("down_already") if stopped is False else say("down"))
