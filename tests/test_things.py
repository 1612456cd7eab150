"""Things are read from words that name them, and from no others."""

from __future__ import annotations

import pytest

from albumforge.generators.album.story.things import things_in, words


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("By the sea", ("sea",)),
        ("海", ("sea",)),
        ("海边的一天", ("sea",)),
        ("上海", ("city",)),
        ("长城", ()),
        ("中山路", ()),
        ("Seaton, seasons", ()),
        ("西湖春游", ("lake",)),
        ("A walk in the WOODS with grandma", ("forest", "family")),
        ("全家的年夜饭", ("food", "people", "family")),
        ("小狗 and a kitten", ("dog", "cat", "animal")),
        ("生日", ("birthday",)),
        ("", ()),
    ],
)
def test_things_are_found_by_name(text: str, things: tuple[str, ...]) -> None:
    assert things_in(text) == things


def test_every_thing_has_words_in_both_languages() -> None:
    for thing, (latin, han) in words().items():
        assert latin, thing
        assert han, thing
        assert all(len(word) > 1 for word in han), thing
