"""``albumforge render``: a plan becomes its film."""

from __future__ import annotations

from pathlib import Path

import click

from albumforge.cli import options
from albumforge.cli.messages import say
from albumforge.cli.output import check_output, film_as_json, print_film, print_json
from albumforge.cli.progress import reporting
from albumforge.errors import Conflict, NotFound, PlanError

MAX_PLAN = 64 * 1024 * 1024
"""Bytes; a plan of 2,000 photos has about two million."""


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
    from albumforge.forge import Forge  # brings codecs, which --help does without

    document = _read(plan)
    target = output or Path(f"{plan.stem}.mp4")
    if target.exists() and plan.samefile(target):
        raise Conflict(say("output_is_source", path=target), hint=say("output_is_source_hint"))
    check_output(target, (), replace=force or output is not None)
    settings = options.load_settings(context, threads=threads)
    with Forge(settings) as forge, reporting(silent=as_json, debug=options.is_debug(context)) as work:
        film = forge.render(document, target, context=work)
    if as_json:
        print_json(film_as_json(film))
    else:
        print_film(film)


def _read(plan: Path) -> str:
    try:
        if plan.stat().st_size > MAX_PLAN:
            raise PlanError(f"{plan}: is too large for a plan.")
        return plan.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotFound(f"{plan}: there is no such file.") from None
    except UnicodeDecodeError:
        raise PlanError(f"{plan}: is not a plan: it is not UTF-8 text.") from None
    except OSError as error:
        raise PlanError(f"{plan}: cannot be read: {error.strerror}.") from error
