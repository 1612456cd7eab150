"""Boats, drawn afloat on a layer of their own, so that the water can mirror them."""

from __future__ import annotations

import numpy as np

from albumforge.samples.canvas import Layer, between, placed
from albumforge.samples.colour import mix, rgb


def sail(
    layer: Layer, x: float, y: float, size: float, *, cloth: str, shade: str, hull: str, side: float = 1.0
) -> None:
    """Draw a sailing boat whose waterline is at (x, y); `size` is the height of its mast in pixels.

    Args:
        layer: what is drawn on.
        x, y, size: place and size.
        cloth, shade: colour of the sails in light and in shade.
        hull: colour of hull and mast.
        side: 1 with the main sail to the right of the mast, -1 to the left.
    """
    at, scale = np.array([x, y]), np.array([size * side, size])
    foot = [(0.02, -0.12)]
    main = np.vstack([between([(0.02, -1.0), (0.30, -0.55), (0.42, -0.14)], 12), foot])
    inner = np.vstack([between([(0.02, -0.9), (0.16, -0.5), (0.20, -0.13)], 12), foot])
    jib = np.vstack([between([(-0.02, -0.88), (-0.10, -0.5), (-0.32, -0.13)], 12), [(-0.03, -0.14)]])
    for outline, colour in ((main, rgb(cloth)), (inner, rgb(shade)), (jib, mix(cloth, shade, 0.35))):
        layer.shape(at + scale * outline, colour)
    layer.stroke(placed(x, y, size, [(0, -1.02), (0, -0.08)]), max(1.0, size * 0.018), rgb(hull))
    layer.shape(at + scale * np.array([(-0.36, -0.10), (0.40, -0.085), (0.34, 0.0), (-0.24, 0.0)]), rgb(hull))


def rowboat(
    layer: Layer, x: float, y: float, size: float, *, hull: str, inside: str, rim: str, person: str = ""
) -> None:
    """Draw a rowing boat, `size` pixels long, afloat at (x, y), perhaps with somebody in a straw hat.

    Args:
        layer: what is drawn on.
        x, y, size: place and length.
        hull, inside, rim: colours of the boat; the hat has that of the rim.
        person: colour of who sits in it, or "" for nobody.
    """
    top = between([(-0.5, -0.12), (-0.1, -0.02), (0.5, -0.15)], 20)
    keel = between([(0.5, -0.15), (0.36, 0.055), (-0.3, 0.07), (-0.5, -0.12)], 20)
    back = between([(0.5, -0.15), (0, -0.115), (-0.5, -0.12)], 20)
    layer.shape(placed(x, y, size, np.vstack([top, back])), rgb(inside))
    if person:
        body = between([(-0.10, -0.04), (-0.11, -0.36), (0.07, -0.36), (0.08, -0.04)], 16)
        layer.shape(placed(x, y, size, body), rgb(person))
        layer.disc(x - 0.015 * size, y - 0.315 * size, 0.035 * size, 0.042 * size, rgb(person))
        layer.shape(placed(x, y, size, [(-0.105, -0.325), (-0.012, -0.40), (0.08, -0.325)]), rgb(rim))
        layer.stroke(placed(x, y, size, [(0.03, -0.2), (0.46, 0.05)]), max(1.0, size * 0.012), rgb(person))
    layer.shape(placed(x, y, size, np.vstack([top, keel])), rgb(hull))
    layer.stroke(placed(x, y, size, top), max(1.0, size * 0.014), rgb(rim))
