"""Run all benchmarks, one after another, and tell what is above its limit. One that fails does not stop the others.

Called by scripts/bench. The exit code is 1 if any could not be run; figures above their limits are told, no more.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

BENCH = Path(__file__).parent.parent / "bench"


@dataclass(frozen=True)
class Subject:
    """A benchmark.

    Attributes:
        name: what scripts/bench calls it.
        data: whether it can take ``--data``.
        trial: options by which it is over in a minute or so; None: it has none.
    """

    name: str
    trial: str | None
    data: bool = False


SUBJECTS = (
    Subject("film", "--rounds 1 --quick", data=True),
    Subject("album", "--rounds 1 --only draft", data=True),
    Subject("matching", "--films 1"),
    Subject("cut", "--rounds 1 --minutes 1 --only job", data=True),
    Subject("transcode", "--rounds 1 --seconds 4 --only encode", data=True),
    Subject("farm_segments", "--rounds 1 --seconds 16", data=True),
    Subject("scaling", "--rounds 1 --pictures 6 --duration 15 --resolution 480p", data=True),
    Subject("http", "--rounds 1"),
    Subject("transfer", "--rounds 1 --size 64 --small 16"),
    Subject("operations", None),
    Subject("watch", "--files 50 --copy 30 --idle-files 1000 --idle 10"),
    Subject("farm", "--only sqlite"),
    Subject("queue", "--messages 100 --seconds 5"),
)
_OVER = re.compile(r"^(?P<told>.*\S)\s+OVER$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What came of a benchmark.

    Attributes:
        code: its exit code; seconds: that it took.
        over: its lines that are above their limits.
        last: what it said last, where it failed.
    """

    subject: Subject
    code: int
    seconds: float
    over: tuple[str, ...]
    last: str


def main() -> int:
    arguments = _arguments()
    chosen = [subject for subject in SUBJECTS if not arguments.only or subject.name in arguments.only]
    outcomes = [run(subject, arguments) for subject in chosen]
    print("\n".join(("", *summary(outcomes))))
    return int(any(outcome.code for outcome in outcomes))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench all", description=__doc__)
    parser.add_argument("--data", type=Path, help="for those that can take photos or videos from a folder")
    parser.add_argument("--only", nargs="+", choices=[subject.name for subject in SUBJECTS], help="only these")
    parser.add_argument("--trial", action="store_true", help="small sizes, where there are such, to see that all work")
    parser.add_argument("--write", action="store_true", help="write the figures to docs/benchmarks.md")
    arguments = parser.parse_args()
    if arguments.trial and arguments.write:
        parser.error("--write: figures of small sizes are none for the page; leave --trial out.")
    return arguments


def run(subject: Subject, arguments: argparse.Namespace) -> Outcome:
    """Run a benchmark; what it prints is shown, and looked through."""
    command = [str(BENCH), subject.name]
    command += ["--data", str(arguments.data.absolute())] if arguments.data and subject.data else []
    command += (subject.trial or "").split() if arguments.trial else []
    command += ["--write"] if arguments.write else []
    print(f"\n== {' '.join(command[1:])}", flush=True)
    began, lines = time.monotonic(), []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line)
    return outcome_of(subject, process.returncode, time.monotonic() - began, "".join(lines))


def outcome_of(subject: Subject, code: int, seconds: float, said: str) -> Outcome:
    """Return what came of a benchmark, by what it said."""
    over = tuple(" ".join(match["told"].split()) for match in _OVER.finditer(said))
    ends = [line for line in said.splitlines() if line.strip()]
    return Outcome(subject, code, seconds, over, ends[-1].strip() if code and ends else "")


def summary(outcomes: list[Outcome]) -> list[str]:
    """Return the lines that tell of all."""
    lines = []
    for one in outcomes:
        state = f"failed ({one.code}): {one.last}" if one.code else f"{len(one.over)} above their limits"
        lines.append(f"{one.subject.name:14s} {one.seconds:7.0f} s   {state}")
        lines += [f"    {line}" for line in one.over]
    failed = sum(bool(one.code) for one in outcomes)
    over = sum(len(one.over) for one in outcomes)
    return [*lines, f"{len(outcomes)} benchmarks, {failed} failed; {over} figures above their limits."]


if __name__ == "__main__":
    sys.exit(main())
