"""Why a film as a whole is as it is: a line each on pictures, length, template, mood, music, colours, words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from albumforge.generators.album.music import PIECES
from albumforge.generators.album.plan import FileMusic, PieceMusic, Scene, Text, nearest_aspect
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.scoring import Score

_MOST_NAMES = 3
"""Colours and weathers that are named at most."""


def film_reasons(brief: Brief, score: Score, scenes: Sequence[Scene]) -> tuple[str, ...]:
    """Return the reasons in the language of the film."""
    tell = _Teller(brief)
    return tuple(
        line
        for line in (
            tell.pictures(),
            tell.length(score, scenes),
            tell.template(),
            tell.mood(),
            tell.music(score),
            tell.colours(),
            tell.verse(scenes),
            tell.chapters(),
        )
        if line
    )


class _Teller:
    """Says one thing at a time about a film."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._chinese = brief.language == "zh"
        self._infos = [brief.info(number) for number in range(len(brief.sources))]

    def pictures(self) -> str:
        return self._say("pictures", count=len(self._brief.sources), found=len(self._brief.infos))

    def length(self, score: Score, scenes: Sequence[Scene]) -> str:
        request = self._brief.request
        if request.duration is not None:
            why = "asked"
        elif request.seconds_per_photo is not None:
            why = "by_photo"
        else:
            why = "by_beats" if score.music is not None else "by_shots"
        seconds = float((scenes[-1].start + scenes[-1].frames) / request.rate)
        return self._say("length", seconds=f"{seconds:.1f}", why=self._say(why))

    def template(self) -> str:
        request, template = self._brief.request, self._brief.template
        if request.template is not None and request.template != "auto":
            reasons = [self._say("asked")]
        else:
            reasons = [self._say("for_aspect", aspect=aspect) for aspect in [self._aspect()] if aspect]
            if request.mood in template.moods:
                reasons.append(self._say("has_mood", mood=self._name(str(request.mood))))
            if request.music in template.music:
                reasons.append(self._say("has_music"))
            reasons += self._wishes_met()
            reasons.append(self._say("by_seed"))
        return self._say("template", title=template.title[self._brief.language], why=self._joined(reasons))

    def _aspect(self) -> str:
        """The shape of the canvas, where the template is made for it."""
        nearest = nearest_aspect(*self._brief.canvas)
        return nearest if nearest in self._brief.template.aspects else ""

    def _wishes_met(self) -> list[str]:
        """What the template's shots wish of weather and people, and how many pictures have it."""
        wishes = [wish for slot in self._brief.template.slots for wish in slot.wishes]
        weathers = [label for wish in wishes for label in wish.weather]
        seen = sum(info.weather.label in weathers for info in self._infos)
        faces = sum(bool(info.faces) for info in self._infos)
        said = []
        if seen:
            names = self._listed(dict.fromkeys(weathers))
            said.append(self._say("wishes_weather", names=names, count=seen))
        if faces and any(wish.faces in ("some", "many") for wish in wishes):
            said.append(self._say("wishes_faces", count=faces))
        return said

    def mood(self) -> str:
        asked = self._brief.request.mood is not None
        return self._say("mood", mood=self._name(self._brief.mood), why=self._say("asked" if asked else "by_pictures"))

    def music(self, score: Score) -> str:
        music = score.music
        if music is None:
            return self._say("silent")
        if isinstance(music, FileMusic):
            name = Path(score.source.path).name if score.source else ""
            beats = self._say("on_beats", count=len(music.beats)) if self._on_beats() and music.beats else ""
            return self._say("music", title=name, why=self._joined([self._say("asked"), beats]))
        return self._say("music", title=PIECES[music.name].title[self._brief.language], why=self._piece(music))

    def _piece(self, music: PieceMusic) -> str:
        brief, piece = self._brief, PIECES[music.name]
        if brief.request.music != "auto":
            reasons = [self._say("asked")]
        else:
            reasons = [self._say("has_mood", mood=self._name(brief.mood))] if brief.mood in piece.mood else []
            if {music.name, *piece.mood, *(name for part in piece.parts for name in part.instruments)} & set(
                brief.template.music
            ):
                reasons.append(self._say("of_template"))
            reasons = reasons or [self._say("by_seed")]
        reasons.append(self._say("tempo", bpm=f"{music.bpm:.0f}"))
        return self._joined([*reasons, self._say("cuts_on_beats") if self._on_beats() else ""])

    def _on_beats(self) -> bool:
        return self._brief.request.seconds_per_photo is None

    def colours(self) -> str:
        shares: dict[str, float] = {}
        for info in self._infos:
            for colour in info.colours:
                name = colour.name_zh if self._chinese else colour.name_en
                shares[name] = shares.get(name, 0.0) + colour.share
        palette = self._brief.palette
        seen = self._listed(sorted(shares, key=lambda name: -shares[name])[:_MOST_NAMES])
        return self._say("colours", names=seen, light=palette.light, dark=palette.dark, accent=palette.accent)

    def verse(self, scenes: Sequence[Scene]) -> str:
        if self._brief.request.poem is False:
            return self._say("no_verse")
        count = sum(isinstance(layer, Text) and layer.role == "verse" for scene in scenes for layer in scene.layers)
        if not count:
            return ""
        return self._say("verse" if count > 1 else "verse_one", count=count)

    def chapters(self) -> str:
        titles = [chapter.title for chapter in self._brief.chapters]
        return self._say("chapters", names=self._joined(titles)) if len(titles) > 1 else ""

    def _say(self, key: str, **values: object) -> str:
        return WORDS[key][self._chinese].format(**values)

    def _name(self, word: str) -> str:
        return NAMES.get(word, (word, word))[self._chinese]

    def _listed(self, words: Iterable[str]) -> str:
        return ("、" if self._chinese else ", ").join(self._name(word) for word in words)

    def _joined(self, parts: Iterable[str]) -> str:
        return ("，" if self._chinese else ", ").join(part for part in parts if part)


