"""`Forge.cut`: one video becomes its best cut, in Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from talks import numbers_of, write_talk

from albumforge import Forge
from albumforge.context import Context
from albumforge.errors import Cancelled, InTheWay, InvalidInput, Unavailable
from albumforge.media.trace import Action


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_talk(tmp_path_factory.mktemp("talk") / "talk.mp4")


def test_a_cut_comes_with_its_plan_and_its_actions(local_forge: Forge, talk: Path, tmp_path: Path) -> None:
    heard: list[Action] = []
    cut = local_forge.cut(talk, tmp_path / "x.mp4", request={"title": "Tones"}, on_action=heard.append)
    plan = json.loads(cut.plan)
    assert plan["title"] == "Tones"
    assert cut.film.path == tmp_path / "x.mp4"
    assert cut.film.frames == len(numbers_of(cut.film.path)) == sum(p["end"] - p["start"] for p in plan["pieces"])
    assert cut.actions == tuple(heard)
    assert cut.folder is None
    assert [file.name for file in tmp_path.iterdir() if file.name != "home"] == ["x.mp4"]
    assert local_forge.explain(cut.plan).film["pieces"] == 3
    again = local_forge.render(cut.plan, tmp_path / "y.mp4")
    assert again.path.read_bytes() == cut.film.path.read_bytes()


def test_a_folder_keeps_the_cut_too(local_forge: Forge, talk: Path, tmp_path: Path) -> None:
    cut = local_forge.cut(talk, tmp_path / "x.mp4", folder=tmp_path / "job")
    assert cut.folder == tmp_path / "job"
    final = tmp_path / "job" / "output" / "final.mp4"
    assert final.read_bytes() == cut.film.path.read_bytes()
    assert not final.samefile(cut.film.path)
    same = local_forge.cut(talk, final, folder=tmp_path / "job")
    assert same.film.frames == cut.film.frames


def test_what_does_not_fit_is_refused(local_forge: Forge, talk: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="strategy"):
        local_forge.cut(talk, tmp_path / "x.mp4", request={"strategy": "magic"})
    with pytest.raises(InTheWay):
        local_forge.cut(talk, talk)
    with pytest.raises(Unavailable, match="does not cut videos"):
        local_forge.cut(talk, tmp_path / "x.mp4", generator="album")
    assert not (tmp_path / "x.mp4").exists()


@pytest.mark.parametrize("stage", ["ingest", "analyse", "plan", "render"])
def test_a_cut_that_is_cancelled_leaves_nothing_and_goes_on_later(
    local_forge: Forge, talk: Path, tmp_path: Path, stage: str
) -> None:
    seen: list[str] = []
    context = Context(on_progress=lambda at: seen.append(at.stage), cancelled=lambda: stage in seen, poll_interval=0.0)
    with pytest.raises(Cancelled):
        local_forge.cut(talk, tmp_path / "x.mp4", context=context)
    assert [file.name for file in tmp_path.iterdir() if file.name != "home"] == []
    assert local_forge.cut(talk, tmp_path / "x.mp4").film.frames > 0


def test_progress_goes_through_the_stages_in_order(local_forge: Forge, talk: Path, tmp_path: Path) -> None:
    seen: list[tuple[str, float]] = []
    context = Context(on_progress=lambda at: seen.append((at.stage, at.fraction)))
    local_forge.cut(talk, tmp_path / "x.mp4", context=context)
    stages = list(dict.fromkeys(stage for stage, _ in seen))
    assert stages == ["ingest", "analyse", "transcribe", "plan", "render"]
    assert [stage for stage, _ in seen] == sorted((stage for stage, _ in seen), key=stages.index)
    for stage in stages:
        parts = [fraction for name, fraction in seen if name == stage]
        assert parts == sorted(parts)
    assert seen[-1] == ("render", 1.0)
