"""``albumforge transcode``: videos become smaller, or playable elsewhere; originals are never lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from albumforge.cli import options
from albumforge.cli.language import language
from albumforge.cli.messages import printable, say, translated
from albumforge.cli.output import print_json, print_table
from albumforge.cli.progress import reporting
from albumforge.cli.transcode_told import one_line, outcomes_as_json, print_outcomes
from albumforge.errors import Cancelled, InvalidInput

if TYPE_CHECKING:
    from albumforge.services.transcode_outcome import Outcome

EXAMPLES = {
    "albumforge transcode holiday.mov -o small": "one video, into the folder small",
    "albumforge transcode ~/Videos --replace": "a library; the originals are kept for a while",
    "albumforge transcode ~/Videos --replace --dry-run": "only say what would be done",
    "albumforge transcode talk.mov --preset h264-compatible -o talk.mp4": "plays nearly everywhere",
    "albumforge transcode --list-presets": "what can be made",
}
"""Command line → what it does."""

_EPILOG = "\b\nExamples:\n" + "\n".join(f"  {line}\n      {what}" for line, what in EXAMPLES.items())
_FAILED = 3


@click.command(epilog=_EPILOG)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--preset",
    default="hevc-archive",
    show_default=True,
    metavar="NAME|FILE",
    help="What to make; a YAML file of your own, too.",
)
@click.option(
    "--backend",
    default="software",
    show_default=True,
    metavar="NAME",
    help="software, nvenc, qsv or vpu; what does not work here is done in software.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for the results, laid out as the folders given; or the file for one video.",
)
@click.option("--replace", is_flag=True, help="Put each result in the place of its original, which is kept a while.")
@click.option(
    "--keep-days",
    type=click.FloatRange(min=0),
    help="Days that originals are kept; 0: for ever; default: the setting farm_keep_days.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--list-presets", is_flag=True, help="List the presets that come with albumforge.")
@click.option("--threads", type=click.IntRange(min=0), help="Processors to use; 0: all.")
@options.json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    files: tuple[Path, ...],
    preset: str,
    backend: str,
    output: Path | None,
    replace: bool,
    keep_days: float | None,
    dry_run: bool,
    list_presets: bool,
    threads: int | None,
    as_json: bool,
) -> None:
    """Transcode FILES, and the videos below folders among them, one after another.

    What is named and is not there, or is empty, is told before anything is done.

    Each result is decoded as a whole and compared with its original before it gets its name. With --replace an original
    goes into the folder .albumforge-quarantine below the folder given, or beside the file given; `albumforge farm
    restore` puts it back. What needs no transcode, or would not become smaller, stays as it is. What was done before is
    not done again; what was put back is left alone, until `albumforge farm sweep` has forgotten it. Ends with 3 where a
    video failed; the others are done all the same.
    """
    if list_presets:
        _print_presets(as_json=as_json)
        return
    _check(files, output, replace=replace, dry_run=dry_run)
    from albumforge.forge import Forge  # brings codecs, which --help does without

    settings = options.load_settings(context, threads=threads)
    keep = settings.farm_keep_days if keep_days is None else keep_days
    found: list[Outcome] = []
    notes: list[str] = []
    with Forge(settings) as forge:
        try:
            with reporting(silent=as_json, debug=options.is_debug(context)) as work:

                def tell(outcome: Outcome) -> None:
                    found.append(outcome)
                    if outcome.state in ("done", "planned"):
                        work.note(one_line(outcome))

                forge.transcode(
                    files,
                    preset=preset,
                    output=output,
                    replace=replace or output is None,
                    backend=backend,
                    keep_days=keep,
                    dry_run=dry_run,
                    on_outcome=tell,
                    on_note=notes.append,
                    context=work,
                )
        except Cancelled:
            if not as_json:
                print_outcomes(found, files=files, dry_run=dry_run, kept=keep if replace else None)
            raise
    if as_json:
        print_json(outcomes_as_json(found, notes))
    else:
        print_outcomes(found, files=files, dry_run=dry_run, kept=keep if replace else None)
        for note in notes:
            click.echo(translated(printable(note)), err=True)
    if any(outcome.state == "failed" for outcome in found):
        context.exit(_FAILED)


def _check(files: Sequence[Path], output: Path | None, *, replace: bool, dry_run: bool) -> None:
    if not files:
        raise InvalidInput(say("transcode_files"))
    if output is not None and replace:
        raise InvalidInput(say("transcode_one_way"))
    if output is None and not replace and not dry_run:
        raise InvalidInput(say("transcode_where"), hint=say("transcode_where_hint"))


def _print_presets(*, as_json: bool) -> None:
    from albumforge.transcoders.presets import load_preset, preset_names

    presets = [load_preset(name) for name in preset_names()]
    if as_json:
        print_json([{"name": preset.name, "title": preset.title} for preset in presets])
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("preset", "description"):
        table.add_column(say(f"heading.{heading}"), overflow="fold")
    for preset in presets:
        table.add_row(Text(preset.name), Text(preset.title.get(language(), "")))
    print_table(table)
