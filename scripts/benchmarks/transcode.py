"""Measure transcodes: the encoding against ffmpeg with the same options, the verification, and memory.

Called by scripts/bench. Times of one line are taken in one run, by turns, and the medians are compared.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from cut_source import ffmpeg
from figures import Row, peak_memory, printed_by, table, tell
from page import write_section

from albumforge.context import Context
from albumforge.transcoders.software import SoftwareTranscoder
from albumforge.transcoders.verify import verify
from albumforge.transcoding import Picture, Preset

Cost = tuple[float, float]
"""Seconds on the clock, and seconds of all processors together."""

TRIALS = {
    "hevc": ("libx265", "fast", 26, ["-x265-params", "log-level=error:open-gop=0", "-tag:v", "hvc1"]),
    "h264": ("libx264", "medium", 26, []),
}
"""Codec → encoder, speed, rate factor on x265's scale, and what else ffmpeg is told."""

ON_X264 = 3
"""What x264's rate factor is lower by; see albumforge.transcoders.encoders."""

PRESET = "name: bench\nvideo:\n  codec: h264\n  crf: 30\n  speed: ultrafast\nmin_saving: null\nskip:\n  codecs: []\n"


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="albumforge-bench-") as folder:
        bench = Bench(Path(folder), arguments)
        print(f"{os.cpu_count()} processors, {arguments.rounds} rounds by turns, medians\n")
        rows: list[Row] = []
        for name in arguments.only or ("encode", "memory"):
            rows += getattr(bench, name)()
    tell(rows, width=72)
    if arguments.write:
        _write(rows, arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench transcode", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with speech_with_pauses.mp4, which is scaled to 1080p")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=12, help="length of the 1080p source; default: 12")
    parser.add_argument("--only", nargs="+", choices=("encode", "memory"), help="only these parts")
    parser.add_argument("--write", action="store_true", help="write the figures to docs/benchmarks.md")
    return parser.parse_args()


class Bench:
    """One run."""

    def __init__(self, folder: Path, arguments: argparse.Namespace) -> None:
        self.folder = folder
        self.rounds: int = arguments.rounds
        self.seconds: int = arguments.seconds
        self.data: Path | None = arguments.data

    def encode(self) -> list[Row]:
        """Time of encoding and of verification, 1080p."""
        source = self._source()
        rows: list[Row] = []
        SoftwareTranscoder().encoders()  # tried once in a process
        for codec, (name, speed, crf, more) in TRIALS.items():
            label = f"{codec}, {speed}, 1080p"
            preset = Preset("bench", Picture(codec, crf=crf, speed=speed), min_saving=None)
            ours, theirs = self.folder / "ours.mp4", self.folder / "theirs.mp4"
            factor = crf - (ON_X264 if codec == "h264" else 0)
            options = ["-map", "0", "-c", "copy", "-c:v", name, "-preset", speed, "-crf", factor, "-g", 150, *more]
            run = partial(self._transcode, source, ours, preset)
            bare_run = partial(ffmpeg, "-i", source, *options, "-movflags", "+faststart", theirs)
            look = partial(verify, ours, source, preset, context=Context())
            mine, bare, looks = zip(*((cost(run), cost(bare_run), cost(look)) for _ in range(self.rounds)), strict=True)
            for number, name in enumerate(("time", "processors")):
                took = {"transcode": mine, "ffmpeg": bare, "verify": looks}
                print(codec, name, {what: [round(one[number], 2) for one in all_] for what, all_ in took.items()})
            rows += [
                (f"{label}: transcode ÷ ffmpeg with the same options: time", _ratio(mine, bare, 0), 1.05),
                (f"{label}: the same: time of the processors", _ratio(mine, bare, 1), 1.05),
                (f"{label}: verification ÷ transcode", _ratio(looks, mine, 0), 0.25),
                (f"{label}: size apart from ffmpeg's", abs(ours.stat().st_size / theirs.stat().st_size - 1), 0.1),
            ]
        print()
        return rows

    @staticmethod
    def _transcode(source: Path, output: Path, preset: Preset) -> None:
        SoftwareTranscoder().transcode(source, output, preset, threads=0, context=Context())

    def memory(self) -> list[Row]:
        """Peak memory of a transcode and its verification, ten minutes against one of the same."""
        few, many = self._peak(60), self._peak(600)
        print(f"peak memory: {few / 1024:.0f} MiB for 1 minute, {many / 1024:.0f} MiB for 10 minutes\n")
        return [("peak memory of a transcode of 10 minutes ÷ of 1 minute", many / few, 1.15)]

    def _source(self) -> Path:
        made = self.folder / "source.mp4"
        found = [] if self.data is None else sorted(self.data.rglob("speech_with_pauses.mp4"))
        picture = "scale=1920:1080,noise=alls=6:allf=t"
        pictures: list[object] = ["-i", found[0]] if found else ["-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=30"]
        sound = [] if found else ["-f", "lavfi", "-i", "sine=f=440:r=48000"]
        coded = ["-c:v", "libx264", "-preset", "veryfast", "-crf", 18, "-pix_fmt", "yuv420p", "-c:a", "aac"]
        ffmpeg(*pictures, *sound, "-t", self.seconds, "-vf", picture, *coded, made)
        return made

    def _peak(self, seconds: int) -> int:
        source, preset = self.folder / f"{seconds}.mp4", self.folder / "bench.yaml"
        preset.write_text(PRESET, encoding="utf-8")
        shown = ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=30", "-f", "lavfi", "-i", "sine=f=440:r=48000"]
        coded = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", 18, "-pix_fmt", "yuv420p", "-c:a", "aac"]
        ffmpeg(*shown, "-t", seconds, *coded, source)
        home, results = self.folder / "home", self.folder / f"results-{seconds}"
        command = [sys.executable, "-m", "albumforge", "--home", home, "transcode", source, "--preset", preset]
        return peak_memory([*command, "-o", results])


def cost(task: Callable[[], object]) -> Cost:
    """Return what something takes, in this process and in those that it waits for."""
    before = os.times()
    task()
    after = os.times()
    return after.elapsed - before.elapsed, sum(after[:4]) - sum(before[:4])


def _ratio(ours: Sequence[Cost], theirs: Sequence[Cost], number: int) -> float:
    return statistics.median(one[number] for one in ours) / statistics.median(one[number] for one in theirs)


def _write(rows: list[Row], arguments: argparse.Namespace) -> None:
    command = "scripts/bench transcode --data DIR" if arguments.data else "scripts/bench transcode"
    body = (
        f"{printed_by(command)}: ratios of medians over {arguments.rounds} rounds taken by "
        f"turns in one run, on {os.cpu_count()} shared processors. ffmpeg is Debian's, whose encoders are older than "
        f"those of PyAV.\n\n{table(rows)}"
    )
    write_section("Transcode", body)


if __name__ == "__main__":
    main()
