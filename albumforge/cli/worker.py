"""``albumforge worker``: do queued work."""

from __future__ import annotations

import click

from albumforge.cli import options
from albumforge.cli.messages import say


@click.command()
@click.option("--queues", metavar="NAMES", help="Only these queues, by comma: generator.album,transcoder.nvenc …")
@click.option("--processes", type=click.IntRange(min=1), help="Worker processes; default: the setting workers.")
@click.pass_context
def command(context: click.Context, /, queues: str | None, processes: int | None) -> None:
    """Do the queued work of this home, until stopped.

    Ctrl-C or SIGTERM lets the work in hand go back to the queue, to be gone on with by the next worker.
    """
    from albumforge.actors.supervisor import run_workers  # brings dramatiq, which no other verb needs

    settings = options.load_settings(context)
    names = [name.strip() for name in queues.split(",") if name.strip()] if queues else None
    count = processes or settings.workers
    click.echo(say("serving", count=count, queues=queues or say("all_queues"), home=settings.home), err=True)
    run_workers(settings, names, count)  # handles the signals itself
