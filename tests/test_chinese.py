"""Chinese verse: regular, fit for its picture, never twice the same, and always the same for a seed."""

from __future__ import annotations

import random
from itertools import combinations, product
from typing import get_args

import pytest

from albumforge.backends import Theme, Verse
from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.generators.album.info.record import PARTS_OF_DAY, SEASONS, WEATHERS
from albumforge.generators.album.poem.chinese import alike, compose, merit
from albumforge.generators.album.poem.lines_zh import METRES, SOFT_THINGS, Couplet, couplets
from albumforge.generators.album.poem.prosody import couplet_faults, quatrain_faults
from albumforge.generators.album.poem.scene import scene_of
from albumforge.generators.album.poem.verse import Mood

OF_LINE = {line: couplet for metre in METRES for couplet in couplets(metre) for line in couplet.lines}
BEACH = Theme("summer", "shine", "noon", "joyful", ("blue",), ("sea", "people"))
SNOW = Theme("winter", "snow", "morning", "warm", ("white",), ("people", "family"))
THINGS = ("sea", "mountain", "city", "people", "flower", "lake", "child", "home", "food", "animal", "travel")


def film(count: int, seed: int) -> tuple[Theme, ...]:
    """Themes as they may come from pictures, contradictions and all."""
    chance = random.Random(seed)
    return tuple(
        Theme(
            chance.choice((None, *SEASONS)),
            chance.choice((None, *WEATHERS)),
            chance.choice((None, *PARTS_OF_DAY)),
            chance.choice((None, *get_args(Mood))),
            things=tuple(chance.sample(THINGS, chance.randrange(3))),
        )
        for _ in range(count)
    )


def write(themes: tuple[Theme, ...], seed: int = 0) -> tuple[Verse, ...]:
    return compose(themes, seed=seed, context=Context())


def lines_of(verses: tuple[Verse, ...]) -> list[str]:
    return [line for verse in verses for line in verse.lines]


def said(verse: Verse) -> list[Couplet]:
    return [OF_LINE[line] for line in verse.lines[::2]]


@pytest.mark.parametrize("seed", range(12))
def test_verses_are_regular_and_no_line_comes_twice(seed: int) -> None:
    verses = write(film(8, seed), seed)
    assert len(verses) == 8
    for verse in verses:
        say = {char: how for couplet in said(verse) for char, how in couplet.say.items()}
        if verse.form in ("wujue", "qijue"):
            assert {len(line) for line in verse.lines} == {5 if verse.form == "wujue" else 7}
            assert quatrain_faults(verse.lines, say) == []
        else:
            assert verse.form == "couplet"
            assert couplet_faults(*verse.lines, say) == []
    lines = lines_of(verses)
    assert len(set(lines)) == len(lines)
    assert not [pair for pair in combinations(lines, 2) if pair[0] in OF_LINE[pair[1]].lines and alike(*pair)]


@pytest.mark.parametrize("seed", range(12))
def test_no_verse_contradicts_its_picture(seed: int) -> None:
    themes = film(8, seed)
    for theme, verse in zip(themes, write(themes, seed), strict=True):
        for couplet in said(verse):
            assert merit(couplet, scene_of(theme)) is not None
            assert not couplet.season or theme.season in couplet.season
            if theme.part_of_day == "noon" and theme.weather != "night":
                assert "night" not in couplet.hours
            assert not set(couplet.things) - SOFT_THINGS or theme.things


def test_a_summer_beach_and_a_snowy_family_get_other_verse() -> None:
    by_the_sea = []
    for seed in range(20):
        beach, snow = write((BEACH,) * 3, seed), write((SNOW,) * 3, seed)
        assert not set(lines_of(beach)) & {line for line in OF_LINE if "雪" in line or "月落" in line or "围炉" in line}
        assert not [couplet for verse in snow for couplet in said(verse) if "sea" in couplet.things]
        by_the_sea.append(sum("sea" in couplet.things for verse in beach for couplet in said(verse)))
    assert min(by_the_sea) >= 1
    assert sum(by_the_sea) >= 2.5 * len(by_the_sea), "of three verses, nearly each speaks of the sea"


