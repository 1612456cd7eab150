"""Options that verbs share."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from media_files import write_picture

from albumforge.cli.options import request_of


def values(settings: dict[str, Any]) -> dict[str, tuple[Any, str]]:
    return {row["name"]: (row["value"], row["origin"]) for row in settings["settings"]}


def test_only_what_was_given_is_asked_for() -> None:
    assert request_of({"title": "A", "fps": None, "seed": 0, "duration": None}) == {"title": "A", "seed": 0}


def test_a_music_file_is_asked_for_by_its_full_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "song.mp3").write_bytes(b"x")
    assert request_of({"music": "song.mp3"}) == {"music": str(tmp_path / "song.mp3")}
    assert request_of({"music": "none"}) == {"music": "none"}


def test_a_template_of_the_user_s_is_asked_for_by_its_full_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("mine.yaml", "travel"):
        (tmp_path / name).touch()
    assert request_of({"template": "mine.yaml"}) == {"template": str(tmp_path / "mine.yaml")}
    assert request_of({"template": "travel"}) == {"template": "travel"}
    assert request_of({"template": "no.yaml"}) == {"template": "no.yaml"}


def test_global_options_reach_the_settings(cli: Callable[..., Any], tmp_path: Path) -> None:
    config = tmp_path / "my.yaml"
    config.write_text("workers: 3\nthreads: 3\n", encoding="utf-8")
    ran = cli("--home", tmp_path / "h", "--config", config, "--set", "threads=5", "settings", "--json")
    found = values(ran.json)
    assert found["home"] == (str(tmp_path / "h"), "argument")
    assert found["workers"] == (3, str(config))
    assert found["threads"] == (5, "argument")


def test_a_name_may_be_written_with_dashes(cli: Callable[..., Any]) -> None:
    assert values(cli("--set", "max-files=7", "settings", "--json").json)["max_files"] == (7, "argument")


@pytest.mark.parametrize(
    ("assignment", "said"),
    [
        ("threads", "error: --set threads: must be NAME=VALUE.\nSuch as --set threads=0."),
        ("nonsense", "error: --set nonsense: must be NAME=VALUE."),
        ("threads=lots", "error: setting 'threads' must be a whole number"),
        ("nonsense=1", "error: there is no setting 'nonsense'"),
    ],
)
def test_a_bad_assignment_is_bad_input(cli: Callable[..., Any], assignment: str, said: str) -> None:
    ran = cli("--set", assignment, "settings")
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(2):
        write_picture(folder / f"{number}.jpg")
    return folder


def test_a_film_in_words_tells_what_it_did_not_understand(cli: Callable[..., Any], pictures: Path) -> None:
    words = "a square 6 second film called “By the sea”, with elephants"
    ran = cli("make", pictures, "-c", words, "--no-poem", "--plan-only")
    assert ran.code == 0, ran.err
    plan = json.loads(ran.out)
    assert (plan["canvas"]["width"], plan["canvas"]["height"]) == (1080, 1080)
    assert "Command: “elephants” was not understood." in ran.err
    assert "gives way" not in ran.err


def test_for_a_machine_it_is_told_in_the_answer(cli: Callable[..., Any], pictures: Path) -> None:
    ran = cli("make", pictures, "--command", "正方形，大象", "--plan-only", "--json")
    assert ran.json["notes"] == ["Command: “大象” was not understood."]
    assert cli("make", pictures, "--command", "正方形", "--plan-only", "--json").json["notes"] == []


def test_what_turns_up_in_planning_is_told_once(cli: Callable[..., Any], pictures: Path) -> None:
    (pictures / "captions.txt").write_text("0: One\nc: Three\n", encoding="utf-8")
    arguments = ("make", pictures, "--plan-only", "--duration", "60", "-c", "大象")
    ran = cli(*arguments)
    captions = "captions.txt, line 2: there is no picture 'c' beside it"
    pace = (
        "2 pictures for 60 seconds: each stands for about 30 seconds. Add more pictures, or ask for about 10 seconds."
    )
    for note in ("Command: “大象” was not understood.", captions, pace):
        assert ran.err.splitlines().count(note) == 1
    assert cli(*arguments, "--json").json["notes"] == ["Command: “大象” was not understood.", captions, pace]
    assert json.loads(ran.out)["language"] == "zh"


def test_a_faulty_template_is_told_before_a_photo_is_read(cli: Callable[..., Any], pictures: Path) -> None:
    (pictures / "mine.yaml").write_text("name: mine\nslots: {}\n", encoding="utf-8")
    ran = cli("make", pictures, "--template", pictures / "mine.yaml", "-o", pictures.parent / "x.mp4")
    assert (ran.code, ran.out) == (2, "")
    assert "mine.yaml" in ran.err
    assert "…" not in ran.err, "no stage was begun"


def test_it_is_told_in_chinese_too(cli: Callable[..., Any], pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    ran = cli("make", pictures, "-c", "大象，竖屏，每张3秒", "--aspect", "1:1", "--duration", "8", "--plan-only")
    assert "没有看懂“大象”。" in ran.err
    assert "“竖屏”与选项 aspect 矛盾，以选项为准。" in ran.err
    assert "“每张3秒”与选项 duration 矛盾，以选项为准。" in ran.err


def test_a_film_as_a_job_may_be_asked_for_in_words(cli: Callable[..., Any]) -> None:
    ran = cli("movie", "new", "-c", "叫《海边》，竖屏，大象", "--mood", "calm", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["title"] == "海边"
    plain = cli("movie", "new", "-c", "elephants")
    assert "“elephants” was not understood" in plain.err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--mood", "sad"), "Option mood: must be one of calm, joyful"),
        (("--chapters", "hour"), "Option chapters: must be one of auto, day"),
        (("--codec", "divx"), "Option codec: must be one of h264"),
        (("--pictures", "0"), "Option pictures: must be from 1"),
    ],
)
def test_an_option_that_does_not_fit_is_named(
    cli: Callable[..., Any], pictures: Path, given: tuple[str, str], said: str
) -> None:
    ran = cli("make", pictures, *given, "--plan-only")
    assert ran.code == 2
    assert said in ran.err
