"""The scenes of a film: what each entry of the script shows and says."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from albumforge.context import Context
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.plan import Backdrop, Ground, Layer, Scene, Text
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.captions import caption
from albumforge.generators.album.story.clip_stretch import best_stretch
from albumforge.generators.album.story.closing import credit_lines
from albumforge.generators.album.story.framing import subject_of
from albumforge.generators.album.story.joining import lead, spans, transitions
from albumforge.generators.album.story.layout import Look, Placed, fill_shot, ground_layer
from albumforge.generators.album.story.opening import title_texts
from albumforge.generators.album.story.ornament import particles_for, sticker_for
from albumforge.generators.album.story.ornament_reasons import ornament_reasons
from albumforge.generators.album.story.scoring import Score
from albumforge.generators.album.story.script import CardEntry, CreditsEntry, Entry, ShotEntry
from albumforge.generators.album.story.titles import date_line, says_one_day
from albumforge.generators.album.story.verse_reasons import verse_reason
from albumforge.generators.album.story.verse_theme import theme_at
from albumforge.generators.album.story.visible import Busy, busy_places
from albumforge.generators.album.story.words import (
    TypeLook,
    caption_places,
    caption_text,
    chapter_texts,
    credits_texts,
    on_light,
    verse_places,
    verse_text,
)
from albumforge.generators.album.templates.schema import TextPlace

_SPARE = 0.5
"""Seconds that a clip must be longer than its shot for it to matter where it begins."""


class SceneMaker:
    """Makes the scenes of one film."""

    def __init__(self, brief: Brief, entries: Sequence[Entry], score: Score, context: Context) -> None:
        self._brief = brief
        self._entries = entries
        self._score = score
        self._context = context
        self._rate = brief.request.rate
        self._look = Look.of(brief, score.beat)
        self._type = TypeLook.of(brief)
        self._said: PictureInfo | None = None
        self._captions: set[str] = set()

    def scenes(self) -> list[Scene]:
        """Return the scenes, the first with the film's title, the last with the credits.

        Raises:
            Cancelled: the context asked to stop.
        """
        joins = transitions(self._entries, self._score.places, self._brief)
        made = []
        for number, (start, frames) in enumerate(spans(self._score.places, joins)):
            self._context.check()
            entry = self._entries[number]
            why = ""
            if isinstance(entry, CardEntry):
                layers = self._card(entry, frames)
            elif isinstance(entry, CreditsEntry):
                layers = self._credits(entry, frames)
            else:
                layers = self._shot(number, entry, frames, lead(joins[number]))
                why = self._why(entry, layers)
            made.append(
                Scene(
                    id=f"c{number + 1}",
                    start=start,
                    frames=frames,
                    layers=layers,
                    transition=joins[number],
                    chapter=entry.chapter,
                    why=why,
                )
            )
        return made

    def _why(self, entry: ShotEntry, layers: Sequence[Layer]) -> str:
        """Return why the pictures of a shot stand in it, its ornaments and its verse."""
        brief, number = self._brief, entry.cast.sources[0]
        said = [entry.cast.why, *ornament_reasons(layers, brief.info(number), brief.language)]
        if any(isinstance(layer, Text) and layer.role == "verse" for layer in layers):
            info, name = brief.info(number), brief.sources[number].path.stem
            theme = theme_at(info, name, brief.mood, brief.title)
            titled = set(theme.things) - set(theme_at(info, name, brief.mood, "").things)
            said.append(verse_reason(tuple(entry.verse.splitlines()), theme, brief.language, titled))
        return ("；" if brief.language == "zh" else "; ").join(part for part in said if part)

    def _shot(self, number: int, entry: ShotEntry, frames: int, before_beat: int) -> tuple[Layer, ...]:
        brief, cast = self._brief, entry.cast
        seconds = float(frames / self._rate)
        placed = [self._placed(source, seconds) for source in cast.sources]
        layers = list(fill_shot(cast.shot, placed, self._look, seconds, verse=bool(entry.verse), lead=before_beat))
        info, alone = brief.info(cast.sources[0]), len(cast.sources) == 1
        busy = busy_places(layers, brief)
        if number == 0 and brief.title:
            texts = self._title(info, frames, busy)
        else:
            texts = self._words(entry, frames, info if alone else None, busy)
        ornament, seed = brief.template.ornament, brief.request.seed
        drift = particles_for(info, ornament, seed, layers) if alone else None
        if drift is not None:
            layers.append(drift)
        wished = cast.shot.slot.sticker
        if not texts and (alone or wished):
            sticker = sticker_for(info, wished, ornament, busy.all, seed=seed, frames=frames, canvas=brief.canvas)
            if sticker is not None:
                layers.append(sticker)
        return (*layers, *self._inked(texts, layers))

    def _inked(self, texts: tuple[Text, ...], layers: Sequence[Layer]) -> tuple[Text, ...]:
        """Return the texts in a colour that suits what they stand on."""
        brief = self._brief
        if brief.template.ground.tone == "dark" or not any(isinstance(layer, Ground) for layer in layers):
            return texts
        return on_light(texts, layers, brief.palette.dark, brief.canvas)

    def _title(self, info: PictureInfo, frames: int, busy: Busy) -> tuple[Text, ...]:
        brief = self._brief
        dates = date_line(brief.media, brief.language)
        texts = title_texts(brief.title, dates, frames, self._type, busy)
        if len(texts) > 1 and says_one_day(brief.media):
            days = (one.captured_at for one in brief.sources if one.captured_at is not None)
            day = next(days, None)
            self._said = msgspec.structs.replace(info, captured_at=day, place=None, part_of_day=None, caption="")
        return texts

    def _words(self, entry: ShotEntry, frames: int, info: PictureInfo | None, busy: Busy) -> tuple[Text, ...]:
        """Return the verse of a shot, or the caption of its only picture (None: there are several)."""
        text, slot = None, entry.cast.shot.slot
        own = info is not None and self._brief.own_words(entry.cast.sources[0])
        if entry.verse:
            places = verse_places(slot.verse, self._brief.language)
            text = verse_text(entry.verse, places, busy, frames, self._type)
        elif info is not None and (own or (slot.text != "none" and self._captioned())):
            years = {one.captured_at.year for one in self._brief.sources if one.captured_at is not None}
            words = caption(info, language=self._brief.language, previous=self._said, several_years=len(years) > 1)
            if words and words not in self._captions:
                wished: TextPlace = "bottom" if slot.text == "none" else slot.text
                text = caption_text(words, caption_places(wished), busy, frames, self._type)
            if text is not None:
                self._captions.add(words)
                if not info.caption.strip():  # else nothing was said of day and place
                    day = info.captured_at or (self._said.captured_at if self._said else None)
                    self._said = msgspec.structs.replace(info, captured_at=day)
        return () if text is None else (text,)

    def _captioned(self) -> bool:
        wished = self._brief.request.captions
        return self._brief.template.captions if wished is None else wished

    def _placed(self, number: int, seconds: float) -> Placed:
        brief, start = self._brief, 0.0
        source = brief.sources[number]
        duration = source.duration or 0.0
        if source.kind == "clip" and duration > seconds + _SPARE:
            start = best_stretch(
                source.path, seconds, duration=duration, has_sound=source.has_sound, context=self._context
            )
        return Placed(brief.media[number], subject_of(brief.info(number)), start)

    def _card(self, entry: CardEntry, frames: int) -> tuple[Layer, ...]:
        """A chapter's name over the blurred picture that follows, or over the film's own background."""
        first = entry.before.sources[0]
        info = self._brief.info(first)
        if info.place is not None and info.place.town in entry.chapter:
            before = None if self._said is None else self._said.captured_at
            self._said = msgspec.structs.replace(info, captured_at=before, part_of_day=None, caption="")
        else:
            place = None if self._said is None else self._said.place
            self._said = msgspec.structs.replace(info, place=place, caption="")
        quiet = self._quiet(first)
        return (*quiet, *self._inked(chapter_texts(entry.chapter, frames, self._type), quiet))

    def _credits(self, entry: CreditsEntry, frames: int) -> tuple[Layer, ...]:
        lines = credit_lines(self._brief, self._score)
        quiet = self._quiet(entry.after.sources[-1])
        return (*quiet, *self._inked(credits_texts(self._brief.title, lines, frames, self._type), quiet))

    def _quiet(self, number: int) -> tuple[Layer, ...]:
        """Return what words are read over when there is nothing else to see."""
        ground = self._brief.template.ground
        if ground.image != "plain" or ground.tone == "light":
            return (ground_layer(self._look),)
        return (Backdrop(source=self._brief.media[number].id, blur=0.05, brightness=0.45),)
