"""``albumforge templates``: the templates that come with a generator, and their files to copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from albumforge.backends import FilmTemplate
from albumforge.cli import options
from albumforge.cli.language import language
from albumforge.cli.messages import mood_name, printable, say
from albumforge.cli.output import print_json, print_table
from albumforge.errors import NotFound

_COLUMNS = ("template", "titles", "description", "aspects", "moods")


@click.command()
@click.option("--show", "shown", metavar="NAME", help="Print the file of one template, to copy and change.")
@click.option("--generator", default="album", show_default=True, help="The generator whose templates they are.")
@options.json_option
@click.pass_context
def command(context: click.Context, /, shown: str | None, generator: str, as_json: bool) -> None:
    """List the templates: what a film can look like.

    Each with its name and titles, what it is for, the shapes of film it is made for, and the moods it suits. `make
    --template` takes a name or a title. For a template of your own, copy one, `albumforge templates --show travel >
    mine.yaml`, change it, and give the file: `--template mine.yaml`. With --json, --show prints its file as `text`.
    """
    from albumforge.forge import Forge  # brings codecs, which --help does without

    with Forge(options.load_settings(context)) as forge:
        templates = forge.templates(generator=generator)
    if shown is None:
        if as_json:
            print_json({"templates": [_as_json(template) for template in templates]})
        else:
            print_table(_table(templates))
        return
    template = _named(shown, templates)
    if as_json:
        print_json(_as_json(template) | {"text": template.text})
    else:
        click.echo(template.text, nl=False)


def _named(name: str, templates: Sequence[FilmTemplate]) -> FilmTemplate:
    wanted = name.strip().casefold()
    for template in templates:
        if wanted in {one.casefold() for one in (template.name, *template.titles.values())}:
            return template
    known = ", ".join(template.name for template in templates)
    raise NotFound(f"There is no template {name!r}.", hint=f"Known: {known}.")


def _as_json(template: FilmTemplate) -> dict[str, Any]:
    return {
        "name": template.name,
        "titles": dict(template.titles),
        "descriptions": dict(template.descriptions),
        "aspects": list(template.aspects),
        "moods": list(template.moods),
        "layouts": list(template.layouts),
    }


def _table(templates: Sequence[FilmTemplate]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in _COLUMNS:
        table.add_column(say(f"heading.{column}"), overflow="fold", no_wrap=column in ("template", "titles"))
    for template in templates:
        table.add_row(
            Text(printable(template.name)),
            Text(printable(" · ".join(dict.fromkeys(template.titles.values())))),
            Text(printable(template.descriptions.get(language(), ""))),
            Text(printable(" ".join(template.aspects))),
            Text(printable(say("comma").join(mood_name(mood) for mood in template.moods))),
        )
    return table
