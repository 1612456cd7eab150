"""``albumforge info``: what is seen in pictures."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from albumforge.cli import options
from albumforge.cli.language import language
from albumforge.cli.messages import printable, say
from albumforge.cli.output import print_json, print_left_out, print_table
from albumforge.cli.progress import reporting

_BLURRED = 0.25  # sharpness, as the field of that name is documented


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PHOTO...")
@click.option("--generator", default="album", show_default=True, help="The generator that looks at them.")
@click.option("--threads", type=int, help="Pictures to look at at once; 0: one for each processor.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list with one object for each, and no progress.")
@click.pass_context
def command(
    context: click.Context, /, files: tuple[Path, ...], generator: str, threads: int | None, as_json: bool
) -> None:
    """Show what is seen in photos and clips.

    Weather, theme colours, faces, sharpness, time, season and place. Folders are searched with their subfolders; what
    cannot be used is listed at the end. Nothing is changed. With --json a list with one object for each picture, which
    has more: brightness, contrast, exposure, the box of the subject, fingerprint, caption.
    """
    from albumforge.forge import Forge  # brings codecs, which --help does without

    settings = options.load_settings(context, threads=threads)
    with Forge(settings) as forge, reporting(silent=as_json, debug=options.is_debug(context)) as work:
        described = forge.info(files, generator=generator, context=work)
    if as_json:
        print_json(list(described.pictures))
    else:
        print_table(_table(described.pictures))
    print_left_out(described.skipped, "not_used", each=True)  # they are named nowhere else


def _table(pictures: tuple[dict[str, Any], ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    columns = ["picture", "weather", "colours", "faces", "sharpness", "time", "place"]
    captions = any(picture["caption"] for picture in pictures)
    for column in [*columns, "caption"] if captions else columns:
        justify: Any = "right" if column == "faces" else "left"
        table.add_column(say(f"heading.{column}"), overflow="fold", justify=justify)
    for picture in pictures:
        cells = [
            Text(printable(Path(picture["path"]).name)),
            _weather(picture["weather"]),
            _colours(picture["colours"]),
            Text(str(len(picture["faces"]) or "")),
            _sharpness(picture["sharpness"]),
            _time(picture),
            _place(picture["place"]),
        ]
        table.add_row(*cells, *([Text(printable(picture["caption"]))] if captions else []))
    return table


def _weather(weather: dict[str, Any]) -> Text:
    return Text(f"{say('weather.' + weather['label'])} {weather['probability']:.0%}")


def _colours(colours: list[dict[str, Any]]) -> Text:
    name = "name_zh" if language() == "zh" else "name_en"
    parts = [Text.assemble(("■", colour["hex"]), f" {colour[name]} {colour['share']:.0%}") for colour in colours]
    return Text("  ").join(parts)


def _sharpness(sharpness: float) -> Text:
    if sharpness < _BLURRED:
        return Text(say("blurred", sharpness=f"{sharpness:.2f}"), style="yellow")
    return Text(f"{sharpness:.2f}")


def _time(picture: dict[str, Any]) -> Text:
    if picture["captured_at"] is None:
        return Text()
    moment = datetime.fromisoformat(picture["captured_at"]).strftime("%Y-%m-%d %H:%M")
    known = [(kind, picture[kind]) for kind in ("season", "part_of_day") if picture[kind]]
    return Text(say("comma").join([moment, *(say(f"{kind}.{value}") for kind, value in known)]))


def _place(place: dict[str, str] | None) -> Text:
    if place is None:
        return Text()
    country = place["country_zh" if language() == "zh" else "country_en"]
    return Text(say("comma").join(part for part in (place["town"], country) if part))
