"""The tape gives any part of a sound, forwards and back, sample for sample."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from media_files import write_clip
from sounds import noise, write_wav

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError
from albumforge.generators.autocut.execute.tape import Tape
from albumforge.media.audio import RATE, Samples


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Samples]:
    path = tmp_path_factory.mktemp("sound") / "noise.wav"
    sound = noise(0.05, 40.0)
    write_wav(sound, path)
    return path, sound


@pytest.mark.parametrize(
    "parts",
    [
        [(0, 100), (90, 5000), (4000, 200_000), (200_000, 260_000)],
        [(1_900_000, 1_910_000), (10, 20), (1_000_000, 1_000_001)],
        [(RATE, 2 * RATE), (30 * RATE, 31 * RATE), (2 * RATE, 3 * RATE)],
    ],
)
def test_every_part_is_what_was_recorded(recorded: tuple[Path, Samples], parts: list[tuple[int, int]]) -> None:
    path, sound = recorded
    tape = Tape(path, 0, Context())
    for first, last in parts:
        assert np.allclose(tape.read(first, last), sound[first:last], atol=1e-4)


def test_outside_the_sound_there_is_silence(recorded: tuple[Path, Samples]) -> None:
    path, sound = recorded
    tape = Tape(path, 0, Context())
    ahead = tape.read(-50, 50)
    assert not ahead[:50].any() and np.allclose(ahead[50:], sound[:50], atol=1e-4)
    behind = tape.read(len(sound) - 50, len(sound) + 50)
    assert np.allclose(behind[:50], sound[-50:], atol=1e-4) and not behind[50:].any()
    assert not tape.read(len(sound) + RATE, len(sound) + 2 * RATE).any()
    assert not Tape(path, 0, Context()).read(100 * RATE, 101 * RATE).any()


def test_what_has_no_sound_is_refused_and_it_can_be_stopped(tmp_path: Path, recorded: tuple[Path, Samples]) -> None:
    silent = write_clip(tmp_path / "clip.mp4", sound=False)
    with pytest.raises(MediaError, match="no sound"):
        Tape(silent, 0, Context()).read(RATE, 2 * RATE)
    with pytest.raises(Cancelled):
        Tape(recorded[0], 0, Context(cancelled=lambda: True)).read(0, RATE)
