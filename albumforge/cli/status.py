"""``albumforge status``: what runs where, on all machines."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from albumforge.cli import options
from albumforge.cli.messages import CATALOGUE, printable, say, translated
from albumforge.cli.output import clock, print_json, print_table
from albumforge.errors import Unavailable

if TYPE_CHECKING:
    from albumforge.queue.signs import Sign
    from albumforge.services.status import Machines, Part, Task


@click.command()
@options.json_option
@click.pass_context
def command(context: click.Context, /, as_json: bool) -> None:
    """Show what runs where, on all machines that share this queue, and how much waits.

    Servers and workers with what they work on; queues; database and queue server; films, the farm and watch folders.
    Nothing is started for it. Ends with 6 where the database or the queue does not answer.
    """
    from albumforge.forge import Forge  # brings the queue, which --help does without

    with Forge(options.load_settings(context)) as forge:
        found = forge.machines()
    if as_json:
        print_json(_document(found))
    else:
        _print(found)
    if not found.well:
        context.exit(Unavailable.exit_code)


def _document(found: Machines) -> dict[str, Any]:
    document = dataclasses.asdict(found)
    if found.kept is not None:
        document["kept"]["generators"] = sorted(found.kept.generators)
    for process, sign in zip(document["processes"] or (), found.processes or (), strict=True):
        task = found.task_of(sign)
        process["task"] = None if task is None else dataclasses.asdict(task)
    return {"ok": found.well, **document}


def _print(found: Machines) -> None:
    click.echo(f"albumforge {found.version}")
    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    for name, part in (("database", found.database), ("queue", found.queue)):
        table.add_row(say(f"part.{name}"), _state(part), Text(printable(_told(part))))
        if part.hint:
            table.add_row("", "", Text(translated(part.hint), style="dim"))
    print_table(table)
    if found.processes:
        click.echo()
        _print_processes(found, found.processes)
    elif found.queue.well:
        click.echo(say("nobody"))
    if found.queues:
        click.echo()
        _print_queues(found)
    click.echo()
    for line in _lines(found):
        click.echo(line)


def _state(part: Part) -> Text:
    return Text(say("ok"), style="green") if part.well else Text(say("down_part"), style="red")


def _told(part: Part) -> str:
    return f"{part.name}: {translated(part.said)}" if part.well else translated(part.said)


def _print_processes(found: Machines, processes: tuple[Sign, ...]) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("machine", "role", "process", "version", "up", "queues", "works_on"):
        table.add_column(
            say(f"heading.{name}"), overflow="fold", justify="right" if name in ("process", "up") else "left"
        )
    moment = time.time()
    for sign in processes:
        role = say(f"role.{sign.role}", address=sign.address) if f"role.{sign.role}" in CATALOGUE else sign.role
        task = found.task_of(sign)
        doing = sign.doing
        if task is not None:
            doing = _task(task)
        up = clock(max(0.0, moment - sign.since))
        cells = (sign.host, role, str(sign.pid), sign.version, up, " ".join(sign.queues), doing)
        table.add_row(*(Text(printable(cell)) for cell in cells))
    print_table(table)
    versions = sorted({sign.version for sign in processes} | {found.version})
    if len(versions) > 1:
        click.echo(say("versions", versions=", ".join(versions)))


def _task(task: Task) -> str:
    return say("task", kind=say(f"noun.{task.kind}"), name=task.name, part=f"{task.progress:.0%}")


def _print_queues(found: Machines) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("queue", "waiting", "delayed", "taken", "dead", "oldest"):
        table.add_column(say(f"heading.{name}"), justify="left" if name == "queue" else "right")
    for name, depth in (found.queues or {}).items():
        numbers = (depth.waiting, depth.delayed, depth.taken, depth.dead)
        table.add_row(Text(name), *map(str, numbers), clock(depth.oldest) if depth.waiting else "")
    print_table(table)


def _lines(found: Machines) -> list[str]:
    kept = found.kept
    if kept is None:
        return []
    newer = [say("too_new", count=kept.too_new)] if kept.too_new else []
    shown = {sign.id for sign in found.processes or ()}
    others = [task for task in kept.tasks if task.worker not in shown]  # those of the farm, mostly
    return [
        *(printable(say("task_of", worker=task.worker, task=_task(task))) for task in others),
        *newer,
        say("line.films", counts=_counts(kept.works.get("film", {}))),
        say("line.jobs", counts=_counts(kept.works.get("job", {}))),
        say("line.farm", counts=_counts(kept.videos), workers=_counts(kept.farm_workers)),
        say("line.watch", counts=_counts(kept.rules), batches=_counts(kept.batches)),
    ]


def _counts(counts: Mapping[str, int]) -> str:
    told = []
    for state, number in sorted(counts.items()):
        key = next((key for key in (f"state.{state}", f"status.{state}") if key in CATALOGUE), None)
        told.append(say("count", number=number, state=say(key) if key else state))
    return say("list_comma").join(told) or say("none_of_it")
