"""The poets of a film: the built-in one, one from a plugins folder, and what happens when that fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumforge.backends import Poet, Theme
from albumforge.context import Context
from albumforge.errors import Cancelled, InvalidInput
from albumforge.generators.album.poem.writer import BuiltinPoet, write_poem
from albumforge.plugins import Registry

THEMES = (Theme(season="summer", things=("sea",)), Theme())

PLUGIN = """
from albumforge.backends import Verse
from albumforge.errors import Cancelled, Unavailable

class Plain:
    name = "plain"
    api_version = 1

    def write(self, themes, *, language, seed, title, context):
        {body}

def albumforge_backends():
    return {{"poet": [Plain]}}
"""
WHOLE = "return tuple(Verse((f'{number} {title} {language} {seed}',), 'line') for number, _ in enumerate(themes))"


def poets(folder: Path, body: str) -> dict[str, Poet]:
    (folder / "plain.py").write_text(PLUGIN.format(body=body), encoding="utf-8")
    return {name: plugin.backend for name, plugin in Registry([folder]).working("poet").items()}


def test_the_built_in_poet_is_found_like_any_other() -> None:
    assert Registry().working("poet")["builtin"].backend.name == "builtin"
    assert isinstance(BuiltinPoet(), Poet)


def test_films_of_another_name_get_other_verses() -> None:
    poet, context = BuiltinPoet(), Context()
    sea, again, lake = (
        poet.write(THEMES, language="zh", seed=0, title=title, context=context) for title in ("海", "海", "湖")
    )
    assert sea == again
    assert sea != lake


def test_it_knows_no_other_language() -> None:
    with pytest.raises(InvalidInput, match=r"'fr'.*zh, en"):
        BuiltinPoet().write(THEMES, language="fr", seed=0, title="", context=Context())


def test_a_poet_of_the_users_writes(tmp_path: Path) -> None:
    verses = write_poem(poets(tmp_path, WHOLE), "plain", THEMES, language="zh", seed=4, title="海", context=Context())
    assert [verse.lines for verse in verses] == [("0 海 zh 4",), ("1 海 zh 4",)]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("raise Unavailable('no answer')", "no answer"),
        ("1 / 0", "division"),
        ("return ()", "0 verses for 2 themes"),
        ("return (Verse(('a',), 'line'),) * 2", "a line twice"),
        ("return None", "TypeError"),
    ],
)
def test_where_it_fails_the_built_in_one_writes_and_the_log_says_so(tmp_path: Path, body: str, problem: str) -> None:
    lines: list[str] = []
    found = poets(tmp_path, body)
    context = Context(on_log=lines.append)
    verses = write_poem(found, "plain", THEMES, language="zh", seed=4, title="", context=context)
    assert verses == BuiltinPoet().write(THEMES, language="zh", seed=4, title="", context=Context())
    assert len(lines) == 1
    assert problem in lines[0]


def test_cancelling_is_not_a_failure(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        write_poem(
            poets(tmp_path, "raise Cancelled()"), "plain", THEMES, language="zh", seed=0, title="", context=Context()
        )


def test_a_poet_that_is_not_there_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"no poet 'homer'.*builtin"):
        write_poem({}, "homer", THEMES, language="zh", seed=0, title="", context=Context())
