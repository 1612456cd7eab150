"""``albumforge export``: the cut of a plan for editing programs."""

from __future__ import annotations

from pathlib import Path

import click

from albumforge.cli import options
from albumforge.cli.messages import printable, say
from albumforge.cli.output import print_json
from albumforge.cli.progress import reporting


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.argument("output", type=click.Path(path_type=Path), metavar="OUT")
@options.json_option
@click.pass_context
def command(context: click.Context, /, plan: Path, output: Path, as_json: bool) -> None:
    """Write the cut of PLAN for editing programs: OUT ends with .otio or .edl.

    OTIO (OpenTimelineIO) has all tracks, transitions, chapters, words and sounds. An EDL (CMX 3600) has one video track
    with cuts and dissolves; the rest stands in its comments. Both lead to the original files. Of what is there, only an
    export that was written here, and not changed since, is replaced.
    """
    from albumforge.forge import Forge  # brings codecs, which --help does without

    settings = options.load_settings(context)
    with Forge(settings) as forge, reporting(silent=as_json, debug=options.is_debug(context)) as work:
        written = forge.export(plan, output, context=work)
    if as_json:
        print_json({"path": str(written)})
    else:
        click.echo(say("export_done", path=printable(str(written))))