WORDS = {
    "asked": ("as asked for", "按要求"),
    "pictures": (
        "Pictures: {count} of the {found} that can be used.",
        "画面：可用的 {found} 个文件中选了 {count} 个。",
    ),
    "length": ("Length: {seconds} s, {why}.", "时长：{seconds} 秒，{why}。"),
    "by_photo": ("from the seconds for each photo", "由每张照片的秒数而定"),
    "by_beats": ("from what the shots need, rounded to the music", "由各镜头所需而定，并与音乐合拍"),
    "by_shots": ("from what the shots need", "由各镜头所需而定"),
    "template": ("Template “{title}”: {why}.", "模板“{title}”：{why}。"),
    "for_aspect": ("made for {aspect}", "适合 {aspect} 画幅"),
    "has_mood": ("it is {mood}", "情调{mood}"),
    "has_music": ("goes with the music asked for", "与所选音乐相配"),
    "wishes_weather": (
        "its shots wish for {names}, seen in {count} pictures",
        "镜头想要{names}，有 {count} 张照片相符",
    ),
    "wishes_faces": ("its shots wish for people, seen in {count} pictures", "镜头想要人物，有 {count} 张照片相符"),
    "by_seed": ("chosen by the seed among those that suit as well", "在同样合适的当中由种子选定"),
    "mood": ("Mood: {mood}, {why}.", "情调：{mood}，{why}。"),
    "by_pictures": ("which the pictures speak for most", "照片多是如此"),
    "silent": ("Music: none, as asked for.", "配乐：无，按要求。"),
    "music": ("Music “{title}”: {why}.", "配乐《{title}》：{why}。"),
    "on_beats": ("the cuts lie on the {count} beats found in it", "剪辑点落在所测出的 {count} 个节拍上"),
    "of_template": ("the template wishes it", "模板所需"),
    "tempo": ("{bpm} beats a minute", "每分钟 {bpm} 拍"),
    "cuts_on_beats": ("the cuts lie on its beats", "剪辑点落在节拍上"),
    "colours": (
        "Colours: from {names} in the pictures; light {light}, dark {dark}, accent {accent}.",
        "色彩：取自照片中的{names}；浅色 {light}，深色 {dark}，强调色 {accent}。",
    ),
    "no_verse": ("Verse: none, as asked for.", "诗句：无，按要求。"),
    "verse": (
        "Verse: {count}, each for its own picture; why is said with its scene.",
        "诗句：{count} 段，各应其画，缘由见各镜头。",
    ),
    "verse_one": ("Verse: one, for its own picture; why is said with its scene.", "诗句：一段，应其画，缘由见该镜头。"),
    "chapters": ("Chapters: {names}.", "章节：{names}。"),
}
"""What is said, in English and Chinese."""

NAMES = {
    "calm": ("calm", "宁静"),
    "joyful": ("joyful", "欢快"),
    "warm": ("warm", "温馨"),
    "nostalgic": ("nostalgic", "怀旧"),
    "lively": ("lively", "活泼"),
    "solemn": ("solemn", "庄重"),
    "spring": ("spring", "春天"),
    "summer": ("summer", "夏天"),
    "autumn": ("autumn", "秋天"),
    "winter": ("winter", "冬天"),
    "cloudy": ("clouds", "多云"),
    "rain": ("rain", "雨天"),
    "shine": ("sunshine", "晴天"),
    "sunrise": ("sunrise or sunset", "日出日落"),
    "snow": ("snow", "雪景"),
    "fog": ("fog", "雾"),
    "night": ("night", "夜景"),
    "indoor": ("indoors", "室内"),
}
"""Words of the records in English and Chinese."""
