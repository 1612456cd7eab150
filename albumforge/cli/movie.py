"""``albumforge movie``: films as jobs, made by a worker."""

from __future__ import annotations

import dataclasses
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from albumforge.cli import options
from albumforge.cli.group import OrderedGroup
from albumforge.cli.messages import printable, say, stage_name, translated
from albumforge.cli.output import (
    check_output,
    clock,
    print_json,
    print_skipped,
    print_table,
    skipped_as_json,
)
from albumforge.cli.progress import reporting
from albumforge.context import Context
from albumforge.errors import Conflict, ForgeError, Unavailable
from albumforge.media.mark import check_film_place
from albumforge.media.publish import published, writing

if TYPE_CHECKING:
    from albumforge.forge import Forge
    from albumforge.services.states import Movie

_MOST_NOTES = 12

ASK_EVERY = 0.25
"""Seconds between two looks at a film that is waited for."""

_COLUMNS = frozenset(
    "work_id title generator request music template error progress seconds_left attempts duration".split()  # noqa: SIM905
)


_ID = click.argument("work_id", metavar="ID")


class MovieFailed(ForgeError):
    """Raised when the film that was waited for has failed; the message says why."""


@click.group(cls=OrderedGroup)
def command() -> None:
    """Make films as jobs: state in the database, work done by `albumforge worker`.

    Where an ID is asked for, its beginning will do: four characters or more that begin no other film's.
    """


@command.command("new")
@click.option("--title", help="Name of the film, and text of its title card; default: none.")
@options.request_options_but_title
@click.option("--description", default="", help="Words about the film, for its owner.")
@click.option("--generator", default="album", show_default=True, help="The generator to use; see `albumforge plugins`.")
@options.json_option
@click.pass_context
def new(context: click.Context, /, description: str, generator: str, as_json: bool, **given: Any) -> None:
    """Make a film with a place of its own, and print its id. A music or template file is copied to it."""
    request = options.request_of(given)
    with options.open_forge(context) as forge:
        read = options.checked(forge, generator, request, silent=as_json)
        title = str(request.pop("title", read.get("title", "")))
        movie = forge.movies.create(title, request, description=description, generator=generator)
    _show(movie, as_json=as_json, text=movie.work_id)


@command.command("edit")
@_ID
@click.option("--title", help='Another title; "" for none.')
@options.request_options_but_title
@click.option("--description", help="Other words about the film, for its owner.")
@options.json_option
@click.pass_context
def edit(
    context: click.Context, /, work_id: str, title: str | None, description: str | None, as_json: bool, **given: Any
) -> None:
    """Change title or options of a film, and let one that is done be made again.

    What is not given stays as it was. A film that is done may then be filled with more pictures, and is made again by
    `movie start`; only what has changed is rendered, and the film that is there stays until then.
    """
    from albumforge.services.states import Status

    asked = options.request_of(given)
    with options.open_forge(context) as forge:
        work_id = forge.movies.named(work_id)
        movie = forge.movies.get(work_id)
        request = _changed(movie.request, asked)
        if "command" in asked and title is None:
            title = options.checked(forge, movie.generator, asked, silent=True).get("title")
        if movie.status is not Status.EXPIRED:  # whose files are gone
            named = movie.title if title is None else title
            options.checked(forge, movie.generator, {**({"title": named} if named else {}), **request}, silent=as_json)
        forge.movies.reopen(work_id)
        movie = forge.movies.update(work_id, title=title, description=description, request=request)
    _show(movie, as_json=as_json, text=say("edited", id=work_id))


