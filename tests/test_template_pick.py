"""The template of a film: the one asked for, else one that suits pictures, shape and mood."""

from __future__ import annotations

import pytest
from picture_records import record

from albumforge.errors import InvalidInput
from albumforge.generators.album.request import read_request
from albumforge.generators.album.story.pick import pick_template, suitability
from albumforge.generators.album.templates.load import built_in, template_names

RECORDS = [record(str(number)) for number in range(12)]


def test_the_one_asked_for_is_taken() -> None:
    assert pick_template(read_request({"template": "ink", "aspect": "1:1"}), RECORDS).name == "ink"
    with pytest.raises(InvalidInput, match="no template"):
        pick_template(read_request({"template": "sepia"}), RECORDS)


@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1", "4:5"])
@pytest.mark.parametrize("mood", ["calm", "joyful", "nostalgic", "lively"])
def test_without_one_it_suits_shape_and_mood(aspect: str, mood: str) -> None:
    for seed in range(4):
        found = pick_template(read_request({"aspect": aspect, "mood": mood, "seed": seed}), RECORDS)
        assert aspect in found.aspects
        assert mood in found.moods


def test_the_same_seed_picks_the_same_and_seeds_differ() -> None:
    picked = [pick_template(read_request({"seed": seed}), RECORDS).name for seed in range(30)]
    assert picked == [pick_template(read_request({"seed": seed}), RECORDS).name for seed in range(30)]
    assert len(set(picked)) >= 3


def test_wishes_that_the_pictures_meet_count() -> None:
    snow = [record(str(number), weather="snow", faces=((0.4, 0.4, 0.2, 0.2),)) for number in range(12)]
    gains = [
        suitability(built_in(name), read_request({}), snow) - suitability(built_in(name), read_request({}), RECORDS)
        for name in template_names()
    ]
    assert max(gains) > 0.1


def test_any_number_of_pictures_will_do() -> None:
    assert pick_template(read_request({}), []).name in template_names()
