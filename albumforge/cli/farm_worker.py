"""``albumforge farm-worker``: do the work of a farm's master, on this machine."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import click

from albumforge.cli import options, signals

EXAMPLES = {
    "albumforge farm-worker http://master:8000": "encode on the processors",
    "albumforge farm-worker http://master:8000 --type nvenc": "on an NVIDIA card, else on the processors",
    "albumforge farm-worker http://master:8000 --map /srv/videos=/mnt/videos": "its videos are mounted elsewhere here",
    "albumforge farm-worker http://master:8000 --once": "one video only",
}
"""Command line → what it does."""

_EPILOG = "\b\nExamples:\n" + "\n".join(f"  {line}\n      {what}" for line, what in EXAMPLES.items())


@click.command(epilog=_EPILOG)
@click.argument("master", metavar="MASTER")
@click.option(
    "--type",
    "kind",
    type=click.Choice(["cpu", "nvenc", "qsv", "vpu"]),
    default="cpu",
    show_default=True,
    help="What it encodes with: processors, NVIDIA, Intel Quick Sync, or what else the machine has.",
)
@click.option("--name", help="By which the master knows it; default: that of the machine and the type.")
@click.option("--vr", is_flag=True, help="Take VR videos, too.")
@click.option(
    "--dest",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder for the results, as this machine sees it; default: the master's.",
)
@click.option(
    "--map",
    "mappings",
    metavar="MASTER=LOCAL",
    multiple=True,
    help="A folder of the master, and where it is mounted here; may be repeated.",
)
@click.option(
    "--token",
    envvar="ALBUMFORGE_FARM_TOKEN",
    help="Token of the master's operator; better in ALBUMFORGE_FARM_TOKEN, which others cannot see.",
)
@click.option("--threads", type=click.IntRange(min=0), default=0, help="Processors to use; default: all.")
@click.option(
    "--fallback/--no-fallback",
    default=True,
    show_default=True,
    help="Let the processors do what the type's own encoders cannot do here.",
)
@click.option("--power-off-command", metavar="COMMAND", default="", help="Run after an order to power off.")
@click.option("--once", is_flag=True, help="Do one video, or none where none waits, and end.")
@click.pass_context
def command(
    context: click.Context,
    /,
    master: str,
    kind: str,
    name: str | None,
    vr: bool,
    dest: Path | None,
    mappings: tuple[str, ...],
    token: str | None,
    threads: int,
    fallback: bool,
    power_off_command: str,
    once: bool,
) -> None:
    """Do the work of the farm's MASTER, such as http://master:8000, until told to stop.

    Videos are read and results written where the master says, so both machines need the same storage; --map tells where
    it is mounted here. The master alone puts a result in the place of its original. Where the master is away, the work
    goes on, and is reported when it is back.

    Ctrl-C or SIGTERM gives up the video in hand, which another worker then does; an order of the master to go offline
    lets it be finished first.
    """
    from albumforge.cli.farm_worker_told import Told
    from albumforge.farmworker.client import Master
    from albumforge.farmworker.heartbeat import Identity
    from albumforge.farmworker.mapping import Mappings
    from albumforge.farmworker.wanted import TYPES, Wanted
    from albumforge.farmworker.worker import Worker

    settings = options.load_settings(context)
    worker_type, backend = TYPES[kind]
    pairs = Mappings.parse(mappings)
    wanted = Wanted(
        identity=Identity(name or f"{socket.gethostname()}-{kind}", worker_type, vr),
        backend=backend,
        mappings=pairs,
        dest="" if dest is None else pairs.to_master(_absolute(dest)),
        threads=threads,
        fallback=fallback,
        once=once,
        power_off=power_off_command,
    )
    at = Master(master, token or "")
    with signals.polled(), Told(at.url, wanted.identity.name, debug=options.is_debug(context)) as told:
        Worker(settings, at, wanted, told, told.stop_asked, heartbeat_seconds=settings.heartbeat_seconds).run()
        told.end()


def _absolute(folder: Path) -> Path:
    """The folder from the root on; links stay, for the mappings name folders as people do."""
    return Path(os.path.abspath(folder))  # noqa: PTH100
