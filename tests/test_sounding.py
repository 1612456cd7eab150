from __future__ import annotations

import numpy as np
import pytest
from sounds import noise, tone

from albumforge.generators.album.rendering.sounding import STEP, levels, runs, sounding
from albumforge.media.audio import silence


def heard(sound: np.ndarray, gap: float = 0.3, edge: float = 0.0) -> list[tuple[float, float]]:
    return [(round(a * STEP, 1), round(b * STEP, 1)) for a, b in runs(sounding(levels([sound]), gap, edge))]


def test_levels_of_a_tone() -> None:
    assert levels([tone(500, 0.1, 0.5)]) == pytest.approx([-23.0] * 5, abs=0.1)
    assert len(levels([])) == 0


def test_speech_over_wind() -> None:
    wind = noise(0.012, 8)
    wind[2 * 48_000 : 4 * 48_000] += tone(300, 0.15, 2.0)
    wind[round(4.2 * 48_000) : 5 * 48_000] += tone(300, 0.15, 0.8)
    assert heard(wind) == [(2.0, 5.0)]
    assert heard(wind, gap=0.1) == [(2.0, 4.0), (4.2, 5.0)]
    assert heard(wind, edge=2.5) == [(0.0, 5.0)]


def test_wind_alone_is_not_heard_but_a_waterfall_is() -> None:
    assert heard(noise(0.02, 5)) == []
    assert heard(silence(48_000)) == []
    assert heard(noise(0.6, 5)) == [(0.0, 5.0)]
