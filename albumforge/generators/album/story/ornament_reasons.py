"""Why something drifts over a picture or stands in its corner, in words."""

from __future__ import annotations

from collections.abc import Sequence

from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.plan import Layer, Particles, Sticker
from albumforge.generators.album.poem.verse import Language
from albumforge.generators.album.resources.gifs import STICKERS
from albumforge.generators.album.story.film_reasons import NAMES
from albumforge.generators.album.story.ornament import believed

_DRIFTS = {
    "snow": ("snow drifts over it, as snow is seen in it", "画面有雪，故飘雪"),
    "rain": ("rain falls over it, as rain is seen in it", "画面有雨，故落雨"),
    "leaves": ("leaves fall over it, as it was taken in autumn", "拍于秋天，故有落叶"),
    "petals": ("petals drift over it, as it was taken in spring", "拍于春天，故有花瓣"),
    "fireflies": ("fireflies, as it is a summer night", "夏夜，故有流萤"),
    "sparkle": ("sparkles, as it is night", "夜景，故有星光"),
}
_STICKER = ("a sticker ({name}) for {what}", "贴纸（{name}）应{what}")
_STICKER_ALONE = ("a sticker ({name}) of the template", "模板的贴纸（{name}）")


def ornament_reasons(layers: Sequence[Layer], info: PictureInfo, language: Language) -> list[str]:
    """Return why the particles and the sticker of a scene are there, a clause each.

    Args:
        info: of the picture that the scene shows.
    """
    chinese = language == "zh"
    said = []
    for layer in layers:
        if isinstance(layer, Particles) and layer.kind in _DRIFTS:
            said.append(_DRIFTS[layer.kind][chinese])
        elif isinstance(layer, Sticker):
            said.append(_on_sticker(layer.image, info, chinese))
    return said


def _on_sticker(name: str, info: PictureInfo, chinese: bool) -> str:
    sticker, weather = STICKERS.get(name), believed(info)
    seen: list[str] = []
    if sticker is not None:
        seen += [weather] if weather in sticker.weathers else []
        seen += [info.season] if info.season in sticker.seasons else []
    what = ("、" if chinese else ", ").join(NAMES.get(word, (word, word))[chinese] for word in seen)
    return (_STICKER if what else _STICKER_ALONE)[chinese].format(name=name, what=what)
