"""``albumforge backup``: write database and media into a new folder."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from albumforge.cli import options
from albumforge.cli.messages import printable, say
from albumforge.cli.output import print_json
from albumforge.cli.progress import reporting


@click.command()
@click.argument("place", metavar="DEST", type=click.Path(path_type=Path))
@click.option(
    "--previous",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="An older backup on the same disk: files that did not change take no room again.",
)
@options.json_option
@click.pass_context
def command(context: click.Context, /, place: Path, previous: Path | None, as_json: bool) -> None:
    """Write the database, the films and the jobs into the new folder DEST, while servers and workers go on.

    DEST appears when it is whole. It is for its owner alone to read: digests of passwords and tokens are in it. Caches
    and the queue are not; what was queued is queued again after a restore. Originals that the farm keeps lie beside
    its videos, outside the home: they are not in a backup either.
    """
    with options.open_forge(context) as forge, reporting(silent=as_json, debug=options.is_debug(context)) as running:
        made = forge.backup(place, previous=previous, context=running)
    if as_json:
        print_json(dataclasses.asdict(made))
        return
    click.echo(say("backup_done", path=printable(str(made.path)), files=made.files, size=f"{made.size / 1e6:.1f} MB"))
    if made.linked:
        click.echo(say("backup_linked", count=made.linked))
    show_missing(made.missing)


def show_missing(missing: tuple[str, ...]) -> None:
    """Name the files that were missing when a backup was made."""
    if missing:
        click.echo(say("backup_missing", count=len(missing)), err=True)
        for name in missing:
            click.echo(f"  {printable(name)}", err=True)
