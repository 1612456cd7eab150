"""``albumforge settings``: every setting, its value, and where it came from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from albumforge.cli import options
from albumforge.cli.language import catalogue
from albumforge.cli.messages import say
from albumforge.cli.output import print_json, print_table
from albumforge.settings import TABLE, Settings

MASKED = "••••"


@click.command()
@options.json_option
@click.pass_context
def command(context: click.Context, /, as_json: bool) -> None:
    """Show every setting with its value and where the value came from; secrets are masked."""
    settings = options.load_settings(context)
    rows = [
        {
            "name": name,
            "value": shown(settings, name),
            "origin": settings.origin(name),
            "help": field.metadata["help"],
        }
        for name, field in TABLE.items()
    ]
    if as_json:
        print_json({"settings": rows})
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("setting", "value", "from", "help"):
        table.add_column(say(f"heading.{heading}"), overflow="fold")
    words = catalogue()
    for row in rows:
        origin = say(f"origin.{row['origin']}") if row["origin"] in ("default", "argument") else row["origin"]
        told = words.gettext(row["help"])
        table.add_row(Text(row["name"]), Text(_text(row["name"], row["value"])), Text(origin), Text(told))
    print_table(table)


def shown(settings: Settings, name: str) -> Any:
    """A setting's value as it may be shown: paths as text, a secret that is set as dots."""
    value = getattr(settings, name)
    if TABLE[name].metadata["secret"] and value:
        return MASKED
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return value


def _text(name: str, value: Any) -> str:
    if isinstance(value, list):
        return (os.pathsep if name.endswith("_dirs") else ",").join(value)
    return "" if value is None else str(value)
