"""``albumforge plugins``: the backends of this installation."""

from __future__ import annotations

import click
from rich.table import Table
from rich.text import Text

from albumforge.cli import options
from albumforge.cli.messages import say, translated
from albumforge.cli.output import print_json, print_table
from albumforge.plugins import Registry


@click.command()
@options.json_option
@click.pass_context
def command(context: click.Context, /, as_json: bool) -> None:
    """List the backends of each kind, and why one was set aside."""
    settings = options.load_settings(context)
    found = list(Registry(settings.plugins_dirs, settings))
    if as_json:
        rows = [{"kind": p.kind, "name": p.name, "origin": p.origin, "problem": p.problem} for p in found]
        print_json({"plugins": rows})
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("kind", "name", "from", "state"):
        table.add_column(say(f"heading.{heading}"), overflow="fold")
    for plugin in found:
        if plugin.problem:
            state = Text(say("plugin.aside", problem=translated(plugin.problem)), style="red")
        else:
            state = Text(say("plugin.works"), style="green")
        table.add_row(Text(say(f"plugin.{plugin.kind}")), Text(plugin.name), Text(plugin.origin), state)
    print_table(table)
