"""What may be asked of an album film, as forms show it and programs look it up."""

from __future__ import annotations

from albumforge.backends import FilmOption
from albumforge.generators.album.music import PIECES
from albumforge.generators.album.plan import ASPECTS, FASTEST_RATE, SLOWEST_RATE
from albumforge.generators.album.request import CHOICES, MOST_PICTURES, SHORT_SIDES, FilmRequest
from albumforge.generators.album.templates.load import template_names, template_titles

_INSIDE = ("notes", "file_captions", "speaks")
"""Of a request, but not for a person to fill in."""

_NUMBERS: dict[str, tuple[str, float, float]] = {
    "seconds_per_photo": ("number", 0.5, 60.0),
    "duration": ("number", 2.0, 14400.0),
    "fps": ("number", SLOWEST_RATE, FASTEST_RATE),
    "pictures": ("whole", 1, MOST_PICTURES),
    "clips": ("whole", 0, MOST_PICTURES),
}
_SWITCHES = ("poem", "captions", "credits")


def options() -> tuple[FilmOption, ...]:
    """Return the options in the order of `FilmRequest`, and the words of ``command`` first."""
    default = FilmRequest()
    names = [name for name in FilmRequest.__struct_fields__ if name not in _INSIDE]
    return (FilmOption("command", "text"), *(_option(name, getattr(default, name)) for name in names))


def _option(name: str, default: str | float | bool | None) -> FilmOption:
    if name in CHOICES:
        return FilmOption(name, "choice", default, CHOICES[name])
    if name == "aspect":
        return FilmOption(name, "choice", default, tuple(ASPECTS))
    if name == "resolution":
        return FilmOption(name, "choice", default, tuple(SHORT_SIDES))
    if name == "music":
        return FilmOption(name, "name", default, ("auto", "none", *PIECES))
    if name == "template":
        titles = tuple(title for titles in template_titles().values() for title in titles)
        return FilmOption(name, "name", default, ("auto", *template_names()), titles)
    if name in _NUMBERS:
        kind, least, most = _NUMBERS[name]
        return FilmOption(name, kind, default, least=least, most=most)
    if name in _SWITCHES:
        return FilmOption(name, "switch", default)
    return FilmOption(name, "whole" if name == "seed" else "text", default)
