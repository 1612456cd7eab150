"""Words in sentences, and where they are heard; parts of a sound for a model."""

from __future__ import annotations

from itertools import pairwise

import pytest

from albumforge.generators.autocut.transcript.record import Span, Word
from albumforge.generators.autocut.transcript.sentences import Stretch, heard, sentences, stretches


def words(*given: tuple[float, float, str]) -> tuple[Word, ...]:
    return tuple(Word(start=start, end=end, word=word) for start, end, word in given)


def test_sentences_end_at_full_stops_and_pauses() -> None:
    found = sentences(
        words(
            (0.0, 0.4, " It"),
            (0.4, 0.9, " costs"),
            (0.9, 1.4, " 3."),
            (1.4, 1.6, "5."),
            (1.7, 2.0, " “Really?”"),
            (2.1, 2.4, " Yes"),
            (3.6, 4.0, " and"),
            (4.0, 4.4, " no"),
        )
    )
    assert [segment.text for segment in found] == ["It costs 3.5.", "“Really?”", "Yes", "and no"]
    assert [(segment.start, segment.end) for segment in found] == [(0.0, 1.6), (1.7, 2.0), (2.1, 2.4), (3.6, 4.4)]
    assert [len(segment.words) for segment in found] == [4, 1, 1, 2]


def test_chinese_has_no_spaces() -> None:
    found = sentences(words((0.0, 0.3, "今天"), (0.3, 0.6, "晴。"), (0.6, 0.9, "走"), (0.9, 1.2, "吧！")))
    assert [segment.text for segment in found] == ["今天晴。", "走吧！"]


def test_long_talk_without_a_full_stop_ends_at_a_breath() -> None:
    found = sentences(words(*((n * 1.0, n * 1.0 + 0.95 - 0.3 * (n % 5 == 4), f" w{n}") for n in range(60))))
    assert len(found) > 1
    assert max(segment.end - segment.start for segment in found) < 30


def test_words_are_moved_to_where_something_is_heard() -> None:
    speech = (Span(start=1.0, end=2.0), Span(start=39.96, end=40.47))
    given = (
        Word(start=0.6, end=1.3, word=" one", probability=0.9),
        Word(start=1.3, end=2.6, word=" two", probability=0.9),
        Word(start=20.0, end=20.5, word=" thanks", probability=0.3),
        Word(start=25.0, end=25.5, word=" sure", probability=0.99),
        Word(start=38.98, end=40.38, word=" Banana.", probability=0.5),
    )
    moved = heard(given, speech)
    assert [word.word for word in moved] == [" one", " two", " sure", " Banana."]
    assert [(word.start, word.end) for word in moved] == [(0.95, 1.3), (1.3, 2.05), (25.0, 25.5), (39.91, 40.38)]
    assert heard(given, ()) == given


def test_a_word_across_a_pause_belongs_to_where_most_of_it_is() -> None:
    speech = (Span(start=0.0, end=1.0), Span(start=1.4, end=3.0))
    (word,) = heard(words((0.9, 2.0, " later")), speech)
    assert (word.start, word.end) == (1.35, 2.0)


def test_long_pauses_are_left_out() -> None:
    speech = (Span(start=1.0, end=3.0), Span(start=5.0, end=8.0), Span(start=40.0, end=41.0))
    assert stretches(50 * 100, 100, speech, pause=5.0, longest=300.0) == (Stretch(50, 850), Stretch(3950, 4150))


@pytest.mark.parametrize("speech", [(), (Span(start=0.0, end=50.0),)])
def test_no_part_is_too_long(speech: tuple[Span, ...]) -> None:
    parts = stretches(50 * 100, 100, speech, pause=5.0, longest=20.0)
    assert parts == (Stretch(0, 2000), Stretch(2000, 4000), Stretch(4000, 5000))


def test_parts_do_not_overlap() -> None:
    speech = tuple(Span(start=n * 1.5, end=n * 1.5 + 1.0) for n in range(100))
    parts = stretches(150 * 100, 100, speech, pause=5.0, longest=20.0)
    assert all(one.end <= other.start for one, other in pairwise(parts))
    assert max(part.end - part.start for part in parts) <= 2000
    assert parts[0].start == 0
    assert parts[-1].end == 15000
