"""The built-in poet, and how a film asks the poet it wants."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import ClassVar
from zlib import crc32

from albumforge.backends import API_VERSION, Poet, Theme, Verse
from albumforge.context import Context
from albumforge.errors import Cancelled, InvalidInput

_log = logging.getLogger(__name__)


class BuiltinPoet:
    """Composes from lines written for this project; needs nothing from outside."""

    name: ClassVar[str] = "builtin"
    api_version: ClassVar[int] = API_VERSION

    def write(
        self,
        themes: Sequence[Theme],
        *,
        language: str,
        seed: int,
        title: str,
        context: Context,
    ) -> tuple[Verse, ...]:
        """Return a verse for each theme; see `albumforge.backends.Poet`.

        The title is only added to the seed, so that films of other names differ.

        Raises:
            InvalidInput: there is no such language.
        """
        if language == "zh":
            from albumforge.generators.album.poem.chinese import compose
        elif language == "en":
            from albumforge.generators.album.poem.english import compose
        else:
            raise InvalidInput(f"The built-in poet does not write {language!r}.", hint="Known: zh, en.")
        return compose(tuple(themes), seed=seed + crc32(title.encode()), context=context)


def write_poem(
    poets: Mapping[str, Poet],
    name: str,
    themes: Sequence[Theme],
    *,
    language: str,
    seed: int,
    title: str,
    context: Context,
) -> tuple[Verse, ...]:
    """Return a verse for each theme by the poet of that name, or by the built-in one when that fails, which is logged.

    Args:
        poets: by name; the built-in one need not be among them.

    Raises:
        InvalidInput: there is no poet of that name.
        Cancelled: the context asked to stop.
    """
    builtin = BuiltinPoet()
    known = {builtin.name: builtin, **poets}
    if name not in known:
        raise InvalidInput(f"There is no poet {name!r}.", hint=f"Known: {', '.join(sorted(known))}.")
    asked = known[name]
    if asked.name != builtin.name:
        try:
            verses = _checked(
                asked.write(themes, language=language, seed=seed, title=title, context=context), len(themes)
            )
        except Cancelled:
            raise
        except Exception as error:  # a plugin may raise anything; the film gets its verses all the same
            problem = f"{type(error).__name__}: {error}"
            _log.warning("poet %s: %s", name, problem)
            context.log(f"The poet {name} could not write ({problem}); the built-in one did.")
        else:
            return verses
    return builtin.write(themes, language=language, seed=seed, title=title, context=context)


def _checked(verses: Sequence[Verse], wanted: int) -> tuple[Verse, ...]:
    """Return the verses.

    Raises:
        ValueError: they are not as many as there are themes, or a line is used twice.
    """
    if len(verses) != wanted:
        raise ValueError(f"it wrote {len(verses)} verses for {wanted} themes")
    lines = [line for verse in verses for line in verse.lines]
    if len(set(lines)) < len(lines):
        raise ValueError("it used a line twice")
    return tuple(verses)
