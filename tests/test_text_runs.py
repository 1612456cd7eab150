"""What text is made of: cleaning, clusters, scripts, faces."""

from __future__ import annotations

import pytest

from albumforge.media.text_runs import clean, clusters, region_of


def _faces(text: str) -> list[tuple[str, str]]:
    return [(c.text, c.face) for c in clusters(clean(text), "serif", "sc")]


def _kinds(text: str) -> str:
    return "".join(c.kind[0] for c in clusters(clean(text), "serif", "sc"))


def test_accents_are_composed() -> None:
    assert clean("e\u0301te\u0301") == "été"


def test_controls_and_marks_of_direction_are_dropped() -> None:
    assert clean("\u202ea\x00b\u200b\u2066c\ue000\uffff\u00ad") == "abc"


def test_line_ends_become_line_feeds_and_tabs_spaces() -> None:
    assert clean("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd e"


@pytest.mark.parametrize("sequence", ["👨‍👩‍👧", "🇨🇳", "👍🏽", "❤️", "3️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
def test_emoji_sequences_stay_whole(sequence: str) -> None:
    found = clusters(clean(f"a{sequence}b"), "serif", "sc")
    assert [c.text for c in found] == ["a", sequence, "b"]
    assert found[1].kind == "emoji"


def test_accents_without_a_composed_form_stay_with_their_letter() -> None:
    assert [c.text for c in clusters(clean("q\u0301n"), "sans", "sc")] == ["q\u0301", "n"]


def test_letters_that_chinese_fonts_lack_come_from_the_latin_face() -> None:
    assert dict(_faces("海Ğłő")) == {"海": "han-sc", "Ğ": "serif", "ł": "serif", "ő": "serif"}


def test_digits_among_chinese_are_latin() -> None:
    assert _kinds("2024年8月") == "llllhlh"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("“他说：‘好’”", "hhhhhhhh"),
        ("他说“Hi”吧", "hhhllhh"),
        ("Say “你好” now", "lllllhhlllll"),
        ("“Hi”", "llll"),
        ("It’s", "llll"),
        ("你好……", "hhhh"),
        ("Wait…", "lllll"),
    ],
)
def test_signs_go_with_the_script_around_them(text: str, kinds: str) -> None:
    assert _kinds(text) == kinds


def test_other_scripts_find_a_face_and_keep_their_inner_spaces() -> None:
    faces = _faces("שלום עולם abc")
    assert [f for _, f in faces] == ["hebrew"] * 9 + ["serif"] * 4


def test_what_no_face_shows_is_left_out() -> None:
    assert [t for t, _ in _faces("a\U00012000b")] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "language", "region"),
    [
        ("海", "", "sc"),
        ("海の", "", "jp"),
        ("가족", "", "kr"),
        ("海", "zh-Hant", "tc"),
        ("海", "zh-TW", "tc"),
        ("海", "zh-HK", "hk"),
        ("海", "zh-Hans-SG", "sc"),
        ("海", "ja", "jp"),
        ("海", "ko-KR", "kr"),
        ("海", "en", "sc"),
    ],
)
def test_region(text: str, language: str, region: str) -> None:
    assert region_of(text, language) == region


def test_only_breaking_spaces_are_spaces() -> None:
    assert [c.is_space for c in clusters(" \u00a0\u3000a", "serif", "sc")] == [True, False, True, False]
