"""Which picture a film opens with: one that shows what the title names and fills the canvas, where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from albumforge.generators.album.filelist import Source
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.casting import Cast
from albumforge.generators.album.story.framing import covers_well, subject_of
from albumforge.generators.album.story.verse_theme import shows_place_of

_NEAR = 8
"""Shots from the beginning among which a better picture is looked for: a story does not open with its end."""

_WHY = {"en": "opens the film, as it fills the frame", "zh": "铺满画面，用作片头"}
_WHY_TITLE = {"en": "opens the film, as it shows what the title names", "zh": "正是片名所说，用作片头"}
_WHY_LATER = {
    "en": "comes later than its time, as another opens the film better",
    "zh": "片头另有更合适的，移到此处",
}


def led_by_title(
    sources: Sequence[Source], infos: Mapping[str, PictureInfo], title: str, canvas: tuple[int, int]
) -> tuple[Source, ...]:
    """Return the sources with a picture that opens the film out of its time before all others: where the title names a
    place that none of the first shows, the first that shows it and fills the canvas. As they are where there is none.

    Args:
        infos: by digest.
    """
    named = [
        number
        for number, source in enumerate(sources)
        if source.kind == "photo" and shows_place_of(title, infos[source.digest], source.path.stem)
    ]
    width, height = canvas
    if named and named[0] >= _NEAR:
        for number in named:
            source, info = sources[number], infos[sources[number].digest]
            if not info.captioned and covers_well(source, subject_of(info), width, width / height):
                return (source, *sources[:number], *sources[number + 1 :])
    return tuple(sources)


def well_opened(casts: Sequence[Cast], brief: Brief) -> list[Cast]:
    """Return the shots with another picture in the opening where the one there does not show what the title names and
    another does, or where it cannot fill the canvas: the first photo of its chapter that does, stands alone in one of
    the next shots, has no words of its own for the title to displace and shows no face where the opening wishes none.
    The two change places, so that no other picture moves; in an order given by hand none does."""
    result = list(casts)
    first = casts[0]
    alone = len(first.sources) == 1 and brief.sources[first.sources[0]].kind == "photo"
    if not alone or brief.request.order == "given":
        return result
    fills, named = _fills(first.sources[0], brief), _named(first.sources[0], brief)
    if brief.prologue and first.sources == (0,):
        return [replace(first, why=_WHY_TITLE[brief.language]), *result[1:]]
    if fills and named:
        return result
    near = [number for number, cast in enumerate(casts[:_NEAR]) if number and _opens(cast, first, brief)]
    told = [number for number in near if _named(casts[number].sources[0], brief)]
    chosen = told or ([] if fills or named else near)
    if chosen:
        number, language = chosen[0], brief.language
        why = (_WHY_TITLE if told else _WHY)[language]
        result[0] = replace(first, sources=casts[number].sources, why=why)
        result[number] = replace(casts[number], sources=first.sources, why=_WHY_LATER[language])
    return result


def _opens(cast: Cast, first: Cast, brief: Brief) -> bool:
    """Whether a shot's picture may change places with that of the first."""
    number = cast.sources[0]
    if len(cast.sources) > 1 or cast.shot.chapter != first.shot.chapter or brief.sources[number].kind != "photo":
        return False
    if brief.title and brief.own_words(number):
        return False  # its words could not be read under the title
    shy = first.shot.wishes[0].faces == "none" and brief.info(number).faces
    return not shy and _fills(number, brief)


def _named(number: int, brief: Brief) -> bool:
    return shows_place_of(brief.title, brief.info(number), brief.sources[number].path.stem)


def _fills(number: int, brief: Brief) -> bool:
    width, height = brief.canvas
    return covers_well(brief.media[number], subject_of(brief.info(number)), width, width / height)
