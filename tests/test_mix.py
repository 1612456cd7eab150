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


def test_before_a_sound_that_fades_in_there_is_silence() -> None:
    curve = mix.fading(1000, 300, 0, -200, 400)
    assert not curve[:200].any()
    assert np.array_equal(curve[200:], mix.fading(1000, 300, 0, 0, 400))
    assert mix.fading(1000, 0, 0, -2, 2).tolist() == [0, 0, 1, 1]


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


@pytest.mark.parametrize("hertz", [61.3, 220.25, 440.6, 3001.5])
def test_a_join_of_a_steady_tone_keeps_its_level(hertz: float) -> None:
    t = np.arange(2 * RATE) / RATE
    sound = np.stack([np.sin(2 * np.pi * hertz * t + turn) for turn in (0, 1)], axis=1).astype(np.float32)
    looped = np.concatenate(list(mix.loop(sound, 10 * RATE, overlap=RATE // 2)))
    powers = [float((looped[at : at + 2400] ** 2).mean()) for at in range(0, len(looped) - 2400, 2400)]
    assert 10 * np.log10(max(powers) / 0.5) < 0.5
    assert 10 * np.log10(min(powers) / 0.5) > -0.5
    assert np.abs(np.diff(looped, axis=0)).max() < 1.1 * 2 * np.pi * hertz / RATE


@pytest.mark.parametrize("share", [-0.4, 0.0, 0.5, 1.0])
def test_a_join_keeps_the_power_of_what_is_partly_the_same(share: float) -> None:
    # What lies before the start is blended with what lies before the end, of which it is a given share.
    sound = noise(3 * RATE)
    again = share * sound[2 * RATE :] + np.sqrt(1 - share**2) * sound[:RATE]
    looped = np.concatenate(list(mix.loop(np.concatenate((again, sound)), 7 * RATE, start=RATE, overlap=RATE)))
    powers = [float((looped[at : at + 6000] ** 2).mean()) for at in range(RATE, len(looped) - 6000, 6000)]
    assert 10 * np.log10(max(powers)) < 0.5
    assert 10 * np.log10(min(powers)) > -0.5


def test_loop_points_on_bars_keep_the_bars() -> None:
    sound = silence(5 * RATE)
    for beat in range(10):
        sound[beat * RATE // 2] = 1.0
    looped = np.concatenate(list(mix.loop(sound, 20 * RATE, start=RATE, end=4 * RATE, overlap=RATE // 10)))
    struck = np.flatnonzero(looped[:, 0] > 0.5)
    assert struck.tolist() == [beat * RATE // 2 for beat in range(40)]


@pytest.mark.parametrize("length", [1, 2, 3, 5, 9])
def test_a_loop_of_a_few_samples(length: int) -> None:
    for overlap in (0, length // 4, length):
        looped = np.concatenate(list(mix.loop(ones(length), 100, overlap=overlap)))
        assert looped == pytest.approx(ones(100), abs=1e-5)


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
