"""Requests: canonical options, sizes, and errors that name the option."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumforge.chinese import in_chinese
from albumforge.errors import InvalidInput
from albumforge.generators.album import AlbumGenerator
from albumforge.generators.album.request import (
    ASPECTS,
    CHOICES,
    OPTIONS,
    SHORT_SIDES,
    FilmRequest,
    read_request,
)


def test_nothing_asked_for_is_a_good_request() -> None:
    request = read_request({})
    assert request == FilmRequest()
    assert (request.size, request.rate) == ((1920, 1080), Fraction(30))


def test_none_means_not_given() -> None:
    options: dict[str, Any] = dict.fromkeys(FilmRequest.__struct_fields__)
    assert read_request(options) == FilmRequest()


SIZES = {
    ("16:9", "480p"): (854, 480),
    ("16:9", "720p"): (1280, 720),
    ("16:9", "1080p"): (1920, 1080),
    ("16:9", "2160p"): (3840, 2160),
    ("9:16", "480p"): (480, 854),
    ("9:16", "720p"): (720, 1280),
    ("9:16", "1080p"): (1080, 1920),
    ("9:16", "2160p"): (2160, 3840),
    ("1:1", "480p"): (480, 480),
    ("1:1", "1080p"): (1080, 1080),
    ("4:5", "480p"): (480, 600),
    ("4:5", "720p"): (720, 900),
    ("4:5", "1080p"): (1080, 1350),
    ("4:5", "2160p"): (2160, 2700),
}


@pytest.mark.parametrize(("asked", "size"), SIZES.items())
def test_sizes_of_all_aspects(asked: tuple[str, str], size: tuple[int, int]) -> None:
    assert read_request({"aspect": asked[0], "resolution": asked[1]}).size == size


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("resolution", SHORT_SIDES)
def test_every_size_is_even_and_has_its_shape(aspect: str, resolution: str) -> None:
    width, height = read_request({"aspect": aspect, "resolution": resolution}).size
    assert width % 2 == height % 2 == 0
    assert min(width, height) == SHORT_SIDES[resolution]
    assert width / height == pytest.approx(float(ASPECTS[aspect]), rel=0.003)


@pytest.mark.parametrize(
    ("given_", "size"), [("640x360", (640, 360)), ("360X640", (360, 640)), ("64x8192", (64, 8192))]
)
def test_pixels_need_no_aspect(given_: str, size: tuple[int, int]) -> None:
    assert read_request({"resolution": given_}).size == size


@pytest.mark.parametrize(
    ("resolution", "aspect"), [("854x480", "16:9"), ("1366x768", "16:9"), ("480x600", "4:5"), ("64x64", "1:1")]
)
def test_pixels_may_say_the_aspect_again(resolution: str, aspect: str) -> None:
    asked = read_request({"resolution": resolution, "aspect": aspect})
    assert asked == read_request({"resolution": resolution})


@pytest.mark.parametrize(("resolution", "aspect"), [("640x480", "9:16"), ("640x360", "9:16"), ("640x480", "16:9")])
def test_pixels_of_another_aspect_are_refused(resolution: str, aspect: str) -> None:
    with pytest.raises(InvalidInput, match=f"Options aspect and resolution: {resolution} is not {aspect}"):
        read_request({"resolution": resolution, "aspect": aspect})


@pytest.mark.parametrize(
    ("fps", "rate"),
    [
        (25, Fraction(25)),
        (23.976, Fraction(24000, 1001)),
        ("23.98", Fraction(24000, 1001)),
        ("29.97", Fraction(30000, 1001)),
        (29.970, Fraction(30000, 1001)),
        ("47.952", Fraction(48000, 1001)),
        ("59.94", Fraction(60000, 1001)),
        (119.88, Fraction(120000, 1001)),
        ("29.98", Fraction(1499, 50)),
        (24, Fraction(24)),
        ("30000/1001", Fraction(30000, 1001)),
        ("12.5", Fraction(25, 2)),
    ],
)
def test_rates(fps: object, rate: Fraction) -> None:
    assert read_request({"fps": fps}).rate == rate


WRONG: list[tuple[str, Any]] = [
    ("title", 3),
    ("music", "no-such-piece"),
    ("music", ""),
    ("music", 5),
    ("aspect", "21:9"),
    ("aspect", 1.5),
    ("resolution", "4k"),
    ("resolution", "640"),
    ("resolution", "640x"),
    ("resolution", "x360"),
    ("resolution", "640x361"),
    ("resolution", "62x360"),
    ("resolution", "640x8194"),
    ("resolution", "-640x360"),
    ("resolution", "640x360x2"),
    ("resolution", "６４０x３６０"),
    ("resolution", "9" * 5000 + "x64"),
    ("fps", 0),
    ("fps", -25),
    ("fps", 121),
    ("fps", "30/0"),
    ("fps", "film"),
    ("fps", "nan"),
    ("fps", float("nan")),
    ("fps", float("inf")),
    ("fps", "1e999999999"),
    ("fps", "1e-999999999"),
    ("fps", "3" * 10_000),
    ("fps", [25]),
    ("seconds_per_photo", 0),
    ("seconds_per_photo", 0.4),
    ("seconds_per_photo", 61),
    ("seconds_per_photo", float("nan")),
    ("seconds_per_photo", "3"),
    ("duration", 1),
    ("duration", 14401),
    ("duration", float("inf")),
    ("duration", -5),
    ("duration", True),
    ("seed", 1.5),
    ("seed", "7"),
    ("language", "fr"),
    ("language", ""),
    ("language", "de"),
    ("language", 5),
    ("language", ["zh"]),
    *((name, "bad\udcff\udcfe") for name in ("title", "music", "aspect", "resolution", "fps", "language")),
]


@pytest.mark.parametrize(("name", "value"), WRONG, ids=[f"{name}={str(value)[:16]!r}" for name, value in WRONG])
def test_a_wrong_option_is_named(name: str, value: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_request({name: value})
    assert str(caught.value).startswith(f"Option {name}:")
    assert len(str(caught.value)) < 700


def test_an_unknown_option_is_named_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=r"no option 'titel'.*title"):
        read_request({"titel": "Sea"})


def test_length_and_pace_exclude_each_other() -> None:
    with pytest.raises(InvalidInput, match="seconds_per_photo and duration"):
        read_request({"seconds_per_photo": 3, "duration": 60})


def test_music_may_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "song.mp3"
    file.write_bytes(b"x")
    assert read_request({"music": str(file)}).music == str(file)
    with pytest.raises(InvalidInput, match="Option music"):
        read_request({"music": str(tmp_path)})


def test_music_that_is_no_file_to_read_has_its_reason(tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()
    for music, reason in (
        (tmp_path, "it is a folder"),
        ("/dev/null", "it is not a regular file"),
        (tmp_path / "empty.mp3", "the file is empty"),
        (tmp_path / "gone.mp3", "is neither a file nor a piece"),
    ):
        with pytest.raises(InvalidInput, match=reason):
            read_request({"music": str(music)})


def test_a_wrong_language_is_answered_with_the_choices() -> None:
    with pytest.raises(InvalidInput, match="Option language: must be one of zh, en, not 'de'"):
        read_request({"language": "de"})


@pytest.mark.parametrize("name", [name for name in FilmRequest.__struct_fields__ if name not in CHOICES])
def test_a_value_of_another_kind_is_answered_in_people_s_words_in_both_languages(name: str) -> None:
    wrong: list[Any] = [{"a": 1}, [1], True, "abc", 1.5]
    refused = 0
    for value in wrong:
        try:
            read_request({name: value})
        except InvalidInput as error:
            refused += 1
            assert f"Option {name}: " in error.message
            assert not re.search(r"`|Expected|\bgot\b", error.message), error.message
            if "must be" in error.message:
                assert in_chinese(error.message) != error.message
                assert in_chinese(f"Not used: {error.message}") == f"没有采用：{in_chinese(error.message)}"
    assert refused >= 3


def test_seconds_that_are_none_are_named() -> None:
    with pytest.raises(InvalidInput, match=r"^Option duration: must be a number of seconds, not 'abc'\.$") as caught:
        read_request({"duration": "abc"})
    assert in_chinese(caught.value.message) == "选项 duration：应为秒数，不能是 'abc'。"


@pytest.mark.parametrize(
    ("given_", "title"),
    [("   ", ""), ("", ""), (" Sea ", "Sea"), ("Se\x00a\x1b", "Sea"), ("\x07", ""), ("Two\nlines", "Two\nlines")],
)
def test_a_title_is_what_can_be_seen_of_it(given_: str, title: str) -> None:
    assert read_request({"title": given_}).title == title


def test_text_that_is_no_unicode_is_refused_with_its_option() -> None:
    with pytest.raises(InvalidInput, match=r"Option title: .* is not valid Unicode text"):
        read_request({"title": "bad\udcff\udcfeutf8"})


@pytest.mark.parametrize("music", ["\x00", "a" * 5000, "~nobody-of-that-name/x.mp3", "\ud800"])
def test_odd_names_of_music_are_refused(music: str) -> None:
    with pytest.raises(InvalidInput, match="Option music"):
        read_request({"music": music})


def test_the_generator_gives_the_canonical_form() -> None:
    generator = AlbumGenerator()
    checked = generator.check_request({"title": "Sea", "fps": 25, "seed": None, "aspect": "16:9"})
    assert checked == {"title": "Sea", "fps": 25}
    assert generator.check_request(checked) == checked
    with pytest.raises(InvalidInput, match="duration"):
        generator.check_request({"duration": 0})


@pytest.mark.parametrize("name", CHOICES)
def test_an_option_of_a_few_words_names_them(name: str) -> None:
    for choice in CHOICES[name]:
        assert getattr(read_request({name: choice}), name) == choice
    with pytest.raises(InvalidInput, match=f"Option {name}: must be one of {CHOICES[name][0]}, .*, not 'x'"):
        read_request({name: "x"})


@pytest.mark.parametrize("pictures", [0, -1, 10_001])
def test_the_number_of_pictures_has_limits(pictures: int) -> None:
    with pytest.raises(InvalidInput, match="Option pictures: must be from 1 to 10,000"):
        read_request({"pictures": pictures})


def test_a_template_or_poet_without_a_name_is_none() -> None:
    assert read_request({"template": " ", "poet": ""}) == FilmRequest()


def test_order_and_words_for_single_files() -> None:
    request = read_request({"order": "Given", "file_captions": {"/a/b.jpg": "外婆"}})
    assert (request.order, request.file_captions) == ("given", {"/a/b.jpg": "外婆"})
    for wrong in ({"order": "random"}, {"file_captions": ["x"]}, {"file_captions": {"a": 3}}):
        with pytest.raises(InvalidInput, match=next(iter(wrong))):
            read_request(wrong)


_values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.lists(st.integers(), max_size=2)
)


@given(st.dictionaries(st.sampled_from(OPTIONS), _values, max_size=3))
@settings(max_examples=300, deadline=None)
def test_any_options_are_taken_or_refused(options: dict[str, Any]) -> None:
    try:
        request = read_request(options)
    except InvalidInput as error:
        assert "ption" in str(error)
        return
    width, height = request.size
    assert min(width, height) >= 64
    assert max(width, height) <= 8192
    assert 1 <= request.rate <= 120
    assert read_request(msgspec.to_builtins(request)) == request


def test_words_of_a_few_are_taken_as_people_write_them() -> None:
    assert read_request({"mood": " Calm", "season": "SPRING", "language": "ZH", "codec": "HEVC"}) == read_request(
        {"mood": "calm", "season": "spring", "language": "zh", "codec": "hevc"}
    )
    assert read_request({"resolution": 480}) == read_request({"resolution": "480p"})
    assert read_request({"resolution": "720P"}).size == (1280, 720)
    with pytest.raises(InvalidInput, match=r"Option resolution: must be one of 480p.*, not '500'"):
        read_request({"resolution": 500})
    with pytest.raises(InvalidInput, match=r"Option mood: .*, not 'Calmly'"):
        read_request({"mood": "Calmly"})


def test_a_number_of_clips_may_be_none() -> None:
    assert read_request({"clips": 0}).clips == 0
    with pytest.raises(InvalidInput, match="Option clips: must be from 0 to 10,000, not -1"):
        read_request({"clips": -1})


def test_a_template_is_checked_with_the_request(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="there is no template 'nonsense'"):
        read_request({"template": "nonsense"})
    mine = tmp_path / "mine.yaml"
    mine.write_text("name: mine\nslots: 3\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"mine\.yaml"):
        read_request({"template": str(mine)})
    mine.write_bytes(b"name: \xff")
    with pytest.raises(InvalidInput, match=r"mine\.yaml: cannot be read as UTF-8 text"):
        read_request({"template": str(mine)})
    assert read_request({"template": "Ink"}).template == "Ink"
