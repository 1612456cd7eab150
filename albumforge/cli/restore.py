"""``albumforge restore``: check a backup, or put it into an empty home."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from albumforge.cli import options
from albumforge.cli.backup import show_missing
from albumforge.cli.messages import printable, say
from albumforge.cli.output import print_json
from albumforge.cli.progress import reporting


@click.command()
@click.argument("backup", metavar="SRC", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only read the backup, and compare it with its digests.")
@click.option(
    "--revoke-tokens",
    is_flag=True,
    help="End all tokens, sessions and links: those that were revoked after the backup would be good again.",
)
@options.json_option
@click.pass_context
def command(context: click.Context, /, backup: Path, check: bool, revoke_tokens: bool, as_json: bool) -> None:
    """Put the backup in the folder SRC into this home, which must be empty and at rest.

    The database may be of the other kind: a backup of SQLite goes into PostgreSQL where the setting database_url says
    so, and the other way. A backup of an older albumforge is brought up to date. Films and jobs that were under way go
    on once workers run.
    """
    with reporting(silent=as_json, debug=options.is_debug(context)) as running:
        if check:
            from albumforge.services.backup.restoring import check_backup

            found = check_backup(backup, running)
        else:
            with options.open_forge(context) as forge:
                found = forge.restore(backup, revoke_tokens=revoke_tokens, context=running)
    if as_json:
        print_json({**dataclasses.asdict(found), "restored": not check})
        return
    message = "backup_good" if check else "backup_restored"
    size = f"{found.size / 1e6:.1f} MB"
    click.echo(
        say(message, path=printable(str(backup)), made=found.made, files=found.files, size=size, rows=found.rows)
    )
    if not check and found.settings:
        click.echo(say("backup_settings", path=printable(str(backup / "albumforge.yaml"))), err=True)
    show_missing(found.missing)
