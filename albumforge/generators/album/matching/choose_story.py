"""Which pictures together show most of a story.

A set is worth the sum of its pictures' own worth, plus how well every picture that there is finds one like it in the
set (facility location), plus a share for each part of the story that grows with the root of the pictures taken from it.
Each further picture adds less to such a sum (it is submodular), so that taking the best addition again and again comes
near the best set (G. Nemhauser, L. Wolsey and M. Fisher, 1978: within 1 - 1/e); exchanges come nearer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.generators.album.filelist import Source
from albumforge.generators.album.info.alike import SHAPE_BITS, distances
from albumforge.generators.album.info.cielab import rgb_to_lab
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.matching import cost_terms as terms

Floats = NDArray[np.float64]

SAME_HOUR_SECONDS = 3600.0
PART_SECONDS = 4 * 3600.0
"""A pause after which another part of the story begins."""

_MOMENT_SECONDS = 20 * 60.0  # in which the likeness of two times falls to a third
_MOMENT_PICTURES = 4.0  # the same where no clock tells
_COLOUR_APART = 25.0  # distance in CIELAB at which the likeness of two palettes falls to a third
_COVER, _PARTS, _FIRST_OF_PART = 1.0, 0.6, 2.0
_EXCHANGES = 4  # rounds over the set
_ENOUGH_PIXELS = 1920 * 1080


def worth(info: PictureInfo, kind: Literal["photo", "clip"]) -> float:
    """Return how good a picture is by itself, 0 to 1: sharpness, exposure, faces, pixels; a clip 0.15 more."""
    sharp = min(1.0, info.sharpness / 0.7)
    faces = min(1.0, (len(info.faces) / 3) ** 0.5)
    fine = min(1.0, info.width * info.height / _ENOUGH_PIXELS)
    value: float = 0.4 * sharp + 0.25 * info.exposure + 0.2 * faces + 0.15 * fine
    return value + (0.15 if kind == "clip" else 0.0)


class Story:
    """Pictures in the order of their moments, and what sets of them are worth.

    Attributes:
        alike: (n, n) how much one shows what another shows, 0 to 1: time, shapes, colours.
        seconds: (n, n) between them; nan where a clock is missing.
    """

    def __init__(self, infos: Sequence[PictureInfo], sources: Sequence[Source], values: Floats) -> None:
        self._values = values
        times = terms.seconds_between([source.captured_at for source in sources])
        self.seconds = times
        number = np.arange(len(infos))
        steps = np.abs(number[:, None] - number[None]) / _MOMENT_PICTURES
        moment = np.exp(-np.where(np.isnan(times), steps, times / _MOMENT_SECONDS))
        shape, _ = distances([info.fingerprint for info in infos])
        look = np.maximum(0.0, 1 - shape / (SHAPE_BITS / 2))
        mean = _mean_colours(infos)
        colours = np.exp(-np.linalg.norm(mean[:, None] - mean[None], axis=2) / _COLOUR_APART)
        self.alike = 0.4 * moment + 0.3 * look + 0.3 * colours
        self._part = _parts(times)
        self._part_sizes = np.bincount(self._part)

    def best(self, count: int, context: Context) -> list[int]:
        """Return the numbers of so many pictures, rising.

        Raises:
            Cancelled: the context asked to stop.
        """
        chosen: list[int] = []
        while len(chosen) < count:
            context.check()
            chosen.append(int(np.argmax(self._gains(chosen, count))))
        for _ in range(_EXCHANGES):
            changed = False
            for out in list(chosen):
                context.check()
                others = [one for one in chosen if one != out]
                gains = self._gains(others, count)
                found = int(np.argmax(gains))
                if gains[found] > gains[out] + 1e-9:
                    chosen, changed = [*others, found], True
            if not changed:
                break
        return sorted(chosen)

    def _gains(self, chosen: list[int], count: int) -> Floats:
        """Return what each picture would add to a set; minus infinity for those in it."""
        covered = self.alike[:, chosen].max(axis=1, initial=0.0)
        # Of `count` pictures each stands for about n / count.
        cover = np.maximum(0.0, self.alike - covered[:, None]).sum(axis=0) * count / len(self.alike)
        taken = np.bincount(self._part[chosen], minlength=len(self._part_sizes))
        # Largest where the parts have pictures in proportion to their sizes.
        grows = np.sqrt(self._part_sizes * count / len(self.alike)) * (np.sqrt(taken + 1) - np.sqrt(taken))
        part = (2 * _PARTS * grows + _FIRST_OF_PART * (taken == 0))[self._part]
        gains = self._values + _COVER * cover + part
        gains[chosen] = -np.inf
        return np.asarray(gains)


def _parts(seconds: Floats) -> NDArray[np.int64]:
    """Return for each picture the number of its part of the story."""
    after = np.nan_to_num(np.diagonal(seconds, offset=1), nan=0.0) > PART_SECONDS
    return np.concatenate([[0], np.cumsum(after)]).astype(np.int64)


def _mean_colours(infos: Sequence[PictureInfo]) -> Floats:
    """Return (n, 3) the mean L*a*b* of the theme colours by their shares; middle grey where there are none."""
    means = np.tile(np.array([50.0, 0.0, 0.0]), (len(infos), 1))
    for number, info in enumerate(infos):
        if info.colours:
            rgb = np.array([list(bytes.fromhex(one.hex.removeprefix("#"))) for one in info.colours], np.uint8)
            means[number] = np.average(rgb_to_lab(rgb), axis=0, weights=[one.share + 1e-9 for one in info.colours])
    return means
