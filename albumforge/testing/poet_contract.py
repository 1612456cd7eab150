"""What every poet must do: a verse for each theme, in the language of the film."""

from __future__ import annotations

import re
from typing import ClassVar

import pytest

from albumforge.backends import Poet, Theme, Verse
from albumforge.context import Context
from albumforge.errors import Cancelled, ForgeError
from albumforge.testing.backend_contract import BackendContract
from albumforge.testing.media import Told

THEMES = (
    Theme(season="winter", weather="snow", mood="calm", colours=("white", "blue"), things=("mountain",)),
    Theme(season="summer", part_of_day="evening", mood="joyful", things=("sea", "people"), most_lines=2),
    Theme(),
)
_HAN = re.compile(r"[\u3400-\u9fff]")


class PoetContract(BackendContract):
    """A poet writes verse for themes; `backend` gives it."""

    kind: ClassVar[str] = "poet"
    languages: ClassVar[tuple[str, ...]] = ("zh", "en")
    """Languages that it writes; override it for one that writes a single one."""

    def backend(self) -> Poet:
        """Return the poet: override this."""
        poet: Poet = super().backend()
        return poet

    def test_each_theme_gets_a_verse_and_no_line_is_used_twice(self) -> None:
        """Lines are text to be read on one line; no lines: nothing to say."""
        for language in self.languages:
            verses = self._written(language)
            assert len(verses) == len(THEMES)
            assert any(verse.lines for verse in verses)
            lines = [line for verse in verses for line in verse.lines]
            assert len(set(lines)) == len(lines)
            for verse in verses:
                assert verse.form
                assert isinstance(verse.lines, tuple)
                assert all(line.strip() == line and line and line.isprintable() for line in verse.lines)

    def test_it_writes_in_the_language_of_the_film(self) -> None:
        """Chinese in Chinese, and no Chinese in English."""
        for language in self.languages:
            lines = [line for verse in self._written(language) for line in verse.lines]
            assert all(bool(_HAN.search(line)) is (language == "zh") for line in lines), lines

    def test_the_same_themes_and_seed_give_the_same_verse(self) -> None:
        """A film that is planned again reads the same."""
        for language in self.languages:
            assert self._written(language) == self._written(language)

    def test_without_themes_there_is_no_verse(self) -> None:
        """And nobody is asked."""
        assert self.backend().write((), language=self.languages[0], seed=1, title="", context=Context()) == ()

    def test_another_language_is_refused(self) -> None:
        """With an error that the film's log can tell; the built-in poet writes then."""
        with pytest.raises(ForgeError):
            self._written("xx")

    def test_it_can_be_cancelled(self) -> None:
        """At once."""
        with pytest.raises(Cancelled):
            self._written(self.languages[0], Told(stop_after=0).context)

    def _written(self, language: str, context: Context | None = None) -> tuple[Verse, ...]:
        return self.backend().write(THEMES, language=language, seed=7, title="A trip", context=context or Context())
