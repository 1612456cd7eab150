"""Options that several verbs share, and what is made of them: settings, and the request of a film."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from albumforge import logs
from albumforge.cli.messages import translated
from albumforge.errors import SettingsError
from albumforge.settings import TABLE, Settings

if TYPE_CHECKING:
    from albumforge.forge import Forge

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

REQUEST_OPTIONS = (
    click.option("--title", help='Text of the title card; default: the folder\'s name; "" for none.'),
    click.option(
        "--music",
        metavar="NAME|FILE|none",
        help="A piece of albumforge's own (morning, journey, snowfall, lotus, kites, waltz, vespers, afternoon), "
        "a sound file, auto or none; default: auto.",
    ),
    click.option("--aspect", metavar="W:H", help="Shape of the picture: 16:9, 9:16, 1:1 or 4:5."),
    click.option("--resolution", metavar="SIZE", help="480p, 720p, 1080p, 2160p or WIDTHxHEIGHT."),
    click.option("--fps", metavar="NUMBER", help="Frames a second: 24, 25, 30, 60 …; 29.97 is 30000/1001."),
    click.option("--seconds-per-photo", type=float, help="How long each photo is shown."),
    click.option("--duration", type=float, help="Length of the film in seconds, instead of --seconds-per-photo."),
    click.option("--seed", type=int, help="Choose another film of the same pictures."),
    click.option("--language", metavar="zh|en", help="Language of the words in the film."),
    click.option("--mood", metavar="MOOD", help="calm, joyful, warm, nostalgic, lively or solemn."),
    click.option(
        "--season", metavar="SEASON", help="spring, summer, autumn or winter; default: what the pictures say."
    ),
    click.option("--template", metavar="NAME|FILE", help="Name or title of a template, or a YAML file of your own."),
    click.option("--pictures", type=int, metavar="NUMBER", help="Show at most so many, the best of them."),
    click.option(
        "--clips", type=int, metavar="NUMBER", help="Show at most so many clips; --pictures then counts only photos."
    ),
    click.option("--poem/--no-poem", default=None, help="Verse in the film, or none; default: verse."),
    click.option("--poet", metavar="NAME", help="Who writes the verse; see `albumforge plugins`."),
    click.option("--captions/--no-captions", default=None, help="Captions of pictures; default: as the template says."),
    click.option("--chapters", metavar="KIND", help="Divide the film by day or place, auto, or none."),
    click.option("--credits/--no-credits", default=None, help="Credits at the end; default: as the template says."),
    click.option("--codec", metavar="CODEC", help="h264, hevc or av1."),
    click.option(
        "-c",
        "--command",
        metavar="TEXT",
        help='The film in your own words, English or Chinese: "a calm 45 second portrait film"; other options win.',
    ),
)
"""What can be asked of a film; only those given are passed on, the generator knows the defaults and checks them."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and no progress.")
output_option = click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT", help="The film, an MP4.")
draft_option = click.option(
    "--draft", is_flag=True, help="Make a small, quick film with the same timing and sound, to look at."
)
explain_option = click.option(
    "--explain", is_flag=True, help="Tell scene by scene what the film shows, and why; what was left out, too."
)
threads_option = click.option("--threads", type=int, help="Segments to render at once; 0: one for each processor.")


def with_options(options: Sequence[Callable[[Any], Any]]) -> Callable[[Decorated], Decorated]:
    """Return a decorator that gives a command options, in their order."""

    def give(function: Decorated) -> Decorated:
        for option in reversed(options):
            function = option(function)
        return function

    return give


request_options = with_options(REQUEST_OPTIONS)
request_options_but_title = with_options(REQUEST_OPTIONS[1:])


def request_of(given: dict[str, Any]) -> dict[str, Any]:
    """The request of a film: the options that were given; a music or template file by its full path."""
    request = {name: value for name, value in given.items() if value is not None}
    for name in ("music", "template"):
        value = request.get(name, "")
        if name == "template" and not value.lower().endswith((".yaml", ".yml")):
            continue  # a template's name, whatever lies here by that name
        if os.path.isfile(value):  # noqa: PTH113  (Path.is_file raises where a name is too long)
            request[name] = str(Path(value).absolute())
    return request


def checked(forge: Forge, generator: str, request: dict[str, Any], *, silent: bool) -> dict[str, Any]:
    """The request as the generator reads it; what it did not understand is said, unless `silent`.

    Raises:
        InvalidInput: an option does not fit.
        Unavailable: there is no such generator.
    """
    read = forge.plugins.generator(generator).check_request(request)
    for note in () if silent else read.get("notes", ()):
        click.echo(translated(str(note)), err=True)
    return read


def load_settings(context: click.Context, **arguments: Any) -> Settings:
    """The settings of this command line: file, environment, ``--home``, ``--set``, and `arguments` last.

    Raises:
        SettingsError: a setting is unknown or does not fit.
    """
    given = context.find_root().obj
    values: dict[str, Any] = {}
    for assignment in given["assignments"]:
        name, separator, value = assignment.partition("=")
        if not separator:
            raise SettingsError(f"--set {assignment}: must be NAME=VALUE.", hint=f"Such as --set {_example(name)}.")
        values[name.strip().replace("-", "_")] = value
    if given["home"] is not None:
        values["home"] = given["home"]
    values.update({name: value for name, value in arguments.items() if value is not None})
    try:
        settings = Settings.load(given["config"], **values)
    except SettingsError as error:  # the origin of what was just typed says nothing
        raise SettingsError(error.message.removeprefix("argument: "), hint=error.hint) from error
    level = "DEBUG" if given["debug"] else settings.log_level.upper()
    if settings.log_format == "json":
        logs.set_up(settings, "command")
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")  # does nothing where that was done
    logging.getLogger("albumforge").setLevel(level)
    return settings


def _example(name: str) -> str:
    field = TABLE.get(name.strip().replace("-", "_"))
    return "threads=4" if field is None else f"{field.name}={field.default if field.default not in (None, '') else '…'}"


@contextlib.contextmanager
def open_forge(context: click.Context) -> Iterator[Forge]:
    """A forge with the settings of this command line, closed at the end."""
    from albumforge.forge import Forge  # brings database and queue, which --help does without

    with Forge(load_settings(context)) as forge:
        yield forge


def is_debug(context: click.Context) -> bool:
    """Whether ``--debug`` was given."""
    return bool(context.find_root().obj["debug"])
