"""Measure films of full templates: time against the bare encoder, changes, drafts, memory, beats, loudness, faces.

Called by scripts/bench. Times that are compared are taken in one run, by turns; the figures are ratios.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
from figures import Row, memory_row, peak_memory, printed_by, table, tell, timed
from film import MAX_PIXELS, encode_only, frames_of
from page import write_section
from PIL import Image

from albumforge import Forge
from albumforge.context import Context
from albumforge.generators.album.filelist import file_list
from albumforge.generators.album.info.inspect import inspect_all
from albumforge.generators.album.music import PIECES, beats
from albumforge.generators.album.plan import PieceMusic, Plan
from albumforge.generators.album.plan_document import load_plan
from albumforge.generators.album.story.visible import share_inside
from albumforge.samples import write_samples

TEMPLATES = ("travel", "ink", "polaroid", "seasons")
SECONDS = 40
ALBUMS = 3
"""Films in which a picture is replaced."""
PARTS = ("change", "speed", "draft", "sound_and_cuts", "faces", "memory")


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="albumforge-bench-") as folder:
        bench = Bench(Path(folder), arguments)
        rows = [row for name in arguments.only or PARTS for row in getattr(bench, name)()]
    tell(rows, width=74)
    if arguments.write:
        _write(rows, arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench album", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of photos for the measure of faces; default: left out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=PARTS, help="only these parts")
    parser.add_argument("--write", action="store_true", help="write the figures to docs/benchmarks.md")
    return parser.parse_args()


class Bench:
    """One run over one set of pictures."""

    def __init__(self, folder: Path, arguments: argparse.Namespace) -> None:
        self.folder = folder
        self.rounds = arguments.rounds
        self.data: Path | None = arguments.data
        self.painted = write_samples(folder / "painted")
        self.photos = variants(self.painted, folder / "photos", 14)
        self.film = folder / "film.mp4"

    def forge(self, name: str = "home") -> Forge:
        return Forge(home=self.folder / name)

    def request(self, template: str, **more: object) -> dict[str, object]:
        return {"title": "By the sea", "template": template, "duration": SECONDS, "seed": 1, **more}

    def speed(self) -> list[Row]:
        """Films from a cold start, by turns with the bare encoding of their frames."""
        rows: list[Row] = []
        for template in TEMPLATES:
            request = self.request(template)
            with self.forge() as forge:
                plan = load_plan(forge.plan(self.photos, request=request).document)
            frames = frames_of(plan)
            films, encodes = [], []
            for _ in range(self.rounds):
                shutil.rmtree(self.folder / "home", ignore_errors=True)
                with self.forge() as forge:
                    films.append(timed(lambda f=forge, r=request: f.make(self.photos, self.film, request=r)))
                encodes.append(timed(lambda f=frames: encode_only(f, self.folder / "encode.mp4")))
            ratio = statistics.median(films) / statistics.median(encodes)
            rows.append((f"{template}: whole film ÷ encoding its frames from memory (2 threads)", ratio, 1.6))
        return rows

    def change(self) -> list[Row]:
        """A film made again after one of its pictures was replaced."""
        ratios, scenes = [], []
        for number in range(ALBUMS):
            photos = variants(self.painted, self.folder / f"forty{number}", 40, seed=number)
            spare = variants(self.painted, self.folder / f"spare{number}", 1, seed=1000 + number)[0]
            request = {"title": "By the sea", "template": TEMPLATES[number % len(TEMPLATES)], "resolution": "720p"}
            shutil.rmtree(self.folder / "home", ignore_errors=True)
            with self.forge() as forge:
                first = timed(lambda f=forge, r=request, p=photos: f.make(p, self.film, request=r))
                before = load_plan(forge.plan(photos, request=request).document)
                at = photos[17]
                moment = at.stat().st_mtime
                shutil.copyfile(spare, at)
                _set_time(at, 17)
                os.utime(at, (moment, moment))
                again = timed(lambda f=forge, r=request, p=photos: f.make(p, self.film, request=r))
                after = load_plan(forge.plan(photos, request=request).document)
            ratios.append(again / first)
            scenes.append(_changed(before, after))
        print(f"one of 40 replaced: scenes that changed {scenes}, ratios {[round(ratio, 3) for ratio in ratios]}\n")
        return [
            (f"one of 40 pictures replaced ÷ first time, median of {ALBUMS} films", statistics.median(ratios), 0.2),
            ("one of 40 pictures replaced ÷ first time, worst of these", max(ratios), None),
        ]

    def draft(self) -> list[Row]:
        """The render stage alone, by turns as a draft and in full."""
        full, draft = [], []
        with self.forge() as forge:
            document = forge.plan(self.photos, request=self.request(TEMPLATES[0])).document
        for _ in range(self.rounds):
            for times, is_draft in ((full, False), (draft, True)):
                shutil.rmtree(self.folder / "home", ignore_errors=True)
                with self.forge() as forge:
                    times.append(timed(lambda f=forge, d=is_draft: f.render(document, self.film, draft=d)))
        return [("render stage of a draft ÷ of 1080p", statistics.median(draft) / statistics.median(full), 0.25)]

    def sound_and_cuts(self) -> list[Row]:
        """Each piece: how near joins are to beats, and how loud its film is."""
        worst_cut, worst_loudness, peak = 0.0, 0.0, -99.0
        with self.forge() as forge:
            for name in PIECES:
                request = self.request("clean", music=name, resolution="480p")
                document = forge.plan(self.photos, request=request).document
                worst_cut = max(worst_cut, _cut_error(load_plan(document)))
                forge.render(document, self.film, draft=True)
                loudness, true_peak = _loudness(self.film)
                worst_loudness, peak = max(worst_loudness, abs(loudness + 14)), max(peak, true_peak)
        return [
            ("join to beat, frames, worst of all pieces", worst_cut, 1.0),
            ("integrated loudness from -14 LUFS, LU, worst of all pieces", worst_loudness, 0.5),
            ("true peak, dBTP, worst of all pieces", peak, -1.0),
        ]

    def faces(self) -> list[Row]:
        """How long faces of the user's pictures are cut, in all shapes of film; nothing without such pictures."""
        if self.data is None:
            return []
        found = file_list([self.data], max_pixels=MAX_PIXELS, max_files=1000, context=Context())
        infos = inspect_all(found.items, store=None, max_pixels=MAX_PIXELS, threads=2, context=Context())
        boxes = {digest: [face.box for face in info.faces] for digest, info in infos.items() if info.faces}
        shares = []
        with self.forge("faces") as forge:
            for template in TEMPLATES:
                for aspect in ("16:9", "9:16", "1:1", "4:5"):
                    request = {"template": template, "aspect": aspect, "seed": 1}
                    plan = load_plan(forge.plan([self.data], request=request).document)
                    shares += share_inside(plan, boxes).values()
        print(f"faces: {len(boxes)} pictures with faces, {len(shares)} times on screen\n")
        return [("share of its time that a face is cut, worst", 1.0 - min(shares), 0.05)] if shares else []

    def memory(self) -> list[Row]:
        """Whether many pictures take more memory than few."""
        return [memory_row("peak memory with 300 photos ÷ with 30, template travel", self._peak)]

    def _peak(self, count: int) -> int:
        """Return the peak resident memory in KiB of a process that makes a film of so many photos."""
        photos = variants(self.painted, self.folder / f"many{count}", count, seed=7)
        home = self.folder / f"home-{count}"
        command = [sys.executable, "-m", "albumforge", "--home", home, "make", photos[0].parent, "--template", "travel"]
        command += ["-o", self.folder / "m.mp4", "--json", "--force", "--draft"]
        peak = peak_memory(command)
        shutil.rmtree(home)
        return peak


