"""``albumforge clean``: clear away what is over."""

from __future__ import annotations

import dataclasses

import click
from rich.table import Table
from rich.text import Text

from albumforge.cli import options
from albumforge.cli.messages import say
from albumforge.cli.output import print_json, print_table
from albumforge.media.sizes import size_text


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@options.json_option
@click.pass_context
def command(context: click.Context, /, dry_run: bool, as_json: bool) -> None:
    """Clear away what the settings say is over: caches, films and jobs, tokens, lines of logs, originals of the farm.

    Workers do the same every hour. The settings are cache_gb, cache_days, expire_days, log_days and farm_keep_days.
    """
    with options.open_forge(context) as forge:
        cleared = forge.clean(dry_run=dry_run)
    if as_json:
        print_json({"dry_run": dry_run, "cleared": [dataclasses.asdict(one) for one in cleared]})
        return
    rows = [one for one in cleared if one.count]
    if not rows:
        click.echo(say("clean_nothing"))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("what", "count", "size"):
        table.add_column(say(f"heading.{heading}"), overflow="fold")
    for one in rows:
        table.add_row(Text(say(f"clean.{one.what}")), f"{one.count:,}", size_text(one.size) if one.size else "")
    print_table(table)
    if dry_run:
        click.echo(say("clean_dry"), err=True)
