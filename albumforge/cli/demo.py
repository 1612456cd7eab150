"""``albumforge demo``: a film from pictures painted on the spot."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from albumforge.cli import options
from albumforge.cli.messages import say
from albumforge.cli.output import check_output, film_as_json, print_film, print_json
from albumforge.cli.progress import reporting
from albumforge.media.mark import check_film_place

DEFAULT_OUTPUT = Path("albumforge-demo.mp4")


@click.command()
@options.output_option
@click.option("--photos", type=click.Path(path_type=Path), metavar="FOLDER", help="Keep the painted pictures here.")
@click.option("--count", type=click.IntRange(1, 200), default=12, show_default=True, help="How many pictures to paint.")
@options.request_options
@click.option("--force", is_flag=True, help="Replace the film that is there, when OUT was not given.")
@options.threads_option
@options.json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    output: Path | None,
    photos: Path | None,
    count: int,
    force: bool,
    threads: int | None,
    as_json: bool,
    **given: object,
) -> None:
    """Paint some landscapes and make a film from them.

    Without -o the film is albumforge-demo.mp4 in the current folder.
    """
    from albumforge.forge import Forge  # brings codecs, which --help does without
    from albumforge.samples import write_samples

    settings = options.load_settings(context, threads=threads)
    request = {"title": say("demo_title")} | options.request_of(given)
    seed = int(request.get("seed", 1))
    target = output or DEFAULT_OUTPUT
    check_output(target, (), replace=force or output is not None)
    check_film_place(target)  # before anything is painted
    with (
        _folder(photos) as folder,
        Forge(settings) as forge,
        reporting(silent=as_json, debug=options.is_debug(context)) as work,
    ):
        pictures = write_samples(folder, count=count, seed=seed, context=work)
        film = forge.make(pictures, target, request=request, generator="album", context=work)
    if as_json:
        print_json(film_as_json(film))
    else:
        print_film(film)


@contextlib.contextmanager
def _folder(photos: Path | None) -> Iterator[Path]:
    if photos is not None:
        yield photos
        return
    with tempfile.TemporaryDirectory(prefix="albumforge-demo-") as folder:
        yield Path(folder)
