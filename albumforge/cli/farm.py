"""``albumforge farm``: originals that were replaced, put back or deleted."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from albumforge.cli import options
from albumforge.cli.group import OrderedGroup
from albumforge.cli.messages import printable, say, translated
from albumforge.cli.output import print_json, print_table
from albumforge.errors import InvalidInput
from albumforge.media.sizes import size_text
from albumforge.settings import Settings

if TYPE_CHECKING:
    from albumforge.services.originals import Original

_LONGEST = 60
"""Characters of a name in a table."""


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
        _print_list(found, originals.broken(paths or _roots(options.load_settings(context))), as_json=as_json)
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
@click.option("--now", "at_once", is_flag=True, help="Whatever their age; asks first.")
@click.option("--yes", is_flag=True, help="With --now: do not ask.")
@options.json_option
@click.pass_context
def sweep(
    context: click.Context,
    /,
    folders: tuple[Path, ...],
    days: float | None,
    at_once: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Delete originals below FOLDERS that were replaced longer ago, for good; default: those of farm_roots.

    An original stays, and is named, where its replacement is missing, was changed or cannot be read. --days 0 deletes
    nothing.
    """
    from albumforge.services import originals

    if at_once and days is not None:
        raise InvalidInput(say("sweep_one_way"))
    settings = options.load_settings(context)
    places = folders or _roots(settings)
    age = None if at_once else settings.farm_keep_days if days is None else days
    if at_once and not yes:
        _ask(originals.originals(places), as_json=as_json)
    swept, broken = originals.sweep(places, age), originals.broken(places)
    if as_json:
        kept = [{"path": str(path), "reason": why} for path, why in swept.kept]
        print_json({"files": swept.files, "bytes": swept.freed, "kept": kept, "broken": [str(one) for one in broken]})
        return
    click.echo(translated(originals.swept_line(swept, age)) if swept.files else say("originals_swept_none"))
    for path, why in swept.kept:
        click.echo(say("original_kept", path=printable(str(path)), why=translated(printable(why))), err=True)
    _print_broken(broken)


def _ask(found: Sequence[Original], *, as_json: bool) -> None:
    """Ask whether originals may be deleted that could still be put back.

    Raises:
        InvalidInput: the answer cannot be read, or is no.
    """
    count, size = len(found), size_text(sum(one.size for one in found))
    if as_json or (found and not sys.stdin.isatty()):
        raise InvalidInput(say("sweep_unasked"))
    if found and not click.confirm(say("sweep_ask", count=count, size=size)):
        raise InvalidInput(say("sweep_not"))


def _roots(settings: Settings) -> Sequence[Path]:
    if not settings.farm_roots:
        raise InvalidInput(say("originals_where"))
    return settings.farm_roots


def _print_list(found: Sequence[Original], broken: Sequence[Path], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                "path": str(one.path),
                "replacement": str(one.replacement),
                "size": one.size,
                "since": str(one.since),
                "kept": one.problem,
            }
            for one in found
        ]
        print_json({"originals": rows, "broken": [str(record) for record in broken]})
        return
    if found:
        _print_table(found)
    elif not broken:
        click.echo(say("originals_none"))
    for one in found:
        if one.problem:
            why = translated(printable(one.problem))
            click.echo(say("original_kept", path=printable(str(one.path)), why=why), err=True)
    _print_broken(broken)


def _print_table(found: Sequence[Original]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("original", "replacement", "size", "since"):
        table.add_column(say(f"heading.{heading}"), overflow="fold")
    for one in found:
        since = one.since.astimezone().strftime("%Y-%m-%d %H:%M")
        replacement = "" if one.replacement == one.path else _shortened(printable(one.replacement.name))
        path = printable(str(one.path.parent / "_"))[:-1] + _shortened(printable(one.path.name))
        table.add_row(*map(Text, (path, replacement, size_text(one.size), since)))
    print_table(table)


def _shortened(name: str) -> str:
    """A name whose middle is left out where it is long."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 20]}…{name[-19:]}"


def _print_broken(broken: Sequence[Path]) -> None:
    for record in broken:
        click.echo(say("original_broken", path=printable(str(record))), err=True)
