"""CIELAB, the space in which distances between colours are about what people see, and the CIEDE2000 distance in it.

Sources: IEC 61966-2-1 (sRGB), CIE 15:2004 (L*a*b*), and G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000
color-difference formula: implementation notes, supplementary test data, and mathematical observations", Color Research
and Application 30 (2005).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# Linear sRGB to XYZ under D65 (IEC 61966-2-1); its rows sum up to the white point, so that white has a = b = 0.
_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = _TO_XYZ.sum(axis=1)
_TO_RELATIVE = (_TO_XYZ / _WHITE[:, None]).T
_FROM_RELATIVE = np.linalg.inv(_TO_RELATIVE)
_EPSILON = (6 / 29) ** 3
_SLOPE = (29 / 6) ** 2 / 3
_CHROMA_25_7 = 25.0**7


def rgb_to_lab(rgb: ArrayLike) -> Floats:
    """Return L*, a*, b* (D65) of sRGB colours.

    Args:
        rgb: (..., 3), 0 to 255: uint8, or floats between.

    Returns:
        (..., 3) float64: L* 0 to 100; a* and b* about -110 to 100.
    """
    colours = np.asarray(rgb)
    linear = _LINEAR[colours] if colours.dtype == np.uint8 else _linear(np.asarray(colours, np.float64) / 255)
    relative = linear @ _TO_RELATIVE
    bent = np.where(relative > _EPSILON, np.cbrt(relative), relative * _SLOPE + 4 / 29)
    lab: Floats = np.empty_like(bent)
    lab[..., 0] = 116 * bent[..., 1] - 16
    lab[..., 1] = 500 * (bent[..., 0] - bent[..., 1])
    lab[..., 2] = 200 * (bent[..., 1] - bent[..., 2])
    return lab


def lab_to_rgb(lab: ArrayLike) -> NDArray[np.uint8]:
    """Return the nearest sRGB colours (uint8, same shape) of L*, a*, b* (D65); what sRGB cannot show is clipped."""
    values = np.asarray(lab, np.float64)
    middle = (values[..., 0] + 16) / 116
    bent = np.stack([middle + values[..., 1] / 500, middle, middle - values[..., 2] / 200], axis=-1)
    relative = np.where(bent > 6 / 29, bent**3, (bent - 4 / 29) / _SLOPE)
    linear = np.clip(relative @ _FROM_RELATIVE, 0, 1)
    curved = np.where(linear > 0.0031308, 1.055 * np.power(linear, 1 / 2.4) - 0.055, 12.92 * linear)
    return np.asarray(np.rint(curved * 255), np.uint8)


def delta_e_2000(lab1: ArrayLike, lab2: ArrayLike) -> Floats:
    """Return the CIEDE2000 difference of colours (kL = kC = kH = 1): 1 is about what can just be seen.

    Args:
        lab1, lab2: (..., 3) L*, a*, b*; their leading axes broadcast against each other, so that ``a[:, None]`` and
            ``b[None]`` give every pair.

    Returns:
        (...) float64, 0 for equal colours.
    """
    first, second = np.broadcast_arrays(np.asarray(lab1, np.float64), np.asarray(lab2, np.float64))
    l1, a1, b1 = np.moveaxis(first, -1, 0)
    l2, a2, b2 = np.moveaxis(second, -1, 0)
    bent = 1.5 - 0.5 * _chroma_weight((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2)  # 1 + G
    a1, a2 = a1 * bent, a2 * bent
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    grey = c1 * c2 == 0

    turn = h2 - h1
    turn = np.where(turn > 180, turn - 360, np.where(turn < -180, turn + 360, turn))
    turn = np.where(grey, 0.0, turn)
    hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))

    total = h1 + h2
    apart = np.abs(h1 - h2) > 180
    mean = np.where(grey, total, np.where(~apart, total / 2, np.where(total < 360, total / 2 + 180, total / 2 - 180)))
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2

    s_l = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    s_c = 1 + 0.045 * chroma
    s_h = 1 + 0.015 * chroma * _hue_weight(mean)
    by_l, by_c, by_h = (l2 - l1) / s_l, (c2 - c1) / s_c, hue / s_h
    blue = -np.sin(np.radians(60 * np.exp(-(((mean - 275) / 25) ** 2)))) * 2 * _chroma_weight(chroma)
    squared = by_l**2 + by_c**2 + by_h**2 + blue * by_c * by_h
    return np.asarray(np.sqrt(np.maximum(squared, 0.0)))


def _linear(values: Floats) -> Floats:
    return np.where(values > 0.04045, ((values + 0.055) / 1.055) ** 2.4, values / 12.92)


_LINEAR = _linear(np.arange(256) / 255)


def _chroma_weight(chroma: Floats) -> Floats:
    power = chroma**7
    return np.asarray(np.sqrt(power / (power + _CHROMA_25_7)))


def _hue_weight(hue: Floats) -> Floats:
    """The factor T of the paper."""
    angle = np.radians(hue)
    return np.asarray(
        1
        - 0.17 * np.cos(angle - np.radians(30))
        + 0.24 * np.cos(2 * angle)
        + 0.32 * np.cos(3 * angle + np.radians(6))
        - 0.20 * np.cos(4 * angle - np.radians(63))
    )
