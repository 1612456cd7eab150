"""The last step of every film: its parts are joined, counted and marked, and the whole is looked over."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.media.assemble import Part, assemble
from albumforge.media.mark import mark_film
from albumforge.media.timed_text import Chapter, Subtitle
from albumforge.media.verify import verify_film


def finish(
    parts: Sequence[Part],
    sound: Path | None,
    place: Path,
    *,
    film: Path,
    size: tuple[int, int],
    fps: Fraction,
    frames: int,
    context: Context,
    configuration: bytes | None = None,
    title: str = "",
    chapters: Sequence[Chapter] = (),
    subtitles: Sequence[Subtitle] = (),
    language: str = "und",
) -> None:
    """Write a film at `place`, which is to be published as `film`; see `assemble` for what goes into it.

    Args:
        size: width and height in pixels, as they should be.
        frames: how many there should be.

    Raises:
        MediaError: a part, the sound or the whole is not what it should be.
        StorageError: `place` cannot be written.
        Cancelled: the context asked to stop.
    """
    joined = assemble(
        parts,
        sound,
        place,
        fps=fps,
        context=context,
        configuration=configuration,
        title=title,
        chapters=chapters,
        subtitles=subtitles,
        language=language,
    )
    context.progress("render", 0.98)
    if joined != frames:
        raise MediaError(film, f"the segments have {joined} frames together, not {frames}")
    mark_film(place)
    width, height = size
    verify_film(place, width=width, height=height, fps=fps, frames=frames, sound=sound is not None)
    context.check()
