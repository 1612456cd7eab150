"""The luma maps by name: family, how each is drawn, how soft its edge is, and its titles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from albumforge.generators.album.transitions import shapes, textures
from albumforge.media.noise import Field


class Entry(NamedTuple):
    """A luma map: `soft` is the width of its edge in parts of the whole range; `even` ones uncover the same area in
    the same time."""

    family: str
    draw: Callable[..., Field]
    options: Mapping[str, Any]
    soft: float
    zh: str
    en: str
    even: bool = False


TABLE: Mapping[str, Entry] = {
    "wipe-right": Entry("wipe", shapes.wipe, {"angle": 0}, 0.06, "向右擦除", "Wipe to the right"),
    "wipe-left": Entry("wipe", shapes.wipe, {"angle": 180}, 0.06, "向左擦除", "Wipe to the left"),
    "wipe-down": Entry("wipe", shapes.wipe, {"angle": 90}, 0.06, "向下擦除", "Wipe down"),
    "wipe-up": Entry("wipe", shapes.wipe, {"angle": 270}, 0.06, "向上擦除", "Wipe up"),
    "wipe-diagonal": Entry("wipe", shapes.wipe, {"angle": 35}, 0.06, "斜向擦除", "Diagonal wipe"),
    "sweep": Entry("wipe", shapes.wipe, {"angle": 0, "bend": 0.18}, 0.5, "柔光掠过", "Soft sweep"),
    "sweep-up": Entry("wipe", shapes.wipe, {"angle": 270, "bend": 0.12}, 0.5, "柔光上移", "Soft sweep upward"),
    "iris": Entry("iris", shapes.iris, {}, 0.05, "圆形光圈", "Iris"),
    "iris-soft": Entry("iris", shapes.iris, {}, 0.4, "柔和光圈", "Soft iris"),
    "iris-heart": Entry("iris", shapes.iris, {"shape": "heart"}, 0.03, "心形", "Heart"),
    "iris-star": Entry("iris", shapes.iris, {"shape": "star"}, 0.03, "星形", "Star"),
    "iris-diamond": Entry("iris", shapes.iris, {"shape": "diamond"}, 0.04, "菱形", "Diamond"),
    "iris-flower": Entry("iris", shapes.iris, {"shape": "flower"}, 0.04, "花形", "Flower"),
    "clock": Entry("clock", shapes.clock, {}, 0.04, "时钟", "Clock"),
    "clock-double": Entry("clock", shapes.clock, {"hands": 2}, 0.06, "双针时钟", "Two hands"),
    "fan": Entry("clock", shapes.clock, {"mirrored": True}, 0.05, "折扇", "Fan"),
    "blinds": Entry("blinds", shapes.blinds, {"count": 9}, 0.12, "百叶窗", "Blinds"),
    "blinds-upright": Entry("blinds", shapes.blinds, {"count": 9, "upright": True}, 0.12, "竖百叶窗", "Upright blinds"),
    "blinds-wave": Entry(
        "blinds", shapes.blinds, {"count": 12, "upright": True, "lag": 2.5}, 0.1, "依次百叶", "Blinds in turn"
    ),
    "tiles": Entry("tiles", shapes.tiles, {"count": 6}, 0.14, "随机方块", "Tiles"),
    "tiles-checker": Entry(
        "tiles", shapes.tiles, {"count": 5, "order": "checker", "grow": 0.5}, 0.06, "棋盘", "Chessboard"
    ),
    "tiles-cascade": Entry(
        "tiles", shapes.tiles, {"count": 6, "order": "cascade", "grow": 0.3}, 0.08, "斜列方块", "Cascade"
    ),
    "tiles-spiral": Entry("tiles", shapes.tiles, {"count": 5, "order": "spiral"}, 0.12, "螺旋方块", "Spiral"),
    "honeycomb": Entry("tiles", shapes.honeycomb, {"count": 7.0}, 0.05, "蜂巢", "Honeycomb"),
    "brush": Entry("brush", textures.brush, {"strokes": 5}, 0.03, "毛刷", "Brush"),
    "brush-broad": Entry(
        "brush", textures.brush, {"strokes": 3, "angle": 12.0, "rough": 0.3}, 0.04, "阔笔", "Broad brush"
    ),
    "brush-upright": Entry("brush", textures.brush, {"strokes": 6, "angle": 90.0}, 0.03, "竖刷", "Upright brush"),
    "cloud": Entry("noise", textures.cloud, {}, 0.3, "云开", "Clouds part"),
    "mist": Entry(
        "noise", textures.cloud, {"across": 1.4, "octaves": 4, "drift": 0.5}, 0.55, "雾散", "Mist lifts", True
    ),
    "grain": Entry("noise", textures.grain, {}, 0.2, "颗粒", "Grain", True),
    "ember": Entry("noise", textures.ember, {}, 0.04, "灼蚀", "Ember"),
    "ink": Entry("ink", textures.ink, {"drops": 9, "rough": 1.5}, 0.1, "墨滴", "Ink drops"),
    "ink-bloom": Entry("ink", textures.ink, {"drops": 1, "rough": 1.6}, 0.12, "墨晕", "Ink blooms"),
    "ink-wash": Entry("ink", textures.wash, {"angle": 75.0}, 0.14, "泼墨", "Ink wash"),
    "doors": Entry("doors", shapes.doors, {}, 0.03, "开门", "Doors"),
    "doors-upright": Entry("doors", shapes.doors, {"angle": 90.0}, 0.03, "上下开启", "Doors up and down"),
    "curtain": Entry("doors", shapes.doors, {"folds": 0.05}, 0.05, "帷幕", "Curtain"),
    "page": Entry("doors", shapes.page, {}, 0.03, "翻页", "Page"),
    "drips": Entry("drips", textures.drips, {}, 0.02, "流淌", "Drips"),
    "rain": Entry("drips", textures.rain, {}, 0.05, "雨滴", "Rain drops", True),
    "bokeh": Entry("bokeh", textures.bokeh, {}, 0.1, "光斑", "Bokeh", True),
    "bokeh-large": Entry(
        "bokeh", textures.bokeh, {"discs": 34, "smallest": 0.3, "largest": 0.7}, 0.2, "大光斑", "Large bokeh", True
    ),
    "ripple": Entry("waves", shapes.ripple, {}, 0.08, "涟漪", "Ripple"),
    "wave": Entry("waves", shapes.wave, {"angle": 0.0}, 0.04, "波浪", "Wave"),
    "tide": Entry("waves", shapes.wave, {"angle": 270.0, "layers": 5, "depth": 0.1}, 0.05, "潮水", "Tide"),
    "shards": Entry("shards", textures.shards, {}, 0.06, "碎片", "Shards"),
}
