"""Write docs/music.md: the pieces of our own with what is measured of them, and how well beats are found.

python scripts/music_page.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from click_tracks import click_track  # noqa: E402

from albumforge.generators.album.music import PIECES, Piece, beats, fit, perform  # noqa: E402
from albumforge.generators.album.music.listening import listen  # noqa: E402
from albumforge.generators.album.music.piece import Role  # noqa: E402
from albumforge.generators.album.music.tracking import beats_in  # noqa: E402
from albumforge.media.audio import RATE, Samples  # noqa: E402
from albumforge.media.loudness import measure  # noqa: E402

PAGE = ROOT / "docs" / "music.md"
SECONDS, SEED = 60.0, 3

_PIECES = """\
They are synthesised for each film, note by note: the number of bars and the tempo (within 6 %) are chosen so that the
final chord sounds in the last seconds of the film. Every seed is another performance."""

_FILES = """\
With `--music FILE` the beats are found in the file, by NumPy alone: onsets as spectral flux in 24 bands, the tempo by
combs over windows of 8 s joined by a Viterbi path, and the beats by dynamic programming (Ellis 2007), each moved to its
onset. The music begins with a bar, after a breath of 0.3 s. Where it is shorter than the film, it goes back at a bar
line: at the two bars that sound most alike in pitch classes, timbre and loudness, aligned to the sample, with a
cross-fade of equal power in the quarter of a second before the bar line. Where it lasts up to 24 s longer than the
film, it begins with a later bar, so that both end together. Without a clear beat it is played from its first sound on,
and repeated as a whole."""

_TRACKS: dict[str, dict[str, Any]] = {
    "clicks on the beats": {},
    "softer clicks between them (-6 dB)": {"eighths": 0.5},
    "swing 2:1, softer clicks between": {"swing": 0.5},
    "swing 2:1, all clicks alike": {"swing": 1.0},
    "noise (-20 dB of the clicks' peak)": {"noise": 0.05},
    "a bass line": {"bass": True},
    "swing, bass line and noise": {"swing": 0.5, "noise": 0.03, "bass": True},
    "2 s of silence first": {"lead": 2.0},
    "tempo that drifts by 3 % up and down": {"drift": 0.03},
}


def page() -> str:
    """Return the page."""
    performed = {name: _performed(piece) for name, piece in PIECES.items()}
    return "\n".join(
        [
            "# Music",
            "",
            "Printed by `python scripts/music_page.py`.",
            "",
            "## Pieces of albumforge's own",
            "",
            _PIECES,
            "",
            "| `--music` | title | beats a minute | metre | mode | moods | instruments |",
            "|---|---|---|---|---|---|---|",
            *(_row(piece) for piece in PIECES.values()),
            "",
            f"Measured on a performance of {SECONDS:.0f} s, before it is brought to -14 LUFS for the film:",
            "",
            "| piece | loudness | true peak | crest factor | spectral centroid | 60 to 150 Hz | in its mode |",
            "|---|---|---|---|---|---|---|",
            *(_figures(PIECES[name], sound) for name, sound in performed.items()),
            "",
            "*In its mode*: the part of the energy from 100 to 2000 Hz that lies in the pitch classes of the mode.",
            "",
            "## Your own music",
            "",
            _FILES,
            "",
            "Found within 40 ms on click tracks of 60, 65 … 180 beats a minute (an octave error counts as error):",
            "",
            "| click track | beats found | found that are beats |",
            "|---|---|---|",
            *_tracked(),
            "",
            "On performances of our own pieces, whose beats are known (soft instruments, played with human freedom):",
            "",
            "| piece | tempo | found | beats within 40 ms | within 70 ms | downbeats within 70 ms |",
            "|---|---|---|---|---|---|",
            *(_found(PIECES[name], sound) for name, sound in performed.items()),
            "",
            "The settings of the tracker were chosen on such click tracks and performances; recordings may do worse.",
            "Tempos from 46 to 196 are looked for.",
            "",
        ]
    )


def _performed(piece: Piece) -> Samples:
    fitted = fit(piece, SECONDS)
    return np.concatenate(list(perform(piece, fitted.bars, fitted.bpm, seed=SEED)))


def _row(piece: Piece) -> str:
    names = dict.fromkeys(name.replace("_", " ") for part in piece.parts for name in part.instruments)
    lead = " and ".join(part.replace("_", " ") for p in piece.parts if p.role is Role.MELODY for part in p.instruments)
    others = ", ".join(name for name in names if name not in lead.split(" and "))
    return (
        f"| `{piece.name}` | {piece.title['zh']} {piece.title['en']} | {piece.bpm:.0f} | {piece.beats_per_bar}/4 | "
        f"{piece.mode} | {', '.join(piece.mood)} | **{lead}**, {others} |"
    )


def _figures(piece: Piece, sound: Samples) -> str:
    loudness = measure(sound)
    power = np.abs(np.fft.rfft(sound.mean(axis=1))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    centroid = (power * hertz).sum() / power.sum()
    low = 10 * np.log10(power[(hertz >= 60) & (hertz < 150)].sum() / power.sum())
    crest = 20 * np.log10(np.abs(sound).max() / np.sqrt((sound**2).mean()))
    heard = (hertz > 100) & (hertz < 2000)
    classes = np.round(12 * np.log2(hertz[heard] / 440) + 69).astype(int) % 12
    keys = np.bincount(classes, power[heard], 12) / power[heard].sum()
    kept = [n for degree, n in enumerate(piece.scale.semitones) if degree not in piece.scale.avoided]
    inside = sum(keys[(piece.scale.tonic + n) % 12] for n in kept)
    return (
        f"| `{piece.name}` | {loudness.integrated:.1f} LUFS | {loudness.true_peak:.1f} dBTP | {crest:.1f} dB | "
        f"{centroid:.0f} Hz | {low:.1f} dB | {100 * inside:.1f} % |"
    )


def _tracked() -> Iterator[str]:
    for title, how in _TRACKS.items():
        pairs = []
        for bpm in range(60, 181, 5):
            sound, wanted = click_track(bpm, 30.0, **how)
            found = np.array(beats_in(listen(sound)).times)
            pairs.append((within(found, wanted), within(wanted, found)))
        recall, precision = np.mean(pairs, axis=0)
        yield f"| {title} | {100 * recall:.1f} % | {100 * precision:.1f} % |"


def _found(piece: Piece, sound: Samples) -> str:
    fitted = fit(piece, SECONDS)
    grid = beats(fitted.bars, fitted.bpm, piece)[: 1 - piece.beats_per_bar]
    found = beats_in(listen(sound))
    times = np.array(found.times)
    near, far = within(times, grid), within(times, grid, 0.07)
    bars = within(times[list(found.downbeats)], grid[:: piece.beats_per_bar], 0.07)
    return (
        f"| `{piece.name}` | {fitted.bpm:.1f} | {found.bpm:.1f} | {100 * near:.0f} % | {100 * far:.0f} % | "
        f"{100 * bars:.0f} % |"
    )


def within(found: np.ndarray, wanted: np.ndarray, seconds: float = 0.04) -> float:
    """Return the part of the wanted times that something found is near to."""
    return float(np.mean([np.abs(found - at).min() <= seconds for at in wanted])) if len(found) else 0.0


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
