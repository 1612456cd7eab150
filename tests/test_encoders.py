from __future__ import annotations

import pytest
from transcodes import preset

from albumforge.transcoders.encoders import ENCODERS, Scale, Spec, guessed_bitrate
from albumforge.transcoding import SPEEDS, VIDEO_CODECS

SPECS = [spec for specs in ENCODERS.values() for spec in specs]


def test_software_encodes_every_codec() -> None:
    assert {spec.codec for spec in ENCODERS["software"]} == set(VIDEO_CODECS)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_each_encoder_has_a_word_for_each_speed(spec: Spec) -> None:
    if spec.speed is not None:
        assert len(spec.speed[1]) == len(SPEEDS)
    assert spec.formats[0]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_higher_factor_is_never_a_better_quality(spec: Spec) -> None:
    if spec.scale is None:
        return
    values = [float(spec.scale.value(crf)) for crf in range(52)]
    assert values == sorted(values)
    assert spec.scale.least <= values[0]
    assert values[-1] <= spec.scale.most


def test_a_scale_keeps_parts_of_a_step_where_it_has_the_same_steps() -> None:
    assert Scale("crf", 1, -3, 0, 51).value(24.5) == "21.5"
    assert Scale("crf", 2, -14, 1, 63).value(24.5) == "35"
    assert preset().video.crf == 24.0


def test_guessed_bitrates_double_with_every_six_steps() -> None:
    assert guessed_bitrate(24, 1920, 1080, 25) == 4_147_200
    assert guessed_bitrate(18, 1920, 1080, 25) == 8_294_400
    assert guessed_bitrate(51, 100, 100, 10) == 2_000
