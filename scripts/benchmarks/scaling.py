"""Measure one film that one worker and two workers make, and work out what many would take.

Called by scripts/bench. Workers are separate processes on one queue, with one thread each; the cache is emptied before
each film. A film is timed from before `movies.create` until it is done.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from figures import Row, printed_by, table, tell
from many_machines import Scheduled, machines_table
from own_workers import await_workers, workers
from page import write_section

from albumforge import Forge
from albumforge.samples import write_samples
from albumforge.services.states import Status
from albumforge.settings import Settings

HERE = Path(__file__).parent
QUEUE = "generator.album"
PICTURES, SECONDS, RESOLUTION, ROUNDS = 60, 120, "1080p", 2


@dataclass(frozen=True)
class Step:
    """What one process did: moments in seconds of the machine's clock."""

    process: str
    name: str
    key: str
    begin: float
    end: float
    processor: float

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.end - self.begin


@dataclass(frozen=True)
class Run:
    """One film.

    Attributes:
        begin: before it was created; started: when it was put into the queue; end: when it was done.
        steps: of all workers.
        length: seconds that it lasts.
    """

    begin: float
    started: float
    end: float
    steps: tuple[Step, ...]
    length: float

    @property
    def seconds(self) -> float:
        """What the film took."""
        return self.end - self.begin

    def of(self, name: str) -> list[Step]:
        """Return the steps of a name, in the order in which they began."""
        return sorted((step for step in self.steps if step.name == name), key=lambda step: step.begin)

    def one(self, name: str) -> Step:
        """Return the step of a name, of which there is one."""
        (step,) = self.of(name)
        return step

    def __str__(self) -> str:
        parts = self.one("parts")
        shares = [
            sum(one.process == name for one in self.of("segment")) for name in {one.process for one in self.steps}
        ]
        return (
            f"{self.seconds:.1f} s: taken in {self.started - self.begin:.1f}, claimed and planned"
            f" {parts.begin - self.started:.1f}, parts {parts.seconds:.1f} ({shares} segments),"
            f" joined and verified {self.end - parts.end:.1f}"
        )


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="albumforge-bench-", dir=arguments.folder) as folder:
        bench = Bench(Path(folder), arguments)
        runs: dict[int, list[Run]] = {1: [], 2: []}
        for number in range(arguments.rounds):
            for count, found in runs.items():
                found.append(bench.run(count))
                print(f"round {number + 1}, {count} workers: {found[-1]}", flush=True)
    one, two = (min(found, key=lambda run: run.seconds) for found in runs.values())
    model = model_of(one, two)
    rows = _rows(one, two, model)
    print()
    tell(rows, width=72)
    lines = machines_table([(f"{arguments.pictures} pictures, {one.length:.0f} s of film, s", model, 1.0)])
    print("\n".join(("", *lines)))
    if arguments.write:
        _write(rows, lines, arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench scaling", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of photos, used again and again; default: painted ones")
    parser.add_argument("--pictures", type=int, default=PICTURES, help=f"default: {PICTURES}")
    parser.add_argument("--duration", type=int, default=SECONDS, help=f"of the film, seconds; default: {SECONDS}")
    parser.add_argument("--resolution", default=RESOLUTION, help=f"default: {RESOLUTION}")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"by turns; the fastest counts; default: {ROUNDS}")
    parser.add_argument("--folder", type=Path, help="where all lies; default: that of temporary files")
    parser.add_argument("--write", action="store_true", help="write the figures to docs/benchmarks.md")
    return parser.parse_args()


