"""Requests in words: they become options, give way to others, and what is not understood is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumforge.errors import InvalidInput
from albumforge.generators.album import AlbumGenerator
from albumforge.generators.album.request import merge_command, read_request


def test_words_become_options_and_other_options_win() -> None:
    said = read_request({"command": "a calm 45 second portrait film called “By the sea”"})
    assert said == read_request({"mood": "calm", "duration": 45, "aspect": "9:16", "title": "By the sea"})
    assert said.notes == ()
    request = read_request({"command": "calm, 45 seconds, 4k", "mood": "calm", "seconds_per_photo": 3})
    assert (request.mood, request.duration, request.seconds_per_photo) == ("calm", None, 3)
    assert request.resolution == "2160p"
    assert request.notes == ("Command: “45 seconds” gives way to the option seconds_per_photo.",)
    assert read_request({"command": "竖屏", "resolution": "640x480"}).size == (640, 480)


def test_what_is_not_understood_stays_with_the_request() -> None:
    generator = AlbumGenerator()
    checked = generator.check_request({"command": "portrait, with elephants, 20 seconds, 30 seconds", "aspect": "16:9"})
    assert checked == {
        "duration": 30.0,
        "notes": (
            "Command: “portrait” gives way to the option aspect.",
            "Command: “20 seconds” gives way to what is said later.",
            "Command: “elephants” was not understood.",
        ),
    }
    assert generator.check_request(checked) == checked
    assert generator.check_request(json.loads(json.dumps(checked))) == checked


def test_templates_are_known_to_commands_by_their_titles() -> None:
    assert read_request({"command": "水墨模板"}).template == "ink"
    assert merge_command({"command": "ink template", "template": None}) == ({"template": "ink"}, ())


def test_a_command_that_contradicts_the_rest_is_still_checked() -> None:
    with pytest.raises(InvalidInput, match="Option resolution"):
        read_request({"command": "9000x9000"})
    with pytest.raises(InvalidInput, match="Option command: must be text"):
        read_request({"command": 5})
    with pytest.raises(InvalidInput, match="Option command: must be at most 2,000"):
        read_request({"command": "calm " * 1000})


_SAID = (
    *(
        "竖屏",
        "16:9",
        "30秒",
        "每张3秒",
        "calm",
        "lively",
        "不要诗",
        "with a poem",
        "no captions",
        "1920x1080",
        "square",
    ),
    *("4k", "elephants", "大象", "水墨模板", "20张", "“By the sea” film", "音乐用《远行》"),
)


@given(st.lists(st.sampled_from(_SAID), max_size=6), st.sampled_from([{}, {"aspect": "16:9"}, {"poem": True}]))
@settings(max_examples=100, deadline=None)
def test_what_is_read_from_words_is_canonical(words: list[str], other: dict[str, Any]) -> None:
    generator = AlbumGenerator()
    checked = generator.check_request({"command": "，".join(words), **other})
    assert generator.check_request(checked) == checked
    assert "command" not in checked


@pytest.mark.parametrize(
    ("command", "options", "language"),
    [
        ("一个安静的影集，30秒", {}, "zh"),
        ("做个影集，叫《By the sea》", {}, "zh"),
        ("水墨模板", {}, "zh"),
        ("一个安静的影集，英文字幕", {}, "en"),
        ("一个安静的影集", {"language": "en"}, "en"),
        ("a calm film in style 水墨", {}, None),
        ("a calm film called “西湖”", {}, None),
        ("a calm film", {}, None),
    ],
)
def test_a_chinese_command_asks_for_a_chinese_film(command: str, options: dict[str, Any], language: str | None) -> None:
    assert read_request({"command": command, **options}).language == language
