"""``albumforge export``: the cut of a plan of real pictures and a real clip, read back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import opentimelineio as otio
import pytest
from cut_plans import joined_plan
from media_files import texture, write_clip, write_picture

from albumforge.errors import InvalidInput, Unavailable
from albumforge.forge import Forge
from albumforge.generators.album.plan_document import dump_plan, load_plan


@pytest.fixture
def trip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five pictures and a clip; the current folder is theirs."""
    folder = tmp_path / "trip"
    folder.mkdir()
    for number in range(5):
        write_picture(folder / f"海 {number}.jpg", texture(320, 240 if number % 2 else 480, number))
    write_clip(folder / "clip.mp4", frames=60)
    monkeypatch.chdir(tmp_path)
    return folder


def test_a_film_of_real_files_is_exported_and_read_back(cli: Callable[..., Any], trip: Path) -> None:
    options = ("--resolution", "640x360", "--fps", "30000/1001", "--template", "collage", "--title", "海边")
    ran = cli("make", trip, *options, "--plan-only", "-o", "plan.json")
    assert ran.code == 0, ran.err
    plan = load_plan(Path("plan.json").read_text(encoding="utf-8"))
    ran = cli("export", "plan.json", "cut.otio")
    assert (ran.code, ran.out) == (0, "cut.otio: the cut\n"), ran.err
    assert cli("export", "plan.json", "cut.edl", "--json").json == {"path": "cut.edl"}

    timeline = otio.adapters.read_from_file("cut.otio")
    assert timeline.duration().value == plan.frames
    assert timeline.duration().rate == 30000 / 1001
    urls = {
        clip.media_reference.target_url
        for clip in timeline.find_clips()
        if isinstance(clip.media_reference, otio.schema.ExternalReference)
    }
    assert {Path(unquote(urlparse(url).path)) for url in urls} == set(trip.iterdir())
    assert len(timeline.video_tracks()) == max(
        sum(layer.__class__.__name__ in ("Picture", "Clip") for layer in scene.layers) for scene in plan.scenes
    )
    events = otio.adapters.read_from_file("cut.edl", rate=30000 / 1001)
    assert events.duration().value == plan.frames
    assert "FCM: DROP FRAME" in Path("cut.edl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [("cut.xml", 2, ".otio or .edl"), ("mine.otio", 4, "no export"), ("no/cut.edl", 5, "folder does not exist")],
)
def test_what_cannot_be_exported_is_said(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.json").write_text(dump_plan(joined_plan()), encoding="utf-8")
    Path("mine.otio").write_text("of the user", encoding="utf-8")
    ran = cli("export", "plan.json", name)
    assert ran.code == code
    assert said in ran.err
    assert Path("mine.otio").read_text(encoding="utf-8") == "of the user"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert not any("a" <= letter <= "z" for letter in chinese_only(cli("export", "plan.json", name).err))


def chinese_only(text: str) -> str:
    """What is said, without names and endings of files."""
    words = [word for word in text.replace("：", " ").replace("，", " ").split() if "/" not in word and "." not in word]
    return "".join(words).replace("albumforge", "")


def test_the_forge_exports_too(local_forge: Forge, tmp_path: Path, pictures: list[Path]) -> None:
    document = dump_plan(joined_plan())
    assert local_forge.export(document, str(tmp_path / "cut.edl")) == tmp_path / "cut.edl"
    wrong: Any = 3
    with pytest.raises(InvalidInput, match="output: must be a path"):
        local_forge.export(document, wrong)
    planned = local_forge.plan(pictures, generator="small")
    for ask in (
        lambda: local_forge.export(planned, tmp_path / "a.otio"),
        lambda: local_forge.explain(planned),
        lambda: local_forge.render(planned, tmp_path / "a.mp4", draft=True),
        lambda: local_forge.make(pictures, tmp_path / "a.mp4", generator="small", draft=True),
    ):
        with pytest.raises(Unavailable, match="The generator small "):
            ask()
    assert not (tmp_path / "a.mp4").exists()
