"""What whoever asked for a film should know of how it turned out."""

from __future__ import annotations

from pathlib import Path

from albumforge.generators.album.info.given_captions import tidied
from albumforge.generators.album.plan import Plan, Text
from albumforge.generators.album.request import FilmRequest
from albumforge.media.typography import typographic

LONG_SECONDS = 12.0
"""A picture that stands longer than this on average is said to."""
_GOOD_SECONDS = 5.0


def pace_notes(plan: Plan, request: FilmRequest) -> tuple[str, ...]:
    """Return a note where a film of the length that was asked for has too few pictures to be looked at so long."""
    count = sum(source.kind != "music" for source in plan.sources)
    if request.duration is None or not count or request.duration / count <= LONG_SECONDS:
        return ()
    pictures = "1 picture" if count == 1 else f"{count} pictures"
    return (
        f"{pictures} for {request.duration:g} seconds: each stands for about {request.duration / count:.0f} seconds. "
        f"Add more pictures, or ask for about {max(2.0, count * _GOOD_SECONDS):g} seconds.",
    )


def caption_notes(plan: Plan, request: FilmRequest) -> tuple[str, ...]:
    """Return a note for each picture of a film whose caption, given by hand, found no place."""
    if request.captions is False:
        return ()
    texts = [layer.text for scene in plan.scenes for layer in scene.layers if isinstance(layer, Text)]
    said = {" ".join(text.split()) for text in texts}
    paths = {str(Path(path).absolute()): tidied(words) for path, words in request.file_captions.items()}
    missing = [one.path for one in plan.sources if (words := paths.get(one.path)) and typographic(words) not in said]
    return tuple(
        f"{Path(path).name}: its caption is not shown: the picture stands beside others or under the title."
        for path in missing
    )
