"""As many photos and clips as were asked for, before it is known for how many the film has room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from albumforge.backends import Skipped
from albumforge.context import Context
from albumforge.errors import NoUsableMedia, counted
from albumforge.generators.album.filelist import Source
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.matching.choose import choose
from albumforge.generators.album.request import FilmRequest


def as_asked(
    found: Sequence[Source], infos: Mapping[str, PictureInfo], request: FilmRequest, context: Context
) -> tuple[tuple[Source, ...], tuple[Skipped, ...]]:
    """Return the files left once a request's number of clips, and then of photos, is kept; and the others, with why.

    A request without a number of clips is left to `choose`, which takes both together.

    Args:
        found: in the order of the story.
        infos: by digest, for each of them.

    Raises:
        NoUsableMedia: nothing is left.
        Cancelled: the context asked to stop.
    """
    if request.clips is None:
        return tuple(found), ()
    left_out: dict[str, Skipped] = {}
    for kind, most in (("clip", request.clips), ("photo", request.pictures)):
        of_kind = [source for source in found if source.kind == kind]
        if most is not None and len(of_kind) > most:
            left_out |= _without(of_kind, infos, kind, most, context)
    kept = tuple(source for source in found if source.digest not in left_out)
    if not kept:
        raise NoUsableMedia("There are only clips, and none were asked for.", hint="Leave out the option clips.")
    return kept, tuple(left_out[source.digest] for source in found if source.digest in left_out)


def _without(
    sources: Sequence[Source], infos: Mapping[str, PictureInfo], kind: str, most: int, context: Context
) -> dict[str, Skipped]:
    """Return, by digest, those of one kind that are too many."""
    if most == 0:
        return {source.digest: Skipped(source.path, f"no {kind}s were asked for") for source in sources}
    left_out = choose(sources, infos, most, context=context).left_out
    digests = {source.path: source.digest for source in sources}
    said = f"only {counted(most, kind)} {'was' if most == 1 else 'were'} asked for"
    # Nearly the same, or blurred: that holds for any number.
    return {
        digests[one.path]: Skipped(one.path, said) if one.reason.startswith("a film of this length") else one
        for one in left_out
    }
