"""``albumforge render``: a plan becomes its film."""

from __future__ import annotations

from pathlib import Path

import click

from albumforge.cli import options
from albumforge.cli.messages import say
from albumforge.cli.output import check_output, film_as_json, print_film, print_json
from albumforge.cli.progress import reporting
from albumforge.errors import Conflict
from albumforge.media.mark import same_file


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@options.output_option
@click.option("--force", is_flag=True, help="Replace the film that is there, when OUT was not given.")
@options.threads_option
@options.json_option
@click.pass_context
def command(
    context: click.Context, /, plan: Path, output: Path | None, force: bool, threads: int | None, as_json: bool
) -> None:
    """Make the film that PLAN describes, a document of `albumforge make --plan-only`.

    The same plan gives the same film. Without -o the film is PLAN's name with .mp4, in the current folder.
    """
    from albumforge.forge import Forge, read_plan  # brings codecs, which --help does without

    document = read_plan(plan)
    target = output or Path(f"{plan.stem}.mp4")
    if same_file(plan, target):
        raise Conflict(say("output_is_source", path=target), hint=say("output_is_source_hint"))
    check_output(target, (), replace=force or output is not None)
    settings = options.load_settings(context, threads=threads)
    with Forge(settings) as forge, reporting(silent=as_json, debug=options.is_debug(context)) as work:
        film = forge.render(document, target, context=work)
    if as_json:
        print_json(film_as_json(film))
    else:
        print_film(film)
