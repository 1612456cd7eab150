"""The brief of a film: what has been decided of it before its scenes are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from albumforge.generators.album.filelist import Source
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.plan import MediaSource
from albumforge.generators.album.poem.verse import Language, Mood
from albumforge.generators.album.request import FilmRequest
from albumforge.generators.album.story.chapters import Chapter
from albumforge.generators.album.story.palette import Palette
from albumforge.generators.album.templates.schema import Template


@dataclass(frozen=True)
class Brief:
    """What all scenes of a film are made from.

    Attributes:
        language: of the words we add.
        mood: of the verse.
        sources: in the order of the story.
        media: the same as the plan names them, in the same order.
        infos: by digest; all with the season that was asked for, if one was.
        palette: the film's colours.
        chapters: of the sources, without gaps.
        prologue: whether the first source opens the film out of its time.
    """

    request: FilmRequest
    template: Template
    title: str
    language: Language
    mood: Mood
    sources: tuple[Source, ...]
    media: tuple[MediaSource, ...]
    infos: Mapping[str, PictureInfo]
    palette: Palette
    chapters: tuple[Chapter, ...]
    prologue: bool = False

    @property
    def canvas(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.request.size

    def own_words(self, number: int) -> str:
        """Return the words that somebody wrote for a source of the film, with the request or beside it; "" where there
        are none, where there are to be no captions, and for all but one of the sources that have the same."""
        return self._own_words[number]

    @cached_property
    def _own_words(self) -> tuple[str, ...]:
        if self.request.captions is False:
            return ("",) * len(self.sources)
        infos = [self.info(number) for number in range(len(self.sources))]
        words = [info.caption.strip() if info.captioned else "" for info in infos]
        having: dict[str, list[int]] = {}
        for number, said in enumerate(words):
            having.setdefault(said, []).append(number)
        # The second of several: the first may stand under the title.
        return tuple(said if having[said][:2][-1] == number else "" for number, said in enumerate(words))

    def info(self, number: int) -> PictureInfo:
        """Return what is known of a source by its number."""
        return self.infos[self.sources[number].digest]
