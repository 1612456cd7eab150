"""``albumforge explain`` and ``--explain``: a film told scene by scene, to people and to machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cut_plans import joined_plan
from media_files import texture, write_picture
from msgspec.structs import replace
from rich.cells import cell_len

from albumforge.cli.explained import _words as words_of
from albumforge.generators.album.plan_document import dump_plan

SMALL = ("--resolution", "128x72", "--fps", "10", "--seconds-per-photo", "0.6", "--music", "none")


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    document = replace(joined_plan(), why=("Music: none.", "Colours: blue."))
    (tmp_path / "plan.json").write_text(dump_plan(document), encoding="utf-8")
    return tmp_path / "plan.json"


@pytest.fixture
def trip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three pictures, and one that is none; the current folder is theirs."""
    folder = tmp_path / "trip"
    folder.mkdir()
    for number in range(3):
        write_picture(folder / f"{number}.jpg", texture(320, 240, number))
    (folder / "empty.jpg").touch()
    monkeypatch.chdir(tmp_path)
    return folder


def test_every_scene_has_its_line(cli: Callable[..., Any], plan: Path) -> None:
    ran = cli("explain", plan)
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0].startswith("By the sea 海, 0:13, 640×360, 2 photos, 1 clip, 1 verse, template clean, music")
    for said in (
        "0:00.0",
        "海 边.jpg",
        "title: Sea 海",
        "fade in 0.4 s",
        "verse: one line / and another",
        "chapter: Day two",
        "push up 0.3 s",
        "Iris 0.7 s",
        "Ink wash 0.7 s",
        "1: IMG_0002.JPG",
        "2: 海 边.jpg",
        "as it fits",
        "The film as a whole:",
        "  Colours: blue.",
    ):
        assert said in ran.out, said
    assert ran.out.count("Day two") == 1, "a card says its chapter once"
    assert "Left out" not in ran.out


