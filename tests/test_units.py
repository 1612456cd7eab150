"""A video as parts that are kept or dropped as a whole."""

from itertools import pairwise

import pytest
from cut_studies import DURATION, scenes, talk, transcript

from albumforge.generators.autocut.analysis.record import Span
from albumforge.generators.autocut.dsl.units import sentences_of, units_of


@pytest.mark.parametrize("words", [True, False])
def test_units_are_the_whole_video_without_gaps(words: bool) -> None:
    units = units_of(talk(words=words))
    assert units[0].interval[0] == 0
    assert units[-1].interval[1] == pytest.approx(DURATION)
    assert all(one.interval[1] == pytest.approx(other.interval[0], abs=2e-3) for one, other in pairwise(units))
    assert max(unit.length for unit in units if not unit.spoken) <= 1.01


def test_sentences_are_units() -> None:
    spoken = [unit.text for unit in units_of(talk()) if unit.spoken]
    assert spoken[:2] == [
        "So hello.",
        "This is a talk about cutting things, and why we do it every day of the week.",
    ]
    assert spoken[-1] == "Banana."


def test_without_a_transcript_stretches_of_sound_are() -> None:
    spoken = [unit.interval for unit in units_of(talk(words=False)) if unit.spoken]
    assert spoken[0] == (0.21, 0.64)
    assert len(spoken) == 6


def test_blocks_end_where_scenes_do() -> None:
    edges = {round(edge, 3) for unit in units_of(talk(scenes=scenes(0, 615, 1272))) for edge in unit.interval}
    assert 20.5 in edges


def test_a_sentence_is_where_its_sound_is() -> None:
    """Transcribers let the first word after a pause begin in the pause, and miss ends by some tenths of a second."""
    said = transcript((2.0, 6.8, "Late it begins."), (8.1, 9.0, "And goes on."))
    study = talk(transcript=said, speech=(Span(start=5.0, end=7.0), Span(start=8.0, end=9.2)))
    assert [interval for _, interval in sentences_of(study)] == [(5.0, 7.0), (8.0, 9.2)]


def test_a_sentence_never_reaches_into_its_neighbours() -> None:
    said = transcript((1.0, 2.0, "One."), (2.1, 3.0, "Two."))
    study = talk(transcript=said, speech=(Span(start=0.9, end=3.1),))
    assert [interval for _, interval in sentences_of(study)] == [(0.9, 2.0), (2.1, 3.1)]
