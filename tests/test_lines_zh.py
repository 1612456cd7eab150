"""Every Chinese line we have: form, tones, rhyme, and that its tags say what its words say."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

import pytest
from verse_rules import RHYMES, couplet_faults, end_rhyme

from albumforge.generators.album.poem.chinese import alike
from albumforge.generators.album.poem.lines_zh import METRES, Couplet, Metre, couplets

ALL = [(metre, couplet) for metre in METRES for couplet in couplets(metre)]
THINGS = {
    *("sea", "mountain", "city", "people", "flower", "lake", "river", "forest", "temple", "child", "home", "friends"),
    *("family", "food", "animal", "travel", "festival", "birthday", "grassland"),
}
COLOURS = {"red", "orange", "gold", "yellow", "green", "blue", "pink", "white", "purple", "grey", "brown", "black"}
CONTRADICTED = {"sea", "indoor", "night", "evening", "winter", "snow", "rain", "fog"}

# What a line that has one of these characters must be tagged with: one of the words after it.
SPEAKS_OF = {
    "海潮浪沙螺鸥": {"sea", "lake", "river", "spring", "autumn"},
    "雪": {"snow"},
    "雨": {"rain", "lake", "summer", "spring"},
    "雾": {"fog", "winter"},
    "春柳桃杏樱": {"spring"},
    "秋菊": {"autumn", "child"},
    "荷莲蝉蛙": {"summer"},
    "枫": {"autumn"},
    "梅": {"winter", "snow"},
    "月星": {"night", "evening"},
    "霞": {"evening", "sunrise"},
    "朝旭": {"sunrise"},
    "晴": {"shine", "rain", "indoor"},
    "茶瓜汤粥糕柿椒糖栗": {"food", "home", "birthday", "child", "people"},
    "犬雀燕莺雁鸦蟹猫": {"animal"},
    "蝉": {"shine", "sunrise"},
    "书": {"home", "city"},
    "孩": {"child"},
    "绿青": {"spring", "summer", "mountain", "sea", "lake", "river", "rain", "city", "food"},
}
EXEMPT = {
    **dict.fromkeys(["岁月经行处", "岁月装成册", "何愁岁月不留痕", "眉梢月样弯", "细品方知岁月轻"], "月"),
    **dict.fromkeys(["愿把今朝笑", "今朝行乐处", "今朝此乐须留取", "大路朝天行不尽", "今朝合影分千份"], "朝"),
    "青春藏旧影": "青春",
    "旧日如茶叶": "茶",
    "瓦雀檐深学闭窗": "雀",
    "似同小犬戏相迎": "犬",
    "数声归犬认门窗": "犬",
    "游鱼吞去又重成": "",
    "水面小虫书草字": "书",
    "有你便桃源": "桃",
    "孩儿学步如风柳": "柳",
    "灯晕杏黄光": "杏",
    "银杏满街随脚响": "杏",
    "人潮各有缘": "潮",
    "沙发争坐分南北": "沙",
    "斗室方圆比海宽": "海",
    "浮云懒作晴和雨": "晴雨",
}
"""Figures of speech, which say nothing of the picture."""


def tags(couplet: Couplet) -> set[str]:
    things = {word for thing in couplet.things for word in thing.split("/")}
    return {*couplet.season, *couplet.weather, *couplet.hours, *things}


def test_there_are_enough_of_them() -> None:
    lines = [line for _, couplet in ALL for line in couplet.lines]
    assert len(lines) >= 600
    assert len(set(lines)) == len(lines)
    assert sum(couplet.general for _, couplet in ALL) >= 70


@pytest.mark.parametrize("metre", METRES)
def test_lines_are_han_characters_of_the_length_they_claim(metre: Metre) -> None:
    for couplet in couplets(metre):
        for line in couplet.lines:
            assert re.fullmatch(rf"[\u4e00-\u9fff]{{{metre}}}", line), line


def test_every_couplet_keeps_the_rules_and_rhymes_as_it_claims() -> None:
    faults = []
    for _, couplet in ALL:
        faults += couplet_faults(*couplet.lines, couplet.say)
        if end_rhyme(couplet.lines[1], couplet.say) != couplet.rhyme:
            faults.append(f"{couplet.lines}: not on {couplet.rhyme}")
    assert faults == []
    assert {couplet.rhyme for _, couplet in ALL} <= set(RHYMES)


def test_readings_that_are_given_are_of_characters_in_the_lines() -> None:
    for _, couplet in ALL:
        assert set(couplet.say) <= set("".join(couplet.lines)), couplet.lines
        assert all(re.fullmatch(r"[a-z]+[1-4]", said) for said in couplet.say.values())


def test_things_colours_and_contradictions_are_words_we_know() -> None:
    for _, couplet in ALL:
        things = {word for thing in couplet.things for word in thing.split("/")}
        assert things <= THINGS, couplet.lines
        assert set(couplet.colours) <= COLOURS, couplet.lines
        assert set(couplet.never) <= CONTRADICTED, couplet.lines


def test_what_a_line_speaks_of_is_in_its_tags() -> None:
    missing = []
    for _, couplet in ALL:
        for line in couplet.lines:
            for chars, words in SPEAKS_OF.items():
                found = "".join(set(chars) & set(line) - set(EXEMPT.get(line, "")))
                if found and not words & tags(couplet):
                    missing.append(f"{line}: {found} needs one of {sorted(words)}, has {sorted(tags(couplet))}")
    assert missing == []


def test_no_two_lines_of_one_length_are_much_alike() -> None:
    for metre in METRES:
        lines = [line for couplet in couplets(metre) for line in couplet.lines]
        pairs = [(first, second) for first, second in combinations(lines, 2) if alike(first, second)]
        assert pairs == []


def test_no_end_word_is_worn_out() -> None:
    ends = Counter(couplet.lines[1][-1] for _, couplet in ALL)
    assert max(ends.values()) <= 0.06 * len(ALL), ends.most_common(5)


def test_each_rhyme_can_begin_and_end_a_quatrain_in_both_ways() -> None:
    for metre in METRES:
        for rhyme in {couplet.rhyme for couplet in couplets(metre)}:
            here = [couplet for couplet in couplets(metre) if couplet.rhyme == rhyme]
            for turn in "平仄":
                assert any(couplet.turn == turn and couplet.part != "close" for couplet in here), (metre, rhyme, turn)
                assert any(couplet.turn != turn and couplet.part != "open" for couplet in here), (metre, rhyme, turn)