def variants(originals: list[Path], folder: Path, count: int, seed: int = 0) -> list[Path]:
    """Write so many pictures that are not much alike: parts of the originals, mirrored and tinted, an hour apart."""
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    written = []
    for number in range(count):
        with Image.open(originals[chance.randrange(len(originals))]) as opened:
            picture = np.asarray(opened.convert("RGB"))
        height, width = picture.shape[:2]
        part = chance.uniform(0.45, 0.7)
        upright = chance.random() < 0.3
        w, h = (
            (int(width * part), int(height * part)) if not upright else (int(height * part * 0.75), int(height * part))
        )
        x, y = chance.randrange(width - w), chance.randrange(height - h)
        cut = picture[y : y + h, x : x + w]
        if chance.random() < 0.5:
            cut = cut[:, ::-1]
        hsv = cv2.cvtColor(np.ascontiguousarray(cut), cv2.COLOR_RGB2HSV)
        hsv[..., 0] = (hsv[..., 0].astype(int) + chance.randrange(180)) % 180
        scale = 2400 / max(w, h)
        large = cv2.resize(
            cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC
        )
        file = folder / f"{number:03d}.jpg"
        Image.fromarray(large).save(file, quality=90)
        _set_time(file, number)
        written.append(file)
    return written


def _set_time(file: Path, number: int) -> None:
    """Give a picture the moment it was taken at: one every 20 minutes."""
    moment = datetime(2024, 5, 1, 8) + timedelta(minutes=20 * number)  # noqa: DTZ001 - cameras know no zones
    with Image.open(file) as picture:
        picture.load()
        exif = picture.getexif()
        exif.get_ifd(0x8769)[0x9003] = moment.strftime("%Y:%m:%d %H:%M:%S")
        picture.save(file, quality=90, exif=exif)