def _changed(held: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """A request with some options changed; a length takes the place of a pace, and the other way round."""
    lengths = {"duration": "seconds_per_photo", "seconds_per_photo": "duration"}
    dropped = {lengths[name] for name in asked if name in lengths}
    return {**{name: value for name, value in held.items() if name not in dropped}, **asked}


@command.command("add")
@_ID
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FOLDER|FILES...")
@click.option("--in-place", is_flag=True, help="Do not copy: the files stay where they are until the film is done.")
@options.json_option
@click.pass_context
def add(context: click.Context, /, work_id: str, files: tuple[Path, ...], in_place: bool, as_json: bool) -> None:
    """Add photos and clips to a film, all that can be used or none.

    What is no photo or clip is left out and listed; where nothing else was given, that is an error. So it is for a film
    that is done: `movie edit` lets it be filled again.
    """
    with options.open_forge(context) as forge:
        work_id = forge.movies.named(work_id)
        added = forge.movies.add_files(work_id, files, copy=not in_place)
    if as_json:
        files_added = [{"position": f.position, "label": f.label, "digest": f.digest} for f in added]
        print_json({"files": files_added, "skipped": skipped_as_json(added.skipped)})
    else:
        click.echo(say("added_one" if len(added) == 1 else "added", count=len(added), id=work_id))
        print_skipped(added.skipped)


@command.command("start")
@_ID
@click.option("--batch", is_flag=True, help="Nobody waits for it: films that somebody waits for go first.")
@options.json_option
@click.pass_context
def start(context: click.Context, /, work_id: str, batch: bool, as_json: bool) -> None:
    """Put a film into the queue, for a worker to make it."""
    from albumforge.services.states import Priority

    with options.open_forge(context) as forge:
        work_id = forge.movies.named(work_id)
        priority = Priority.BATCH if batch else Priority.INTERACTIVE
        outcome = forge.movies.start(work_id, priority=priority)
        served = forge.movies.has_worker()
    if as_json:
        print_json({"work_id": work_id, "outcome": str(outcome)})
    else:
        click.echo(say("started", id=work_id))
        if not served:
            click.echo(say("worker_hint"), err=True)


@command.command("status")
@_ID
@options.json_option
@click.pass_context
def status(context: click.Context, /, work_id: str, as_json: bool) -> None:
    """Show how a film stands."""
    with options.open_forge(context) as forge:
        work_id = forge.movies.named(work_id)
        movie = forge.movies.get(work_id)
    _show(movie, as_json=as_json, text=_line(movie))
    if not as_json:
        for line in _notes(movie):
            click.echo(line)


@command.command("wait")
@_ID
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT", help="Copy the finished film here.")
@click.option("--timeout", type=click.FloatRange(min=0), help="Give up waiting after so many seconds.")
@options.json_option
@click.pass_context
def wait(context: click.Context, /, work_id: str, output: Path | None, timeout: float | None, as_json: bool) -> None:
    """Wait until a film is done, with its progress.

    Ends with 1 when the film failed, with 4 when it was cancelled, and with 6 when time is up. Ctrl-C ends the
    waiting, not the film.
    """
    if output is not None:
        check_output(output, (), replace=True)
        check_film_place(output)
    with options.open_forge(context) as forge, reporting(silent=as_json, debug=options.is_debug(context)) as work:
        work_id = forge.movies.named(work_id)
        movie = _waited(forge, work_id, timeout, work)
    if output is not None and movie.result is not None:
        with published(output) as temporary, writing(output):
            shutil.copyfile(movie.result, temporary)
    _show(movie, as_json=as_json, text=str(output or movie.result))
    if not as_json:
        for line in _notes(movie):
            click.echo(line, err=True)


@command.command("cancel")
@_ID
@options.json_option
@click.pass_context
def cancel(context: click.Context, /, work_id: str, as_json: bool) -> None:
    """Take a film out of the queue, or stop the making of it."""
    with options.open_forge(context) as forge:
        work_id = forge.movies.named(work_id)
        movie = forge.movies.cancel(work_id)
    _show(movie, as_json=as_json, text=say("cancelling" if movie.status.active else "cancelled", id=work_id))


@command.command("delete")
@_ID
@options.json_option
@click.pass_context
def delete(context: click.Context, /, work_id: str, as_json: bool) -> None:
    """Delete a film with its files; originals that were added in place stay."""
    with options.open_forge(context) as forge:
        work_id = forge.movies.named(work_id)
        forge.movies.delete(work_id)
    if as_json:
        print_json({"work_id": work_id, "deleted": True})
    else:
        click.echo(say("deleted", id=work_id))


@command.command("list")
@options.json_option
@click.pass_context
def list_(context: click.Context, /, as_json: bool) -> None:
    """List all films, newest first."""
    with options.open_forge(context) as forge:
        movies = forge.movies.list()
    if as_json:
        print_json({"movies": [_as_json(movie) for movie in movies]})
        return
    if not movies:
        click.echo(say("no_movies"))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("id", "state", "done", "length", "title"):
        table.add_column(say(f"heading.{heading}"), overflow="fold")
    for movie in movies:
        length = "" if movie.duration is None else clock(movie.duration)
        state = say(f"status.{movie.status.name.lower()}")
        table.add_row(movie.work_id, state, f"{movie.progress:.0%}", length, Text(movie.title))
    print_table(table)


def _waited(forge: Forge, work_id: str, timeout: float | None, work: Context) -> Movie:
    """The film once it is done.

    Raises:
        MovieFailed, Conflict, Unavailable, Cancelled: it failed, it was cancelled, time is up, a signal came.
    """
    from albumforge.services.states import Status

    deadline = None if timeout is None else time.monotonic() + timeout
    while True:
        work.check()
        movie = forge.movies.get(work_id)
        if not movie.status.active:
            break
        if deadline is not None and time.monotonic() >= deadline:
            raise Unavailable(f"{work_id} is not done after {timeout:g} seconds.")
        if movie.status is Status.QUEUED:
            work.progress("queued", 0.0)
        else:
            work.progress("movie", movie.progress, stage_name(movie.stage.name.lower()))
        time.sleep(ASK_EVERY)
    if movie.status is Status.FAILED:
        raise MovieFailed(f"{work_id} failed: {movie.error}")
    if movie.status is not Status.DONE:
        if movie.status is Status.EXPIRED:
            raise Conflict("The film has expired: its files were removed.", hint="Make a new one.")
        raise Conflict(
            f"{work_id} is not being made: it was cancelled, or not started.",
            hint=f"`albumforge movie start {work_id}` starts it.",
        )
    work.progress("movie", 1.0)
    return movie


def _show(movie: Movie, *, as_json: bool, text: str) -> None:
    if as_json:
        print_json(_as_json(movie))
    else:
        click.echo(text)


def _line(movie: Movie) -> str:
    parts = [say(f"status.{movie.status.name.lower()}")]
    if movie.status.active:
        parts.append(f"{movie.progress:.0%}")
        parts.append(stage_name(movie.stage.name.lower()))
        if movie.seconds_left is not None:
            parts.append(say("left", time=clock(movie.seconds_left)))
    parts += [translated(movie.error)] if movie.error else []
    parts += [str(movie.result)] if movie.result else []
    return say("comma").join(parts)


def _notes(movie: Movie) -> list[str]:
    """What the owner of a film should know, a line each, the first of many."""
    lines = [f"  {translated(printable(note))}" for note in movie.notes[:_MOST_NOTES]]
    more = len(movie.notes) - len(lines)
    return [*lines, "  " + say("more_notes", count=more)] if more else lines


def _as_json(movie: Movie) -> dict[str, Any]:
    document = {name: value for name, value in dataclasses.asdict(movie).items() if name in _COLUMNS}
    document["status"], document["stage"] = movie.status.name.lower(), movie.stage.name.lower()
    document["notes"] = list(movie.notes)
    document["created"], document["updated"] = movie.created.isoformat(), movie.updated.isoformat()
    for name in ("folder", "plan", "result", "poster"):
        path = getattr(movie, name)
        document[name] = None if path is None else str(path)
    return document
