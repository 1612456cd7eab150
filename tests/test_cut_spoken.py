"""Words and sentences of a transcript."""

import pytest
from cut_studies import segment, transcript

from albumforge.generators.autocut.dsl.spoken import joined, said_words, sentences, with_any
from albumforge.generators.autocut.transcript.record import Segment, Transcript, Word


def spoken(*said: tuple[float, float, str]) -> list[str]:
    return [sentence.text for sentence in sentences(said_words(transcript(*said)))]


def test_sentences_end_at_full_stops_wherever_segments_end() -> None:
    assert spoken((0, 2, "This is one that"), (2.1, 4, "goes on. “Really?” Yes!")) == [
        "This is one that goes on.",
        "“Really?”",
        "Yes!",
    ]


def test_abbreviations_and_numbers_end_none() -> None:
    assert spoken((0, 3, "Dr. Smith paid 3.50 to Mr. Jones, i.e. too much.")) == [
        "Dr. Smith paid 3.50 to Mr. Jones, i.e. too much."
    ]


def test_a_long_pause_ends_a_sentence() -> None:
    assert spoken((0, 1, "no stops here"), (1.9, 3, "and on")) == ["no stops here", "and on"]
    assert spoken((0, 1, "no stops here"), (1.7, 3, "and on")) == ["no stops here and on"]


def test_words_without_times_are_spread_over_their_segment() -> None:
    words = said_words(Transcript(segments=(Segment(start=1.0, end=3.0, text=" ab cdef"),)))
    assert [(word.text, round(word.start, 3), round(word.end, 3)) for word in words] == [
        ("ab", 1.0, 1.667),
        ("cdef", 1.667, 3.0),
    ]


def test_chinese_is_divided_by_characters_and_joined_without_spaces() -> None:
    said = Transcript(language="zh", segments=(Segment(start=0.0, end=2.0, text="你好，世界。用 Python 3 写"),))
    words = said_words(said)
    assert [word.text for word in words] == ["你", "好，", "世", "界。", "用", "Python", "3", "写"]
    assert joined(words) == "你好，世界。用 Python 3写"
    assert [sentence.text for sentence in sentences(words)] == ["你好，世界。", "用 Python 3写"]


def test_words_in_pieces_keep_together_as_they_state_their_spaces() -> None:
    parts = (
        Word(start=0.0, end=0.2, word=" New"),
        Word(start=0.2, end=0.4, word="-"),
        Word(start=0.4, end=1, word="ish"),
    )
    assert joined(said_words(Transcript(segments=(Segment(start=0, end=1, text="", words=parts),)))) == "New-ish"


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("um", ["Um, yes."]),
        ("UM", ["Um, yes."]),
        ("don't", ["I don’t know."]),
        ("you know", ["You, know: this."]),
        ("u", []),
        ("...", []),
    ],
)
def test_sentences_are_found_by_whole_words(phrase: str, found: list[str]) -> None:
    said = transcript((0, 4, "Umbrella here. Um, yes. I don’t know. You, know: this."))
    hits = with_any(sentences(said_words(said)), [phrase])
    assert [sentence.text for sentence, _ in hits] == found


def test_chinese_words_are_found_within_sentences() -> None:
    said = Transcript(segments=(segment(0, 1, "我们 喜欢 苹果。"), segment(2, 3, "走 吧。")))
    assert [hit for _, hit in with_any(sentences(said_words(said)), ["苹果", "香蕉"])] == ["苹果"]


def test_without_a_transcript_nothing_is_said() -> None:
    assert said_words(None) == said_words(Transcript()) == []
    assert sentences([]) == []
