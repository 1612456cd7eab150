"""``albumforge cut``: one video becomes its best cut."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumforge.backends import Explained, Planned
from albumforge.cli import options
from albumforge.cli.cut_options import CUT_OPTIONS, CutPlaces, request_of, unused
from albumforge.cli.cut_told import in_our_language, notes_of, print_kept, print_trace, trace_as_json
from albumforge.cli.explained import explained_as_json, print_explained
from albumforge.cli.messages import printable, say, translated
from albumforge.cli.output import film_as_json, print_film, print_json
from albumforge.cli.progress import reporting
from albumforge.errors import InvalidInput
from albumforge.media.publish import write_text

if TYPE_CHECKING:
    from albumforge.services.cutting import Cut


@click.command()
@click.argument("video", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT", help="The cut, an MP4.")
@options.with_options(CUT_OPTIONS)
@click.option("--edl-out", type=click.Path(path_type=Path), help="Write the cut as an edit decision list (CMX 3600).")
@click.option("--otio-out", type=click.Path(path_type=Path), help="Write the cut as an OpenTimelineIO timeline.")
@click.option("--subtitles-out", type=click.Path(path_type=Path), help="Write what is said as .srt or .vtt.")
@click.option("--trace", "show_trace", is_flag=True, help="Print what was done, each action with its milliseconds.")
@click.option(
    "--keep-folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep what each step made: scenes, transcript, editing document, plan, trace and more.",
)
@click.option("--plan-only", is_flag=True, help="Only decide the cut: print its plan, or write it to OUT.")
@click.option("--force", is_flag=True, help="Replace the cut that is there, when OUT was not given.")
@click.option("--explain", is_flag=True, help="Tell piece by piece what is kept, and why; what was cut out, too.")
@options.threads_option
@options.json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    video: Path,
    output: Path | None,
    edl_out: Path | None,
    otio_out: Path | None,
    subtitles_out: Path | None,
    show_trace: bool,
    keep_folder: Path | None,
    plan_only: bool,
    force: bool,
    explain: bool,
    threads: int | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Cut VIDEO down to its best parts: a talk without its pauses, the highlights of a recording.

    VIDEO is only read. Frames that are kept untouched are copied, not encoded again, where the video allows that.
    Without -o the cut is VIDEO's name with .cut.mp4, in the current folder; one that is there already is replaced only
    with --force, or when -o names it. What was found out about a video stays in the cache: the next cut of it is
    quicker.
    """
    from albumforge.forge import Forge  # brings codecs, which --help does without

    if plan_only and (show_trace or keep_folder is not None):
        raise InvalidInput(say("cut_plan_keeps_nothing", option="--trace" if show_trace else "--keep-folder"))
    settings = options.load_settings(context, threads=threads)
    request = request_of(given)
    if keep_folder is None:
        request["extract_audio"] = False  # nobody would find it
    places = CutPlaces(video, output, edl_out, otio_out, subtitles_out, plan_only=plan_only)
    target = places.check(replace=force)
    with Forge(settings) as forge:
        with reporting(silent=as_json, debug=options.is_debug(context)) as work:
            read = options.checked(forge, "autocut", request, silent=as_json).get("notes", ())
            cut: Cut | None = None
            if plan_only:
                planned = forge.plan([video], request=request, generator="autocut", context=work)
                planned = replace(planned, notes=(*unused(given), *planned.notes))
            else:
                cut = forge.cut(video, target, request=request, folder=keep_folder, context=work)
                planned = Planned(cut.plan, notes=(*unused(given), *notes_of(cut, request)))
        for note in () if as_json else planned.notes:
            if note not in read:  # that was said at once
                click.echo(translated(printable(note)), err=True)
        for place in places.exports:
            forge.export(planned, place)
        explained = forge.explain(planned)
    if plan_only and output is not None:
        write_text(output, planned.document)
    if as_json:
        _print_as_json(planned, cut, places, explained if explain else None)
        return
    if explain:
        print_explained(in_our_language(explained))
    _print(planned, cut, places, explained, printed=explain)
    if cut is not None and show_trace:
        print_trace(cut.actions)


def _print(planned: Planned, cut: Cut | None, places: CutPlaces, explained: Explained, *, printed: bool) -> None:
    """Say what was made, and where."""
    if cut is not None:
        print_film(cut.film)
        print_kept(explained.film)
    elif places.output is not None:
        click.echo(say("plan_done", path=printable(str(places.output))))
    elif not printed:
        click.echo(planned.document)
    for place in places.exports:
        said = "words_done" if place == places.words else "export_done"
        click.echo(say(said, path=printable(str(place))))
    if cut is not None and cut.folder is not None:
        click.echo(say("cut_folder", path=printable(str(cut.folder))))


def _print_as_json(planned: Planned, cut: Cut | None, places: CutPlaces, explained: Explained | None) -> None:
    """Print all that there is to say as one object."""
    document: dict[str, Any]
    if cut is not None:
        document = film_as_json(cut.film) | {"notes": list(planned.notes), "trace": trace_as_json(cut.actions)}
        if cut.folder is not None:
            document["folder"] = str(cut.folder)
    else:
        document = {"notes": list(planned.notes)}
        document |= {"path": str(places.output)} if places.output else {"plan": json.loads(planned.document)}
    document["exports"] = [str(place) for place in places.exports]
    if explained is not None:
        document["explained"] = explained_as_json(explained)
    print_json(document)