def _changed(before: Plan, after: Plan) -> int:
    """Return how many scenes of the second film are not, but for their place, in the first."""

    def content(plan: Plan) -> list[str]:
        digests = {source.id: source.digest for source in plan.sources}
        return [
            re.sub(r"source='(\w+)'", lambda found: digests[found[1]], f"{scene.frames} {scene.layers}")
            for scene in plan.scenes
        ]

    known = set(content(before))
    return sum(scene not in known for scene in content(after))


def _cut_error(plan: Plan) -> float:
    """Return how many frames the worst join is away from its beat; the middle of a transition is the join."""
    music = plan.audio.music
    if not isinstance(music, PieceMusic):
        return 0.0
    times = beats(music.bars, music.bpm, PIECES[music.name])
    rate = plan.canvas.rate
    joins = [
        scene.start + (scene.transition.frames + 1) // 2
        if scene.transition.type not in ("cut", "fade")
        else scene.start
        for scene in plan.scenes[1:]
    ]
    last = float(times[-1] * rate) + 1
    return max((min(abs(join - float(time * rate)) for time in times) for join in joins if join <= last), default=0.0)


def _loudness(film: Path) -> tuple[float, float]:
    """Return integrated loudness (LUFS) and true peak (dBTP) as FFmpeg's ebur128 measures them."""
    command = ["ffmpeg", "-nostats", "-i", str(film), "-vn", "-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    return float(re.search(r"I:\s+(-?[\d.]+) LUFS", summary)[1]), float(
        re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)[1]
    )


def _write(rows: list[Row], arguments: argparse.Namespace) -> None:
    command = "scripts/bench album" + (" --data DIR" if arguments.data else "")
    write_section(
        "Films of full templates",
        f"{printed_by(command)}: ratios of medians over {arguments.rounds} rounds taken by turns in one run, on"
        f" {os.cpu_count()} shared processors. Films of {SECONDS} s at 1080p30 from parts of painted pictures, with"
        " title, verse, captions, stickers, masks, particles, music and poster; everything from a cold start, looking"
        f" at the pictures included.\n\n{table(rows)}",
    )


if __name__ == "__main__":
    main()
