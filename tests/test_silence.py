"""The strategies `silence` and `speech`."""

import pytest
from cut_studies import DURATION, TALK, talk, transcript

from albumforge.generators.autocut.analysis.record import Span
from albumforge.generators.autocut.dsl.decided import Decided
from albumforge.generators.autocut.dsl.intervals import without
from albumforge.generators.autocut.dsl.silence import (
    ALL_SILENT,
    NO_SOUND,
    NO_TRANSCRIPT,
    only_speech,
    without_silence,
)
from albumforge.generators.autocut.request import CutRequest


def kept(decided: Decided) -> list[tuple[float, float]]:
    return without([(0.0, DURATION)], [cut.interval for cut in decided.cut])


def test_each_stretch_of_sound_stays_with_its_margins() -> None:
    left = kept(without_silence(talk(), CutRequest(margin_before=0.05, margin_after=0.1)))
    assert len(left) == len(TALK)
    for (start, end), (first, last, _) in zip(left, TALK, strict=True):
        assert start == pytest.approx(first - 0.05)
        assert end == pytest.approx(last + 0.1)


def test_short_pauses_stay() -> None:
    left = kept(without_silence(talk(), CutRequest(min_silence=0.5)))
    assert [round(start, 2) for start, _ in left] == [0.11, 1.22, 13.77, 39.86]


def test_margins_that_meet_leave_no_cut() -> None:
    assert len(kept(without_silence(talk(), CutRequest(margin_before=0.2, margin_after=0.2)))) == 4


def test_each_cut_says_why() -> None:
    whys = [cut.why for cut in without_silence(talk(), CutRequest()).cut]
    assert "silence for 22.46 s" in whys


def test_without_sound_all_is_kept_and_said() -> None:
    for strategy in (without_silence, only_speech):
        assert strategy(talk(audio=False), CutRequest()) == Decided(notes=(NO_SOUND,))
        assert strategy(talk(speech=()), CutRequest()) == Decided(notes=(ALL_SILENT,))


def test_speech_is_where_words_are() -> None:
    noise = Span(start=25.0, end=26.0)
    study = talk(speech=(*talk().speech[:-1], noise, talk().speech[-1]))
    assert any(start < 25.5 < end for start, end in kept(without_silence(study, CutRequest())))
    left = kept(only_speech(study, CutRequest()))
    assert not any(start < 25.5 < end for start, end in left)
    assert len(left) == len(TALK)


def test_a_word_that_begins_in_the_pause_does_not_keep_it() -> None:
    study = talk(transcript=transcript((18.0, 40.4, "Banana.")))
    (last,) = kept(only_speech(study, CutRequest()))
    assert last == pytest.approx((39.86, 40.57))


def test_without_a_transcript_sound_counts_as_speech() -> None:
    decided = only_speech(talk(words=False), CutRequest())
    assert decided.notes == (NO_TRANSCRIPT,)
    assert len(kept(decided)) == len(TALK)