class Bench:
    """A home with a queue, in which one film is made again and again."""

    def __init__(self, folder: Path, arguments: argparse.Namespace) -> None:
        plugins = folder / "plugins"
        plugins.mkdir()
        shutil.copyfile(HERE / "scaling_plugin.py", plugins / "scaling_plugin.py")
        self._folder = folder
        self._settings = Settings.load(
            environ={}, file=Path(os.devnull), home=folder / "home", threads=1, workers=2, plugins_dirs=(plugins,)
        )
        self._request = {
            "resolution": arguments.resolution,
            "duration": arguments.duration,
            "seed": 1,
            "title": "By the sea",
        }
        self._pictures = self._made(arguments.pictures, arguments.data)

    def run(self, count: int) -> Run:
        """Make the film with so many workers, from a cold cache."""
        shutil.rmtree(self._settings.home, ignore_errors=True)
        notes = self._folder / "notes"
        shutil.rmtree(notes, ignore_errors=True)
        notes.mkdir()
        with Forge(self._settings) as forge:
            forge.broker.check()
            with workers(self._settings, [QUEUE], count, {"BENCH_STEPS": str(notes)}):
                await_workers(self._settings, count)
                begin = time.monotonic()
                work_id = forge.movies.create("Scaling", self._request).work_id
                forge.movies.add_files(work_id, self._pictures)
                started = time.monotonic()
                forge.movies.start(work_id)
                while (movie := forge.movies.get(work_id)).status.active:
                    time.sleep(0.05)
                end = time.monotonic()
        if movie.status is not Status.DONE:
            sys.exit(f"The film failed: {movie.error}")
        steps = [
            Step(file.name, *json.loads(line))
            for file in notes.iterdir()
            for line in file.read_text(encoding="utf-8").splitlines()
        ]
        return Run(begin, started, end, tuple(steps), movie.duration or 0.0)

    def _made(self, count: int, data: Path | None) -> list[Path]:
        if data is None:
            return write_samples(self._folder / "pictures", count)
        folder = self._folder / "pictures"
        folder.mkdir()
        found = sorted(path for path in data.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
        if not found:
            sys.exit(f"{data} has no JPEG.")
        made = []
        for number in range(count):
            # The same picture would be left out as a duplicate: a comment makes each file another one.
            content, text = found[number % len(found)].read_bytes(), str(number).encode()
            made.append(folder / f"{number:03d}.jpg")
            made[-1].write_bytes(content[:2] + b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text + content[2:])
        return made


def model_of(one: Run, two: Run) -> Scheduled:
    """Return the model: steps as one worker took them, and what helping costs as it was with two."""
    parts, segments = one.one("parts"), one.of("segment")
    own = segments[0].begin - parts.begin
    # What lies between two segments is part of them, so that those of one worker fill its time.
    ends = [*(segment.begin for segment in segments[1:]), parts.end]
    lengths = tuple(end - segment.begin for segment, end in zip(segments, ends, strict=True))
    maker = two.one("parts").process
    helped = [segment for segment in two.of("segment") if segment.process != maker]
    late = max(0.0, min(segment.begin for segment in helped) - two.one("parts").begin) if helped else 0.0
    alone = {segment.key: segment.seconds for segment in segments}
    slower = sum(segment.seconds for segment in two.of("segment")) / sum(
        alone[segment.key] for segment in two.of("segment")
    )
    wait = two.one("parts").end - max(segment.end for segment in two.of("segment"))
    return Scheduled(one.seconds - parts.seconds, own, lengths, late, slower, wait)


def _rows(one: Run, two: Run, model: Scheduled) -> list[Row]:
    kept = Scheduled(model.alone, model.own, model.parts)  # as if help cost nothing
    parts = one.one("parts")
    lengths = [segment.seconds for segment in one.of("segment")]
    used = sum(segment.processor for segment in two.of("segment")) / sum(
        segment.processor for segment in one.of("segment")
    )
    return [
        ("1 worker: seconds, from creation until it is done", one.seconds, None),
        ("2 workers: seconds, from creation until it is done", two.seconds, None),
        ("2 workers: times as fast", one.seconds / two.seconds, None),
        ("1 worker: told by the model ÷ measured", model.seconds(1) / one.seconds, None),
        ("2 workers: told by the model ÷ measured", model.seconds(2) / two.seconds, None),
        ("the same, of a model that knows of one worker alone", kept.seconds(2) / two.seconds, None),
        ("one after another: pictures taken in, seconds", one.started - one.begin, None),
        ("one after another: claimed, pictures looked at, planned, seconds", parts.begin - one.started, None),
        ("one after another: joined, seconds", one.one("join").seconds, None),
        ("one after another: verified, seconds", one.one("verify").seconds, None),
        ("one after another: all, seconds", model.alone, None),
        ("sound and poster, by the maker, seconds", model.own, None),
        ("segments: how many", len(lengths), None),
        ("segments: all together, seconds", sum(model.parts), None),
        ("segments: median, seconds", statistics.median(lengths), None),
        ("segments: the longest, seconds", max(model.parts), None),
        ("help: seconds until the first segment begins", model.late, None),
        ("help: a segment takes so many times as long", model.slower, None),
        ("help: a segment takes so many times the processor", used, None),
        ("help: seconds until the maker sees the last segment", model.wait, None),
    ]


def _write(rows: list[Row], lines: list[str], arguments: argparse.Namespace) -> None:
    data = " --data DIR" if arguments.data else ""
    painted = "photos" if arguments.data else "painted pictures"
    head = (
        f"{printed_by('scripts/bench scaling' + data)}, on {os.cpu_count()} shared processors: a film of"
        f" {arguments.pictures} {painted} at {arguments.resolution} of about {arguments.duration} s, with title,"
        f" verse, captions and music; rounds by turns: {arguments.rounds}, the fastest counts. What the model is stands"
        " in [scaling.md](scaling.md#one-film-many-workers)."
    )
    write_section("One film, several workers", "\n".join((head, "", table(rows), "", *lines)))


if __name__ == "__main__":
    main()
