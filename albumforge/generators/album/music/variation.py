"""Developing a phrase: ornaments, thinning, inversion, other harmonies. All return new phrases, all in the scale."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from albumforge.generators.album.music.score import OCTAVE, Chord, Phrase, Scale, Tone

_LEAP = 6  # steps; a wider one is turned into its inversion


def ornamented(phrase: Phrase, random: np.random.Generator) -> Phrase:
    """Return the phrase with passing and neighbour notes at the ends of long notes."""
    tones: list[Tone] = []
    for tone, following in pairwise((*phrase.melody, None)):
        assert tone is not None
        distance = following.step - tone.step if following and following.beat == tone.beat + tone.length else 1
        if tone.length < 1.5 or abs(distance) == 1 or random.random() < 0.3:
            tones.append(tone)
            continue
        passing = tone.step + (1 if distance >= 0 else -1)
        tones.append(replace(tone, length=tone.length - 0.5))
        tones.append(Tone(tone.beat + tone.length - 0.5, 0.5, passing))
    return replace(phrase, melody=tuple(tones))


def thinned(phrase: Phrase) -> Phrase:
    """Return the phrase without its short notes off the beat; the notes before them last longer."""
    tones: list[Tone] = []
    for tone in phrase.melody:
        previous = tones[-1] if tones else None
        if tone.length <= 0.5 and tone.beat % 1 and previous and previous.beat + previous.length == tone.beat:
            tones[-1] = replace(previous, length=previous.length + tone.length)
        else:
            tones.append(tone)
    return replace(phrase, melody=tuple(tones))


def inverted(phrase: Phrase) -> Phrase:
    """Return the phrase with its melody upside down around its middle, fitted to its chords."""
    if not phrase.melody:
        return phrase
    axis = min(tone.step for tone in phrase.melody) + max(tone.step for tone in phrase.melody)
    turned = tuple(replace(tone, step=axis - tone.step) for tone in phrase.melody)
    return refitted(replace(phrase, melody=turned), phrase.chords)


def refitted(phrase: Phrase, chords: tuple[Chord, ...]) -> Phrase:
    """Return the phrase over other chords, of the same number of bars.

    Notes on the beat that last, and the first of a bar, move to the nearest chord tone; those in between keep their
    distance to the note before, so that the shape stays. Leaps wider than a seventh are folded.
    """
    per_bar = phrase.beats_per_bar
    tones: list[Tone] = []
    drift = 0
    for tone in phrase.melody:
        harmony = chords[min(len(chords) - 1, int(tone.beat // per_bar))]
        step = tone.step + drift
        first = not tones or int(tones[-1].beat // per_bar) != int(tone.beat // per_bar)
        if first or (tone.length >= 1 and tone.beat % 1 == 0):
            step = harmony.nearest(tone.step)
            drift = step - tone.step
        if tones and abs(step - tones[-1].step) > _LEAP:
            step += OCTAVE if step < tones[-1].step else -OCTAVE
        tones.append(replace(tone, step=step))
    return replace(phrase, chords=chords, melody=tuple(tones))


def reharmonised(phrase: Phrase, scale: Scale, random: np.random.Generator) -> Phrase:
    """Return the phrase with some inner chords exchanged for relatives a third away that carry the same melody."""
    per_bar = phrase.beats_per_bar
    chords = list(phrase.chords)
    for bar in range(1, phrase.bars - 1):
        long = [t.step for t in phrase.melody if t.beat // per_bar == bar and t.length >= 1]
        if not long or random.random() < 0.4:
            continue
        roots = [(chords[bar].root + away) % OCTAVE for away in (-2, 2)]
        roots = [root for root in roots if scale.pitch(root + 4) - scale.pitch(root) == 7]  # no diminished ones
        relatives = [Chord(tuple((root + o) % OCTAVE for o in (0, 2, 4, 6)), root) for root in roots]
        relatives = [c for c in relatives if not set(c.tones) & set(scale.avoided)]
        fitting = [c for c in relatives if all(c.has(step) for step in long) and c.root != chords[bar - 1].root]
        if fitting:
            chords[bar] = fitting[int(random.integers(len(fitting)))]
    return replace(phrase, chords=tuple(chords))
