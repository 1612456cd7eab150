"""Measure one video that several workers of the farm encode, and work out what many machines would take.

Called by scripts/bench. One process in one pass, one worker in segments and two workers in segments take turns on the
same source, with the same engine and preset; the workers have one processor each, the one process has all.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cut_source import ffmpeg
from figures import Row, printed_by, table, tell
from many_machines import Bounded, machines_table
from own_workers import await_workers, workers
from page import write_section

from albumforge import Forge
from albumforge.context import Context, Progress
from albumforge.services.farm.paging import Asked
from albumforge.services.farm.states import VideoStatus
from albumforge.settings import Settings
from albumforge.transcoders.segments import SECONDS, packet_table, segments_of
from albumforge.transcoders.software import SoftwareTranscoder
from albumforge.transcoding import Preset, Transcoded

QUEUE = "transcoder.software"
HOURS = 2.0
"""Length of the film that the model is told for, besides the source itself."""


@dataclass(frozen=True)
class Run:
    """One transcode: seconds on the clock for each step, and of the processors for all but the verification."""

    transcode: float
    join: float
    verify: float
    processors: float

    def __str__(self) -> str:
        joined = f"transcode {self.transcode:.2f} s (join {self.join:.2f})"
        return f"{joined}, verify {self.verify:.2f} s, processors {self.processors:.2f} s"


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="albumforge-bench-") as folder:
        bench = Bench(Path(folder), arguments)
        runs: dict[str, list[Run]] = {"one pass": [], "1 worker": [], "2 workers": []}
        for number in range(arguments.rounds):
            for name, found in runs.items():
                found.append(bench.run(name))
                print(f"round {number + 1}, {name}: {found[-1]}", flush=True)
        rows, model = _rows(runs, bench)
    print()
    tell(rows, width=72)
    lines = _modelled(model, bench.length)
    print("\n".join(("", *lines)))
    if arguments.write:
        where = f"{os.cpu_count()} shared processors, {arguments.rounds} rounds by turns, the fastest of each"
        told = "What the model is stands in [scaling.md](scaling.md#one-video-many-machines)."
        head = f"{printed_by('scripts/bench farm_segments --data DIR')}, on {where}. {told}"
        text = "\n".join((head, "", table(rows), "", *lines))
        write_section("One video, several workers", text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench farm_segments", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with speech_with_pauses.mp4, which is scaled to 1080p")
    parser.add_argument("--source", type=Path, help="another source, as it is")
    parser.add_argument("--seconds", type=int, default=64, help="length of the source; default: 64")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write the figures to docs/benchmarks.md")
    return parser.parse_args()


class Timed(SoftwareTranscoder):
    """The transcoder in software, with a clock."""

    def __init__(self, processes: list[int]) -> None:
        """Prepare.

        Args:
            processes: whose processors' time is counted, by their number.
        """
        self._processes = processes
        self.began = self.joining = self.ended = 0.0
        self.processors = 0.0

    def transcode(self, *arguments: Any, **named: Any) -> Transcoded:
        """Encode in one pass."""
        self._begin()
        made = super().transcode(*arguments, **named)
        self.joining = time.monotonic()
        self._end()
        return made

    def transcode_shared(self, source: Path, output: Path, preset: Preset, **named: Any) -> Transcoded:
        """Encode in segments."""
        outer: Context = named.pop("context")

        def note(said: Progress) -> None:
            outer.on_progress(said)
            if said.fraction <= 0.97:
                self.joining = time.monotonic()

        self._begin()
        context = Context(note, outer.on_log, outer.cancelled)
        made = super().transcode_shared(source, output, preset, context=context, **named)
        self._end()
        return made

    def _begin(self) -> None:
        self.began, self.processors = time.monotonic(), -self._used()

    def _end(self) -> None:
        self.ended = time.monotonic()
        self.processors += self._used()

    def _used(self) -> float:
        ticks = 0
        for number in self._processes:
            fields = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])  # proc(5): utime and stime
        return ticks / os.sysconf("SC_CLK_TCK")


class Bench:
    """A farm with one video.

    Attributes:
        source: the video; length: its seconds.
        plan: seconds that its table of packets takes.
        longest: part of it that its longest segment is.
    """

    def __init__(self, folder: Path, arguments: argparse.Namespace) -> None:
        self._folder = folder
        self._seconds: int = arguments.seconds
        self._data: Path | None = arguments.data
        self.source = arguments.source or self._made()
        began = time.monotonic()
        found = packet_table(self.source, Context())
        self.plan = time.monotonic() - began
        self.length = float((found.times[-1] - found.times[0]) * found.tick)
        self.longest = max(one.frames for one in segments_of(found, "")) / len(found.times)
        self._preset = folder / "bench.yaml"
        self._preset.write_text(
            "name: bench\nvideo: {codec: hevc, crf: 26, speed: superfast}\nmin_saving: null\nskip: {codecs: []}\n",
            encoding="utf-8",
        )
        SoftwareTranscoder().encoders()  # tried once in a process

    def run(self, name: str) -> Run:
        """Transcode the source as one of the ways says."""
        home = self._folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        videos = home / "videos"
        videos.mkdir(parents=True)
        os.link(self.source, videos / self.source.name)
        settings = Settings.load(
            environ={},
            file=Path(os.devnull),
            home=home,
            farm_roots=(videos,),
            farm_dest=home / "results",
            farm_preset=str(self._preset),
            threads=0 if name == "one pass" else 1,
            farm_split_seconds=0.0 if name == "one pass" else 4 * SECONDS,
        )
        helping = int(name == "2 workers")
        with Forge(settings) as forge:
            forge.farm.scan(str(videos))
            with workers(settings, [QUEUE], helping) as helpers:
                await_workers(settings, helping)
                return self._work(forge, helpers)

    def _work(self, forge: Forge, helpers: list[subprocess.Popen[bytes]]) -> Run:
        backend = Timed([os.getpid(), *(helper.pid for helper in helpers)])
        forge.farm.work(backend, lambda: False)
        ended = time.monotonic()
        (video,) = forge.farm.videos.list(Asked()).items
        if video.status is not VideoStatus.DONE:
            sys.exit(f"The video was not done: {video.error}")
        transcode, join = backend.ended - backend.began, backend.ended - backend.joining
        return Run(transcode, join, ended - backend.ended, backend.processors)

    def _made(self) -> Path:
        made = self._folder / "source.mp4"
        found = [] if self._data is None else sorted(self._data.rglob("speech_with_pauses.mp4"))
        shown: list[object] = ["-stream_loop", -1, "-i", found[0]] if found else []
        shown = shown or ["-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=30", "-f", "lavfi", "-i", "sine=f=440:r=48000"]
        picture = "scale=1920:1080,noise=alls=3:allf=t"
        coded = ["-c:v", "libx264", "-preset", "veryfast", "-crf", 20, "-g", 60, "-pix_fmt", "yuv420p", "-c:a", "aac"]
        ffmpeg(*shown, "-t", self._seconds, "-vf", picture, *coded, made)
        return made


def _rows(runs: dict[str, list[Run]], bench: Bench) -> tuple[list[Row], Bounded]:
    def least(name: str, field: str) -> float:  # others may have the machine at times
        return min(getattr(one, field) for one in runs[name])

    one_pass, alone, both = (least(name, "transcode") for name in runs)
    join = least("1 worker", "join")
    encode = alone - bench.plan - join
    model = Bounded(bench.plan, encode, encode * bench.longest, join, least("1 worker", "verify"))
    told = model.seconds(2) - model.verify
    spent = least("2 workers", "processors") / least("one pass", "processors")
    rows: list[Row] = [
        ("2 workers in segments ÷ one process in one pass: time", both / one_pass, 1.0),
        ("the same: time of the processors", spent, None),
        ("1 worker in segments ÷ one process in one pass: time", alone / one_pass, None),
        ("2 workers in segments ÷ 1 worker in segments: time", both / alone, None),
        ("2 workers: measured on one machine ÷ told by the model", both / told, None),
        ("model: plan, seconds a minute of video", bench.plan * 60 / bench.length, None),
        ("model: encoding on one worker, seconds a minute of video", encode * 60 / bench.length, None),
        ("model: the longest segment, seconds", model.longest, None),
        ("model: join, seconds a minute of video", join * 60 / bench.length, None),
        ("model: verification, seconds a minute of video", model.verify * 60 / bench.length, None),
    ]
    return rows, model


def _modelled(model: Bounded, length: float) -> list[str]:
    """Return the model's rows as a table in Markdown: the source itself, and a long film of its kind."""
    film = model.times(HOURS * 3600 / length)
    return machines_table([(f"{length:.0f} s of video, s", model, 1.0), (f"{HOURS:g} h of video, min", film, 60.0)])


if __name__ == "__main__":
    main()
