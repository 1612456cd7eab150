"""Why a verse stands on its picture."""

from __future__ import annotations

from itertools import chain

from story_parts import album, told

from albumforge.generators.album.plan import Text
from albumforge.generators.album.poem.english import stanzas
from albumforge.generators.album.poem.lines_zh import METRES, couplets
from albumforge.generators.album.poem.verse import Theme
from albumforge.generators.album.story.film_reasons import NAMES
from albumforge.generators.album.story.verse_reasons import THINGS, verse_reason


def test_each_verse_of_a_film_says_why_in_its_scene() -> None:
    for language, word in (("en", "the verse "), ("zh", "诗句")):
        plan = told(album(24, seed=3), template="clean", language=language)
        for scene in plan.scenes:
            verse = any(isinstance(layer, Text) and layer.role == "verse" for layer in scene.layers)
            assert (word in scene.why) == verse
        said = {scene.why.rpartition(word)[2] for scene in plan.scenes if word in scene.why}
        assert len(said) > 1, "each verse has its own reason"


def test_what_the_lines_speak_of_is_named() -> None:
    theme = Theme("autumn", "fog", None, "calm", (), ("field",))
    lines = ("The field went white, the trees stood back;", "we kept our feet along the track.")
    assert verse_reason(lines, theme, "en") == "the verse speaks of what is known of the picture (autumn, fog)"
    assert verse_reason(lines, theme, "zh") == "诗句应此画所有（秋天、雾）"
    sea = verse_reason(("The sea came up", "and went again"), Theme(things=("sea",)), "en", {"sea"})
    assert sea == "the verse speaks of what is known of the picture (the sea, which the title names)"
    plain = ("It isn’t far, it isn’t near;", "you only have to start from here.")
    assert verse_reason(plain, theme, "en") == "the verse names nothing in particular, its mood is calm"
    assert verse_reason(plain, Theme(), "en") == "the verse names nothing in particular"


def test_every_tag_of_a_line_has_a_name_in_both_languages() -> None:
    kinds = [(*s.season, *s.weather, *s.part, *s.thing, *s.colour) for s in stanzas()]
    kinds += [
        (*c.season, *c.weather, *c.hours, *chain.from_iterable(c.hard_things)) for m in METRES for c in couplets(m)
    ]
    assert set(chain.from_iterable(kinds)) <= {*NAMES, *THINGS}
