"""Why a picture stands where it stands: the terms of the cost that spoke for it, and words for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.matching import cost_terms as terms
from albumforge.generators.album.matching.cost_calculate import Problem

_FIT = ("faces_cut", "subject_cut", "crop", "empty", "coarse")
TIMES = frozenset(("in_time", "later", "sooner", "undated"))
"""Where a picture stands in time."""

_FACES = (("faces_missed", "faces"), ("peopled", "nobody"))
_NOTHING_CUT, _SUBJECT_CUT, _MUCH_CUT = 0.005, 0.1, 0.3
_FLOWS = 0.45  # distance of palettes up to which colours are said to flow
_SUITS = 0.5  # and to be those wished


@dataclass(frozen=True)
class Reason:
    """One reason.

    Attributes:
        key: one of those in `WORDS`.
        values: the numbers and names of it, as the words ask for them.
        gain: how much cheaper by this the picture is in its place than, on average, the others of its chapter would be.
    """

    key: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    gain: float = 0.0


def explain(problem: Problem, perm: Sequence[int], place: int) -> tuple[Reason, ...]:
    """Return the reasons why the picture ``perm[place]`` stands in a place, those that weighed most first.

    Then follows where it stands in time, and last what was wished and not to be had.

    Args:
        problem: made by `Problem.build`.
    """
    case = _Case(problem, perm, place)
    found = [*_fit(case), *_wishes(case), *_time(case), *_neighbours(case)]
    return tuple(sorted(found, key=lambda reason: (reason.key in MISSED, reason.key in TIMES, -reason.gain)))


def worded(reasons: Sequence[Reason], language: str, *, most: int = 4) -> str:
    """Return the first reasons in words, ``en`` or ``zh``, as one line."""
    chinese = language == "zh"
    lines = []
    for reason in reasons[:most]:
        names = {
            key: _NAMES.get(value, (value, value))[chinese] if isinstance(value, str) else value
            for key, value in reason.values.items()
        }
        lines.append(WORDS[reason.key][chinese].format(**names))
    return ("，" if chinese else ", ").join(lines)


class _Case:
    """A picture in its place, beside the others that might have stood there."""

    def __init__(self, problem: Problem, perm: Sequence[int], place: int) -> None:
        self.problem, self.perm, self.place = problem, perm, place
        self.number = int(perm[place])
        self.cell = problem.places[place]
        self.picture = problem.pictures[self.number]
        self.info: PictureInfo = self.picture.info
        chapter = self.cell.chapter
        self._others = [
            number
            for number, one in enumerate(problem.pictures)
            if number != self.number and one.chapter == chapter and (self.cell.clips or one.kind == "photo")
        ]

    def gain(self, *names: str) -> float:
        """How much more the others would cost here on average, by some linear terms."""
        column = sum(self.problem.parts[name][:, self.place] for name in names)
        return self._gain(np.asarray(column))

    def follow_gain(self, before: int) -> float:
        others = [number for number in self._others if number != before]
        return self._gain(self.problem.parts["flow"][before], others)

    def _gain(self, costs: terms.Floats, others: Sequence[int] | None = None) -> float:
        others = self._others if others is None else others
        return float(costs[others].mean() - costs[self.number]) if others else 0.0


def _fit(case: _Case) -> list[Reason]:
    gain = case.gain(*_FIT)
    cut = terms.crop(case.info, case.cell.shape, centred=case.picture.kind == "clip")
    if case.problem.whole[case.number, case.place]:
        return [Reason(_why_whole(case, cut), {}, gain)]
    if cut.area <= _NOTHING_CUT:
        return [Reason("fits_whole", {}, gain)]
    found = [Reason("fits", {"crop": round(100 * cut.area)}, gain)]
    if case.info.faces and cut.faces <= 0:
        found.append(Reason("faces_kept", {}, case.gain("faces_cut")))
    elif cut.faces > 0:
        found.append(Reason("faces_cut", {"share": round(100 * cut.faces)}))
    return found


def _why_whole(case: _Case, cut: terms.Crop) -> str:
    if cut.area <= _NOTHING_CUT:
        return "fits_whole"
    if case.cell.fit == "contain" or (case.cell.fit == "cover" and cut.area > terms.MOST_CROP):
        return "framed"
    if cut.faces > 0:
        return "whole_for_faces"
    if cut.area >= _MUCH_CUT:
        return "whole"
    return "whole_for_subject" if cut.subject > _SUBJECT_CUT else "whole_for_pixels"


def _wishes(case: _Case) -> list[Reason]:
    wish, info, found = case.cell.wish, case.info, []
    if wish.weather:
        met = info.weather.label in wish.weather
        values: dict[str, str | int | float] = {"weather": info.weather.label if met else wish.weather[0]}
        found.append(Reason("weather" if met else "weather_missed", values, case.gain("weather")))
    if wish.shape != "any":
        key = "shape" if terms.shape_missed(info, wish.shape) <= 0 else "shape_missed"
        found.append(Reason(key, {"shape": wish.shape}, case.gain("shape")))
    if wish.faces != "any":
        met = terms.faces_missed(info, wish.faces) <= 0
        key = _FACES[wish.faces == "none"][met]
        found.append(Reason(key, {"count": len(info.faces)}, case.gain("faces")))
    if wish.colours:
        apart = terms.palette_distance(terms.palettes([info]), terms.wished_palettes([wish.colours]))[0, 0]
        key = "colour" if apart <= _SUITS else "colour_missed"
        found.append(Reason(key, {"delta_e": round(apart * terms.FAR_COLOUR)}, case.gain("colour")))
    return found


def _time(case: _Case) -> list[Reason]:
    away = case.place - case.number
    gain = case.gain("order")
    if case.info.captured_at is None:
        return [Reason("undated", {}, min(gain, 0.0))]
    if abs(away) <= 1:
        return [Reason("in_time", {}, gain)]
    return [Reason("later" if away > 0 else "sooner", {"places": abs(away)}, min(gain, 0.0))]


def _neighbours(case: _Case) -> list[Reason]:
    problem, place, found = case.problem, case.place, []
    if place and problem.places[place - 1].chapter == case.cell.chapter:
        before = int(case.perm[place - 1])
        pair = terms.palettes([problem.pictures[before].info]), terms.palettes([case.info])
        apart = terms.palette_distance(*pair)[0, 0]
        if apart <= _FLOWS:
            found.append(Reason("flow", {"delta_e": round(apart * terms.FAR_COLOUR)}, case.follow_gain(before)))
    mates = [
        int(case.perm[other])
        for other, one in enumerate(problem.places)
        if one.scene == case.cell.scene and other != place
    ]
    dated = all(problem.pictures[number].info.captured_at is not None for number in (case.number, *mates))
    if mates and dated and not problem.parts["moment"][case.number, mates].any():
        everyone = np.delete(problem.parts["moment"][case.number], case.number)
        found.append(Reason("moment", {}, float(everyone.mean())))
    return found


MISSED = frozenset(("faces_cut", "weather_missed", "shape_missed", "faces_missed", "peopled", "colour_missed"))
"""Keys of what speaks against a picture in its place."""

WORDS = {
    "fits_whole": ("has the frame's shape", "与画框形状相合"),
    "fits": ("fits the frame (crop {crop} %)", "适合画框（裁去 {crop}%）"),
    "whole": ("shown whole, as its shape differs from the frame's", "形状与画框不同，完整显示"),
    "whole_for_faces": ("shown whole, so that no face is cut", "完整显示，以保全人脸"),
    "whole_for_subject": ("shown whole, so that its subject is", "完整显示，以保全主体"),
    "whole_for_pixels": ("shown whole, as it has few pixels for the frame", "像素不足以铺满画框，完整显示"),
    "framed": ("its frame takes its shape", "画框随其形状"),
    "faces_kept": ("no face is cut", "人脸完整"),
    "faces_cut": ("though {share} % of the faces are cut", "但有 {share}% 的人脸被裁"),
    "weather": ("{weather}, as the slot wishes", "{weather}，正合此处所需"),
    "weather_missed": ("though the slot wishes {weather}", "但此处原想要{weather}"),
    "shape": ("{shape}, as the slot wishes", "{shape}，正合此处所需"),
    "shape_missed": ("though the slot wishes {shape}", "但此处原想要{shape}"),
    "faces": ("people in it, as the slot wishes", "有人物，正合此处所需"),
    "nobody": ("no face is seen, as the slot wishes", "没有看到人脸，正合此处所需"),
    "faces_missed": ("though the slot wishes more people", "但此处原想要更多人物"),
    "peopled": ("though the slot wishes no faces", "但此处原想不要人脸"),
    "colour": ("its colours are those the slot wishes", "色彩正合此处所需"),
    "colour_missed": ("though the slot wishes other colours", "但此处原想要别的色彩"),
    "in_time": ("in time order", "按时间先后"),
    "later": ("shown {places} places later than taken", "比拍摄顺序晚 {places} 位"),
    "sooner": ("shown {places} places sooner than taken", "比拍摄顺序早 {places} 位"),
    "undated": ("undated, so by its name and look", "无拍摄日期，按文件名与画面安排"),
    "as_given": ("in the order given", "按给定的顺序"),
    "flow": ("colours flow from the picture before", "色彩承接前一张"),
    "moment": ("of one moment with the pictures beside it", "与同屏的照片拍于同一时刻"),
}
"""Reasons in English and Chinese, by key."""

_NAMES = {
    "cloudy": ("clouds", "多云"),
    "rain": ("rain", "雨天"),
    "shine": ("sunshine", "晴天"),
    "sunrise": ("sunrise", "日出日落"),
    "snow": ("snow", "雪景"),
    "fog": ("fog", "雾"),
    "night": ("night", "夜景"),
    "indoor": ("indoors", "室内"),
    "landscape": ("landscape shape", "横幅"),
    "portrait": ("portrait shape", "竖幅"),
    "square": ("square", "方形"),
    "panorama": ("panorama", "全景"),
}