def test_an_open_theme_gets_general_lines_only() -> None:
    for seed in range(10):
        verses = write((Theme(),) * 4, seed)
        assert all(couplet.general for verse in verses for couplet in said(verse))
        assert all(verse.lines for verse in verses)


@pytest.mark.parametrize(
    ("couplet_line", "theme", "fits"),
    [
        ("推门惊满院", Theme(weather="snow", part_of_day="morning"), True),
        ("推门惊满院", Theme(weather="snow", season="summer", part_of_day="morning"), False),
        ("沙城刚砌好", Theme(season="summer", things=("sea",)), False),
        ("沙城刚砌好", Theme(season="summer", things=("beach", "kids")), True),
        ("江村浮雾里", Theme(weather="fog", things=("river",)), True),
        ("江村浮雾里", Theme(weather="fog", things=("lake",)), True),
        ("月下人添影", Theme(weather="shine", part_of_day="noon"), False),
        ("月下人添影", Theme(part_of_day="night"), True),
        ("冬日懒从窗口进", Theme(season="winter", part_of_day="night"), False),
        ("门开风满袖", Theme(weather="indoor"), False),
        ("桃花开渡口", Theme(season="winter", things=("lake", "flower")), False),
    ],
)
def test_what_fits_what(couplet_line: str, theme: Theme, fits: bool) -> None:
    assert (merit(OF_LINE[couplet_line], scene_of(theme)) is not None) is fits


def test_the_same_seed_gives_the_same_film_and_other_seeds_others() -> None:
    themes = film(6, 1)
    assert write(themes, 5) == write(themes, 5)
    assert len({write(themes, seed) for seed in range(10)}) == 10


def test_ten_films_in_a_row_share_few_lines() -> None:
    themes = tuple(
        Theme(season, weather, None, mood)  # type: ignore[arg-type]
        for (season, weather), mood in product(
            (("summer", "shine"), ("winter", "snow"), (None, None)), ("calm", "warm")
        )
    )
    films = [set(lines_of(write(themes, seed))) for seed in range(10)]
    shares = [len(first & second) / len(first) for first, second in combinations(films, 2)]
    assert sum(shares) / len(shares) < 0.25


def test_where_there_are_not_enough_lines_verses_get_shorter_and_never_repeat() -> None:
    verses = write((Theme(),) * 70)
    lines = lines_of(verses)
    assert len(set(lines)) == len(lines)
    assert {verse.form for verse in verses} >= {"couplet"}
    assert sum(bool(verse.lines) for verse in verses) >= 60
    flooded = write((Theme(),) * 200)
    assert {verse.form for verse in flooded} == {"couplet", "none"}
    assert all(not verse.lines for verse in flooded if verse.form == "none")


def test_a_film_without_themes_has_no_verse() -> None:
    assert write(()) == ()


def test_it_stops_when_asked() -> None:
    with pytest.raises(Cancelled):
        compose((Theme(),), seed=0, context=Context(cancelled=lambda: True))


def test_where_there_is_little_time_a_couplet_is_written() -> None:
    for seed in range(6):
        short, long = write((Theme(most_lines=2), Theme()), seed)
        assert len(short.lines) == 2
        assert len(long.lines) == 4


def test_colours_are_spoken_of_where_they_are_seen() -> None:
    red = next(couplet for metre in METRES for couplet in couplets(metre) if couplet.colours == ("red",))
    known = {
        "season": (red.season or (None,))[0],
        "weather": (red.weather or (None,))[0],
        "part_of_day": (red.hours or (None,))[0],
        "things": tuple(next(iter(either)) for either in red.hard_things) + tuple(red.things),
    }
    assert merit(red, scene_of(Theme(colours=("bright red",), **known))) is not None
    assert merit(red, scene_of(Theme(colours=("pine green", "frost"), **known))) is None


def test_a_tree_is_no_forest() -> None:
    assert "forest" not in scene_of(Theme(things=("tree",))).things
