"""Requests in words: what is said is read, what is not understood is told, and nothing is guessed."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumforge.generators.album.command.command import read_command

TEMPLATES = {
    "clean": ("简洁", "Clean"),
    "film-strip": ("胶片", "Film strip"),
    "ink": ("水墨", "Ink"),
    "square-social": ("方形动态", "Square social"),
    "travel": ("旅行", "Travel"),
}

READ: dict[str, dict[str, Any]] = {
    "a calm film of all pictures with the four clips": {"mood": "calm", "pictures": 10_000, "clips": 4},
    "use all of the photos in 60 seconds": {"pictures": 10_000, "duration": 60},
    "用所有照片，欢快": {"pictures": 10_000, "mood": "joyful"},
    "所有的照片都用上": {"pictures": 10_000},
    "用这些照片做一个竖屏的春天影集，30秒，欢快": {
        "aspect": "9:16",
        "season": "spring",
        "duration": 30,
        "mood": "joyful",
    },
    'a calm 45 second portrait film called "By the sea"': {
        "mood": "calm",
        "duration": 45,
        "aspect": "9:16",
        "title": "By the sea",
    },
    "make a one and a half minute square travel film in Chinese with no music, 20 pictures": {
        "duration": 90,
        "aspect": "1:1",
        "template": "travel",
        "language": "zh",
        "music": "none",
        "pictures": 20,
    },
    "方形 一分半 叫《海边》 水墨 模板 英文": {
        "aspect": "1:1",
        "duration": 90,
        "title": "海边",
        "template": "ink",
        "language": "en",
    },
    "Please make me a happy summer video from these photos, about 60 seconds long, thank you!": {
        "mood": "joyful",
        "season": "summer",
        "duration": 60,
    },
    "帮我做一个冬天的影集，宁静一点，大概一分钟，标题叫“雪国”": {
        "season": "winter",
        "mood": "calm",
        "duration": 60,
        "title": "雪国",
    },
    # length
    "90 seconds": {"duration": 90},
    "90s": {"duration": 90},
    "1:30": {"duration": 90},
    "a minute and a half": {"duration": 90},
    "1.5 minutes": {"duration": 90},
    "two minutes 15 seconds": {"duration": 135},
    "two minutes and fifteen seconds": {"duration": 135},
    "1m30s": {"duration": 90},
    "half a minute please": {"duration": 30},
    "forty-five seconds": {"duration": 45},
    "a hundred and twenty seconds": {"duration": 120},
    "a one-minute film": {"duration": 60},
    "an hour": {"duration": 3600},
    "三十秒": {"duration": 30},
    "两分钟": {"duration": 120},
    "两分三十秒": {"duration": 150},
    "两分半钟": {"duration": 150},
    "一分钟半": {"duration": 90},
    "半分钟": {"duration": 30},
    "1分30秒": {"duration": 90},
    "1分半": {"duration": 90},
    "九十秒": {"duration": 90},
    "一百二十秒": {"duration": 120},
    "半小时": {"duration": 1800},
    "３０秒": {"duration": 30},
    # pace
    "3 seconds each": {"seconds_per_photo": 3},
    "show each photo for 4 seconds": {"seconds_per_photo": 4},
    "2.5s per photo": {"seconds_per_photo": 2.5},
    "每张4秒": {"seconds_per_photo": 4},
    "每张照片显示三秒": {"seconds_per_photo": 3},
    "4秒一张": {"seconds_per_photo": 4},
    # shape and size
    "16:9": {"aspect": "16:9"},
    "9：16": {"aspect": "9:16"},
    "4 : 5": {"aspect": "4:5"},
    "一比一": {"aspect": "1:1"},
    "vertical": {"aspect": "9:16"},
    "widescreen": {"aspect": "16:9"},
    "横屏": {"aspect": "16:9"},
    "正方形": {"aspect": "1:1"},
    "4K": {"resolution": "2160p"},
    "1080p 9:16": {"resolution": "1080p", "aspect": "9:16"},
    "720P": {"resolution": "720p"},
    "全高清": {"resolution": "1080p"},
    "1920x1080": {"resolution": "1920x1080"},
    "30 fps": {"fps": 30},
    "25帧": {"fps": 25},
    # music
    "without music and without a poem": {"music": "none", "poem": False},
    "不要音乐，不要诗": {"music": "none", "poem": False},
    "无音乐，无字幕": {"music": "none", "captions": False},
    "音乐用《远行》": {"music": "journey"},
    "music: snowfall": {"music": "snowfall"},
    "with the piece Morning Light": {"music": "morning"},
    "配乐：落雪": {"music": "snowfall"},
    "music auto": {"music": "auto"},
    "自动配乐": {"music": "auto"},
    # template
    "use the ink template": {"template": "ink"},
    "template: Film strip": {"template": "film-strip"},
    "in the style “film-strip”": {"template": "film-strip"},
    "水墨风格": {"template": "ink"},
    "模板用胶片": {"template": "film-strip"},
    "square social template": {"template": "square-social"},
    # language
    "in English": {"language": "en"},
    "用英文": {"language": "en"},
    "中文字幕": {"language": "zh"},
    "English": {"language": "en"},
    "language: zh": {"language": "zh"},
    "with a Chinese poem": {"language": "zh", "poem": True},
    # title
    "a film named By the sea, warm": {"title": "By the sea", "mood": "warm"},
    "called By the sea without music": {"title": "By the sea", "music": "none"},
    "叫外婆的影集，30秒": {"title": "外婆", "duration": 30},
    "标题叫我们的海 时长45秒": {"title": "我们的海", "duration": 45},
    "标题叫By the Sea，温馨": {"title": "By the Sea", "mood": "warm"},
    "音乐要远行": {"music": "journey"},
    "标题：冬天，严肃": {"title": "冬天", "mood": "solemn"},
    "《长城》": {"title": "长城"},
    'album "Calm sea, 30 seconds"': {"title": "Calm sea, 30 seconds"},
    "名为“我们：夏天”": {"title": "我们：夏天"},
    # the rest
    "at most 30 photos": {"pictures": 30},
    "最多二十张照片": {"pictures": 20},
    "选12张": {"pictures": 12},
    "60 pictures and four clips": {"pictures": 60, "clips": 4},
    "sixty photos plus one clip": {"pictures": 60, "clips": 1},
    "at most three short video clips": {"clips": 3},
    "六十张照片和四段视频": {"pictures": 60, "clips": 4},
    "十二张照片，一段视频": {"pictures": 12, "clips": 1},
    "20张照片，不要视频": {"pictures": 20, "clips": 0},
    "做一个短片": {},
    "一段视频，30秒": {"duration": 30.0},
    "seed 7": {"seed": 7},
    "种子 42": {"seed": 42},
    "nostalgic autumn": {"mood": "nostalgic", "season": "autumn"},
    "in the fall": {"season": "autumn"},
    "怀旧的秋天": {"mood": "nostalgic", "season": "autumn"},
    "called By the sea and with music lotus": {"title": "By the sea", "music": "lotus"},
    'a film called "By the sea': {"title": "By the sea"},
    "一个叫“海边 的影集": {"title": "海边 的影集"},
    "called Snow and Ice": {"title": "Snow and Ice"},
    "lively, with captions": {"mood": "lively", "captions": True},
    "HEVC, no credits": {"codec": "hevc", "credits": False},
    "按天分章，不要片尾": {"chapters": "day", "credits": False},
    "": {},
    "music": {},
    "用这些照片做一个影集": {},
}


@pytest.mark.parametrize(("text", "options"), READ.items())
def test_what_is_said_is_read_and_nothing_else(text: str, options: dict[str, Any]) -> None:
    command = read_command(text, templates=TEMPLATES)
    assert command.options == options
    assert command.not_understood == ()
    assert command.overridden == ()
    assert {option for _, option in command.understood} == set(options)


NOT_READ: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "dancing elephants, calm": ({"mood": "calm"}, ("dancing elephants",)),
    "关于海边的狗，平静": ({"mood": "calm"}, ("关于海边的狗",)),
    "not all pictures": ({}, ("not",)),
    "not too lively": ({}, ("not too lively",)),
    "不要太欢快": ({}, ("不要太欢快",)),
    "template nosuch": ({}, ("nosuch",)),
    "1 second": ({}, ("1 second",)),
    "-5 seconds": ({}, ("5 seconds",)),
    "minus 5 seconds": ({}, ("minus 5 seconds",)),
    "five hundred hours": ({}, ("five hundred hours",)),
    "our trip to Kyoto": ({}, ("trip to Kyoto",)),
    "a waterfall film": ({}, ("waterfall",)),
    "landscape photos, portrait film": ({"aspect": "9:16"}, ("landscape",)),
    "我们去了上海和长城": ({}, ("去了上海和长城",)),
    "Chinese garden in autumn": ({"season": "autumn"}, ("Chinese garden",)),
    "no square": ({}, ("no square",)),
    "青春，长春": ({}, ("青春", "长春")),
    "1921x1081": ({}, ("1921x1081",)),
}


@pytest.mark.parametrize(("text", "expected"), NOT_READ.items())
def test_what_is_not_understood_is_told_in_its_own_words(
    text: str, expected: tuple[dict[str, Any], tuple[str, ...]]
) -> None:
    command = read_command(text, templates=TEMPLATES)
    assert (command.options, command.not_understood) == expected


@pytest.mark.parametrize(
    ("text", "options", "overridden"),
    [
        ("30 seconds, 45 seconds", {"duration": 45}, ("30 seconds",)),
        ("30 seconds, 3 seconds each", {"seconds_per_photo": 3}, ("30 seconds",)),
        ("每张3秒，一分钟", {"duration": 60}, ("每张3秒",)),
        ("calm then joyful", {"mood": "joyful"}, ("calm",)),
        ("2560x1440, square", {"aspect": "1:1"}, ("2560x1440",)),
        ("calm and quiet", {"mood": "calm"}, ()),
    ],
)
def test_of_two_that_contradict_each_other_the_later_holds_and_the_other_is_told(
    text: str, options: dict[str, Any], overridden: tuple[str, ...]
) -> None:
    command = read_command(text, templates=TEMPLATES)
    assert command.options == options
    assert command.overridden == overridden


def test_words_are_given_back_as_they_were_written() -> None:
    command = read_command("４５秒，Portrait", templates=TEMPLATES)
    assert command.understood == (("４５秒", "duration"), ("Portrait", "aspect"))


_WORDS = (
    '30 秒 分 半 一 calm minute seconds and a half each photo 叫 《 》 " “ called 的影集 16:9 : 1:30 no not '
    "不要 音乐 x , ， \n 百 hundred twenty template 水墨 1920x1080 每张 照片 pictures \x00 İ ß 🎬 \u3000 Chinese"
)
_fragments = st.sampled_from(_WORDS.split(" "))


@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(st.tuples(_fragments, st.sampled_from(["", " "])), max_size=60).map(
            lambda pairs: "".join(word + space for word, space in pairs)
        ),
    )
)
@settings(max_examples=400, deadline=None)
def test_any_text_is_taken_and_every_option_comes_from_its_words(text: str) -> None:
    command = read_command(text, templates=TEMPLATES)
    assert {option for _, option in command.understood} == set(command.options)
    for words in (*(words for words, _ in command.understood), *command.not_understood, *command.overridden):
        assert words in text
    assert len(command.not_understood) <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        *("一" * 2000, "a " * 1000, "1" * 2000, "called " * 300, '"' * 2000, "《" * 2000, "twenty " * 280, "1:" * 1000),
        *("no " * 600, "每张" * 1000, " " * 2000, "hundred and " * 160, "叫" * 2000, "minute and a half " * 110),
    ],
)
def test_no_text_takes_long(text: str) -> None:
    read_command("calm", templates=TEMPLATES)
    start = time.process_time()
    read_command(text, templates=TEMPLATES)
    assert time.process_time() - start < 1.0
