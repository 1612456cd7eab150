"""Measure watch folders: many files at once, a copy that takes minutes, and what watching costs while nothing happens.

Called by scripts/bench. The process that looks is the one that `albumforge serve` starts; nobody makes the films.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from figures import Row, printed_by, table, tell
from page import write_section
from PIL import Image

from albumforge.context import Context
from albumforge.forge import Forge
from albumforge.processes import orders
from albumforge.services.watch.rules import WatchRule
from albumforge.services.watch.states import FileState
from albumforge.settings import Settings

REST = 10.0
"""Seconds that a file rests before it is taken: the default."""


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="albumforge-bench-", dir=arguments.folder) as name:
        folder = Path(name)
        rows = [*many(folder / "many", arguments), *slow(folder / "slow", arguments), *idle(folder / "idle", arguments)]
    tell(rows, width=78)
    if arguments.write:
        body = (
            f"{printed_by('scripts/bench watch')}, on {os.cpu_count()} processors: seconds, unless said; files rest "
            f"{REST:g} s before they are taken. {arguments.files:,} small JPEGs are moved in at once, and taken into "
            "films, which copies each. A transport stream, whose every beginning can be decoded, is copied in "
            f"{arguments.copy:g} s, with pauses longer than the rest. Then nothing happens among "
            f"{arguments.idle_files:,} files for {arguments.idle:g} s, with a look at all of them every 300 s.\n\n"
            f"{table(rows)}"
        )
        write_section("Watch folders", body)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench watch", description=__doc__)
    parser.add_argument("--files", type=int, default=10_000, help="dropped at once; default: 10000")
    parser.add_argument("--copy", type=float, default=180.0, help="seconds that the copy takes; default: 180")
    parser.add_argument("--idle-files", type=int, default=100_000, help="that nothing happens to; default: 100000")
    parser.add_argument("--idle", type=float, default=620.0, help="seconds in which nothing happens; default: 620")
    parser.add_argument("--folder", type=Path, default=Path("/tmp"), help="where all lies; default: /tmp")
    parser.add_argument("--write", action="store_true", help="write the figures to docs/benchmarks.md")
    return parser.parse_args()


def many(folder: Path, arguments: argparse.Namespace) -> list[Row]:
    """Drop many files at once."""
    drop = folder / "drop"
    drop.mkdir(parents=True)
    for number in range(arguments.files):
        Image.new("RGB", (64, 48), (number % 256, 120, 90)).save(drop / f"{number:06d}.jpg", comment=str(number))
    with watched(folder, when="at once", group="all") as (forge, rule, _):
        began = time.monotonic()
        drop.rename(folder / "in" / "drop")
        until(lambda: taken(forge, rule) >= arguments.files, 3600)
        seconds = time.monotonic() - began
        counts = forge.watch.files.counts(rule.id).files
        batches = forge.watch.batches.recent(limit=1000)
        until(lambda: all(batch.work_id for batch in forge.watch.batches.recent(limit=1000)), 3600)
        in_films = [file for batch in batches for file in forge.watch.batches.files(batch.id)]
    lost_or_twice = abs(len(in_films) - arguments.files) + len(in_films) - len(set(in_films))
    return [
        (f"{arguments.files:,} files at once: until all are taken", seconds, None),
        ("the same, less the rest: files a second", arguments.files / (seconds - REST), None),
        ("files lost, taken twice or failed", lost_or_twice + counts[FileState.FAILED], 0),
    ]


def slow(folder: Path, arguments: argparse.Namespace) -> list[Row]:
    """Copy a clip, with pauses."""
    folder.mkdir()
    data = _stream(folder / "clip.ts").read_bytes()
    parts = max(2, round(arguments.copy / (1.5 * REST)))
    early = 0
    with watched(folder, when="at once", group="all", at_least=1) as (forge, rule, _):
        with (folder / "in" / "clip.ts").open("wb") as copy:
            for part in range(parts):
                copy.write(data[len(data) * part // parts : len(data) * (part + 1) // parts])
                copy.flush()
                end = time.monotonic() + arguments.copy / parts
                while time.monotonic() < end:
                    early += taken(forge, rule)
                    time.sleep(0.5)
        began = time.monotonic()
        until(lambda: taken(forge, rule) == 1, 120)
        seconds = time.monotonic() - began
    return [
        (f"a copy of {arguments.copy:g} s in {parts} parts: times it was taken early", early, 0),
        ("from its end until it is taken", seconds, None),
    ]


def idle(folder: Path, arguments: argparse.Namespace) -> list[Row]:
    """Let nothing happen."""
    for part in range(arguments.idle_files // 1000):
        place = folder / "in" / f"{part:03d}"
        place.mkdir(parents=True)
        for number in range(1000):
            (place / f"IMG_{number:04d}.jpg").touch()
    with Forge(_settings(folder)) as forge:
        rule = _rule(forge, folder)
        forge.watch.looking.look(rule.id, rule.rule, folder / "in", Context())  # type: ignore[arg-type]
        with forge.database.transaction() as tables:
            tables.watch_file.update(status=FileState.KNOWN).execute()
    with watched(folder) as (_, _, process):
        time.sleep(20)  # it has begun, and has looked through all of it
        before = _cpu(process.pid)
        began = time.monotonic()
        time.sleep(arguments.idle)
        used, seconds = _cpu(process.pid) - before, time.monotonic() - began
        memory = _resident(process.pid)
    return [
        (f"nothing happens to {arguments.idle_files:,} files: % of one processor", 100 * used / seconds, 2.0),
        ("resident memory of the process that looks, MiB", memory, None),
    ]


@contextlib.contextmanager
def watched(folder: Path, **fields: Any) -> Iterator[tuple[Forge, WatchRule, subprocess.Popen[bytes]]]:
    """Have a folder watched by a process."""
    (folder / "in").mkdir(parents=True, exist_ok=True)
    settings = _settings(folder)
    with Forge(settings) as forge:
        forge.broker.check()
        rule = next((one for one in forge.watch.rules.all()), None) or _rule(forge, folder, **fields)
        process = subprocess.Popen(
            [sys.executable, "-m", "albumforge.watch.process"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        assert process.stdin is not None
        process.stdin.write(orders(settings, only=None, once=False))
        process.stdin.flush()
        try:
            until(lambda: forge.watch.rules.get(rule.id).looked is not None, 600)
            yield forge, rule, process
        finally:
            process.terminate()
            process.wait(60)


def taken(forge: Forge, rule: WatchRule) -> int:
    """How many files of a rule a batch has."""
    return forge.watch.files.counts(rule.id).files[FileState.TAKEN]


def until(condition: Callable[[], bool], seconds: float) -> None:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("It takes too long.")
        time.sleep(0.2)


def _settings(folder: Path) -> Settings:
    return Settings(home=folder / "home", watch_rest_seconds=REST)


def _rule(forge: Forge, folder: Path, **fields: Any) -> WatchRule:
    return forge.watch.rules.add({"name": "bench", "folders": [str(folder / "in")], "do": "film", **fields})


def _stream(path: Path) -> Path:
    noise = np.random.default_rng(1)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg2video", rate=25)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for _ in range(500):
            pixels = noise.integers(0, 255, (360, 640, 3), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    return path


def _cpu(process: int) -> float:
    """Return the seconds that a process has used, with its children that ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _resident(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    main()
