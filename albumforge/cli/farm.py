"""``albumforge farm``: originals that were replaced, put back or deleted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from albumforge.cli import options
from albumforge.cli.group import OrderedGroup
from albumforge.cli.messages import printable, say
from albumforge.cli.output import print_json, print_table
from albumforge.cli.transcode_told import size_text
from albumforge.errors import InvalidInput
from albumforge.settings import Settings

if TYPE_CHECKING:
    from albumforge.services.originals import Original


@click.group(cls=OrderedGroup)
def command() -> None:
    """Put originals back that a transcode replaced, or delete those whose time is over."""


@command.command("restore")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--list", "only_list", is_flag=True, help="Only list the originals that are kept.")
@click.option("--force", is_flag=True, help="Put originals back whose replacement was changed since, too.")
@options.json_option
@click.pass_context
def restore(context: click.Context, /, paths: tuple[Path, ...], only_list: bool, force: bool, as_json: bool) -> None:
    """Put the originals of PATHS back: of videos, by the name of the original or of its replacement; of folders, all.

    The replacement is not deleted: it goes into the quarantine, and is deleted later, as originals are. With --list
    alone, PATHS are the folders of the setting farm_roots.
    """
    from albumforge.services import originals

    if not paths and not only_list:
        raise InvalidInput(say("originals_which"))
    found = originals.originals(paths or _roots(options.load_settings(context)))
    if only_list:
        _print_list(found, as_json=as_json)
        return
    restored = []
    for original in reversed(found):  # the latest first: what lies below may be an original, too
        restored.append(originals.restore(original, force=force))
        if not as_json:
            click.echo(say("original_restored", path=printable(str(original.path))))
    if as_json:
        print_json({"restored": [str(path) for path in restored]})
    elif not found:
        click.echo(say("originals_none"))


@command.command("sweep")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--days", type=click.FloatRange(min=0), help="Older than this; default: the setting farm_keep_days.")
@options.json_option
@click.pass_context
def sweep(context: click.Context, /, folders: tuple[Path, ...], days: float | None, as_json: bool) -> None:
    """Delete originals below FOLDERS that were replaced longer ago, for good; default: those of farm_roots."""
    from albumforge.services import originals

    settings = options.load_settings(context)
    count, size = originals.sweep(folders or _roots(settings), settings.farm_keep_days if days is None else days)
    if as_json:
        print_json({"files": count, "bytes": size})
    else:
        click.echo(say("originals_swept", count=count, size=size_text(size)) if count else say("originals_swept_none"))


def _roots(settings: Settings) -> Sequence[Path]:
    if not settings.farm_roots:
        raise InvalidInput(say("originals_where"))
    return settings.farm_roots


def _print_list(found: Sequence[Original], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {"path": str(one.path), "replacement": str(one.replacement), "size": one.size, "since": str(one.since)}
            for one in found
        ]
        print_json({"originals": rows})
        return
    if not found:
        click.echo(say("originals_none"))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("original", "replacement", "size", "since"):
        table.add_column(say(f"heading.{heading}"), overflow="fold")
    for one in found:
        since = one.since.astimezone().strftime("%Y-%m-%d %H:%M")
        replacement = "" if one.replacement == one.path else one.replacement.name
        cells = (printable(str(one.path)), printable(replacement), size_text(one.size), since)
        table.add_row(*map(Text, cells))
    print_table(table)
