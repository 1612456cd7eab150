"""The music of a film, and its joins on the beats of it."""

from __future__ import annotations

import wave
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click_tracks import click_track
from story_parts import Album, brief_of, clip_album, plain_album

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.generators.album.music import PIECES, beats
from albumforge.generators.album.plan import FileMusic, PieceMusic
from albumforge.generators.album.story.casting import cast
from albumforge.generators.album.story.scoring import FINAL, MUSIC, Score, score
from albumforge.generators.album.story.script import ShotEntry, script
from albumforge.generators.album.templates.load import built_in


def scored(pictures: Album, **given: object) -> Score:
    brief = brief_of(pictures, **given)  # type: ignore[arg-type]
    return score(script(cast(brief, Context()), brief), brief, Context())


def off_beat(found: Score, rate: Fraction = Fraction(30)) -> float:
    """Return by how many frames a join is off its beat, at most."""
    assert isinstance(found.music, PieceMusic)
    times = beats(found.music.bars, found.music.bpm, PIECES[found.music.name])
    return max(float(min(abs(place - time * rate) for time in times)) for place in found.places[1:-1])


@pytest.mark.parametrize("count", [2, 5, 40])
@pytest.mark.parametrize("given", [{}, {"duration": 20}, {"duration": 77.7}, {"fps": 25}, {"fps": "30000/1001"}])
def test_joins_lie_on_beats(count: int, given: dict[str, object]) -> None:
    rate = brief_of(plain_album(1), **given).request.rate
    if given.get("duration") != 20 or count <= 5:
        assert off_beat(scored(plain_album(count), **given), rate) <= 1.0


def test_a_given_length_is_exact_and_another_ends_with_a_bar() -> None:
    assert scored(plain_album(9), duration=41.3).places[-1] == 1239
    found = scored(plain_album(40))
    assert isinstance(found.music, PieceMusic)
    piece = PIECES[found.music.name]
    times = beats(found.music.bars, found.music.bpm, piece)
    assert found.places[-1] / 30 - times[-piece.beats_per_bar] == pytest.approx(FINAL, abs=0.05)


def test_a_given_pace_is_even_and_knows_no_beats() -> None:
    found = scored(plain_album(8), seconds_per_photo=1.7, fps=25, credits=False)
    assert found.places == tuple(round(42.5 * number + 1e-6) for number in range(9)) or all(
        abs(place - 42.5 * number) <= 0.5 for number, place in enumerate(found.places)
    )
    assert isinstance(found.music, PieceMusic)


@pytest.mark.parametrize("name", PIECES)
def test_a_beat_lasts_whole_frames_where_the_length_is_free(name: str) -> None:
    for fps in (30, 25, "30000/1001"):
        found = scored(plain_album(12), music=name, fps=fps)
        rate = brief_of(plain_album(1), fps=fps).request.rate
        assert isinstance(found.music, PieceMusic)
        beat = 60 / found.music.bpm * rate
        assert float(beat) == pytest.approx(round(beat), abs=1e-3)


def test_a_longer_shot_moves_no_join_of_another_passage() -> None:
    album = plain_album(40)
    brief = brief_of(album)
    entries = script(cast(brief, Context()), brief)
    longer = [
        replace(entry, need=replace(entry.need, seconds=entry.need.seconds + 3.0)) if number == 2 else entry
        for number, entry in enumerate(entries)
    ]
    before, after = (score(one, brief, Context()).places for one in (entries, longer))
    lengths = [[end - start for start, end in pairwise(places)] for places in (before, after)]
    begins = [n for n, entry in enumerate(entries) if isinstance(entry, ShotEntry) and entry.cast.shot.begins]
    assert len(begins) >= 3
    assert lengths[0][: begins[1]] != lengths[1][: begins[1]]
    assert lengths[0][begins[1] :] == lengths[1][begins[1] :]


def test_the_music_is_that_of_mood_and_template_or_as_asked_for() -> None:
    for template in ("ink", "travel", "polaroid"):
        music = scored(plain_album(6), template=template).music
        assert isinstance(music, PieceMusic)
        assert music.name in built_in(template).music
    asked = scored(plain_album(6), mood="solemn", template="travel").music
    assert isinstance(asked, PieceMusic) and "solemn" in PIECES[asked.name].mood
    named = scored(plain_album(6), music="waltz").music
    assert isinstance(named, PieceMusic) and named.name == "waltz"
    assert scored(plain_album(6), music="none").music is None


def test_clips_alone_are_not_drawn_out_for_the_music() -> None:
    lengths = [3.0, 4.0, 2.5]
    found = scored(clip_album(lengths), credits=False)
    for before, after, length in zip(found.places, found.places[1:], lengths, strict=False):
        assert (after - before) / 30 <= length - 0.6 + 0.05


def test_the_users_music_gives_the_beats(tmp_path: Path) -> None:
    sound, times = click_track(100, 60.0)
    file = tmp_path / "song.wav"
    with wave.open(str(file), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(48_000)
        out.writeframes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())
    found = scored(plain_album(8), music=str(file), duration=30)
    assert isinstance(found.music, FileMusic) and found.source is not None
    assert (found.source.id, found.source.kind, found.source.path) == (MUSIC, "music", str(file))
    assert found.beat == pytest.approx(18, abs=0.5)
    for place in found.places[1:-1]:
        assert min(abs(place / 30 - time) for time in found.music.beats) <= 1 / 30
    assert len(times) > 50
    silent = tmp_path / "silent.txt"
    silent.write_text("no music")
    with pytest.raises(MediaError):
        scored(plain_album(3), music=str(silent))
