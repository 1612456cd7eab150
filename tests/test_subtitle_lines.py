"""Where what is said is divided into subtitles and lines."""

import pytest

from albumforge.generators.autocut.dsl.spoken import Said
from albumforge.generators.autocut.subtitle_lines import LINE, cues_of, fits, text_in_lines, width_of


def words(text: str, seconds: float = 0.3) -> list[Said]:
    return [Said(n * seconds, (n + 1) * seconds, word, True) for n, word in enumerate(text.split())]


def characters(text: str) -> list[Said]:
    return [Said(n * 0.2, (n + 1) * 0.2, char, False) for n, char in enumerate(text)]


LONG = (
    "When you come to a fork in the road, you may take it, but nobody who was there before you ever said which of the "
    "two ways leads home, and those who know have all gone on without a word."
)


def test_short_text_is_one_line() -> None:
    assert text_in_lines(words("Short and sweet.")) == "Short and sweet."


def test_longer_text_is_two_even_lines_divided_at_the_sentence() -> None:
    lines = text_in_lines(words("When you come to a fork in the road, you may take it.")).split("\n")
    assert lines == ["When you come to a fork in the road,", "you may take it."]


def test_lines_do_not_end_with_words_that_belong_to_the_next() -> None:
    first, _ = text_in_lines(words("The people next door painted the whole of the garden fence")).split("\n")
    assert first.split()[-1] not in ("the", "of")


@pytest.mark.parametrize("text", [LONG, LONG.replace(",", "")])
def test_long_text_is_divided_into_subtitles_that_fit(text: str) -> None:
    cues = cues_of(words(text))
    assert [word for cue in cues for word in cue] == words(text)
    for cue in cues:
        assert max(width_of(line) for line in text_in_lines(cue).split("\n")) <= LINE
        assert cue[-1].end - cue[0].start <= 7
    assert len(cues) == 3


def test_subtitles_end_at_signs_where_that_is_near() -> None:
    ends = [cue[-1].text for cue in cues_of(words(LONG))]
    assert sum(end.endswith((",", ".")) for end in ends) >= 2


def test_chinese_has_twenty_characters_a_line() -> None:
    text = "我们今天来谈一谈怎样剪辑一段很长的演讲，去掉停顿，留下最好的部分，然后配上字幕。"
    cues = cues_of(characters(text))
    assert "".join(word.text for cue in cues for word in cue) == text
    for cue in cues:
        for line in text_in_lines(cue).split("\n"):
            assert len(line) <= 20
            assert line[0] not in "，。"


def test_a_word_too_long_for_two_lines_stands_alone() -> None:
    long = "a" * 100
    assert [text_in_lines(cue) for cue in cues_of(words(f"so {long} it"))] == ["so", long, "it"]
    assert not fits(words(f"{long} {long}"))