def test_headings_are_in_the_language_of_the_terminal(
    cli: Callable[..., Any], plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    out = cli("explain", plan).out
    for said in (
        "画面",
        "转场",
        "缘由",
        "诗句：one line",
        "淡入",
        "向上推移",
        "叠化",
        "全片：",
        "2 张照片",
        "as it fits",
    ):
        assert said in out, said


def test_a_machine_reads_the_same(cli: Callable[..., Any], plan: Path) -> None:
    document = cli("explain", plan, "--json").json
    assert document["film"]["duration"] == pytest.approx(joined_plan().duration, abs=0.001)
    assert document["film"]["music"]["piece"] == "morning"
    assert document["why"] == ["Music: none.", "Colours: blue."]
    scenes = document["scenes"]
    assert [scene["id"] for scene in scenes] == [f"c{number}" for number in range(1, 9)]
    assert [Path(one["path"]).name for one in scenes[1]["pictures"]] == ["IMG_0002.JPG", "海 边.jpg"], "as they lie"
    assert scenes[2]["texts"] == [{"role": "verse", "text": "one line\nand another"}]
    assert (scenes[5]["transition"]["type"], scenes[5]["transition"]["name"]) == ("luma", "iris")


@pytest.mark.parametrize("verb", ["explain", "export"])
def test_what_is_no_plan_is_said(cli: Callable[..., Any], tmp_path: Path, verb: str) -> None:
    more = [tmp_path / "a.otio"] if verb == "export" else []
    assert cli(verb, tmp_path / "no.json", *more).code == 4
    (tmp_path / "bad.json").write_text('{"generator": "album"}', encoding="utf-8")
    assert cli(verb, tmp_path / "bad.json", *more).code == 2


def test_make_tells_the_film_and_what_was_left_out(cli: Callable[..., Any], trip: Path) -> None:
    ran = cli("make", trip, *SMALL, "--explain")
    assert ran.code == 0, ran.err
    for said in (
        "0.jpg",
        "1.jpg",
        "2.jpg",
        "The film as a whole:",
        "Music: none, as asked for.",
        "Left out:\n",
        "empty.jpg",
    ):
        assert said in ran.out, said
    assert "trip.mp4: 128×72" in ran.out
    assert "not in the film" not in ran.err, "told once"


def test_make_tells_a_machine(cli: Callable[..., Any], trip: Path) -> None:
    document = cli("make", trip, *SMALL, "--explain", "--json").json
    assert document["path"] == "trip.mp4"
    assert document["explained"]["film"]["pictures"] == 3
    assert any("Pictures: 3 of the 3" in line for line in document["explained"]["why"])
    assert [Path(row["path"]).name for row in document["skipped"]] == ["empty.jpg"]


def test_a_plan_alone_is_told_and_not_printed(cli: Callable[..., Any], trip: Path) -> None:
    ran = cli("make", trip, *SMALL, "--plan-only", "--explain", "-o", "trip.json")
    assert ran.code == 0, ran.err
    assert "trip.json: the plan" in ran.out
    assert "The film as a whole:" in ran.out
    told = cli("render", "trip.json", "--explain", "-o", "a.mp4")
    assert "The film as a whole:" in told.out
    assert "a.mp4: 128×72" in told.out
    assert cli("render", "trip.json", "--explain", "--json", "-o", "a.mp4").json["explained"]["film"]["pictures"] == 3
    alone = cli("make", trip, *SMALL, "--plan-only", "--explain")
    assert '"schema"' not in alone.out
    assert "Left out:" in alone.out
    assert set(cli("make", trip, *SMALL, "--plan-only", "--explain", "--json").json) >= {"plan", "explained", "skipped"}


def test_in_a_file_each_scene_is_a_paragraph_and_no_name_is_broken(cli: Callable[..., Any], tmp_path: Path) -> None:
    document = joined_plan()
    name = "A long name with spaces that is not to be broken in the middle of it, wherever it stands in a line.jpg"
    source = replace(document.sources[0], path=f"/media/{name}")
    why = "适合画框（裁去 25%），人脸完整，按时间先后，色彩承接前一张，" * 5
    scenes = tuple(replace(scene, why=why) for scene in document.scenes)
    (tmp_path / "long.json").write_text(
        dump_plan(replace(document, sources=(source, *document.sources[1:]), scenes=scenes)), encoding="utf-8"
    )
    lines = cli("explain", tmp_path / "long.json").out.splitlines()
    assert any(line.endswith(name) for line in lines)
    assert not any(line.strip().startswith(("，", "）")) for line in lines)
    assert sum(line.startswith("        why: ") for line in lines) == len(scenes)


def test_a_chapter_of_several_parts_is_said_once() -> None:
    scene = {"chapter": "西班牙 · Madrid", "texts": [{"role": "chapter", "text": "西班牙\nMadrid"}]}
    assert words_of(scene).plain.count("Madrid") == 1
    wide = {"chapter": "", "texts": [{"role": "caption", "text": "2008年10月22日\u3000意大利"}]}
    assert "2008年10月22日  意大利" in words_of(wide).plain


def test_many_files_left_out_are_told_by_reason(cli: Callable[..., Any], trip: Path) -> None:
    for number in range(9):
        (trip / f"empty {number}.jpg").touch()
    out = cli("make", trip, *SMALL, "--plan-only", "--explain").out.split("Left out:\n")[1]
    assert "(10)" in out
    assert len(out.splitlines()) == 2


def test_reasons_are_in_the_language_of_the_film(cli: Callable[..., Any], trip: Path) -> None:
    ran = cli("make", trip, *SMALL, "--plan-only", "--explain", "--language", "zh", "--title", "海边")
    assert "配乐：无，按要求。" in ran.out
    assert "模板“" in ran.out
    assert "无拍摄日期" in ran.out
    assert "按时间先后" not in ran.out
    assert "comes in by" in ran.out


def test_a_generator_that_explains_nothing_says_so_before_the_film_is_made(
    cli: Callable[..., Any], trip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMFORGE_PLUGINS_DIRS", str(Path(__file__).parent / "plugins"))
    ran = cli("make", trip, "--generator", "small", "--explain")
    assert ran.code == 6
    assert "does not explain its plans" in ran.err
    assert not Path("trip.mp4").exists()


def test_a_plan_without_reasons_is_read(cli: Callable[..., Any], plan: Path) -> None:
    document = json.loads(plan.read_text(encoding="utf-8"))
    for name in ("why", "draft"):
        del document[name]
    plan.write_text(json.dumps(document), encoding="utf-8")
    ran = cli("explain", plan)
    assert ran.code == 0, ran.err
    assert "The film as a whole" not in ran.out


def test_names_cannot_move_the_cursor(cli: Callable[..., Any], plan: Path) -> None:
    document = joined_plan()
    odd = replace(document.sources[0], path="/media/\x1b[2Ja\nb.jpg")
    odd_plan = replace(document, sources=(odd, *document.sources[1:]), why=("\x1b[2J",))
    plan.write_text(dump_plan(odd_plan), encoding="utf-8")
    assert "\x1b" not in cli("explain", plan).out


def test_without_a_terminal_a_table_is_no_wider_than_a_page(cli: Callable[..., Any], tmp_path: Path) -> None:
    long = (
        "Because of everything that was seen in these pictures and of much that was not, 因为这些照片里看到的一切。 "
        * 5
    )
    document = joined_plan()
    scenes = tuple(replace(scene, why=long) for scene in document.scenes)
    (tmp_path / "long.json").write_text(dump_plan(replace(document, why=(long,), scenes=scenes)), encoding="utf-8")
    lines = cli("explain", tmp_path / "long.json").out.splitlines()
    assert max(cell_len(line.rstrip()) for line in lines) <= 100
    assert max(cell_len(line.rstrip()) for line in lines) > 80
    assert sum("Because of everything" in line for line in lines) > len(scenes)
