"""Measure cuts: the whole job against one re-encode by ffmpeg, the analysis, memory, the preview, and what a cut is
held to.

Called by scripts/bench. Times of one line are taken in one run, by turns, and the medians are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

from cut_checks import copied_frames, decoding_errors, falling_times, offset_at_end
from cut_source import Shape, ffmpeg, make_source
from figures import Row, peak_memory, printed_by, table, tell, timed
from page import write_section

from albumforge import Forge
from albumforge.context import Context
from albumforge.media.preview import make_preview

PAUSES_A_MINUTE = 4
SHORT, LONG = Shape(640, 360, 600, 40, 300_000), Shape(640, 360, 7200, 480, 300_000)
REQUEST = {"strategy": "silence"}
SPEECH = ((0.21, 0.64), (1.32, 4.71), (5.08, 10.36), (10.72, 12.98), (13.87, 17.30), (39.96, 40.47))
"""Seconds of speech in speech_with_pauses.mp4, as its README has measured them."""
MARGIN = 0.1
PREVIEWS = {"480p": ("480", "500k"), "720p": ("720", "1000k")}


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="albumforge-bench-") as folder:
        bench = Bench(Path(folder), arguments)
        print(f"{os.cpu_count()} processors, {arguments.rounds} rounds by turns, medians\n")
        rows: list[Row] = []
        for name in arguments.only or ("job", "preview", "memory", "speech"):
            rows += getattr(bench, name)()
    tell(rows, width=72)
    if arguments.write:
        _write(rows, arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench cut", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with speech_with_pauses.mp4; default: that part is left out")
    parser.add_argument("--sources", type=Path, default=Path(".bench/cut"), help="where the videos made here are kept")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--minutes", type=int, default=10, help="length of the 1080p source; default: 10")
    parser.add_argument("--only", nargs="+", choices=("job", "preview", "memory", "speech"), help="only these parts")
    parser.add_argument("--write", action="store_true", help="write the figures to docs/benchmarks.md")
    return parser.parse_args()


class Bench:
    """One run."""

    def __init__(self, folder: Path, arguments: argparse.Namespace) -> None:
        self.folder = folder
        self.rounds: int = arguments.rounds
        self.sources: Path = arguments.sources
        self.data: Path | None = arguments.data
        minutes = arguments.minutes
        self.talk = Shape(1920, 1080, 60 * minutes, PAUSES_A_MINUTE * minutes, 8_000_000)
        self.cut = folder / "cut.mp4"

    def _forge(self, *, fresh: bool = True) -> Forge:
        if fresh:
            shutil.rmtree(self.folder / "home", ignore_errors=True)
        return Forge(home=self.folder / "home")

    def _make(self, source: Path, **request: Any) -> dict[str, Any]:
        with self._forge() as forge:
            made = forge.cut(source, self.cut, request={**REQUEST, **request})
        for action in made.actions:
            print(f"  {action.took_ms:7d} ms  {'' if action.ok else 'FAILED '}{action.action}: {action.detail[:110]}")
        print()
        plan: dict[str, Any] = json.loads(made.plan)
        return plan

    def job(self) -> list[Row]:
        """The whole job and its analysis on 1080p, against one re-encode of the kept parts."""
        source = make_source(self.sources, self.talk)
        plan = self._make(source)
        jobs, bare, looks = [], [], []
        for _ in range(self.rounds):
            jobs.append(timed(lambda: self._quietly(source)))
            bare.append(timed(lambda: self._encode(source, plan)))
            looks.append(timed(lambda: self._look(source)))
        print({"job": _rounded(jobs), "ffmpeg": _rounded(bare), "analysis": _rounded(looks)}, "\n")
        copied, frames = copied_frames(source, self.cut)
        length = float(sum(piece["end"] - piece["start"] for piece in plan["pieces"]) / self.talk.fps)
        analysis = statistics.median(looks)
        return [
            ("whole job ÷ one ffmpeg re-encode of what it keeps (veryfast)", _ratio(jobs, bare), 0.7),
            ("analysis ÷ playback (8 times faster: 0.125)", analysis / self.talk.seconds, 0.125),
            ("share of the video that is kept", length / self.talk.seconds, None),
            ("share of the cut's frames that are packets of the video", copied / frames, None),
            *self._held(self.cut, frames, plan),
        ]

    def _held(self, cut: Path, frames: int, plan: dict[str, Any]) -> list[Row]:
        wanted = sum(max(1, piece["end"] - piece["start"]) for piece in plan["pieces"])
        return [
            ("frames that are missing or too many", abs(frames - wanted), 0),
            ("complaints of ffmpeg decoding the cut", decoding_errors(cut), 0),
            ("times that do not rise", falling_times(cut), 0),
        ]

    def _quietly(self, source: Path) -> None:
        with self._forge() as forge:
            forge.cut(source, self.cut, request=REQUEST)

    def _look(self, source: Path) -> None:
        with self._forge() as forge:
            forge.plan([source], request=REQUEST, generator="autocut")

    def _encode(self, source: Path, plan: dict[str, Any]) -> None:
        fps = float(Fraction(plan["source"]["fps"]))
        frames = "+".join(f"between(n,{piece['start']},{piece['end'] - 1})" for piece in plan["pieces"])
        times = "+".join(f"between(t,{p['start'] / fps:.4f},{p['end'] / fps:.4f})" for p in plan["pieces"])
        picture = f"select='{frames}',setpts=N/FRAME_RATE/TB"
        sound = f"aselect='{times}',asetpts=N/SR/TB"
        coded = ["-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac"]
        ffmpeg("-i", source, "-vf", picture, "-af", sound, *coded, self.folder / "ffmpeg.mp4")

    def preview(self) -> list[Row]:
        """The preview against the ffmpeg options that its contract names, on one minute."""
        source = self.folder / "minute.mp4"
        ffmpeg("-i", make_source(self.sources, self.talk), "-t", 60, "-c", "copy", source)
        rows: list[Row] = []
        for quality, (height, bits) in PREVIEWS.items():
            ours, theirs = self.folder / f"ours-{quality}.mp4", self.folder / f"theirs-{quality}.mp4"
            options = f"-vf scale=-2:{height} -b:v {bits} -c:v libx264 -preset fast -c:a aac -b:a 128k".split()
            mine, bare = [], []
            for _ in range(self.rounds):
                ours.unlink(missing_ok=True)
                mine.append(timed(lambda o=ours, q=quality: make_preview(source, o, q, Context())))
                bare.append(timed(lambda o=options, t=theirs: ffmpeg("-i", source, *o, "-movflags", "+faststart", t)))
            print({"preview": _rounded(mine), "ffmpeg": _rounded(bare)}, quality)
            size = ours.stat().st_size / theirs.stat().st_size
            rows += [
                (f"preview {quality} ÷ ffmpeg with the documented options: time", _ratio(mine, bare), 1.1),
                (f"preview {quality}: size apart from ffmpeg's", abs(size - 1), 0.1),
            ]
        print()
        return rows

    def memory(self) -> list[Row]:
        """Peak memory of the whole job on two hours, against ten minutes of the same."""
        few, many = (self._peak(make_source(self.sources, shape)) for shape in (SHORT, LONG))
        print(f"peak memory: {few / 1024:.0f} MiB for 10 minutes, {many / 1024:.0f} MiB for 2 hours\n")
        return [("peak memory of the job on 2 hours ÷ on 10 minutes", many / few, 1.15)]

    def _peak(self, source: Path) -> int:
        home = self.folder / "home-peak"
        command = [sys.executable, "-m", "albumforge", "--home", home, "cut", source, "-o", self.cut, "--json"]
        peak = peak_memory(command)
        shutil.rmtree(home)
        return peak

    def speech(self) -> list[Row]:
        """A man who speaks with pauses: where it is cut, and whether picture and sound stay together."""
        found = [] if self.data is None else sorted(self.data.rglob("speech_with_pauses.mp4"))
        if not found:
            print("speech_with_pauses.mp4 is not there: that part is left out (--data)\n")
            return []
        plan = self._make(found[0], margin_before=MARGIN, margin_after=MARGIN, subtitles="none")
        fps = Fraction(plan["source"]["fps"])
        pieces = [(float(p["start"] / fps), float(p["end"] / fps)) for p in plan["pieces"]]
        wanted = [(start - MARGIN, end + MARGIN) for start, end in SPEECH]
        apart = [
            abs(a - b) * float(fps)
            for one, other in zip(pieces, wanted, strict=False)
            for a, b in zip(one, other, strict=True)
        ]
        silent = sum(max(0.0, min(end, 39.9 - MARGIN) - max(start, 17.3 + MARGIN)) for start, end in pieces)
        copied, frames = copied_frames(found[0], self.cut)
        return [
            ("speech_with_pauses: pieces apart from the intervals measured", abs(len(pieces) - len(wanted)), 0),
            ("speech_with_pauses: cut points from these, frames, worst", max(apart), 2),
            ("speech_with_pauses: seconds of the long silence left", silent, 0),
            (
                "speech_with_pauses: picture from sound at the end, frames",
                offset_at_end(found[0], self.cut, pieces, fps),
                1,
            ),
            ("speech_with_pauses: share of frames that are packets of the video", copied / frames, None),
            *(
                (f"speech_with_pauses: {name}", value, limit)
                for name, value, limit in self._held(self.cut, frames, plan)
            ),
        ]


def _ratio(mine: list[float], others: list[float]) -> float:
    return statistics.median(mine) / statistics.median(others)


def _rounded(times: list[float]) -> list[float]:
    return [round(seconds, 2) for seconds in times]


def _write(rows: list[Row], arguments: argparse.Namespace) -> None:
    data = " --data DIR" if arguments.data else ""
    body = (
        f"{printed_by('scripts/bench cut' + data)}: ratios of medians over {arguments.rounds} rounds taken by turns in "
        f"one run, on {os.cpu_count()} shared processors. The source is made by ffmpeg: {arguments.minutes} minutes of "
        "1080p30 at 8 Mbit/s with a group of pictures of 60, and 4 pauses a minute, 0.7 of it sound; every job starts "
        "from nothing, without a speech model. ffmpeg decodes it once, and encodes what is kept with x264 veryfast "
        "and AAC. Memory is measured on 640×360; what it grows by with the length is FFmpeg's index of the file, which "
        f"each of the three readers at work has for itself.\n\n{table(rows)}"
    )
    write_section("Cuts", body)


if __name__ == "__main__":
    main()
