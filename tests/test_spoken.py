"""What a verse speaks of is told from its tags and its theme."""

from __future__ import annotations

from albumforge.context import Context
from albumforge.generators.album.poem.english import compose, stanzas
from albumforge.generators.album.poem.lines_zh import couplets
from albumforge.generators.album.poem.spoken import spoken_of
from albumforge.generators.album.poem.verse import Theme

FOG_AT_SEA = Theme("autumn", "fog", "morning", "calm", ("grey",), ("sea",))


def test_only_what_the_lines_say_is_told() -> None:
    told = {spoken_of(compose((FOG_AT_SEA,), seed=seed, context=Context())[0].lines, FOG_AT_SEA) for seed in range(30)}
    assert any("fog" in words for words in told)
    assert any("sea" in words for words in told)
    assert len(told) > 2
    assert {word for words in told for word in words} <= {"autumn", "fog", "morning", "sea", "grey"}


def test_general_lines_speak_of_nothing() -> None:
    (general,) = (stanza for stanza in stanzas() if stanza.lines[0].startswith("It isn't far"))
    assert spoken_of(tuple(line.replace("'", "’") for line in general.lines), FOG_AT_SEA) == ()


def test_chinese_lines_and_those_of_others() -> None:
    foggy = next(couplet for couplet in couplets(5) if couplet.weather == ("fog",) and not couplet.things)
    assert "fog" in spoken_of(foggy.lines, FOG_AT_SEA)
    assert "sea" not in spoken_of(foggy.lines, FOG_AT_SEA)
    assert spoken_of(("Lines of somebody else",), FOG_AT_SEA) == ("autumn", "fog", "morning", "sea")
