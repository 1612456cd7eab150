"""``albumforge doctor``: what works on this machine."""

from __future__ import annotations

import dataclasses

import click
from rich.table import Table
from rich.text import Text

from albumforge.cli import options
from albumforge.cli.messages import say, translated
from albumforge.cli.output import print_json, print_table
from albumforge.errors import Unavailable

_STYLE = {"ok": "green", "warn": "yellow", "missing": "red"}


@click.command()
@options.json_option
@click.pass_context
def command(context: click.Context, /, as_json: bool) -> None:
    """Try every part on this machine, and say what to do about those that do not work.

    Ends with 0 unless something that a film needs does not work: then with 6.
    """
    from albumforge.services.doctor import MISSING, OK, examine

    checks = examine(options.load_settings(context))
    well = all(check.state != MISSING for check in checks)
    if as_json:
        print_json({"ok": well, "checks": [dataclasses.asdict(check) for check in checks]})
    else:
        table = Table(box=None, pad_edge=False, show_header=False)
        for _ in range(3):
            table.add_column(overflow="fold")
        for check in checks:
            state = Text(say(check.state), style=_STYLE[check.state])
            table.add_row(state, Text(translated(check.name)), Text(translated(check.detail)))
            if check.advice and check.state != OK:
                table.add_row("", "", Text(translated(check.advice), style="dim"))
        print_table(table)
        click.echo(say("all_well") if well else say("not_well"))
    if not well:
        context.exit(Unavailable.exit_code)
