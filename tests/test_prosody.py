"""Tones and rhymes: readings in context, the rules of regulated verse, and lines that break each of them."""

from __future__ import annotations

import pytest
from verse_rules import RHYMES, couplet_faults, end_rhyme, line_faults, quatrain_faults, rhyme_of

from albumforge.generators.album.poem.prosody import readings, tone_pattern

DEER = ("空山不见人", "但闻人语响", "返景入深林", "复照青苔上")
SPRING = ("迟日江山丽", "春风花草香", "泥融飞燕子", "沙暖睡鸳鸯")
"""Poems that everybody knows, to test rules with: the second one is regular, in modern tones as well."""


def test_polyphonic_characters_are_read_by_their_phrase() -> None:
    assert readings("银行") == ("yin2", "hang2")
    assert readings("行走") == ("xing2", "zou3")
    assert readings("音乐快乐") == ("yin1", "yue4", "kuai4", "le4")


def test_a_reading_can_be_given() -> None:
    assert readings("听苔长", {"长": "zhang3"})[-1] == "zhang3"
    assert tone_pattern("听苔长", {"长": "zhang3"}) == "平平仄"
    assert tone_pattern("听苔长", {"长": "chang2"}) == "平平平"


def test_neutral_tones_count_as_full_ones_and_yi_and_bu_as_alone() -> None:
    assert readings("孩子") == ("hai2", "zi3")
    assert readings("一个不")[0::2] == ("yi1", "bu4")


def test_what_is_not_chinese_is_refused() -> None:
    with pytest.raises(ValueError, match="not a Chinese character"):
        readings("山abc水")


@pytest.mark.parametrize(
    ("chars", "group"),
    [
        ("花家沙", "麻"),
        ("歌波多", "波"),
        ("街月雪", "皆"),
        ("来怀", "开"),
        ("飞归水", "微"),
        ("高桥", "豪"),
        ("秋楼", "尤"),
        ("山天船圆", "寒"),
        ("人新春云", "文"),
        ("光江香", "唐"),
        ("风星红兄", "庚"),
        ("衣鱼儿女", "齐"),
        ("诗时子", "支"),
        ("湖树", "姑"),
    ],
)
def test_the_fourteen_rhymes(chars: str, group: str) -> None:
    assert {rhyme_of(char) for char in chars} == {group}
    assert group in RHYMES


def test_the_rhyme_of_a_line_is_that_of_its_last_character_as_read() -> None:
    assert end_rhyme("渔歌带月还", {"还": "huan2"}) == "寒"
    assert end_rhyme("渔歌带月还", {"还": "hai2"}) == "开"


@pytest.mark.parametrize("line", [*SPRING, "一路开门一路香", "东风不问花多少"])
def test_regular_lines_have_no_faults(line: str) -> None:
    assert line_faults(line) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("山高水又长啊", "6 characters"),
        ("青山白云低", "alternate"),
        ("水上春风来", "three level"),
        ("白雾藏江岸橹", "characters"),
        ("橹声叫醒村", "alone"),
    ],
)
def test_each_rule_of_a_line_is_told(line: str, fault: str) -> None:
    say = {"长": "chang2"}
    assert any(fault in found for found in line_faults(line, say)), line_faults(line, say)


@pytest.mark.parametrize(
    ("first", "second", "fault"),
    [
        ("帆樯排浅港", "潮声入枕凉", "not opposed"),
        ("脚印留沙软", "江湖夜雨灯下", "different length"),
        ("脚印留沙软", "潮声入枕冷", "does not end level"),
        ("脚印留沙凉", "潮声入枕新", "without a rhyme"),
        ("脚印留沙凉", "潮声入枕凉", "same character"),
    ],
)
def test_each_rule_of_a_couplet_is_told(first: str, second: str, fault: str) -> None:
    assert any(fault in found for found in couplet_faults(first, second))


def test_a_known_regular_quatrain_passes_and_an_old_style_one_does_not() -> None:
    assert quatrain_faults(SPRING) == [], [tone_pattern(line) for line in SPRING]
    assert quatrain_faults(DEER) != []


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (SPRING[:3], "four lines"),
        ((*SPRING[:2], *SPRING[:2]), "not joined"),
        ((*SPRING[:2], "泥融飞燕子", "沙暖睡黄牛"), "do not rhyme"),
        ((*SPRING[:2], "泥融飞燕子", "沙暖睡时香"), "one character"),
        ((*SPRING[:2], "泥融飞燕双", "沙暖睡鸳鸯"), "end oblique"),
    ],
)
def test_each_rule_of_a_quatrain_is_told(lines: tuple[str, ...], fault: str) -> None:
    assert any(fault in found for found in quatrain_faults(lines))
