"""Subtitles of a cut."""

from itertools import pairwise

import numpy as np
import pytest
from cut_parts import cut_source
from cut_studies import DURATION, talk, transcript

from albumforge.generators.autocut.cut_time import CutTime
from albumforge.generators.autocut.plan import CutText, Piece
from albumforge.generators.autocut.subtitle_lines import LINE, width_of
from albumforge.generators.autocut.subtitles import LONGEST, SHORTEST, subtitles_of
from albumforge.generators.autocut.transcript.record import Transcript

SOURCE = cut_source(frames=1272, duration=DURATION)


def cut(*ranges: tuple[int, int], speed: float = 1.0) -> CutTime:
    pieces = [Piece(id=str(n), start=start, end=end, speed=speed) for n, (start, end) in enumerate(ranges)]
    return CutTime(pieces, SOURCE)


def shown(*said: tuple[float, float, str], time: CutTime | None = None) -> list[CutText]:
    return subtitles_of(transcript(*said), time or cut((0, 1272)))


def test_all_that_is_said_is_shown_when_it_is() -> None:
    texts = subtitles_of(talk().transcript, cut((0, 1272)))
    assert texts[0].text == "So hello."
    assert texts[0].start == pytest.approx(0.21)
    said = " ".join(text.text.replace("\n", " ") for text in texts)
    assert said == " ".join(segment.text for segment in talk().transcript.segments)


def test_what_was_cut_out_is_not_shown() -> None:
    texts = shown((1.0, 2.0, "First one."), (3.0, 4.0, "Then this."), time=cut((0, 75), (150, 300)))
    assert [text.text for text in texts] == ["First one."]


def test_times_are_those_of_the_cut() -> None:
    texts = shown((1.0, 2.0, "First one."), (8.0, 9.0, "Much later."), time=cut((0, 75), (225, 300)))
    assert [text.start for text in texts] == pytest.approx([1.0, 3.0])
    (fast,) = shown((4.0, 8.0, "Said in half the time."), time=cut((60, 300), speed=2.0))
    assert fast.start == pytest.approx(1.0)
    assert fast.end >= 3.0


def test_what_is_shown_again_is_said_again() -> None:
    texts = shown((1.0, 2.0, "Once more."), time=cut((30, 90), (0, 90)))
    assert [(text.text, text.start) for text in texts] == [("Once more.", 0.0), ("Once more.", 3.0)]


def test_a_sentence_cut_in_the_middle_keeps_the_rest() -> None:
    texts = shown((0.0, 4.0, "one two three four"), time=cut((0, 30), (90, 120)))
    assert [text.text for text in texts] == ["one four"]


@pytest.mark.parametrize("seed", range(8))
def test_subtitles_can_be_read(seed: int) -> None:
    random = np.random.default_rng(seed)
    at, said = 0.3, []
    while at < DURATION - 4:
        count = int(random.integers(1, 30))
        words = ["".join(random.choice(list("abcdefgh"), random.integers(1, 11))) for _ in range(count)]
        length = min(count * random.uniform(0.15, 0.4), DURATION - 0.5 - at)
        said.append((at, at + length, " ".join(words) + str(random.choice([".", ",", "", "?"]))))
        at += length + random.choice([0.05, 0.4, 1.5])
    texts = shown(*said, time=cut((0, 400), (410, 900), (930, 1272)))
    assert texts
    for one, other in pairwise(texts):
        assert one.end <= other.start + 1e-9
    for text in texts:
        lines = text.text.split("\n")
        assert len(lines) <= 2
        assert max(map(width_of, lines)) <= LINE
        assert text.end - text.start <= LONGEST + 0.31
    short = [text for text in texts if text.end - text.start < SHORTEST - 1e-3]
    assert len(short) <= len(texts) * 0.1, [(text.start, text.end, text.text) for text in short]


def test_short_sentences_share_a_subtitle() -> None:
    texts = shown((1.0, 1.3, "Yes."), (1.4, 1.8, "Of course."), (1.9, 2.4, "Why not?"))
    assert [text.text for text in texts] == ["Yes. Of course. Why not?"]


def test_a_short_word_at_the_end_stands_a_second() -> None:
    (text,) = shown((1.8, 2.0, "Bye."), time=cut((0, 61)))
    assert text.end - text.start == pytest.approx(1.0)
    assert text.end <= 61 / 30


def test_without_words_there_are_none() -> None:
    assert subtitles_of(None, cut((0, 30))) == subtitles_of(Transcript(), cut((0, 30))) == []


def test_sentences_without_full_stops_are_not_run_together() -> None:
    texts = shown((1.0, 3.0, "I will say banana"), (9.0, 9.5, "Banana."), time=cut((30, 93), (267, 288)))
    assert [text.text for text in texts] == ["I will say banana", "Banana."]
    assert texts[1].end - texts[1].start == pytest.approx(1.0, abs=1e-3)
