"""Requests of cuts: read from any door, in canonical form, refused by name."""

import json
from typing import Any

import pytest

from albumforge.errors import InvalidInput, PlanError
from albumforge.generators.autocut.request import (
    NUMBERS,
    OPTIONS,
    SWITCHES,
    CutRequest,
    options,
    plain_request,
    read_request,
)

DSL = json.dumps({"schema": "albumforge.edit", "version": 1})


def test_nothing_must_be_given() -> None:
    assert (
        read_request({})
        == read_request(dict.fromkeys(OPTIONS))
        == read_request(dict.fromkeys(set(OPTIONS) - {"edl", "dsl"}, ""))
    )
    assert plain_request(CutRequest()) == {}


def test_forms_send_text() -> None:
    request = read_request(
        {
            "strategy": " Highlights ",
            "target_seconds": "90",
            "margin_before": "0",
            "drop_words": "um, 嗯；you know\n, ",
            "subtitles": "BURNED",
            "language": "zh",
            "height": "720p",
            "extract_audio": "false",
            "smart": "1",
        }
    )
    assert request == CutRequest(
        strategy="highlights",
        target_seconds=90.0,
        margin_before=0.0,
        drop_words=("um", "嗯", "you know"),
        subtitles="burned",
        language="zh",
        height=720,
        extract_audio=False,
    )
    assert read_request(plain_request(request)) == request
    assert read_request(json.loads(json.dumps(plain_request(request)))) == request


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"colour": 1}, "There is no option 'colour'. Options: title, strategy"),
        ({"strategy": "best"}, "Option strategy: must be one of silence, speech, scenes, highlights, not 'best'"),
        ({"strategy": 3}, "Option strategy"),
        ({"target_seconds": "long"}, "Option target_seconds: must be a number of seconds, not 'long'"),
        ({"target_seconds": "nan"}, "Option target_seconds"),
        ({"target_seconds": True}, "Option target_seconds"),
        ({"target_seconds": 10**400}, "Option target_seconds"),
        ({"target_seconds": 0}, "Option target_seconds: must be from 1 to 86400 seconds, not 0"),
        ({"margin_after": -1}, "Option margin_after: must be from 0 to 5"),
        ({"min_silence": 0}, "Option min_silence"),
        ({"smart": "maybe"}, "Option smart: must be true or false, not 'maybe'"),
        ({"height": 721}, "Option height: must be an even number"),
        ({"height": 480.5}, "Option height: must be a whole number"),
        ({"language": "english"}, "Option language: must be a code such as en or zh"),
        ({"drop_words": 5}, "Option drop_words: must be a list of words"),
        ({"drop_words": ["a" * 201]}, "Option drop_words: must be at most"),
        ({"title": ["a"]}, "Option title: must be text"),
        ({"title": "a" * 201}, "Option title: must be at most 200"),
        ({"edl": "TITLE: a", "dsl": DSL}, "Options edl and dsl: give one of them"),
        ({"edl": ""}, "Option edl: the EDL is empty"),
        ({"edl": "\ufeff \r\n"}, "Option edl: the EDL is empty"),
        ({"dsl": ""}, "Option dsl: the editing document is empty"),
    ],
)
def test_what_does_not_fit_is_named(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_request(given)


def test_a_wrong_document_is_refused_before_any_video_is_read() -> None:
    assert read_request({"dsl": DSL}).dsl == DSL
    with pytest.raises(PlanError, match=r"\$\.schema"):
        read_request({"dsl": "{}"})


def test_forms_can_show_every_option() -> None:
    shown = {option.name: option for option in options()}
    assert set(OPTIONS) - set(shown) == {"edl", "dsl", "drop_words"}
    assert shown["strategy"].choices == ("silence", "speech", "scenes", "highlights")
    assert {name for name, option in shown.items() if option.kind == "switch"} == set(SWITCHES)
    assert {name for name, option in shown.items() if option.kind == "number"} == set(NUMBERS)
