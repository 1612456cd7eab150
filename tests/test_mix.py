from __future__ import annotations

import numpy as np
import pytest

from albumforge.media import mix
from albumforge.media.audio import RATE, Samples, silence

MEETING = [(4.2, 6.0), (3.0, 4.0), (3.2, 3.5), (9.5, 12.0), (-3.0, 0.5)]


def ones(length: int) -> Samples:
    return np.ones((length, 2), np.float32)


def noise(length: int, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).standard_normal((length, 2)).astype(np.float32)


def test_place_cuts_at_both_ends() -> None:
    onto = silence(10)
    mix.place(onto, ones(4), -2)
    mix.place(onto, ones(4), 8, gain_db=-20)
    mix.place(onto, ones(4), 99)
    assert onto[:, 0].tolist() == pytest.approx([1, 1, 0, 0, 0, 0, 0, 0, 0.1, 0.1])


def faded_ones(length: int, into: int, out: int) -> mix.Curve:
    return mix.fading(length, into, out, 0, length)


def test_fade_ends_at_zero_and_never_jumps() -> None:
    faded = faded_ones(RATE, RATE // 4, RATE // 2)
    assert faded[0].tolist() == faded[-1].tolist() == 0
    assert (faded[RATE // 4 : RATE // 2] == 1).all()
    assert np.abs(np.diff(faded, axis=0)).max() < 0.001
    assert faded[RATE * 3 // 4] == pytest.approx(0.5, abs=0.001)


def test_parts_of_a_fade_are_the_parts() -> None:
    whole = mix.fading(1000, 300, 450, 0, 1000)
    for start, stop in ((0, 7), (250, 320), (100, 900), (540, 560), (700, 1000), (400, 400)):
        assert np.array_equal(mix.fading(1000, 300, 450, start, stop), whole[start:stop])
    assert np.array_equal(mix.rise(300), whole[:300])
    assert (mix.fading(1000, 0, 0, 0, 1000) == 1).all()


@pytest.mark.parametrize(("start", "end"), [(24_000, 72_000), (0, 72_000), (0, None)])
def test_loop_has_no_click(start: int, end: int | None) -> None:
    t = np.arange(96_000) / RATE
    sound = np.stack([0.5 * np.sin(2 * np.pi * 220 * t)] * 2, axis=1).astype(np.float32)
    looped = np.concatenate(list(mix.loop(sound, 400_001, start=start, end=end, overlap=4800)))
    assert len(looped) == 400_001
    steepest = 0.5 * 2 * np.pi * 220 / RATE
    assert np.abs(np.diff(looped, axis=0)).max() < 1.6 * steepest
    assert np.abs(looped[-4800:]).max() > 0.4


def test_a_join_keeps_the_power() -> None:
    looped = np.concatenate(list(mix.loop(noise(RATE), 3 * RATE, overlap=RATE // 2)))
    powers = [float((looped[at : at + 6000] ** 2).mean()) for at in range(0, len(looped) - 6000, 6000)]
    assert min(powers) > 0.93
    assert max(powers) < 1.07


def test_loop_points_on_bars_keep_the_bars() -> None:
    sound = silence(5 * RATE)
    for beat in range(10):
        sound[beat * RATE // 2] = 1.0
    looped = np.concatenate(list(mix.loop(sound, 20 * RATE, start=RATE, end=4 * RATE, overlap=RATE // 10)))
    struck = np.flatnonzero(looped[:, 0] > 0.5)
    assert struck.tolist() == [beat * RATE // 2 for beat in range(40)]


def test_loop_needs_something_between_its_points() -> None:
    with pytest.raises(ValueError, match="nothing between"):
        next(mix.loop(ones(10), 50, start=5, end=5))


def test_duck_steps_down_and_back_in_time() -> None:
    ducked = mix.ducking([(3.0, 5.0)], 0, 10 * RATE)
    low = 10 ** (-12 / 20)
    assert ducked[round(2.69 * RATE)] == 1
    assert ducked[3 * RATE : 5 * RATE] == pytest.approx(low, abs=1e-5)
    assert ducked[round(5.81 * RATE)] == pytest.approx(1, abs=1e-5)
    assert np.abs(np.diff(ducked)).max() < 0.0005


def test_ducks_that_meet_do_not_add_up() -> None:
    ducked = mix.ducking(MEETING, 0, 10 * RATE)
    low = 10 ** (-12 / 20)
    assert ducked.min() == pytest.approx(low, abs=1e-5)
    assert ducked[4 * RATE : round(4.2 * RATE)].max() < 0.4
    assert ducked[0] == pytest.approx(low, abs=1e-5)
    assert ducked[-1] == pytest.approx(low, abs=1e-5)
    assert ducked[8 * RATE] == 1


def test_parts_of_the_ducking_are_the_parts() -> None:
    whole = mix.ducking(MEETING, 0, 10 * RATE)
    joined = [mix.ducking(MEETING, at, at + RATE // 3) for at in range(0, 10 * RATE, RATE // 3)]
    assert np.array_equal(np.concatenate(joined), whole)


def test_nothing_to_duck() -> None:
    assert (mix.ducking([], 0, 100) == 1).all()
    assert (mix.ducking([(2.0, 2.0)], 0, 4 * RATE) == 1).all()
