"""Options that several verbs share, and what is made of them: settings, and the request of a film."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from albumforge.errors import SettingsError
from albumforge.settings import Settings

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

REQUEST_OPTIONS = (
    click.option("--title", help='Text of the title card; default: the folder\'s name; "" for none.'),
    click.option(
        "--music",
        metavar="NAME|FILE|none",
        help="A piece of albumforge's own (morning, journey, snowfall), a sound file, auto or none; default: auto.",
    ),
    click.option("--aspect", metavar="W:H", help="Shape of the picture: 16:9, 9:16, 1:1 or 4:5."),
    click.option("--resolution", metavar="SIZE", help="480p, 720p, 1080p, 2160p or WIDTHxHEIGHT."),
    click.option("--fps", metavar="NUMBER", help="Frames a second: 24, 25, 30, 60 …; 29.97 is 30000/1001."),
    click.option("--seconds-per-photo", type=float, help="How long each photo is shown."),
    click.option("--duration", type=float, help="Length of the film in seconds, instead of --seconds-per-photo."),
    click.option("--seed", type=int, help="Choose another film of the same pictures."),
    click.option("--language", metavar="zh|en", help="Language of the words in the film."),
)
"""What can be asked of a film; only those given are passed on, the generator knows the defaults and checks them."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object, and no progress.")
output_option = click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT", help="The film, an MP4.")
threads_option = click.option("--threads", type=int, help="Segments to render at once; 0: one for each processor.")


def request_options(function: Decorated) -> Decorated:
    """Give a command all of `REQUEST_OPTIONS`."""
    for option in reversed(REQUEST_OPTIONS):
        function = option(function)
    return function


def request_options_but_title(function: Decorated) -> Decorated:
    """Give a command `REQUEST_OPTIONS` but the title, for one that says itself what its title is."""
    for option in reversed(REQUEST_OPTIONS[1:]):
        function = option(function)
    return function


def request_of(given: dict[str, Any]) -> dict[str, Any]:
    """The request of a film: the options that were given; a music file by its full path."""
    request = {name: value for name, value in given.items() if value is not None}
    if "music" in request and os.path.isfile(request["music"]):  # noqa: PTH113  (Path.is_file raises where a name is too long)
        request["music"] = str(Path(request["music"]).absolute())
    return request


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
            raise SettingsError(f"--set {assignment!r}: must be NAME=VALUE.")
        values[name.strip().replace("-", "_")] = value
    if given["home"] is not None:
        values["home"] = given["home"]
    values.update({name: value for name, value in arguments.items() if value is not None})
    settings = Settings.load(given["config"], **values)
    level = "DEBUG" if given["debug"] else settings.log_level.upper()
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("albumforge").setLevel(level)
    return settings


def is_debug(context: click.Context) -> bool:
    """Whether ``--debug`` was given."""
    return bool(context.find_root().obj["debug"])
