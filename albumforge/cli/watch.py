"""``albumforge watch``: folders of which films, cuts, transcodes or masters are made as files come."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml

from albumforge.cli import options
from albumforge.cli.messages import printable, say, translated
from albumforge.cli.watch_told import Console, print_rules
from albumforge.errors import ForgeError

if TYPE_CHECKING:
    from albumforge.forge import Forge
    from albumforge.services.watch.rules import WatchRule

FAILED = 3
"""Ends so where something could not be made."""


@click.command()
@click.argument("folders", metavar="[DIR]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--do", type=click.Choice(["film", "cut", "transcode", "send"]), help="What is made of the files.")
@click.option("--name", metavar="TEXT", help="Name of the rule; default: what it does, and the folder.")
@click.option(
    "--when",
    metavar="WHEN",
    help='"at once"; "quiet 10" (after so many minutes without a new file); "sunday 18:00", "daily 03:30" or the five '
    "fields of cron; default: at once, of films quiet 10.",
)
@click.option(
    "--group",
    type=click.Choice(["all", "folder", "day", "event"]),
    help="Which files become one film: all, or those of one folder, one day or one event; default: all.",
)
@click.option("--pattern", "patterns", multiple=True, metavar="GLOB", help="Only files such as *.mov; may be repeated.")
@click.option("--ignore", multiple=True, metavar="GLOB", help="No files such as *proxy*; may be repeated.")
@click.option("--target", type=click.Path(path_type=Path), metavar="DIR", help="Folder for what is made.")
@click.option("--title", metavar="TEXT", help="Title of films, with {folder}, {date}, {name} or {number} filled in.")
@click.option(
    "--option",
    "options_given",
    multiple=True,
    metavar="NAME=VALUE",
    help="An option of the film or cut, as `make` and `cut` have it: template=seaside; may be repeated.",
)
@click.option("--preset", metavar="NAME|FILE", help="Of transcodes; default: hevc-archive.")
@click.option("--series", type=click.IntRange(min=0), help="Number of the series that masters belong to.")
@click.option("--place", metavar="PLACE", help="Where blocks of masters are put; default: the setting transfer_places.")
@click.option("--backend", metavar="NAME", help="Generator or transcoder; default: the usual one.")
@click.option("--at-least", type=click.IntRange(min=1), help="Fewer files wait for more; default: 3 for a film.")
@click.option("--new-only", is_flag=True, help="Leave alone what is in the folders already.")
@click.option("--once", is_flag=True, help="Look once, make what is there, and end.")
@click.option("--workers", type=click.IntRange(0, 256), help="Worker processes; 0: others do the work.")
@click.option("--list", "listing", is_flag=True, help="Show all rules, and what could not be made.")
@click.option("--retry", is_flag=True, help="Try again what could not be made; with --name, of one rule.")
@click.option("--remove", metavar="NAME", help="Forget a rule and what it has seen; files and results stay.")
@options.json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    folders: tuple[Path, ...],
    once: bool,
    workers: int | None,
    listing: bool,
    retry: bool,
    remove: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Watch folders, and make something of what comes into them, until stopped.

    Without DIR, by the rules of the setting `watch` and of the page, as `albumforge serve` does by itself. Files are
    only read. Each is taken once it is whole, and each content once, whatever becomes of its name; a folder that is
    away, such as a card or a share, is waited for.

    With --once, files that cannot be used are left out after half a minute, and looked at again the next time. It ends
    with 3 where something could not be made or used.
    """
    from albumforge.forge import Forge

    settings = options.load_settings(context)
    with Forge(settings) as forge:
        if listing:
            print_rules(forge, as_json=as_json)
            return
        if retry:
            _retry(forge, given["name"])
            return
        if remove is not None:
            _remove(forge, remove)
            return
        only = _own_rules(forge, folders, given)
        kept = forge.settings.workers if workers is None else workers
    console = Console(as_json=as_json)
    signum = _run(settings, only, once=once, workers=kept, console=console)
    context.exit(128 + signum if once and signum else FAILED if console.failed else 0)


