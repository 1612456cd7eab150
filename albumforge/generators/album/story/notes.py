"""What whoever asked for a film should know of how it turned out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from albumforge.backends import Skipped
from albumforge.errors import counted
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.matching.choose import NO_ROOM
from albumforge.generators.album.plan import Clip, MediaSource, Picture, Plan, Text
from albumforge.generators.album.request import FilmRequest
from albumforge.generators.album.story.room import room
from albumforge.generators.album.templates.load import built_in
from albumforge.media.typography import typographic

LONG_SECONDS = 12.0
"""A picture that stands longer than this on average is said to."""
_GOOD_SECONDS = 5.0

_OF_SEVERAL = "collage"

MOST_NAMED = 20
"""Pictures whose captions are not shown, by name."""


def pace_notes(plan: Plan, request: FilmRequest) -> tuple[str, ...]:
    """Return a note where a film of the length that was asked for has too few pictures to be looked at so long."""
    count = sum(source.kind != "music" for source in plan.sources)
    if request.duration is None or not count or request.duration / count <= LONG_SECONDS:
        return ()
    return (
        f"{counted(count, 'picture')} for {request.duration:g} seconds: "
        f"each stands for about {request.duration / count:.0f} seconds. "
        f"Add more pictures, or ask for about {max(2.0, count * _GOOD_SECONDS):g} seconds.",
    )


def room_notes(plan: Plan, request: FilmRequest, left_out: Sequence[Skipped]) -> tuple[str, ...]:
    """Return a note where a film of the length that was asked for has room for fewer pictures than were wanted."""
    shown = sum(source.kind != "music" for source in plan.sources)
    wanted = shown + sum(one.reason.startswith(NO_ROOM) for one in left_out)
    if request.clips is None and request.pictures is not None:
        wanted = min(wanted, request.pictures)
    if request.duration is None or wanted <= shown:
        return ()
    several = room(built_in(_OF_SEVERAL), request) or 0
    name = built_in(_OF_SEVERAL).title["en"]
    more = f"the template {name}, which shows several at once, for about {several}, or " * (several > shown)
    seconds = math.ceil(request.duration * wanted / shown / 10) * 10
    return (
        f"There is room for {counted(shown, 'picture')} in {request.duration:g} seconds. "
        f"Take {more}about {seconds} seconds for all of them.",
    )


def caption_notes(plan: Plan, request: FilmRequest, infos: Mapping[str, PictureInfo]) -> tuple[str, ...]:
    """Return a note for each picture of a film that has words of its own which are not shown, with why; for the first
    `MOST_NAMED` of them, and how many more there are.

    Args:
        infos: by digest, with the captions that the request gives.
    """
    if request.captions is False:
        return ()
    texts = [layer.text for scene in plan.scenes for layer in scene.layers if isinstance(layer, Text)]
    said = {" ".join(text.split()) for text in texts}
    missing: dict[str, MediaSource] = {}
    for source in plan.sources:
        info = infos.get(source.digest)
        words = info.caption.strip() if info is not None and info.captioned else ""
        if words and typographic(" ".join(words.split())) not in said:
            missing.setdefault(words, source)
    notes = [f"{Path(one.path).name}: its caption is not shown: {_why_not(one, plan)}." for one in missing.values()]
    more = len(notes) - MOST_NAMED
    if more <= 0:
        return tuple(notes)
    return (*notes[:MOST_NAMED], f"The captions of {more} more pictures are not shown, for the same reasons.")


def _why_not(source: MediaSource, plan: Plan) -> str:
    """Return what stands in the way of a picture's caption."""
    for number, scene in enumerate(plan.scenes):
        shown = [layer.source for layer in scene.layers if isinstance(layer, Picture | Clip)]
        if source.id not in shown:
            continue
        if len(shown) > 1:
            return "the picture stands beside others"
        if number == 0 and any(isinstance(layer, Text) for layer in scene.layers):
            return "the picture stands under the title"
    return "there is no time to read it, or room for it beside a face"
