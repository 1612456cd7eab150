"""The scenes of a film: what each entry of the script shows, says and sounds like, and how it comes in."""

from __future__ import annotations

from collections.abc import Sequence

from albumforge.context import Context
from albumforge.generators.album.info.record import Box, PictureInfo
from albumforge.generators.album.plan import (
    FULL,
    OVERLAPPING,
    Backdrop,
    Clip,
    Layer,
    Picture,
    Rect,
    Scene,
    Text,
    Transition,
)
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.captions import caption
from albumforge.generators.album.story.clip_stretch import best_stretch
from albumforge.generators.album.story.closing import credit_lines
from albumforge.generators.album.story.framing import subject_of
from albumforge.generators.album.story.layout import Look, Placed, fill_shot, ground_layer
from albumforge.generators.album.story.ornament import particles_for, sticker_for
from albumforge.generators.album.story.scoring import Score
from albumforge.generators.album.story.script import Entry
from albumforge.generators.album.story.titles import title_texts
from albumforge.generators.album.story.visible import boxes_of_scene
from albumforge.generators.album.story.words import TypeLook, caption_text, chapter_texts, credits_texts, verse_text
from albumforge.generators.album.templates.schema import TextPlace

SAME_MOMENT_SECONDS = 20.0
"""Two pictures taken closer together than this are cut, not dissolved."""

_OPENING_FADE = 0.8
_MOST_OVERLAP = 0.4
"""Part of the shorter of two shots that their transition takes at most."""


