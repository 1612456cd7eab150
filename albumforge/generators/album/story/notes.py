"""What whoever asked for a film should know of how it turned out."""

from __future__ import annotations

from albumforge.generators.album.plan import Plan
from albumforge.generators.album.request import FilmRequest

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
