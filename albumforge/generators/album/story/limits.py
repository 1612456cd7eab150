"""What cannot be shown well at all: clips that are over at once, and pictures that would stand for minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from albumforge.backends import Skipped
from albumforge.errors import InvalidInput, counted
from albumforge.generators.album.filelist import Source
from albumforge.generators.album.request import FilmRequest
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.casting import Cast
from albumforge.generators.album.story.script import longest_clip
from albumforge.generators.album.templates.schema import Template

SHORTEST_CLIP = 1.2
"""Seconds between its transitions below which a clip reads as a fault of the film."""

SHORTEST_LAST = 2.0
"""The same for the last one before the credits."""

LONGEST_PHOTO = 300.0
"""Seconds that a photo may stand; what is asked for beyond was meant otherwise."""

_WHY = {
    "en": "ends the film in place of a clip that is too short for it",
    "zh": "原在片尾的短片太短，由它收尾",
}


def long_enough(found: Sequence[Source], template: Template) -> tuple[tuple[Source, ...], tuple[Skipped, ...]]:
    """Return the files without the clips that are over at once, and these with why; all of them where there is nothing
    else."""
    kept = tuple(source for source in found if longest_clip(source, template) >= SHORTEST_CLIP)
    if not kept:
        return tuple(found), ()
    short = [source for source in found if source not in kept]
    reason = "the clip lasts {:.1f} s, which is too short to be seen between two transitions"
    return kept, tuple(Skipped(source.path, reason.format(source.duration or 0.0)) for source in short)


def check_length(sources: Sequence[Source], request: FilmRequest) -> None:
    """Check that no photo would stand for more than `LONGEST_PHOTO` to fill the length that was asked for.

    Raises:
        InvalidInput: it would; with the longest film that there can be.
    """
    if request.duration is None:
        return
    photos = sum(source.kind == "photo" for source in sources)
    longest = photos * LONGEST_PHOTO + sum(source.duration or 0.0 for source in sources)
    # A film of clips alone is checked where their lengths on the beat are known.
    if photos and request.duration > longest:
        raise InvalidInput(
            f"Option duration: {counted(len(sources), 'file')} cannot fill {request.duration:g} seconds: a photo may "
            f"stand for at most {LONGEST_PHOTO:g} seconds.",
            hint=f"Ask for at most {int(longest)} seconds, or add more pictures.",
        )


def well_ended(casts: Sequence[Cast], brief: Brief) -> list[Cast]:
    """Return the shots with a photo at the end where a very short clip stands there: the last one of the chapter that
    stands alone in its shot. The two change places."""
    result, last = list(casts), casts[-1]
    if longest_clip(brief.sources[last.sources[-1]], brief.template) >= SHORTEST_LAST:
        return result
    for number in range(len(casts) - 2, 0, -1):
        cast = casts[number]
        if cast.shot.chapter != last.shot.chapter:
            break
        if len(cast.sources) == 1 and brief.sources[cast.sources[0]].kind == "photo":
            result[-1] = replace(last, sources=cast.sources, why=_WHY[brief.language])
            result[number] = replace(cast, sources=last.sources, why=last.why)
            break
    return result
