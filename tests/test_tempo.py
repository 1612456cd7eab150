"""Another speed: another length, the same pitch."""

from __future__ import annotations

import numpy as np
import pytest
from sounds import tone

from albumforge.generators.autocut.execute.tempo import at_speed
from albumforge.media.audio import RATE, in_blocks


@pytest.mark.parametrize("speed", [0.25, 0.5, 0.8, 1.25, 2.0, 3.0, 4.0])
def test_length_changes_and_pitch_does_not(speed: float) -> None:
    sound = tone(1000, 0.25, 4.0)
    result = np.concatenate(list(at_speed(in_blocks(sound, 4096), speed)))
    assert len(result) == pytest.approx(len(sound) / speed, rel=0.03)
    middle = result[len(result) // 4 : 3 * len(result) // 4, 0]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * RATE / len(middle) == pytest.approx(1000, abs=15)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(np.sqrt(np.mean(sound**2)), rel=0.1)
