from __future__ import annotations

import numpy as np
import pytest

from albumforge.generators.album.music.reverb import Reverb, impulse_response
from albumforge.media.audio import RATE, silence


@pytest.mark.parametrize("seconds", [1.5, 2.5])
def test_it_dies_away_in_its_time(seconds: float) -> None:
    energy = np.cumsum((impulse_response(seconds) ** 2).sum(axis=1)[::-1])[::-1]  # Schroeder's integral
    levels = 10 * np.log10(energy / energy[0] + 1e-12)
    at_5, at_25 = (int(np.argmax(levels < level)) / RATE for level in (-5, -25))
    assert 3 * (at_25 - at_5) == pytest.approx(seconds, rel=0.2)


def test_its_sides_are_independent_and_it_has_no_bass() -> None:
    response = impulse_response(2.0)
    assert abs(np.corrcoef(response.T)[0, 1]) < 0.1
    power = np.abs(np.fft.rfft(response[:, 0])) ** 2
    hertz = np.fft.rfftfreq(len(response), 1 / RATE)
    assert power[hertz < 60].mean() < 0.05 * power[(hertz > 300) & (hertz < 2000)].mean()


def test_blocks_do_not_matter() -> None:
    response = impulse_response(0.5)
    sound = np.random.default_rng(1).standard_normal((90_000, 2)).astype(np.float32)
    sound[60_000:] = 0
    whole = Reverb(response)(sound)
    hall = Reverb(response)
    parts = np.concatenate([hall(sound[at : at + size]) for at, size in ((0, 100), (100, 40_000), (40_100, 49_900))])
    assert np.abs(whole - parts).max() < 1e-4
    assert np.abs(whole[61_000:70_000]).max() > 0.01


def test_silence_stays() -> None:
    assert not Reverb(impulse_response(0.5))(silence(1000)).any()
