"""Templates are found by name, title and path, and whatever is wrong with one is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumforge.errors import InvalidInput
from albumforge.generators.album.plan import ASPECTS
from albumforge.generators.album.templates.check import cell_count, join_names
from albumforge.generators.album.templates.load import (
    built_in,
    common_layouts,
    load_template,
    read_template,
    template_names,
    template_titles,
)

GOOD = """\
name: mine
title: {en: Mine, zh: 我的}
description: {en: A template., zh: 一个模板。}
moods: [calm]
music: [morning]
beat_seconds: 0.8
layouts:
  duo:
    wide:
      - {x: 0.1, y: 0.1, width: 0.35, height: 0.8}
      - {x: 0.55, y: 0.1, width: 0.35, height: 0.8}
slots:
  - {layout: full, beats: 4}
  - {layout: duo, beats: 5, wishes: [{shape: portrait}]}
type: {place: bottom}
joins: {usual: dissolve, special: iris, seconds: 0.5}
ornament: {stickers: [hearts], share: 0.3}
ground: {image: paper, tone: light}
"""


def test_all_that_come_with_albumforge_hold_together() -> None:
    assert len(template_names()) >= 10
    for name in template_names():
        template = built_in(name)
        assert template.name == name
        assert set(template.aspects) <= set(ASPECTS)
        assert template_titles()[name] == tuple(template.title.values())
    with pytest.raises(KeyError):
        built_in("none")


def test_the_built_in_ones_differ_in_more_than_colour() -> None:
    looks = {
        (tuple(slot.layout for slot in built_in(name).slots), built_in(name).beat_seconds, built_in(name).joins.usual)
        for name in template_names()
    }
    assert len(looks) == len(template_names())


def test_a_template_is_found_by_name_or_title_in_either_language() -> None:
    assert load_template("ink") is load_template("水墨") is load_template(" Ink wash ") is built_in("ink")


def test_a_file_is_read_with_its_own_layouts_and_the_common_ones(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("\ufeff" + GOOD, encoding="utf-8")
    template = load_template(str(file))
    assert template.slots[1].layout == "duo"
    assert cell_count(template.layouts["duo"]) == 2
    assert set(common_layouts()) < set(template.layouts)
    own = read_template("mine.yaml", GOOD.replace("  duo:", "  full:").replace("layout: duo", "layout: full"))
    assert cell_count(own.layouts["full"]) == 2


def test_what_is_no_template_is_refused_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no template 'sepia'") as caught:
        load_template("sepia")
    assert "ink" in (caught.value.hint or "")
    with pytest.raises(InvalidInput, match=r"missing\.yaml"):
        load_template(str(tmp_path / "missing.yaml"))
    file = tmp_path / "latin.yaml"
    file.write_bytes(b"name: \xff\xfe")
    with pytest.raises(InvalidInput, match="UTF-8"):
        load_template(str(file))
    with pytest.raises(InvalidInput, match=r"folder\.yml: it is a folder"):
        (tmp_path / "folder.yml").mkdir()
        load_template(str(tmp_path / "folder.yml"))


WRONG = [
    ("name: mine\n", "", 1, "name"),
    ("zh: 我的", "zh: ''", 2, "title"),
    ("title: {en: Mine, zh: 我的}", "title: {en: Mine}", 2, "title"),
    ("zh: 一个模板。", "fr: Une", 3, "description"),
    ("moods: [calm]", "moods: [sleepy]", 4, "'sleepy' is not known"),
    ("moods: [calm]", "moods: calm", 4, "must be a list"),
    ("music: [morning]", "music: [polka]", 5, "'polka'"),
    ("beat_seconds: 0.8", "beat_seconds: 9", 6, "0.3 to 4"),
    ("beat_seconds: 0.8", "beat_seconds: fast", 6, "must be a number"),
    ("beat_seconds: 0.8", "beat_second: 0.8", 6, "no such key"),
    ("x: 0.55", "x: 0.8", 11, "on the canvas"),
    ("x: 0.1, y: 0.1, width: 0.35", "x: 0.1, y: 0.1, width: 0.01", 10, "on the canvas"),
    ("height: 0.8}\n      - {x: 0.55", "height: 0.8, angle: 90}\n      - {x: 0.55", 10, "-45 to 45"),
    ("height: 0.8}\n      - {x: 0.55", "height: 0.8, shadow: 2}\n      - {x: 0.55", 10, "0 to 1"),
    ("height: 0.8}\n      - {x: 0.55", "height: 0.8, mask: dragon}\n      - {x: 0.55", 10, "'dragon'"),
    ("height: 0.8}\n      - {x: 0.55", "height: 0.8, fit: squeeze}\n      - {x: 0.55", 10, "squeeze"),
    ("height: 0.8}\n      - {x: 0.55", "height: 0.8, border: {width: 0.5}}\n      - {x: 0.55", 10, "0 to 0.1"),
    ("height: 0.8}\n      - {x: 0.55", "height: 0.8, border: {colour: red}}\n      - {x: 0.55", 10, "a colour such as"),
    ("    wide:\n", "    tall: [{x: 0.1}]\n    wide:\n", 9, "must have 2 cells"),
    ("layout: full, beats: 4", "layout: fulll, beats: 4", 13, "no layout 'fulll'"),
    ("layout: full, beats: 4", "layout: full, beats: 0", 13, "1 to 32"),
    ("layout: full, beats: 4", "layout: full, beats: 4, transition: melt", 13, "'melt'"),
    ("layout: full, beats: 4", "layout: full, beats: 4, sticker: dragon", 13, "'dragon'"),
    ("layout: full, beats: 4", "layout: full, beats: 4, verse: middle", 13, "middle"),
    ("layout: full, beats: 4", "layout: full, beats: 4, wishes: [{}, {}]", 13, "one for each of the 1"),
    ("wishes: [{shape: portrait}]", "wishes: [{shape: round}]", 14, "round"),
    ("wishes: [{shape: portrait}]", "wishes: [{colours: [blue]}]", 14, "a colour such as"),
    ("wishes: [{shape: portrait}]", "wishes: [{weather: [hail]}]", 14, "hail"),
    ("type: {place: bottom}", "type: {size: 9}", 15, "0.5 to 2"),
    ("type: {place: bottom}", "type: {colour: green}", 15, "light, dark, accent"),
    ("special: iris", "special: implode", 16, "'implode'"),
    ("seconds: 0.5", "seconds: 5", 16, "0 to 2"),
    ("stickers: [hearts]", "stickers: [skulls]", 17, "'skulls'"),
    ("share: 0.3", "share: 30", 17, "0 to 1"),
    ("image: paper", "image: gold", 18, "'gold'"),
    ("tone: light", "tone: grey", 18, "grey"),
]


@pytest.mark.parametrize(("good", "wrong", "line", "message"), WRONG)
def test_what_is_wrong_is_named_with_its_line(good: str, wrong: str, line: int, message: str) -> None:
    assert good in GOOD
    with pytest.raises(InvalidInput) as caught:
        read_template("mine.yaml", GOOD.replace(good, wrong, 1))
    assert str(caught.value).startswith(f"mine.yaml, line {line}:")
    assert message in f"{caught.value} {caught.value.hint}"


def test_a_template_without_slots_or_with_too_many_is_refused() -> None:
    head, _, rest = GOOD.partition("slots:\n")
    tail = rest[rest.index("type:") :]
    for slots in ("slots: []\n", "slots:\n" + "  - {layout: full}\n" * 61):
        with pytest.raises(InvalidInput, match=r"line 12: slots: a template has 1 to 60 slots"):
            read_template("mine.yaml", head + slots + tail)
    for text in ("[1, 2]", "just words"):
        with pytest.raises(InvalidInput, match="a template is a mapping"):
            read_template("mine.yaml", text)


def test_numbers_that_are_none_are_refused() -> None:
    for good, wrong in (("beat_seconds: 0.8", "beat_seconds: .nan"), ("x: 0.55", "x: .nan"), ("0.35, h", ".inf, h")):
        with pytest.raises(InvalidInput, match=r"mine\.yaml, line"):
            read_template("mine.yaml", GOOD.replace(good, wrong, 1))


def test_transitions_have_names_of_their_own() -> None:
    assert len(set(join_names())) == len(join_names()) >= 27