def _own_rules(forge: Forge, folders: tuple[Path, ...], given: dict[str, Any]) -> tuple[int, ...] | None:
    """Return the rule that the command line describes, or None where it describes none."""
    if not folders:
        if said := [name for name, value in given.items() if value not in (None, (), False)]:
            raise click.UsageError(say("watch_no_folder", option=said[0].replace("_given", "").replace("_", "-")))
        if not forge.settings.watch and not forge.watch.is_wanted():
            raise click.UsageError(say("watch_nothing"))
        return None
    if given["do"] is None:
        raise click.UsageError(say("watch_do"))
    document = {name: value for name, value in given.items() if name in _FIELDS and value not in (None, ())}
    document |= {"folders": [_absolute(folder) for folder in folders]}
    if given["target"] is not None:
        document["target"] = _absolute(given["target"])
    if given["options_given"]:
        document["request"] = dict(_option(text) for text in given["options_given"])
    document["existing"] = not given["new_only"]
    from albumforge.services.watch.states import Origin

    rule = forge.watch.rules.check(document)
    for _field, note in forge.watch.rules.notes(rule):
        click.echo(translated(note), err=True)
    return tuple(kept.id for kept in forge.watch.rules.take_over([document], Origin.COMMAND))


def _absolute(folder: Path) -> str:
    """Return a path as the rule is to have it; ``~`` is the rule's to understand."""
    return str(folder if str(folder).startswith("~") else folder.absolute())


_FIELDS = (
    "do",
    "name",
    "when",
    "group",
    "patterns",
    "ignore",
    "title",
    "preset",
    "series",
    "place",
    "backend",
    "at_least",
)


def _option(text: str) -> tuple[str, Any]:
    name, separator, value = text.partition("=")
    if not separator:
        raise click.UsageError(say("watch_option", text=text))
    try:
        return name.strip().replace("-", "_"), yaml.safe_load(value)
    except yaml.YAMLError:
        return name.strip().replace("-", "_"), value


def _retry(forge: Forge, name: str | None) -> None:
    count = 0
    for watched in _named(forge, name):
        count += forge.watch.files.retry(watched.id)
        count += forge.watch.batches.retry_failed(watched.id)
        forge.watch.targets.forget(watched.id)
        forge.watch.rules.ask(watched.id)
    click.echo(say("watch_retried", count=count))


def _remove(forge: Forge, name: str) -> None:
    from albumforge.services.watch.states import Origin

    (watched,) = _named(forge, name)
    if watched.watched and watched.origin is Origin.COMMAND:  # with nothing to follow it would run on
        raise click.UsageError(say("watch_followed", name=printable(name)))
    forge.watch.rules.remove(watched.id)
    click.echo(say("watch_removed", name=printable(name)))


def _named(forge: Forge, name: str | None) -> list[WatchRule]:
    rules = [watched for watched in forge.watch.rules.all() if name in (None, watched.name)]
    if not rules:
        raise click.UsageError(say("watch_no_rule", name=name or ""))
    return rules


def _run(settings: Any, only: tuple[int, ...] | None, *, once: bool, workers: int, console: Console) -> int:
    """Look until a signal ends it, or all is done; return the signal's number, or 0."""
    from albumforge.actors.supervisor import Watching, run_workers  # brings dramatiq

    stop, failures = threading.Event(), list[ForgeError]()
    if settings.origin("log_level") == "default":  # what they warn of is told
        settings = replace(settings, log_level="error")
    console.on_end = stop.set
    console.on_failure = failures.append
    signum = run_workers(
        settings,
        processes=workers,
        watching=Watching(only, once, console.line),
        stop=stop,
        on_end=console.ended,
        on_ready=lambda _forge: console.ready(),
    )
    if failures:
        raise failures[0]
    return signum
