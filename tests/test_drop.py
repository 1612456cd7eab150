"""Cut by words."""

import pytest
from cut_studies import DURATION, talk

from albumforge.generators.autocut.dsl.decided import Stretch
from albumforge.generators.autocut.dsl.drop import NO_WORDS, beside, dropped_sentences


def test_sentences_go_with_some_of_the_pause_around_them() -> None:
    (stretch,), notes = dropped_sentences(talk(), ["banana"])
    assert stretch.interval == pytest.approx((39.86, 40.57))
    assert stretch.why == "sentence with “banana”"
    assert notes == ()


def test_their_neighbours_stay_whole() -> None:
    (stretch,), _ = dropped_sentences(talk(), ["um"])
    assert stretch.interval[0] >= 11.97
    assert stretch.interval[1] <= 13.87


def test_words_that_are_said_nowhere_are_told() -> None:
    stretches, notes = dropped_sentences(talk(), ["hello", "so hello", "zebra"])
    assert len(stretches) == 1
    assert notes == ("“zebra” is said nowhere.",)


def test_without_a_transcript_nothing_can_be_dropped() -> None:
    assert dropped_sentences(talk(words=False), ["um"]) == ([], (NO_WORDS,))
    assert dropped_sentences(talk(words=False), []) == ([], ())


def test_slivers_beside_a_dropped_sentence_go_too() -> None:
    silences = (Stretch((0.0, 1.0), "silence"), Stretch((5.0, 9.0), "silence"))
    cuts = beside(silences, [Stretch((1.1, 3.0), "words"), Stretch((4.8, 5.5), "words")], DURATION)
    assert [cut.interval for cut in cuts] == [(0.0, 1.0), (1.0, 3.0), (4.8, 5.0), (5.0, 9.0)]
