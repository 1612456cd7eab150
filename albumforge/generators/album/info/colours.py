"""The theme colours of a picture, clustered where distances are what people see."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.info.cielab import Floats, delta_e_2000, lab_to_rgb, rgb_to_lab
from albumforge.generators.album.info.colour_names import names_of
from albumforge.generators.album.info.record import ThemeColour
from albumforge.generators.album.info.reduced import at_most

MOST_COLOURS = 5

_LONG_SIDE = 128  # pixels; small enough to be quick, large enough for a red coat in a landscape
_CLUSTERS = 10
_ROUNDS = 12
_ONE_COLOUR = 9.0  # CIEDE2000 below which people see two shades of one colour
_LEAST_SHARE = 0.01
_BITS = 3  # low bits of a channel that make no difference to a cluster


def theme_colours(rgb: NDArray[np.uint8]) -> tuple[ThemeColour, ...]:
    """Return the one to five colours that a picture is made of, the largest share first; the same for the same pixels.

    Weighted k-means in CIELAB, from centres that are far apart and common; clusters that look alike are merged.

    Args:
        rgb: (h, w, 3).
    """
    colours, weights = _distinct(at_most(rgb, _LONG_SIDE))
    centres, shares = _settled(colours, weights, _first_centres(colours, weights))
    centres, shares = _merged(centres, shares)
    # Merging alone would leave them where chance had put their parts.
    centres, shares = _merged(*_settled(colours, weights, centres))
    kept = shares >= _LEAST_SHARE
    centres, shares = centres[kept], shares[kept]
    order = np.argsort(-shares, kind="stable")
    centres, shares = centres[order], shares[order]
    return tuple(
        ThemeColour(hex="#" + value.tobytes().hex(), share=round(float(share), 4), name_en=english, name_zh=chinese)
        for value, share, (english, chinese) in zip(lab_to_rgb(centres), shares, names_of(centres), strict=True)
    )


def _distinct(rgb: NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """Return colours as L*, a*, b* (n, 3) with the share (n) that each has: pixels nearly alike are one."""
    pixels = rgb.reshape(-1, 3)
    coarse = (pixels >> _BITS).astype(np.int32)
    _, which, counts = np.unique(
        (coarse[:, 0] << 16) | (coarse[:, 1] << 8) | coarse[:, 2], return_inverse=True, return_counts=True
    )
    lab = rgb_to_lab(pixels)
    sums = [np.bincount(which, lab[:, channel]) for channel in range(3)]
    return np.stack(sums, axis=1) / counts[:, None], np.asarray(counts / len(pixels), np.float64)


def _settled(colours: Floats, weights: Floats, centres: Floats) -> tuple[Floats, Floats]:
    """Return the centres that k-means moves these to, and the share of each."""
    for _ in range(_ROUNDS):
        which = _nearest(colours, centres)
        shares = np.bincount(which, weights, len(centres))
        sums = np.stack([np.bincount(which, weights * colours[:, axis], len(centres)) for axis in range(3)], axis=1)
        moved = np.where(shares[:, None] > 0, sums / np.maximum(shares, 1e-12)[:, None], centres)
        if np.abs(moved - centres).max() < 0.05:
            break
        centres = moved
    shares = np.bincount(_nearest(colours, centres), weights, len(centres))
    return centres[shares > 0], np.asarray(shares[shares > 0], np.float64)


def _first_centres(colours: Floats, weights: Floats) -> Floats:
    """Choose centres one by one: each the colour that is far from those before it and not rare."""
    chosen = [int(weights.argmax())]
    distance = ((colours - colours[chosen[0]]) ** 2).sum(axis=1)
    for _ in range(min(_CLUSTERS, len(colours)) - 1):
        index = int((distance * np.sqrt(weights)).argmax())
        if distance[index] < 1.0:
            break
        chosen.append(index)
        distance = np.minimum(distance, ((colours - colours[index]) ** 2).sum(axis=1))
    return colours[chosen]


def _nearest(colours: Floats, centres: Floats) -> NDArray[np.intp]:
    # |c - m|² without |c|², which is the same for all centres.
    return np.asarray(((centres**2).sum(axis=1) - 2 * colours @ centres.T).argmin(axis=1))


def _merged(centres: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """Merge what looks alike, then what costs least by Ward's measure, until few enough are left."""
    while len(centres) > 1:
        difference = delta_e_2000(centres[:, None], centres[None])
        np.fill_diagonal(difference, np.inf)
        one, other = divmod(int(difference.argmin()), len(centres))
        if difference[one, other] >= _ONE_COLOUR:
            if len(centres) <= MOST_COLOURS:
                break
            cost = difference**2 * (shares[:, None] * shares[None]) / (shares[:, None] + shares[None])
            one, other = divmod(int(cost.argmin()), len(centres))
        total = shares[one] + shares[other]
        centres[one] = (centres[one] * shares[one] + centres[other] * shares[other]) / total
        shares[one] = total
        centres, shares = np.delete(centres, other, axis=0), np.delete(shares, other)
    return centres, shares
