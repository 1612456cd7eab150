"""Measure empty jobs: sent and worked on a second, beside dramatiq, Celery and RQ, and what each step of ours costs.

Called by scripts/bench queue. All use one server, the embedded Valkey, one after another, with one worker process that
does one thing at a time.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from databases import KINDS, addresses
from figures import printed_by
from page import write_section
from queue_others import Rates, others
from queue_own import Own
from queue_steps import COUNTED

from albumforge.queue.valkey import EmbeddedValkey

MESSAGES, SECONDS, STEPPED = 100_000, 300.0, 500
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
STEPS = {
    "create": "created: its row, its folder",
    "picture": "a picture: looked at, copied, its row",
    "start": "started: may it, is the queue there; its row as queued",
    "send": "its message",
    "events": "told to those who watch",
    "fetch": "a message fetched",
    "message": "Dramatiq, and the worker's sign of life",
    "turn": "what is logged",
    "claim": "claimed: which is next, its row, its files",
    "lease": "the claim kept alive: a thread",
    "plan": "planned: the plan as a file, its row",
    "render": "rendered: folders, the cache kept below its limit",
    "finish": "finished: the result in its place, its row",
    "clean": "what is left over removed",
    "worker events": "told to those who watch: stage, end",
    "tally": "counted for the metrics",
    "acknowledge": "the message acknowledged",
}
"""Steps of a job, as the page names them."""
SUMS = {
    "all, for whoever starts it": list(STEPS)[: list(STEPS).index("fetch")],
    "all, for the worker": list(STEPS)[list(STEPS).index("fetch") :],
}
BOUGHT = """\
A message of the others is its job; one of albumforge is a ticket for a row in the database, which is what takes the
time. Celery acknowledges a message before it works on it, unless told otherwise; dramatiq and albumforge afterwards.

| what is paid for | what it buys |
|---|---|
| created, a picture | rows and a folder before anybody works on it; of a picture a copy, synced to disk |
| started | the row is queued before there is a message: a message that is lost is sent again |
| claimed | the order of `services/next_up.py`; one worker for a job, however often its message comes |
| the claim kept alive | another worker goes on where this one dies; a cancellation is looked for five times a second |
| planned | the plan is there whole or not at all, after a power failure too: two fsyncs inside the transaction |
| finished | the result is put in its place in the transaction that says so, by the claim that holds |
| told | pages see stages at once; the last thing they are told is read from the row |
| counted, acknowledged | metrics of all machines together; a message that was not acknowledged is given out again |"""
Costs = dict[str, dict[str, float]]


def main() -> None:
    arguments = _arguments()
    rates: list[Rates] = []
    commands: dict[str, dict[str, float]] = {}
    costs: dict[str, Costs] = {}
    with tempfile.TemporaryDirectory(prefix="albumforge-bench-", dir=arguments.folder) as name:
        folder = Path(name)
        if not arguments.own:
            for one in _others(folder, arguments):
                rates.append(one)
                print(_told(one), flush=True)
        for kind in KINDS:
            with addresses(kind, folder) as address:
                own = Own(NAMES[kind], address("rates"), folder / kind)
                one, commands[kind] = own.rates(arguments.messages, arguments.seconds)
                rates.append(one)
                print(_told(one), flush=True)
                counted = Own(NAMES[kind], address("steps"), folder / f"{kind}-steps")
                costs[kind] = counted.steps(min(STEPPED, arguments.messages), folder / f"{kind}.json")
    lines = [*_rates(rates), "", *_costs(costs), "", *_commands(commands)]
    print("\n".join(("", *lines)))
    if arguments.write:
        _write(lines, arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench queue", description=__doc__)
    parser.add_argument("--messages", type=int, default=MESSAGES, help=f"default: {MESSAGES}")
    parser.add_argument(
        "--seconds",
        type=float,
        default=SECONDS,
        help=f"that one way may take; where it would take more, it gets fewer messages; default: {SECONDS:g}",
    )
    parser.add_argument("--own", action="store_true", help="only albumforge")
    parser.add_argument("--folder", type=Path, help="where databases and films lie; default: that of temporary files")
    parser.add_argument("--write", action="store_true", help="write the figures to docs/benchmarks.md")
    return parser.parse_args()


def _others(folder: Path, arguments: argparse.Namespace) -> Iterator[Rates]:
    place = folder / "others"
    place.mkdir()
    server = EmbeddedValkey(place / "home")
    try:
        yield from others(server.ensure(), place, arguments.messages, arguments.seconds)
    finally:
        server.close()


def _told(one: Rates) -> str:
    return f"{one.name:45s} {one.messages:8,} jobs   {one.enqueued:8.1f} sent/s   {one.finished:8.1f} done/s"


def _rates(rates: list[Rates]) -> list[str]:
    rows = [f"| {one.name} | {one.messages:,} | {one.enqueued:,.0f} | {one.finished:,.0f} |" for one in rates]
    return ["| one worker | jobs | enqueued a second | finished a second |", "|---|---|---|---|", *rows]


def _costs(costs: dict[str, Costs]) -> list[str]:
    """Return a table of all steps, for one job. Where databases differ in a count, the larger one is told."""
    clocks = " | ".join(f"{NAMES[kind]}: ms | of it on a processor" for kind in costs)
    lines = [f"| step | {clocks} | statements | transactions | Redis | fsyncs |", "|---" * (5 + 2 * len(costs)) + "|"]
    for told, names in {**{told: [name] for name, told in STEPS.items()}, **SUMS}.items():
        found = [_for_a_job(one, names) for one in costs.values()]
        cells = [f"{1000 * one[what]:.2f}" for one in found for what in ("seconds", "processor")]
        cells += [f"{max(one[what] for one in found):.1f}" for what in ("statements", "transactions", "redis", "syncs")]
        lines.append(f"| {told} | {' | '.join(cells)} |")
    return lines


def _for_a_job(costs: Costs, names: Sequence[str]) -> dict[str, float]:
    """Return what some steps cost together, for one job."""
    jobs = costs["claim"]["calls"]
    return {what: sum(costs[name][what] for name in names) / jobs for what in COUNTED}


def _commands(commands: dict[str, dict[str, float]]) -> list[str]:
    lines = ["| commands of the server a job, those of scripts too | enqueued | finished |", "|---|---|---|"]
    for kind, found in commands.items():
        lines.append(f"| {NAMES[kind]} | {found['enqueued']:.1f} | {found['finished']:.1f} |")
    return lines


def _write(lines: list[str], arguments: argparse.Namespace) -> None:
    head = (
        f"{printed_by('scripts/bench queue')}, on {os.cpu_count()} shared processors: up to {arguments.messages:,} jobs"
        f" that do nothing, or as many as take about {arguments.seconds:g} s, enqueued one by one, then worked by one"
        " process that does one thing at a time, on one server, the embedded Valkey, one library after another. What"
        f" the steps of a job of albumforge cost is counted on {min(STEPPED, arguments.messages)} others, with counters"
        " in the way; of two databases the larger count is told. Redis: round trips; every transaction is two more of"
        " the database."
    )
    write_section("Queue", "\n".join((head, "", *lines, "", BOUGHT)))


if __name__ == "__main__":
    main()