class SceneMaker:
    """Makes the scenes of one film."""

    def __init__(self, brief: Brief, entries: Sequence[Entry], score: Score, context: Context) -> None:
        self._brief = brief
        self._entries = entries
        self._score = score
        self._context = context
        template = brief.template
        self._rate = brief.request.rate
        self._look = Look(brief.canvas, brief.palette, template.ground, score.beat)
        self._type = TypeLook(
            style=template.type,
            language=brief.language,
            colour=brief.palette.named(template.type.colour),
            rate=self._rate,
            canvas=brief.canvas,
        )
        self._media = {media.id: media for media in brief.media}
        self._said: PictureInfo | None = None

    def scenes(self) -> list[Scene]:
        """Return the scenes, the first with the film's title, the last with the credits."""
        joins = [self._transition(number) for number in range(len(self._entries))]
        made = []
        for number, entry in enumerate(self._entries):
            self._context.check()
            places = self._score.places
            lead = _lead(joins[number]) if number else 0
            tail = joins[number + 1].frames - _lead(joins[number + 1]) if number + 1 < len(joins) else 0
            if number + 1 < len(joins) and joins[number + 1].type not in OVERLAPPING:
                tail = 0
            start = places[number] - lead
            frames = places[number + 1] + tail - start
            made.append(self._scene(number, entry, start, frames, joins[number]))
        return made

    def _scene(self, number: int, entry: Entry, start: int, frames: int, transition: Transition) -> Scene:
        if entry.kind == "card":
            layers, why = self._card(number, entry.chapter, frames), ""
        elif entry.kind == "credits":
            layers, why = self._credits(frames), ""
        else:
            layers, why = self._shot(number, entry, frames)
        return Scene(
            id=f"c{number + 1}",
            start=start,
            frames=frames,
            layers=layers,
            transition=transition,
            chapter=entry.chapter,
            why=why,
        )

    def _shot(self, number: int, entry: Entry, frames: int) -> tuple[tuple[Layer, ...], str]:
        cast = entry.cast
        assert cast is not None
        seconds = float(frames / self._rate)
        placed = [self._placed(source, seconds) for source in cast.sources]
        layers: list[Layer] = list(fill_shot(cast.shot, placed, self._look, seconds, verse=bool(entry.verse)))
        info = self._brief.info(cast.sources[0])
        taken = self._taken(layers)
        alone = len(cast.sources) == 1
        texts = self._texts(number, entry, frames, info, taken)
        if alone:
            drift = particles_for(info, self._brief.template.ornament, self._brief.request.seed)
            if drift is not None:
                layers.append(drift)
        if not texts:
            wished = cast.shot.slot.sticker
            sticker = sticker_for(info, wished, self._brief.template.ornament, taken, self._brief.request.seed)
            if sticker is not None and (alone or wished):
                layers.append(sticker)
        return (*layers, *texts), cast.why

    def _texts(self, number: int, entry: Entry, frames: int, info: PictureInfo, taken: list[Rect]) -> tuple[Text, ...]:
        cast = entry.cast
        assert cast is not None
        brief, slot = self._brief, cast.shot.slot
        if number == 0 and brief.title:
            self._said = info
            return title_texts(brief.title, brief.media, brief.language, frames, self._rate, brief.canvas)
        text: Text | None = None
        if entry.verse:
            text = verse_text(entry.verse, self._verse_places(slot.verse), taken, frames, self._type)
        elif slot.text != "none" and self._captioned() and len(cast.sources) == 1:
            words = caption(info, language=brief.language, previous=self._said)
            if words:
                fixed = slot.text in ("below", "centre")
                places: tuple[TextPlace, ...] = (slot.text,) if fixed else (slot.text, "bottom", "top")
                text = caption_text(words, places, taken, frames, self._type)
                self._said = info if text is not None else self._said
        return () if text is None else (text,)

    def _captioned(self) -> bool:
        wished = self._brief.request.captions
        return self._brief.template.captions if wished is None else wished

    def _verse_places(self, wished: TextPlace) -> tuple[TextPlace, ...]:
        usual: tuple[TextPlace, ...] = ("bottom", "left", "right", "top")
        if self._brief.language == "zh":
            usual = ("vertical-right", "vertical-left", "bottom", "top")
        return usual if wished == "none" else (wished, *(place for place in usual if place != wished))

    def _taken(self, layers: Sequence[Layer]) -> list[Rect]:
        """Return where on the canvas faces, or else the subjects, are seen, and pictures that do not fill it."""
        boxes: dict[str, Sequence[Box]] = {}
        for layer in layers:
            if isinstance(layer, Picture | Clip):
                info = self._brief.infos[self._media[layer.source].digest]
                boxes[layer.source] = [face.box for face in info.faces] or [info.subject]
        rects = [layer.rect for layer in layers if isinstance(layer, Picture | Clip) and layer.rect != FULL]
        scene = Scene(id="", start=0, frames=1, layers=tuple(layers))
        return [*boxes_of_scene(scene, boxes, self._media, self._brief.canvas), *rects]

    def _placed(self, number: int, seconds: float) -> Placed:
        brief = self._brief
        source = brief.sources[number]
        start = 0.0
        if source.kind == "clip" and (source.duration or 0.0) > seconds + 0.5:
            start = best_stretch(
                source.path,
                seconds,
                duration=source.duration or 0.0,
                has_sound=source.has_sound,
                context=self._context,
            )
        return Placed(brief.media[number], subject_of(brief.info(number)), start)

    def _card(self, number: int, title: str, frames: int) -> tuple[Layer, ...]:
        """A chapter's name over the blurred picture that follows, or over the film's own background."""
        after = self._entries[number + 1].cast
        assert after is not None
        self._said = self._brief.info(after.sources[0])  # the card says it
        return (*self._quiet(after.sources[0]), *chapter_texts(title, frames, self._type))

    def _credits(self, frames: int) -> tuple[Layer, ...]:
        last = next(entry.cast for entry in reversed(self._entries) if entry.cast is not None)
        return (
            *self._quiet(last.sources[-1]),
            *credits_texts(credit_lines(self._brief, self._score), frames, self._type),
        )

    def _quiet(self, number: int) -> tuple[Layer, ...]:
        if self._brief.template.ground.image != "plain":
            return (ground_layer(self._look),)
        return (Backdrop(source=self._brief.media[number].id, blur=0.05, brightness=0.45),)

    def _transition(self, number: int) -> Transition:
        """Return how an entry comes in, its frames within what the shots on both sides can spare."""
        places, joins = self._score.places, self._brief.template.joins
        if number == 0:
            frames = min(round(_OPENING_FADE * self._rate), (places[1] - places[0]) // 3)
            return Transition(type="fade", frames=frames) if frames else Transition()
        shorter = min(places[number] - places[number - 1], places[number + 1] - places[number])
        frames = min(round(joins.seconds * self._rate), int(shorter * _MOST_OVERLAP))
        return transition_of(self._wished_join(number), frames)

    def _wished_join(self, number: int) -> str:
        entry, joins = self._entries[number], self._brief.template.joins
        if entry.special:
            return joins.special
        if entry.kind != "shot" or self._entries[number - 1].kind == "card":
            return "dissolve"
        cast, before = entry.cast, self._entries[number - 1].cast
        assert cast is not None
        name = cast.shot.slot.transition
        if name == "special":
            return joins.special
        if name != "usual":
            return name
        if before is not None and self._one_moment(before.sources[-1], cast.sources[0]):
            return "cut"
        return joins.usual

    def _one_moment(self, first: int, second: int) -> bool:
        times = [self._brief.sources[number].captured_at for number in (first, second)]
        if times[0] is None or times[1] is None:
            return False
        return abs((times[1] - times[0]).total_seconds()) <= SAME_MOMENT_SECONDS


def transition_of(name: str, frames: int) -> Transition:
    """Return the transition that a template names, of so many frames."""
    if name == "cut" or frames < 2:
        return Transition()
    if name in ("dissolve", "zoom"):
        return Transition(type=name, frames=frames)  # type: ignore[arg-type]
    if name.startswith("push-"):
        return Transition(type="push", frames=frames, direction=name.removeprefix("push-"))  # type: ignore[arg-type]
    return Transition(type="luma", name=name, frames=frames)


def _lead(transition: Transition) -> int:
    """Return how many frames of a transition lie before the join: it is centred on the beat."""
    return transition.frames - transition.frames // 2 if transition.type in OVERLAPPING else 0
