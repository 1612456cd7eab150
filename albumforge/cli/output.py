"""Where a film goes, and what is printed once it is there."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumforge.backends import Film, Skipped
from albumforge.cli.left_out import left_out_lines
from albumforge.cli.messages import printable, say
from albumforge.errors import Conflict, InTheWay, InvalidInput
from albumforge.media.mark import is_own_film, is_own_picture, poster_of, same_file

if TYPE_CHECKING:
    from rich.table import Table


def default_output(files: Sequence[Path], *, draft: bool = False) -> Path:
    """``<folder name>.mp4`` in the current folder: of the first folder given, else of the first file's folder.

    A draft is called ``<folder name>.draft.mp4``, so that it never stands in the film's place.
    """
    first = next((path for path in files if path.is_dir()), None) or files[0].absolute().parent
    return film_named(first.resolve().name or "film", draft=draft)


def film_named(stem: str, *, draft: bool) -> Path:
    """The name of a film, or of its draft, in the current folder."""
    return Path(f"{stem}.draft.mp4" if draft else f"{stem}.mp4")


def check_output(output: Path, files: Sequence[Path], *, replace: bool) -> None:
    """Refuse an output that would take the place of a source, or of a film that nobody asked to replace.

    Args:
        output: the film to be made; its poster appears beside it.
        files: the files and folders it is made from.
        replace: whether an existing film of that name may go.

    Raises:
        InvalidInput: the output is not named as an MP4.
        InTheWay: it or its poster would replace one of the files that the film is made from.
        Conflict: a film of that name is there.
    """
    if output.suffix.lower() != ".mp4":
        raise InvalidInput(say("not_mp4", path=output), hint=say("not_mp4_hint"))
    if os.path.lexists(output) and not replace:  # pathlib raises for names that are too long
        raise Conflict(say("film_exists", path=output), hint=say("film_exists_hint"))
    poster = poster_of(output)
    # Films and posters of ours that lie in a folder are left out when the folder becomes a film.
    for written, ours in ((output, is_own_film(output)), (poster, is_own_picture(poster))):
        if any(same_file(file, written) or (_holds(file, written) and not ours) for file in files):
            raise InTheWay(say("output_is_source", path=written), hint=say("output_is_source_hint"))


def _holds(folder: Path, written: Path) -> bool:
    """Whether a folder holds a file, by its own name or, where it is a hard link, by another."""
    if not os.path.exists(written) or not folder.is_dir():  # noqa: PTH110 - as above
        return False
    if written.resolve().is_relative_to(folder.resolve()):
        return True
    if written.stat().st_nlink == 1:
        return False
    return any(same_file(Path(parent, name), written) for parent, _, names in os.walk(folder) for name in names)


def print_json(document: Any) -> None:
    """Print one JSON object on a line of its own on standard output."""
    text = json.dumps(document, ensure_ascii=False, default=str)
    # Bytes of a name that are no UTF-8 are lone surrogates here; as escapes they stay what they are.
    click.echo(text.encode("utf-8", "backslashreplace").decode())


def film_as_json(film: Film) -> dict[str, Any]:
    """A film as a machine reads it."""
    document = {field.name: getattr(film, field.name) for field in dataclasses.fields(film)}
    document["path"] = str(film.path)
    document["poster"] = str(film.poster) if film.poster else None
    document["skipped"] = skipped_as_json(film.skipped)
    return document


def skipped_as_json(skipped: Sequence[Skipped]) -> list[dict[str, str]]:
    """Files left out, as a machine reads them."""
    return [{"path": str(item.path), "reason": item.reason} for item in skipped]


def print_film(film: Film) -> None:
    """Say what was made, and what is not in it."""
    size = film.path.stat().st_size / 1e6
    click.echo(
        say(
            "film_done",
            path=printable(str(film.path)),
            width=film.width,
            height=film.height,
            duration=clock(film.duration),
            frames=film.frames,
            size=f"{size:.1f} MB",
        )
    )
    total = film.rendered_segments + film.cached_segments
    if film.cached_segments:
        click.echo(say("reused", cached=film.cached_segments, total=total))
    print_skipped(film.skipped)


def print_skipped(skipped: Sequence[Skipped]) -> None:
    """List the files that are not in a film, on standard error; see `print_left_out`."""
    print_left_out(skipped, "skipped")


def print_left_out(skipped: Sequence[Skipped], heading: str, *, each: bool = False) -> None:
    """List files on standard error, below the message `heading` (or `heading`_one): a few by name, many by reason.

    Args:
        each: many by name, too.
    """
    if not skipped:
        return
    click.echo(say(f"{heading}_one") if len(skipped) == 1 else say(heading, count=len(skipped)), err=True)
    lines, shortened = left_out_lines(skipped, each=each)
    for line in lines:
        click.echo(line, err=True)
    if shortened:
        click.echo(say("all_left_out"), err=True)


def clock(seconds: float) -> str:
    """Seconds as ``m:ss`` or ``h:mm:ss``; those that are over, as players count them."""
    whole = int(seconds + 0.001)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def print_table(table: Table, *, widest: int | None = None) -> None:
    """Print a table on standard output, as wide as the terminal, or as wide as it needs where there is none.

    Args:
        widest: columns that it may have where there is no terminal; None: any number.
    """
    from rich.console import Console  # which verbs without a table do without

    console = Console()
    if not console.is_terminal:
        needed = Console(width=10_000).measure(table).maximum
        console = Console(width=max(console.width, needed if widest is None else min(needed, widest)))
    console.print(table, highlight=False)


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    from rich.console import Console  # as above

    return Console().is_terminal


def print_lines(lines: Iterable[str], *, widest: int) -> None:
    """Print lines on standard output, where there is no terminal broken at `widest` columns and then indented."""
    from rich.console import Console  # as above
    from rich.text import Text

    for line in lines:
        text, console = Text(line), Console()
        broken = [text] if console.is_terminal else text.wrap(Console(width=widest), widest - 4)
        for number, part in enumerate(broken):
            click.echo(f"{'    ' if number else ''}{part.plain.rstrip()}")
