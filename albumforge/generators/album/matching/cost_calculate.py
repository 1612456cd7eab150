"""距离计算: what it costs to let given pictures stand in given places of a film, in an order.

The cost of an order `perm`, where picture ``perm[j]`` stands in place j:

    Σⱼ linear[perm[j], j] + Σⱼ join[j] · follow[perm[j], perm[j+1]] + Σ_{j<k in one scene} … together[perm[j], perm[k]]

`linear` is how a picture suits a place (crop, pixels, wishes, time), `follow` how one picture follows another (colours,
time), `together` how two are seen side by side. Each term is 0 to about 1 times its weight (`Weights`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.matching import cost_terms as terms
from albumforge.generators.album.templates.schema import Wish

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Weights:
    """How much each term counts.

    Attributes:
        faces_cut: a picture's faces cut off or cut through by the frame (all: 1); worse than anything but a wall.
        subject_cut: the part of its subject that is cut off, squared.
        crop: the part of its area that is cut off, squared: little is lost with a little. Counted as well where a cell
            that should be covered shows a picture whole because it would cut off more than `cost_terms.MOST_CROP`.
        empty: the part of the cell that a picture shown whole leaves empty.
        coarse: too few pixels for the cell; 1 where each is enlarged to twice its size.
        shape: not of the shape that the place wishes.
        colour: ΔE 2000 between its colours and the wished ones (40: 1).
        weather: the probability that it shows none of the wished weathers.
        faces: not the wished number of faces.
        order: out of chronological order: 0.1 for one place, 1 for four, then about 0.4 a place; a sixth of that
            among pictures of one moment, which may be ordered by their colours.
        flow: ΔE 2000 between the colours of neighbours in the film, weighted by their shares.
        back: a neighbour taken earlier than the one before it, an hour or more: 1.
        repeat: neighbours that are nearly the same picture.
        moment: pictures of one scene that are not of one moment.
        double: pictures of one scene that are nearly the same.
        unread: a picture with somebody's words in a place where they cannot be read.
        wall: a picture in another chapter than its own, or a clip where only a photo can stand.
    """

    faces_cut: float = 12.0
    subject_cut: float = 3.0
    crop: float = 3.0
    empty: float = 1.2
    coarse: float = 1.0
    shape: float = 0.8
    colour: float = 1.0
    weather: float = 1.0
    faces: float = 1.0
    order: float = 1.0
    flow: float = 1.0
    back: float = 2.0
    repeat: float = 0.8
    moment: float = 0.8
    double: float = 2.0
    unread: float = 6.0
    wall: float = 100.0


@dataclass(frozen=True)
class MatchPicture:
    """A picture to be placed, the number of the chapter it belongs to, and whether it has words to be read."""

    info: PictureInfo
    kind: Literal["photo", "clip"] = "photo"
    chapter: int = 0
    words: bool = False


@dataclass(frozen=True)
class Place:
    """A cell of a scene.

    Attributes:
        shape: width ÷ height as seen on the canvas.
        area: share of the canvas.
        fit: see `schema.Cell`.
        chapter: number of the chapter.
        scene: number of the scene; the cells of one scene stand one after another.
        clips: whether a clip may stand here.
        words: whether a picture's words are shown here.
        importance: factor on its wishes; the opening's weigh more.
    """

    shape: float
    area: float = 1.0
    fit: Literal["cover", "contain", "auto"] = "auto"
    wish: Wish = Wish()
    chapter: int = 0
    scene: int = 0
    clips: bool = True
    words: bool = True
    importance: float = 1.0


@dataclass(frozen=True)
class Problem:
    """Costs of n pictures in n places; made by `Problem.build`, or from arrays alone.

    Attributes:
        linear: (n, n) of a picture (row) in a place (column).
        follow: (n, n) of one picture (row) before another (column); diagonal 0.
        together: (n, n) symmetric, of two pictures in one scene; diagonal 0.
        join: (n - 1,) weight of the step from each place to the next.
        bands: for each distance d from 1 on, (n - d,): the weight of `together` between places j and j + d.
        parts: the terms by name, weighted, that add up to `linear`, `follow` and `together`.
        whole: (n, n) whether the picture would be shown whole in the place rather than cover it.
        pictures, places: what it was built from.
    """

    linear: Floats
    follow: Floats
    together: Floats
    join: Floats
    bands: tuple[Floats, ...] = ()
    parts: Mapping[str, Floats] = field(default_factory=dict)
    whole: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), bool))
    pictures: tuple[MatchPicture, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def size(self) -> int:
        """Number of pictures and of places."""
        return len(self.linear)

    @classmethod
    def build(
        cls,
        pictures: Sequence[MatchPicture],
        places: Sequence[Place],
        *,
        canvas: tuple[int, int] = (1920, 1080),
        weights: Weights | None = None,
        context: Context | None = None,
    ) -> Problem:
        """Return the problem of placing pictures.

        Args:
            pictures: in the order of their moments.
            places: in the order of the film, as many as pictures, and in each chapter as many as it has pictures.
            canvas: width and height in pixels.
            context: asked between rows whether to stop.

        Raises:
            ValueError: not as many places as pictures, or none.
            Cancelled: the context asked to stop.
        """
        if not pictures or len(pictures) != len(places):
            raise ValueError(f"{len(pictures)} pictures cannot be matched to {len(places)} places")
        weights, context = weights or Weights(), context or Context()
        parts, whole = _linear_parts(pictures, places, canvas, weights, context)
        context.check()
        parts |= _pair_parts([picture.info for picture in pictures], weights)
        return cls(
            linear=_sum(parts, LINEAR),
            follow=_sum(parts, FOLLOW),
            together=_sum(parts, TOGETHER),
            join=_joins(places),
            bands=_bands(places),
            parts=parts,
            whole=whole,
            pictures=tuple(pictures),
            places=tuple(places),
        )

    def cost(self, perms: Ints) -> Floats:
        """Return the cost of each of many orders.

        Args:
            perms: (..., n) numbers of the pictures by place.
        """
        total = self.linear[perms, np.arange(self.size)].sum(axis=-1)
        total += (self.join * self.follow[perms[..., :-1], perms[..., 1:]]).sum(axis=-1)
        for distance, weight in enumerate(self.bands, 1):
            total += (weight * self.together[perms[..., :-distance], perms[..., distance:]]).sum(axis=-1)
        return np.asarray(total)


LINEAR = (
    "faces_cut", "subject_cut", "crop", "empty", "coarse", "shape", "colour", "weather", "faces", "order", "unread",
    "wall",
)  # fmt: skip
FOLLOW = ("flow", "back", "repeat")
TOGETHER = ("moment", "double")

_ACROSS_CHAPTERS = 0.25
"""Weight of a step to the next chapter, where a title or a special transition lies between."""


def _sum(parts: Mapping[str, Floats], names: Sequence[str]) -> Floats:
    return np.asarray(sum(parts[name] for name in names))


def _linear_parts(
    pictures: Sequence[MatchPicture],
    places: Sequence[Place],
    canvas: tuple[int, int],
    weights: Weights,
    context: Context,
) -> tuple[dict[str, Floats], NDArray[np.bool_]]:
    infos, size = [picture.info for picture in pictures], len(pictures)
    parts = {name: np.zeros((size, size)) for name in LINEAR}
    whole = np.zeros((size, size), bool)
    kinds = {(place.shape, place.area, place.fit): number for number, place in enumerate(places)}
    columns = np.array([kinds[(place.shape, place.area, place.fit)] for place in places])
    for row, picture in enumerate(pictures):
        context.check()
        for number in kinds.values():
            fits, whole[row, number] = _fit(picture, places[number], canvas, weights)
            for name, value in fits.items():
                parts[name][row, number] = value
    whole = whole[:, columns]
    for name in ("faces_cut", "subject_cut", "crop", "empty", "coarse"):
        parts[name] = parts[name][:, columns]
    wishes = list(dict.fromkeys(place.wish for place in places))
    columns = np.array([wishes.index(place.wish) for place in places])
    missed = {
        "shape": weights.shape * np.array([[terms.shape_missed(one, wish.shape) for wish in wishes] for one in infos]),
        "weather": weights.weather
        * np.array([[terms.weather_missed(one, wish.weather) for wish in wishes] for one in infos]),
        "faces": weights.faces * np.array([[terms.faces_missed(one, wish.faces) for wish in wishes] for one in infos]),
        "colour": weights.colour
        * terms.palette_distance(terms.palettes(infos), terms.wished_palettes([wish.colours for wish in wishes]))
        * np.array([bool(wish.colours) for wish in wishes]),
    }
    importance = np.array([place.importance for place in places])
    parts |= {name: values[:, columns] * importance for name, values in missed.items()}
    parts["order"] = weights.order * _out_of_order(_hours(infos))
    worded = np.array([picture.words for picture in pictures])[:, None]
    parts["unread"] = weights.unread * (worded & ~np.array([place.words for place in places])[None])
    parts["wall"] = weights.wall * _walls(pictures, places)
    return parts, whole


def _fit(
    picture: MatchPicture, place: Place, canvas: tuple[int, int], weights: Weights
) -> tuple[dict[str, float], bool]:
    """Return the weighted terms of a picture in a cell of some shape, size and fit, and whether it is shown whole."""
    info = picture.info
    height = (place.area * canvas[0] * canvas[1] / place.shape) ** 0.5
    width = height * place.shape
    covers = {}
    if place.fit != "contain":
        lost = terms.crop(info, place.shape, centred=picture.kind == "clip")
        magnified = terms.magnification(info, width, height, whole=False)
        covers = {
            "faces_cut": weights.faces_cut * lost.faces,
            "subject_cut": weights.subject_cut * lost.subject**2,
            "crop": weights.crop * lost.area**2,
            "coarse": weights.coarse * terms.coarse(magnified),
        }
        if place.fit == "cover" and lost.area <= terms.MOST_CROP:
            return covers, False
    magnified = terms.magnification(info, width, height, whole=True)
    shows = {
        "empty": weights.empty * terms.empty(info, place.shape),
        "coarse": weights.coarse * terms.coarse(magnified),
    }
    if place.fit == "cover":
        return {**shows, "crop": covers["crop"]}, True
    if covers and sum(covers.values()) <= sum(shows.values()):
        return covers, False
    return shows, True


def _hours(infos: Sequence[PictureInfo]) -> Floats:
    """Return (n, n): hours between pictures; where no clock tells, eight pictures of the film are taken for an hour."""
    hours = terms.seconds_between([info.captured_at for info in infos]) / 3600.0
    number = np.arange(len(infos))
    return np.where(np.isnan(hours), np.abs(number[:, None] - number[None]) / 8.0, hours)


def _out_of_order(hours: Floats) -> Floats:
    """Return (n, n): squared near the place in time, then straight on, so that no picture pays for all the others."""
    number = np.arange(len(hours))
    away = np.abs(number[:, None] - number[None]) / 4.0
    return np.asarray(away**2 / (1 + away) * (1 + 5 * np.minimum(1.0, hours)) / 3)


def _walls(pictures: Sequence[MatchPicture], places: Sequence[Place]) -> Floats:
    chapter = np.array([one.chapter for one in pictures])[:, None] - np.array([one.chapter for one in places])[None]
    clip = np.array([one.kind == "clip" for one in pictures])[:, None] & ~np.array([one.clips for one in places])[None]
    return np.asarray(np.abs(chapter) + clip, np.float64)


def _pair_parts(infos: Sequence[PictureInfo], weights: Weights) -> dict[str, Floats]:
    colours = terms.palettes(infos)
    alike = terms.alikeness(infos)
    hours = _hours(infos)
    number = np.arange(len(infos))
    earlier = number[None] < number[:, None]
    span = (terms.OTHER_MOMENT_SECONDS - terms.SAME_MOMENT_SECONDS) / 3600.0
    apart = np.clip((hours - terms.SAME_MOMENT_SECONDS / 3600.0) / span, 0.0, 1.0)
    parts = {
        "flow": weights.flow * terms.palette_distance(colours, colours),
        "back": weights.back * earlier * (0.05 + 0.95 * np.minimum(1.0, hours)),
        "repeat": weights.repeat * alike,
        "moment": weights.moment * apart,
        "double": weights.double * alike,
    }
    for values in parts.values():
        np.fill_diagonal(values, 0.0)
    return parts


def _joins(places: Sequence[Place]) -> Floats:
    pairs = pairwise(places)
    return np.array([1.0 if one.chapter == other.chapter else _ACROSS_CHAPTERS for one, other in pairs])


def _bands(places: Sequence[Place]) -> tuple[Floats, ...]:
    """Return the weights of pairs in one scene: 1 ÷ (cells - 1), so that a cell counts the same in every scene."""
    scene = np.array([place.scene for place in places])
    numbers, counts = np.unique(scene, return_counts=True)
    cells = counts[np.searchsorted(numbers, scene)]
    bands = []
    for distance in range(1, int(counts.max())):
        same = scene[:-distance] == scene[distance:]
        bands.append(np.where(same, 1.0 / np.maximum(1, cells[:-distance] - 1), 0.0))
    return tuple(bands)
