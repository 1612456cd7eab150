"""Which picture a film opens with: one that fills the canvas, where the first chapter soon has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.casting import Cast
from albumforge.generators.album.story.framing import covers_well, subject_of

_NEAR = 8
"""Shots from the beginning among which a better picture is looked for: a story does not open with its end."""

_WHY = {"en": "opens the film, as it fills the frame", "zh": "铺满画面，用作片头"}
_WHY_LATER = {
    "en": "comes later than its time, as another fills the first frame better",
    "zh": "片头另有更合画面的，移到此处",
}


def well_opened(casts: Sequence[Cast], brief: Brief) -> list[Cast]:
    """Return the shots with another picture in the opening where the one there cannot fill the canvas: the first photo
    of its chapter that can, stands alone in one of the next shots, has no words of its own for the title to displace
    and shows no face where the opening wishes none. The two change places, so that no other picture moves."""
    result = list(casts)
    first = casts[0]
    if len(first.sources) > 1 or brief.sources[first.sources[0]].kind == "clip" or _fills(first.sources[0], brief):
        return result
    for number, cast in enumerate(casts[1:_NEAR], 1):
        if cast.shot.chapter != first.shot.chapter:
            break
        if len(cast.sources) == 1 and _opens(cast.sources[0], first, brief):
            language = brief.language
            result[0] = replace(first, sources=cast.sources, why=_WHY[language])
            result[number] = replace(cast, sources=first.sources, why=_WHY_LATER[language])
            break
    return result


def _opens(number: int, first: Cast, brief: Brief) -> bool:
    if brief.title and brief.own_words(number):
        return False  # its words could not be read under the title
    shy = first.shot.wishes[0].faces == "none" and brief.info(number).faces
    return brief.sources[number].kind == "photo" and not shy and _fills(number, brief)


def _fills(number: int, brief: Brief) -> bool:
    width, height = brief.canvas
    return covers_well(brief.media[number], subject_of(brief.info(number)), width, width / height)
