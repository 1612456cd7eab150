"""``albumforge explain``: what a plan shows, scene by scene, and why."""

from __future__ import annotations

from pathlib import Path

import click

from albumforge.cli import options
from albumforge.cli.explained import explained_as_json, print_explained
from albumforge.cli.output import print_json


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@options.json_option
@click.pass_context
def command(context: click.Context, /, plan: Path, as_json: bool) -> None:
    """Tell what the film of PLAN shows, scene by scene, and why.

    A line for each scene, in a file a paragraph: when it begins, the files it shows, what is said in it, how it comes
    in, and why these pictures stand there; below, what was decided for the whole film. The reasons are in the language
    of the film. Of the files that were left out only `albumforge make --explain` knows.
    """
    from albumforge.forge import Forge  # brings codecs, which --help does without

    with Forge(options.load_settings(context)) as forge:
        explained = forge.explain(plan)
    if as_json:
        print_json(explained_as_json(explained))
    else:
        print_explained(explained)
