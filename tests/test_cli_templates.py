"""``albumforge templates``: what a film can look like, and a file to copy."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from media_files import texture, write_picture

from albumforge.errors import Unavailable
from albumforge.forge import Forge
from albumforge.generators.album.templates.check import MOODS
from albumforge.generators.album.templates.load import load_template, template_names

PLUGINS = Path(__file__).parent / "plugins"


def test_every_template_is_listed(cli: Callable[..., Any]) -> None:
    ran = cli("templates")
    assert ran.code == 0, ran.err
    heading, *rows = ran.out.splitlines()
    assert heading.split() == ["template", "titles", "for", "shapes", "moods"]
    assert [row.split()[0] for row in rows] == list(template_names())
    ink = next(row for row in rows if row.startswith("ink "))
    for said in ("Ink wash · 水墨", "rice paper", "16:9 9:16 1:1 4:5", "calm, solemn, nostalgic"):
        assert said in ink


def test_the_table_is_in_the_language_of_the_terminal(cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    english = {cli("templates").out.splitlines()[0]}
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    out = cli("templates").out
    assert out.splitlines()[0] not in english
    for said in ("用途", "水墨", "宣纸为底", "宁静，庄重，怀旧"):
        assert said in out
    assert not any(mood in out for mood in MOODS), "every mood has a Chinese name"


def test_a_machine_reads_the_same(cli: Callable[..., Any]) -> None:
    rows = {row["name"]: row for row in cli("templates", "--json").json["templates"]}
    assert tuple(rows) == template_names()
    for name, row in rows.items():
        template = load_template(name)
        assert (row["titles"], row["descriptions"]) == (dict(template.title), dict(template.description))
        assert (row["aspects"], row["moods"]) == (list(template.aspects), list(template.moods))
        assert set(row["layouts"]) == {slot.layout for slot in (template.opening, *template.slots, template.closing)}, (
            "each once"
        )
        assert len(set(row["layouts"])) == len(row["layouts"])


@pytest.mark.parametrize("name", template_names())
def test_a_template_that_was_copied_is_the_same_template(cli: Callable[..., Any], tmp_path: Path, name: str) -> None:
    ran = cli("templates", "--show", name)
    assert ran.code == 0, ran.err
    (tmp_path / "mine.yaml").write_text(ran.out, encoding="utf-8")
    assert load_template(str(tmp_path / "mine.yaml")) == load_template(name)
    assert cli("templates", "--show", name, "--json").json["text"] == ran.out


def test_a_template_is_shown_by_its_title_too(cli: Callable[..., Any]) -> None:
    assert cli("templates", "--show", "旅途").out == cli("templates", "--show", " TRAVEL ").out
    assert "name: travel" in cli("templates", "--show", "旅途").out


def test_an_unknown_one_is_answered_with_those_there_are(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = cli("templates", "--show", "travle")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == f"error: There is no template 'travle'.\nKnown: {', '.join(template_names())}.\n"
    assert cli("templates", "--show", "travle", "--json").json["error"]["type"] == "NotFound"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert cli("templates", "--show", "travle").err.startswith("错误：没有模板 'travle'。\n已有：clean")


def test_a_changed_copy_makes_the_film(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(3):
        write_picture(tmp_path / f"{number}.jpg", texture(320, 240, number))
    changed, count = re.subn(r"(?m)^name: .*$", "name: of-my-own", cli("templates", "--show", "clean").out)
    assert count == 1
    Path("mine.yaml").write_text(changed, encoding="utf-8")
    ran = cli("make", *(f"{number}.jpg" for number in range(3)), "--plan-only", "--template", "mine.yaml", "--explain")
    assert ran.code == 0, ran.err
    assert "template of-my-own" in ran.out


def test_a_generator_without_templates_says_so(
    cli: Callable[..., Any], open_forge: Callable[..., Forge], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMFORGE_PLUGINS_DIRS", str(PLUGINS))
    ran = cli("templates", "--generator", "small")
    assert ran.code == 6
    assert "The generator small has no templates." in ran.err
    with open_forge(plugins_dirs=(PLUGINS,)) as forge:
        assert [one.name for one in forge.templates()] == list(template_names())
        with pytest.raises(Unavailable, match="has no templates"):
            forge.templates(generator="small")
