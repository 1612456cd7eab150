"""``albumforge render``: a plan becomes its film."""

from __future__ import annotations

from pathlib import Path

import click

from albumforge.cli import options
from albumforge.cli.explained import explained_as_json, print_explained
from albumforge.cli.messages import say
from albumforge.cli.output import check_output, film_as_json, film_named, print_film, print_json
from albumforge.cli.progress import reporting
from albumforge.errors import InTheWay
from albumforge.media.mark import same_file


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@options.output_option
@click.option("--force", is_flag=True, help="Replace the film that is there, when OUT was not given.")
@options.draft_option
@options.explain_option
@options.threads_option
@options.json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    plan: Path,
    output: Path | None,
    force: bool,
    draft: bool,
    explain: bool,
    threads: int | None,
    as_json: bool,
) -> None:
    """Make the film that PLAN describes, a document of `albumforge make --plan-only`.

    The same plan gives the same film. Without -o the film is PLAN's name with .mp4, in the current folder; a draft's
    ends with .draft.mp4.
    """
    from albumforge.forge import Forge  # brings codecs, which --help does without
    from albumforge.services.plan_files import read_plan

    document = read_plan(plan)
    target = output or film_named(plan.stem, draft=draft)
    if same_file(plan, target):
        raise InTheWay(say("output_is_source", path=target), hint=say("output_is_source_hint"))
    check_output(target, (), replace=force or output is not None)
    settings = options.load_settings(context, threads=threads)
    with Forge(settings) as forge, reporting(silent=as_json, debug=options.is_debug(context)) as work:
        explained = forge.explain(document) if explain else None
        film = forge.render(document, target, draft=draft, context=work)
    if as_json:
        more = {} if explained is None else {"explained": explained_as_json(explained)}
        print_json(film_as_json(film) | more)
    else:
        if explained is not None:
            print_explained(explained)
        print_film(film)
