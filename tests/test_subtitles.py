"""Subtitles of a cut."""

from itertools import pairwise

import numpy as np
import pytest
from cut_parts import cut_source
from cut_studies import DURATION, talk, transcript

from albumforge.generators.autocut.cut_time import CutTime
from albumforge.generators.autocut.heard import heard_in
from albumforge.generators.autocut.plan import CutText, Piece
from albumforge.generators.autocut.subtitle_lines import LINE, width_of
from albumforge.generators.autocut.subtitles import LONGEST, SHORTEST, subtitles_of
from albumforge.generators.autocut.transcript.record import Transcript

SOURCE = cut_source(frames=1272, duration=DURATION)


def cut(*ranges: tuple[int, int], speed: float = 1.0) -> CutTime:
    pieces = [Piece(id=str(n), start=start, end=end, speed=speed) for n, (start, end) in enumerate(ranges)]
    return CutTime(pieces, SOURCE)


def shown(*said: tuple[float, float, str], time: CutTime | None = None) -> list[CutText]:
    time = time or cut((0, 1272))
    return subtitles_of(heard_in(transcript(*said), time), time)


def test_all_that_is_said_is_shown_when_it_is() -> None:
    time = cut((0, 1272))
    texts = subtitles_of(heard_in(talk().transcript, time), time)
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


def test_a_sentence_that_lost_its_middle_does_not_read_as_one() -> None:
    texts = shown((0.0, 4.0, "one two three four"), time=cut((0, 30), (90, 120)))
    assert [text.text for text in texts] == ["one", "four"]


def test_a_sentence_that_goes_on_after_a_short_pause_is_not_divided() -> None:
    texts = shown((0.0, 1.0, "well, this"), (1.6, 2.6, "goes on."), time=cut((0, 33), (45, 90)))
    assert [text.text for text in texts] == ["well, this goes on."]


def test_sentences_on_both_sides_of_a_cut_are_not_joined() -> None:
    said = ((0.2, 0.6, "Hello."), (0.9, 3.4, "This is an example video."), (5.0, 5.5, "Banana."))
    assert shown(*said)[0].text == "Hello. This is an example video."
    time = cut((0, 20), (26, 105), (130, 168))
    texts = shown(*said, time=time)
    assert [text.text for text in texts] == ["Hello.", "This is an example video.", "Banana."]
    assert texts[1].start == pytest.approx(0.7, abs=0.31)
    assert texts[2].start == pytest.approx(5.0 - 1.033, abs=0.21)


def test_pieces_without_a_cut_between_them_are_one_take() -> None:
    texts = shown((0.2, 0.6, "Hello."), (0.9, 3.4, "This is it."), time=cut((0, 20), (20, 105)))
    assert [text.text for text in texts] == ["Hello. This is it."]


def test_none_begins_long_before_its_first_word_or_while_the_one_before_is_said() -> None:
    said = ((1.0, 4.0, "I will tell you when it is time"), (20.0, 20.4, "Banana."))
    early, late = shown(*said, time=cut((24, 123), (591, 615)))
    assert late.start == pytest.approx(3.3 + 0.3 - 0.2, abs=1e-3)
    early, late = shown(*said, time=cut((24, 120), (600, 618)))
    assert early.end == late.start == pytest.approx(3.2)


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


def test_a_short_word_at_the_end_stands_a_little_before_it_is_said() -> None:
    (text,) = shown((1.8, 2.0, "Bye."), time=cut((0, 61)))
    assert text.start == pytest.approx(1.6)
    assert text.end == pytest.approx(61 / 30, abs=1e-3)
    (text,) = shown((1.8, 2.0, "Bye."), time=cut((0, 82)))
    assert text.end - text.start == pytest.approx(1.0, abs=1e-3)


def test_without_words_there_are_none() -> None:
    assert heard_in(None, cut((0, 30))) == heard_in(Transcript(), cut((0, 30))) == []
    assert subtitles_of([], cut((0, 30))) == []


def test_sentences_without_full_stops_are_not_run_together() -> None:
    texts = shown((1.0, 3.0, "I will say banana"), (9.0, 9.5, "Banana."), time=cut((30, 93), (267, 288)))
    assert [text.text for text in texts] == ["I will say banana", "Banana."]
