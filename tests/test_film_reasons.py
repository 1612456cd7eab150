"""Why a film as a whole is as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click_tracks import click_track
from sounds import write_wav
from story_parts import album, plain_album, told

from albumforge.generators.album.poem.verse import Mood
from albumforge.generators.album.story.film_reasons import NAMES, WORDS
from albumforge.generators.album.story.mood import MOODS


def line(plan_why: tuple[str, ...], start: str) -> str:
    (found,) = [reason for reason in plan_why if reason.startswith(start)]
    return found


def test_what_was_asked_for_is_said_to_be() -> None:
    why = told(plain_album(6), template="ink", music="lotus", mood="calm", duration=20, poem=False, language="en").why
    assert line(why, "Length") == "Length: 20.0 s, as asked for."
    assert line(why, "Template") == "Template “Ink wash”: as asked for."
    assert line(why, "Mood") == "Mood: calm, as asked for."
    assert line(why, "Music").startswith("Music “Lotus Pond”: as asked for, ")
    assert line(why, "Verse") == "Verse: none, as asked for."


def test_what_was_chosen_says_why() -> None:
    plan = told(album(24, seed=3), template="auto", language="en")
    why = plan.why
    assert line(why, "Pictures") == f"Pictures: {len(plan.sources)} of the 24 that can be used."
    assert re.fullmatch(r"Template “.+”: (made for 16:9, )?.*chosen by the seed among .+\.", line(why, "Template"))
    assert re.fullmatch(r"Mood: \w+, which the pictures speak for most\.", line(why, "Mood"))
    assert re.fullmatch(r"Music “.+”: .+, \d+ beats a minute, the cuts lie on its beats\.", line(why, "Music"))
    assert "rounded to the music" in line(why, "Length")
    colours = set(re.findall(r"#[0-9a-f]{6}", line(why, "Colours")))
    assert plan.canvas.background not in colours
    assert len(colours) == 3


def test_the_words_are_those_of_the_film_s_language() -> None:
    why = told(album(24, seed=3, places=False), template="auto", language="zh").why
    assert len(why) >= 6
    for reason in why:
        plain = re.sub(r"#[0-9a-f]{6}|\d+:\d+|[\w-]*\d[\w-]*", "", reason)
        assert not re.search(r"[A-Za-z]", plain), reason


def test_pictures_for_which_there_is_no_room_are_counted() -> None:
    plan = told(plain_album(40), duration=30, language="en")
    assert 0 < len(plan.sources) < 40
    assert line(plan.why, "Pictures") == f"Pictures: {len(plan.sources)} of the 40 that can be used."


def test_a_silent_film_and_one_with_even_photos_say_so() -> None:
    assert "Music: none, as asked for." in told(plain_album(4), music="none", language="en").why
    why = told(plain_album(4), seconds_per_photo=2.0, language="en").why
    assert "from the seconds for each photo" in line(why, "Length")
    assert "beats." not in line(why, "Music")


def test_music_from_a_file_says_what_was_found_in_it(tmp_path: Path) -> None:
    write_wav(click_track(100, 24, bass=True)[0], tmp_path / "歌.wav")
    why = told(plain_album(5), music=str(tmp_path / "歌.wav"), language="en").why
    assert re.search(r"Music “歌\.wav”: as asked for, the cuts lie on the \d+ beats found in it\.", line(why, "Music"))


def test_the_same_film_has_the_same_reasons() -> None:
    assert told(album(9, seed=1), seed=4).why == told(album(9, seed=1), seed=4).why


@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_has_its_words(mood: Mood) -> None:
    assert mood in NAMES


def test_both_languages_ask_for_the_same_values() -> None:
    for english, chinese in WORDS.values():
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", chinese))
