"""Setting chords for voices: each voice moves as little as it can, and none in parallel fifths or octaves."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, pairwise

from albumforge.generators.album.music.score import OCTAVE, Chord, Scale

VOICES = 4


@lru_cache(maxsize=4096)
def voiced(
    chord: Chord, scale: Scale, register: tuple[int, int], previous: tuple[int, ...] | None = None
) -> tuple[int, ...]:
    """Return the steps of `VOICES` voices, lowest first, that follow best on the `previous` ones.

    Args:
        register: lowest and highest MIDI pitch.
        previous: the voicing before, or None at the start.
    """
    available = [step for step in scale.steps(*register) if chord.has(step)]
    options = [steps for steps in combinations(available, VOICES) if _complete(steps, chord)]
    options = options or list(combinations(available, min(VOICES, len(available))))
    return min(options, key=lambda steps: (_cost(steps, scale, previous, register), steps))


def _complete(steps: tuple[int, ...], chord: Chord) -> bool:
    """Tell whether the chord is all there: its second and its last tone, and its root unless the bass has it."""
    degrees = {step % OCTAVE for step in steps}
    wanted = {chord.tones[1], chord.tones[-1]} | ({chord.root} if chord.bass != chord.root else set())
    return wanted <= degrees


def _cost(steps: tuple[int, ...], scale: Scale, previous: tuple[int, ...] | None, register: tuple[int, int]) -> float:
    pitches = [scale.pitch(step) for step in steps]
    gaps = [high - low for low, high in pairwise(pitches)]
    cost = sum(1.5 for gap in gaps if gap > 9) + sum(2.0 for gap in gaps if gap < 2)
    cost += 4.0 * (gaps[0] < 4 and pitches[0] < 57) if gaps else 0.0  # close intervals are muddy in the low register
    cost += 0.1 * abs(sum(pitches) / len(pitches) - sum(register) / 2)
    if previous is None or len(previous) != len(steps):
        return cost
    before = [scale.pitch(step) for step in previous]
    cost += sum(abs(now - then) for now, then in zip(pitches, before, strict=True)) * 0.6
    cost += sum(0.8 for now, then in zip(pitches, before, strict=True) if abs(now - then) > 4)
    for (a, a0), (b, b0) in combinations(zip(pitches, before, strict=True), 2):
        parallel = (b - a) % 12 in (0, 7) and (b - a) % 12 == (b0 - a0) % 12
        cost += 6.0 * (parallel and a != a0)
    return cost


def ladder(chord: Chord, scale: Scale, register: tuple[int, int], rungs: int = 6) -> tuple[int, ...]:
    """Return the rungs of a broken chord: its bass low in the register, then chord tones above a gap."""
    steps = scale.steps(*register)
    lowest = next((step for step in steps if step % OCTAVE == chord.bass), steps[0])
    low = scale.pitch(lowest) < 55
    above = [s for s in range(lowest + (4 if low else 2), lowest + 6 * OCTAVE) if chord.has(s)]
    return (lowest, *above[: rungs - 1])
