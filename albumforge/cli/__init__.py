"""The command line: `main` parses, each verb is a module of its own, and the house does the work."""

from __future__ import annotations

from pathlib import Path

import click

from albumforge import __version__
from albumforge.cli.group import CommandGroup
from albumforge.media.memory import return_large_blocks

__all__ = ["main"]

VERBS = {
    "make": "make",
    "cut": "cut",
    "render": "render",
    "explain": "explain",
    "export": "export",
    "info": "info",
    "templates": "templates",
    "demo": "demo",
    "movie": "movie",
    "serve": "serve",
    "url": "url",
    "worker": "worker",
    "watch": "watch",
    "transcode": "transcode",
    "farm": "farm",
    "farm-worker": "farm_worker",
    "transfer": "transfer",
    "user": "user",
    "token": "token",
    "up": "up",
    "status": "status",
    "down": "down",
    "clean": "clean",
    "backup": "backup",
    "restore": "restore",
    "doctor": "doctor",
    "plugins": "plugins",
    "settings": "settings",
}
"""Verb → the module of this package whose `command` it is; loaded when it is called."""

EXIT_CODES = {
    0: "done",
    1: "unexpected error; a film that was waited for has failed",
    2: "bad input: an option, a setting, a plan",
    3: "no usable media; a video could not be transcoded, a master not be sent; a check found damage",
    4: "not found; a file or folder is in the way; the state of a film does not allow it",
    5: "a place cannot be written: permission, space",
    6: "a part is missing or does not answer",
    129: "stopped by a hang-up",
    130: "stopped by Ctrl-C",
    141: "nobody reads the output any more",
    143: "stopped by SIGTERM",
}
"""Status a command ends with → what it means."""

EXAMPLES = {
    "albumforge demo": "a film from painted pictures",
    "albumforge make ~/Pictures/trip -o trip.mp4": "a film from a folder",
    'albumforge make a.jpg b.heic --title "Two days"': "a film from some files",
    "albumforge make trip --plan-only -o trip.json": "only decide the film",
    "albumforge render trip.json -o trip.mp4": "make a decided film",
    "albumforge render trip.json --draft": "the same, small and quick, to look at",
    "albumforge explain trip.json": "scene by scene: what, and why",
    "albumforge export trip.json trip.otio": "the cut, for an editing program",
    "albumforge cut talk.mp4 -o tight.mp4": "a talk without its pauses",
    "albumforge transcode ~/Videos --replace": "a library made smaller; originals are kept a while",
    "albumforge transfer send ~/Masters --series 1": "masters, encrypted; who may open them is decided later",
    "albumforge serve": "the page where films are made",
    "albumforge info ~/Pictures/trip": "what is seen in the photos",
    "albumforge templates": "what a film can look like",
    "albumforge doctor": "what works on this machine",
    "albumforge status": "what runs where, on all machines",
}
"""Command line → what it gives."""


def _epilog() -> str:
    examples = "\n".join(f"  {line:<48} {what}" for line, what in EXAMPLES.items())
    codes = "\n".join(f"  {code:<4} {what}" for code, what in EXIT_CODES.items())
    return f"\b\nExamples:\n{examples}\n\n\b\nExit codes:\n{codes}"


@click.group(
    "albumforge",
    cls=CommandGroup,
    verbs=VERBS,
    epilog=_epilog(),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--home", type=click.Path(path_type=Path), help="Folder of database, queue, media and cache.")
@click.option("--config", type=click.Path(path_type=Path), help="YAML file with settings.")
@click.option("--set", "assignments", metavar="NAME=VALUE", multiple=True, help="Set one setting; may be repeated.")
@click.option("--debug", is_flag=True, help="Show the log of the work, and where an error came from.")
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def main(
    context: click.Context, home: Path | None, config: Path | None, assignments: tuple[str, ...], debug: bool
) -> None:
    """Turn photos and video into finished films.

    Settings come from a YAML file, from ALBUMFORGE_… variables and from these options; `albumforge settings` shows
    each with its origin.
    """
    return_large_blocks()
    context.obj = {"home": home, "config": config, "assignments": assignments, "debug": debug}
