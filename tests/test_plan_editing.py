"""The page on editing plans by hand: its commands, run as they are printed, on a plan of real pictures."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from media_files import texture, write_picture

from albumforge.generators.album.plan import Backdrop, Canvas, MediaSource, Picture, Plan, Rect, Scene, Text, Transition
from albumforge.generators.album.plan_document import dump_plan, load_plan
from albumforge.media.digest import file_digest

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "plan-editing.md").read_text(encoding="utf-8")
COMMANDS = dict(re.findall(r"\*\*([^*]+)\.\*\*.*?\n\n((?:    [^\n]+\n)+)", PAGE, re.DOTALL))


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan of eight scenes; the current folder is that of its pictures."""
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    monkeypatch.chdir(tmp_path)
    files = [write_picture(Path(f"{number}.jpg").absolute(), texture(160, 90, number)) for number in range(1, 9)]
    write_picture(Path("beach.jpg"), texture(160, 90, 99))
    scenes = []
    for number in range(1, 9):
        first = 4 * (number - 1)
        layers: list[Any] = [Picture(source=f"s{number}")]
        if number == 2:
            layers.append(Text(text="said before", frames=5, fade=1))
        if number == 3:
            layers = [Backdrop(source="s3"), *(Picture(source=s, rect=Rect(width=0.5)) for s in ("s3", "s1"))]
        join = Transition(type="dissolve", frames=1) if number > 1 else Transition()
        scenes.append(Scene(id=f"c{number}", start=first, frames=5, layers=tuple(layers), transition=join))
    document = Plan(
        canvas=Canvas(width=128, height=72, fps="10/1"),
        sources=tuple(
            MediaSource(id=f"s{n}", path=str(file), digest=file_digest(file), kind="photo", width=160, height=90)
            for n, file in enumerate(files, 1)
        ),
        scenes=tuple(scenes),
    )
    # No film can have a transition of 24 frames between scenes of 5.
    longer = dump_plan(document).replace('"frames": 5,', '"frames": 40,').replace('"frames": 1,', '"frames": 6,')
    Path("sea.json").write_text(dump_plan(load_plan(without_starts(longer))), encoding="utf-8")
    return tmp_path / "sea.json"


def without_starts(document: str) -> str:
    return re.sub(r'^   "start": \d+,\n', "", document, flags=re.MULTILINE)


def edited(name: str) -> Plan:
    """The plan after a command of the page."""
    subprocess.run(["bash", "-ec", re.sub(r"^    ", "", COMMANDS[name], flags=re.MULTILINE)], check=True)
    return load_plan(Path("edited.json").read_text(encoding="utf-8"))


def test_the_page_has_a_command_for_each_edit() -> None:
    assert len(COMMANDS) == 5


@pytest.mark.usefixtures("plan")
def test_a_scene_is_moved() -> None:
    found = edited("Move a scene")
    assert [scene.id for scene in found.scenes] == ["c1", "c2", "c3", "c4", "c7", "c5", "c6", "c8"]
    assert found.scenes[4].start == found.scenes[3].start + 34


@pytest.mark.usefixtures("plan")
def test_words_are_changed() -> None:
    (text,) = [
        layer for layer in edited("Change a caption, a title or a verse").scenes[1].layers if layer.__class__ is Text
    ]
    assert text.text == "Morning, and not a sound.\nThe lake had not woken up."


@pytest.mark.usefixtures("plan")
def test_a_transition_is_changed() -> None:
    found = edited("Change a transition")
    assert found.scenes[3].transition == Transition(type="luma", name="iris-heart", frames=24)
    assert found.scenes[3].start == found.scenes[2].start + 16


@pytest.mark.usefixtures("plan")
def test_another_picture_of_the_film_is_shown() -> None:
    layers = edited("Show another picture of the film").scenes[2].layers
    assert [getattr(layer, "source", "") for layer in layers] == ["s3", "s3", "s5"]


def test_a_picture_from_outside_is_shown_and_only_what_shows_it_is_rendered(
    cli: Callable[..., Any], plan: Path
) -> None:
    first = cli("render", "sea.json", "--json").json
    found = edited("Show a picture that is not in the film")
    assert found.source("s8").path == str(plan.parent / "beach.jpg")
    again = cli("render", "edited.json", "--json").json
    assert again["frames"] == first["frames"]
    assert again["cached_segments"] > again["rendered_segments"] > 0
