"""Measure album films: time against the bare encoder, zoompan and moviepy; re-rendering; memory; steadiness.

Called by scripts/bench. All times of one line are taken in one run, by turns, and the medians are compared: the figures
are ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from figures import Row, memory_row, peak_memory, printed_by, table, tell, timed
from jitter import jitter
from page import write_section

from albumforge import Forge
from albumforge.context import Context
from albumforge.generators.album.plan import Canvas, MediaSource, Motion, Picture, Plan, Scene, View
from albumforge.generators.album.plan_document import load_plan
from albumforge.generators.album.rendering.compositor import Compositor, Shelf
from albumforge.generators.album.rendering.generate import generate
from albumforge.media.coding import VideoCoding
from albumforge.media.digest import file_digest
from albumforge.media.encode import encoder_options
from albumforge.samples import write_samples, write_texture

HERE = Path(__file__).parent
NAMES = ("HMD_Nokia_8.3_5G", "iphone_hdr_YES", "canon_hdr_NO", "Reconyx_HC500_Hyperfire", "42_IndexError", "jolla")
SECONDS, FADE, FPS = 3.0, 0.5, 30
CODING = VideoCoding(preset="veryfast", crf=20)
MAX_PIXELS = 300_000_000


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="albumforge-bench-") as folder:
        bench = Bench(Path(folder), arguments)
        print(
            f"{len(bench.photos)} pictures, {SECONDS:g} s each, {FADE:g} s cross-fades, 1080p30, x264 veryfast CRF 20"
        )
        print(f"{os.cpu_count()} processors, {arguments.rounds} rounds by turns, medians\n")
        rows = [*bench.speed(), *bench.again()]
        if not arguments.quick:
            rows += bench.memory()
        rows += bench.steadiness()
    tell(rows, width=62)
    if arguments.write:
        _write(rows, arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench film", description=__doc__)
    parser.add_argument(
        "--data", type=Path, help="folder with the six photos named in the source; default: painted ones"
    )
    parser.add_argument("--moviepy", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="leave out the memory of 300 photos")
    parser.add_argument("--write", action="store_true", help="write the figures to docs/benchmarks.md")
    return parser.parse_args()


class Bench:
    """One run over one set of pictures."""

    def __init__(self, folder: Path, arguments: argparse.Namespace) -> None:
        self.folder = folder
        self.rounds = arguments.rounds
        self.moviepy = arguments.moviepy
        if arguments.data:
            self.photos = [arguments.data / f"{name}.jpg" for name in NAMES]
        else:
            self.photos = write_samples(folder / "samples", count=6)
        # What it is compared with has neither words nor ornaments.
        self.request = {
            "title": "Six pictures",
            "seconds_per_photo": SECONDS,
            "fps": FPS,
            "seed": 1,
            "template": "clean",
            "poem": False,
            "captions": False,
            "chapters": "none",
            "credits": False,
        }
        self.film = folder / "film.mp4"

    def forge(self, name: str = "home") -> Forge:
        return Forge(home=self.folder / name)

    def make(self) -> None:
        shutil.rmtree(self.folder / "home", ignore_errors=True)
        with self.forge() as forge:
            forge.make(self.photos, self.film, request=self.request)

    def speed(self) -> list[Row]:
        """The film by turns with the bare encoder and with what others make of the same pictures."""
        with self.forge() as forge:
            plan = load_plan(forge.plan(self.photos, request=self.request).document)
        frames = frames_of(plan)
        tasks: dict[str, Callable[[], object]] = {
            "film": self.make,
            "encode": lambda: encode_only(frames, self.folder / "encode.mp4"),
            "zoompan": lambda: _zoompan(self.photos, self.folder / "zoompan.mp4", _AS_IT_IS),
            "zoompan 8000": lambda: _zoompan(self.photos, self.folder / "zoompan8000.mp4", _ENLARGED),
            "moviepy": self._moviepy,
        }
        times: dict[str, list[float]] = {name: [] for name in tasks}
        for number in range(self.rounds):
            for name, task in tasks.items():
                if name == "moviepy" and number:
                    continue  # minutes each; once is enough for a ratio this far away
                times[name].append(timed(task))
        medians = {name: statistics.median(values) for name, values in times.items()}
        print(
            {name: [round(value, 2) for value in values] for name, values in times.items()}, f"{len(frames)} frames\n"
        )
        film = medians["film"]
        return [
            ("film ÷ encoding its frames from memory (2 threads)", film / medians["encode"], 1.15),
            ("film ÷ ffmpeg zoompan + xfade, photos enlarged to 8000 px", film / medians["zoompan 8000"], 0.4),
            ("film ÷ ffmpeg zoompan + xfade, photos as they are", film / medians["zoompan"], None),
            ("film ÷ moviepy 2", film / medians["moviepy"], 0.15),
        ]

    def again(self) -> list[Row]:
        """The film made again with another title, and unchanged."""
        first, changed, same = [], [], []
        for number in range(self.rounds):
            shutil.rmtree(self.folder / "home", ignore_errors=True)
            with self.forge() as forge:
                for times, title in ((first, "Six pictures"), (changed, f"Another title {number}"), (same, None)):
                    request = self.request if title is None else {**self.request, "title": title}
                    self.request = request
                    times.append(timed(lambda f=forge, r=request: f.make(self.photos, self.film, request=r)))
        whole = statistics.median(first)
        return [
            ("making it again after the title changed ÷ first time", statistics.median(changed) / whole, 0.3),
            ("making it again unchanged ÷ first time", statistics.median(same) / whole, 0.1),
        ]

    def memory(self) -> list[Row]:
        """Whether many pictures take more memory than few."""
        return [memory_row("peak memory with 300 photos ÷ with 30", self._peak)]

    def _peak(self, count: int) -> int:
        """Return the peak resident memory in KiB of a process that makes a film of so many photos."""
        folder = self.folder / f"photos-{count}"
        folder.mkdir()
        for number in range(count):
            # The same picture would be left out as a duplicate: a comment makes each file another one.
            original = self.photos[number % len(self.photos)].read_bytes()
            text = f"{number}".encode()
            comment = b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text
            (folder / f"{number:03d}.jpg").write_bytes(original[:2] + comment + original[2:])
        home = self.folder / f"home-{count}"
        command = [sys.executable, "-m", "albumforge", "--home", home, "make", folder, "-o", self.folder / "m.mp4"]
        command += ["--seconds-per-photo", "1", "--json", "--force"]
        peak = peak_memory(command)
        shutil.rmtree(home)
        return peak

    def steadiness(self) -> list[Row]:
        """How much a slow zoom over a texture trembles, here and with zoompan."""
        texture = self.folder / "texture.png"
        write_texture(texture, 3840, 2160, 1)
        source = MediaSource(
            id="s1", path=str(texture), digest=file_digest(texture), kind="photo", width=3840, height=2160
        )
        zoom = Picture(source="s1", motion=Motion(start=View(zoom=1.0), end=View(zoom=1.05)))
        plan = Plan(
            canvas=Canvas(width=1920, height=1080, fps=f"{FPS}/1"),
            sources=(source,),
            scenes=(Scene(id="c1", start=0, frames=5 * FPS, layers=(zoom,)),),
        )
        ours, theirs = self.folder / "still.mp4", self.folder / "still-zoompan.mp4"
        generate(
            plan, ours, cache=self.folder / "c", threads=2, max_pixels=MAX_PIXELS, context=Context(), coding=CODING
        )
        rows: list[Row] = [("jitter of a slow zoom, px/frame²", jitter(ours), 0.05)]
        for name, crop in (("as it is", _AS_IT_IS), ("enlarged to 8000 px", _ENLARGED)):
            filters = f"{crop},{_zoom(5 * FPS)}"
            _ffmpeg("-loop", "1", "-i", texture, "-vf", filters, "-frames:v", 5 * FPS, *_CODED, theirs)
            rows.append((f"jitter of zoompan, picture {name}, px/frame²", jitter(theirs), None))
        return rows

    def _moviepy(self) -> None:
        command = [self.moviepy, HERE / "film_moviepy.py", self.folder / "moviepy.mp4", *self.photos]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def frames_of(plan: Plan) -> list[np.ndarray]:
    """Return all frames of a film as I420 arrays."""
    shelf = Shelf(plan, max_pixels=MAX_PIXELS, capacity=6)
    with Compositor(plan, shelf) as compositor:
        return [frame.copy() for frame in compositor.frames(0, plan.frames, Context())]


def encode_only(frames: list[np.ndarray], path: Path) -> None:
    """The floor: one encoder with two threads and nothing else to do."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options=encoder_options(CODING, Fraction(FPS), 1920))
        stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuv420p"
        stream.thread_count = 2
        for number, array in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(array, format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


_CODED = ("-c:v", "libx264", "-preset", CODING.preset, "-crf", CODING.crf, "-pix_fmt", "yuv420p")


def _zoom(frames: int) -> str:
    return f"zoompan=z='1+0.05*on/{frames}':x='iw/2-(iw/zoom/2)':y='ih/2-(ih/zoom/2)':d={frames}:s=1920x1080:fps={FPS}"


def _ffmpeg(*arguments: object) -> None:
    command = ["ffmpeg", "-y", "-v", "error", *map(str, arguments)]
    subprocess.run(command, check=True)


_AS_IT_IS = "crop='min(iw,ih*16/9)':'min(ih,iw*9/16)',setsar=1"
_ENLARGED = "scale=8000:4500:force_original_aspect_ratio=increase,crop=8000:4500,setsar=1"
"""What is advised against zoompan's jitter, which comes from windows at whole pixels."""


def _zoompan(photos: list[Path], path: Path, crop: str) -> None:
    """The usual recipe: each picture cropped to the frame's shape, zoompan over it, xfade between them; no sound."""
    frames = round((SECONDS + FADE) * FPS)
    inputs = [part for photo in photos for part in ("-i", photo)]
    chains = [f"[{n}:v]{crop},{_zoom(frames)},format=yuv420p[v{n}]" for n in range(len(photos))]
    last = "v0"
    for number in range(1, len(photos)):
        offset = number * SECONDS
        chains.append(f"[{last}][v{number}]xfade=transition=fade:duration={FADE}:offset={offset:g}[x{number}]")
        last = f"x{number}"
    length = round(len(photos) * SECONDS * FPS)
    _ffmpeg(*inputs, "-filter_complex", ";".join(chains), "-map", f"[{last}]", "-frames:v", length, *_CODED, path)


def _write(rows: list[Row], arguments: argparse.Namespace) -> None:
    command = "scripts/bench film" + (" --data DIR" if arguments.data else "")
    write_section(
        "Album film",
        f"{printed_by(command)}: ratios of medians over {arguments.rounds} rounds taken by turns in"
        f" one run, on {os.cpu_count()} shared processors.\n\nThe film has a title, music and a poster; what it is"
        " compared with has none of these. zoompan moves its window by whole pixels, so photos are usually enlarged"
        " to 8000 pixels first, against the jitter; both ways are given.\n\n"
        f"{table(rows)}",
    )
    print(json.dumps({name: round(value, 4) for name, value, _ in rows}))


if __name__ == "__main__":
    main()
