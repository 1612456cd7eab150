"""The table of words: all that it can give is an option of a film, with a value that fits."""

from __future__ import annotations

import re

import pytest

from albumforge.generators.album.command.command_words import Rule, rules
from albumforge.generators.album.request import OPTIONS, read_request

TEMPLATES = {"ink": ("水墨", "Ink")}
RULES = tuple(rules(TEMPLATES))
SAMPLES = (
    *('named "Sea"', "片名：海", 'called "Sea'),
    *(
        "no music",
        "自动配乐",
        "music: journey",
        "9:16",
        "一比一",
        "30 fps",
        "640x480",
        "seed 3",
        "45 seconds",
        "两分钟",
    ),
    *(
        "每张3秒",
        "3 seconds each",
        "20 pictures",
        "十二张",
        "no clips",
        "20 pictures and four clips",
        "all pictures",
        "三段视频",
        "ink template",
        "水墨",
        "called Sea",
        "《海》",
        'film "Sea"',
    ),
    *(
        "no credits",
        "with credits",
        "不要诗",
        "配诗",
        "无字幕",
        "加字幕",
        "no chapters",
        "按天分章",
        "chapters by place",
    ),
    *("480p", "720p", "full hd", "4k", "hevc", "av1", "h.264", "in Chinese", "英文", "vertical", "横屏", "方形"),
    *("spring", "夏天", "fall", "winter", "quiet", "欢快", "cosy", "怀旧", "动感", "庄严"),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.option)
def test_every_rule_gives_a_value_that_a_film_takes(rule: Rule) -> None:
    assert rule.option in OPTIONS
    values = [rule.value(match) for sample in SAMPLES for match in rule.pattern.finditer(sample)]
    found = [value for value in values if value is not None]
    assert found, rule.pattern.pattern
    for value in found:
        read_request({rule.option: value})


@pytest.mark.parametrize(
    "text", ["calmness", "landscapes", "springboard", "waterfall", "4kg", "classical", "Englishman"]
)
def test_words_within_words_are_not_meant(text: str) -> None:
    assert not [rule.option for rule in RULES if re.search(rule.pattern, text)]
