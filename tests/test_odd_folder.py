"""A folder with everything that a camera, a phone and bad luck can put there.

What can be shown is in the film, the rest is named with its reason, and no original has changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from media_files import (
    corners,
    cut,
    texture,
    write_animation,
    write_clip,
    write_cmyk,
    write_deep,
    write_dng,
    write_huge_jpeg,
    write_photo,
    write_picture,
)
from PIL import Image
from tiff_writer import exif_block

TINY = ("--resolution", "160x90", "--fps", "10", "--seconds-per-photo", "0.5")

USED = {
    "animation.gif",
    "avif.avif",
    "cmyk.jpg",
    "deep.png",
    "heic.heic",
    "huge.jpg",
    "live.heic",
    "odd.mp4",
    "palette.png",
    "panorama.jpg",
    "plain.jpg",
    "raw.dng",
    "silent.mp4",
    "transparent.png",
    "turned.jpg",
}
LEFT_OUT = {
    "cut.jpg": "cut off",
    "empty.jpg": "empty",
    "live.mov": "Live Photo",
    "notes.txt": "",
    "one.png": "small",
    "same.jpg": "same",
    "words.jpg": "",
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    write_photo(folder / "plain.jpg", datetime.fromisoformat("2024-05-01T10:00"))
    (folder / "same.jpg").write_bytes((folder / "plain.jpg").read_bytes())
    write_picture(folder / "turned.jpg", corners(64, 96))
    write_cmyk(folder / "cmyk.jpg", (200, 30, 60, 10))
    write_deep(folder / "deep.png", np.linspace(0, 65535, 96 * 64).astype(np.uint16).reshape(64, 96))
    write_animation(folder / "animation.gif", [texture(96, 64, 1), texture(96, 64, 2)])
    for seed, name in enumerate(("avif.avif", "heic.heic", "live.heic", "transparent.png"), 20):
        pixels = texture(96, 64, seed)
        write_picture(folder / name, np.dstack([pixels, pixels[..., 0]]) if name.startswith("transparent") else pixels)
    palette = Image.fromarray(texture(96, 64, 30)).quantize(16)
    palette.save(folder / "palette.png", transparency=3)
    write_huge_jpeg(folder / "huge.jpg", 20_000, 15_000)
    write_picture(folder / "panorama.jpg", texture(2000, 100, 5))
    write_dng(folder / "raw.dng", texture(128, 96, 6), preview=True)
    write_clip(folder / "live.mov", frames=20)
    write_clip(folder / "silent.mp4", frames=75, sound=False)
    times = [Fraction(at, 30) for at in (0, 1, 3, 12, 15, 27, *range(30, 120, 7))]
    # 4:2:0 has no odd sizes; 4:4:4 has.
    write_clip(folder / "odd.mp4", width=99, height=55, pixel_format="yuv444p", times=times)
    write_picture(folder / "one.png", texture(1, 1))
    cut(write_picture(folder / "cut.jpg", texture(400, 300, 7)), 0.5)
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "words.jpg").write_text("not a picture", encoding="utf-8")
    (folder / "notes.txt").write_text("beach, then harbour", encoding="utf-8")
    return folder


def _state(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.iterdir()}


def _decoded(film: Path) -> int:
    with av.open(str(film)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_what_can_be_shown_is_in_the_film_and_the_rest_is_named(
    cli: Callable[..., Any], odd: Path, tmp_path: Path
) -> None:
    before = _state(odd)
    film = tmp_path / "film.mp4"
    planned = cli("make", odd, *TINY, "--plan-only")
    plan = json.loads(planned.out)
    ran = cli("make", odd, *TINY, "-o", film, "--json")
    assert ran.code == 0, ran.out
    reasons = {Path(one["path"]).name: one["reason"] for one in ran.json["skipped"]}
    assert set(reasons) == set(LEFT_OUT)
    for name, word in LEFT_OUT.items():
        assert word in reasons[name], f"{name}: {reasons[name]}"
    assert {Path(source["path"]).name for source in plan["sources"] if source["kind"] != "music"} == USED
    last = plan["scenes"][-1]
    assert _decoded(film) == ran.json["frames"] == last["start"] + last["frames"]
    assert _state(odd) == before


@pytest.mark.parametrize("pace", [("--seconds-per-photo", "0.5"), ("--duration", "2"), ()])
def test_one_picture_is_a_film(cli: Callable[..., Any], odd: Path, tmp_path: Path, pace: tuple[str, ...]) -> None:
    options = (odd / "plain.jpg", *TINY[:4], *pace, "--title", "One")
    (scene,) = cli("make", *options, "--plan-only").json["scenes"]
    ran = cli("make", *options, "-o", tmp_path / "one.mp4", "--json")
    assert ran.code == 0, ran.out
    assert _decoded(tmp_path / "one.mp4") == ran.json["frames"] == scene["frames"]
    if pace:
        assert scene["frames"] == 10 * float(pace[1])
    titles = [layer for layer in scene["layers"] if layer.get("text") == "One"]
    assert len(titles) == (pace != TINY[4:]), "in half a second no title can be read"
    for title in titles:
        assert title["frames"] >= 10, "a second"
        assert title["start"] + title["frames"] <= scene["frames"]


def test_three_hundred_pictures_are_a_film(cli: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        taken = datetime.fromisoformat("2024-07-01T08:00") + timedelta(minutes=number)
        write_picture(folder / f"IMG_{number}.jpg", texture(96, 64, number), exif=exif_block(captured=taken))
    size = ("--resolution", "160x90", "--fps", "4", "--seconds-per-photo", "0.5")
    look = ("--title", "", "--template", "clean", "--no-credits", "--no-poem", "--music", "none")
    planned = cli("make", folder, *size, *look, "--plan-only")
    (tmp_path / "plan.json").write_text(planned.out, encoding="utf-8")
    plan = planned.json
    paths = {source["id"]: source["path"] for source in plan["sources"]}
    layers = [layer for scene in plan["scenes"] for layer in scene["layers"]]
    seen = [paths[layer["source"]] for layer in layers if layer["type"] == "picture"]
    assert sorted(seen) == sorted(map(str, folder.iterdir())), "all of them, each once"
    ran = cli("render", tmp_path / "plan.json", "-o", tmp_path / "many.mp4", "--json")
    assert ran.code == 0, ran.out
    assert _decoded(tmp_path / "many.mp4") == ran.json["frames"] == 300 * 2
