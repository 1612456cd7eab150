"""``albumforge make``: photos and clips become a film."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from albumforge.backends import Explained, Planned
from albumforge.cli import options
from albumforge.cli.explained import explained_as_json, print_explained
from albumforge.cli.messages import printable, say, translated
from albumforge.cli.output import (
    check_output,
    default_output,
    film_as_json,
    print_film,
    print_json,
    print_skipped,
    skipped_as_json,
)
from albumforge.cli.progress import reporting
from albumforge.errors import InvalidInput
from albumforge.media.mark import check_replaceable
from albumforge.media.publish import check_writable, write_text


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FOLDER|FILES...")
@options.output_option
@options.request_options
@click.option("--generator", default="album", show_default=True, help="The generator to use; see `albumforge plugins`.")
@click.option(
    "--plan-only",
    is_flag=True,
    help="Only decide the film: print its plan (or, with --explain, what it is), or write it to OUT.",
)
@click.option("--force", is_flag=True, help="Replace the film that is there, when OUT was not given.")
@options.draft_option
@options.explain_option
@options.threads_option
@options.json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    files: tuple[Path, ...],
    output: Path | None,
    generator: str,
    plan_only: bool,
    force: bool,
    draft: bool,
    explain: bool,
    threads: int | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Make a film from photos and clips.

    FOLDER is searched with its subfolders. What cannot be used is left out and listed at the end. The photos are
    never changed. Without -o the film is FOLDER's name with .mp4, in the current folder; a film that is there already
    is replaced only with --force, or when -o names it. Its poster appears beside it. A draft's name ends with
    .draft.mp4.
    """
    from albumforge.forge import Forge  # brings codecs, which --help does without

    settings = options.load_settings(context, threads=threads)
    request = options.request_of(given)
    target = _target(files, output, plan_only=plan_only, draft=draft, force=force)
    with Forge(settings) as forge, reporting(silent=as_json, debug=options.is_debug(context)) as work:
        read = options.checked(forge, generator, request, silent=as_json).get("notes", ())
        explained: list[Explained] = []

        def tell(planned: Planned) -> None:
            if explain:
                explained.append(forge.explain(planned))

        if plan_only:
            planned = forge.plan(files, request=request, generator=generator, context=work)
            tell(planned)
        else:
            film = forge.make(
                files,
                target,
                request=request,
                generator=generator,
                draft=draft,
                on_planned=tell,
                context=work,
            )
    if not as_json:
        for note in (planned if plan_only else film).notes:
            if note not in read:  # that was said at once
                click.echo(translated(printable(note)), err=True)
    if plan_only:
        _show_plan(planned, output, explained, as_json=as_json)
    elif as_json:
        print_json(film_as_json(film) | _explained(explained))
    else:
        for told in explained:
            print_explained(told, film.skipped)
            film = replace(film, skipped=())  # told already
        print_film(film)


def _target(files: Sequence[Path], output: Path | None, *, plan_only: bool, draft: bool, force: bool) -> Path:
    """Where the film goes, or would go, once it is known that it, or its plan, may go there.

    Raises:
        InvalidInput: the options or the name do not fit.
        Conflict, StorageError: something is in the way.
    """
    if draft and plan_only:
        raise InvalidInput(say("draft_no_plan"), hint=say("draft_no_plan_hint"))
    target = output or default_output(files, draft=draft)
    if not plan_only:
        check_output(target, files, replace=force or output is not None)
    elif output is not None:
        from albumforge.services.plan_files import is_plan

        if output.suffix.lower() != ".json":
            raise InvalidInput(say("not_json", path=output), hint=say("not_json_hint"))
        check_writable(output)
        check_replaceable(output, own=is_plan(output))
    return target


def _explained(explained: Sequence[Explained]) -> dict[str, Any]:
    """What a film shows and why, for a machine; nothing where it was not asked for."""
    return {"explained": explained_as_json(explained[0])} if explained else {}


def _show_plan(planned: Planned, output: Path | None, explained: Sequence[Explained], *, as_json: bool) -> None:
    if output is not None:
        write_text(output, planned.document)
    if as_json:
        document: dict[str, Any] = {"skipped": skipped_as_json(planned.skipped), "notes": list(planned.notes)}
        document |= {"path": str(output)} if output else {"plan": json.loads(planned.document)}
        print_json(document | _explained(explained))
        return
    for told in explained:
        print_explained(told, planned.skipped)
    if output is not None:
        click.echo(say("plan_done", path=output))
    elif not explained:
        click.echo(planned.document)
    if not explained:
        print_skipped(planned.skipped)
