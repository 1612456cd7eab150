"""Measure how much faster a film is rendered by two worker processes than by one, with one thread each.

    python scripts/benchmarks/workers.py [--pictures 24] [--rounds 3] [--resolution 1920x1080]

Only the render stage counts, as the film's row tells of it; the cache is emptied before each film. The two lie on one
machine, so it takes at least two processors that are free.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from albumforge import Forge
from albumforge.actors.process import orders
from albumforge.samples import write_samples
from albumforge.services.states import Stage, Status
from albumforge.settings import Settings

QUEUE = "generator.album"


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="albumforge-workers-") as folder:
        home = Path(folder)
        settings = Settings.load(environ={}, file=Path(os.devnull), home=home / "home", threads=1)
        photos = write_samples(home / "photos", arguments.pictures)
        times: dict[int, list[float]] = {1: [], 2: []}
        with Forge(settings) as forge:
            for _ in range(arguments.rounds):
                for count, found in times.items():
                    before = _processor_seconds()
                    found.append(_render(forge, count, photos, arguments))
                    used = _processor_seconds() - before
                    print(f"workers: {count}   {found[-1]:6.2f} s   {used:6.2f} s of processors", flush=True)
    one, two = (statistics.median(found) for found in times.values())
    load = os.getloadavg()[0]
    print(f"{arguments.pictures} pictures, {arguments.resolution}, one thread each, {os.cpu_count()} processors")
    print(f"medians of {arguments.rounds}: {one:.2f} s, {two:.2f} s: {one / two:.2f} times as fast (load {load:.1f})")


def _render(forge: Forge, count: int, photos: list[Path], arguments: argparse.Namespace) -> float:
    """Return the seconds of the render stage with so many workers."""
    shutil.rmtree(forge.settings.cache, ignore_errors=True)
    workers = [_start(forge.settings) for _ in range(count)]
    try:
        _warm(forge, count)
        options = {"resolution": arguments.resolution, "music": "none", "seed": 1}
        movie = forge.movies.create("Workers", options)
        forge.movies.add_files(movie.work_id, photos)
        forge.movies.start(movie.work_id)
        while (now := forge.movies.get(movie.work_id)).stage < Stage.RENDER and now.status.active:
            time.sleep(0.01)
        begin = time.perf_counter()
        while forge.movies.get(movie.work_id).status.active:
            time.sleep(0.01)
        took = time.perf_counter() - begin
        done = forge.movies.get(movie.work_id)
        if done.status is not Status.DONE:
            sys.exit(f"The film failed: {done.error}")
        forge.movies.delete(movie.work_id)
        return took
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.communicate()


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    worker = subprocess.Popen([sys.executable, "-m", "albumforge.actors.process"], stdin=subprocess.PIPE)
    if worker.stdin is not None:
        worker.stdin.write(orders(settings, [QUEUE]))
        worker.stdin.flush()
    return worker


def _warm(forge: Forge, count: int) -> None:
    """Wait until all workers are there, and have had time to look around."""
    folder = forge.settings.home / "queue" / "workers"
    while len(list(folder.glob("*.lock"))) < count:
        time.sleep(0.05)
    time.sleep(1.0)


def _processor_seconds() -> float:
    """Return what the processes that have ended used, in all stages."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--resolution", default="1920x1080")
    return parser.parse_args()


if __name__ == "__main__":
    main()
