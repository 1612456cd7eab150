"""How text looks, and the picture that drawing it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

ALIGNED = {"left": 0.0, "centre": 0.5, "right": 1.0}
"""Share of a line's free room that lies before it."""


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks.

    Attributes:
        face: "serif" (EB Garamond) or "sans" (Source Sans) for Latin; Chinese is set in Noto Sans CJK beside both.
        size: pixels of the em.
        weight: 100 to 900; each face takes the nearest it has (the serif begins at 400).
        colour: sRGB, 0 to 255 each.
        tracking: em added between letters.
        han_tracking: em added between Chinese characters; None for the same as `tracking`.
        line_spacing: em from baseline to baseline.
        align: of the lines among each other.
        italic: slants Latin; Chinese has no italic.
        language: BCP 47 tag, chooses regional forms ("zh-Hant", "ja"); "" to tell by the text.
    """

    face: Literal["serif", "sans"] = "serif"
    size: float = 64
    weight: float = 400
    colour: tuple[int, int, int] = (255, 255, 255)
    tracking: float = 0.0
    han_tracking: float | None = None
    line_spacing: float = 1.35
    align: Literal["left", "centre", "right"] = "centre"
    italic: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class TextImage:
    """Text as a picture.

    Attributes:
        rgba: uint8 (h, w, 4), straight alpha, one colour but for emoji.
        baselines: rows of the picture on which the lines stand; for vertical text the columns on which its columns are
            centred.
        ink: (x0, y0, x1, y1) of the smallest box that holds all that is not transparent, ends excluded.
        lines: the text line by line, as drawn.
        size: pixels of the em really used.
        stops: for each line the pixels along it, from the picture's left edge (of columns: from its top), at which
            each cluster of letters or character begins and ends.
    """

    rgba: NDArray[np.uint8]
    baselines: tuple[int, ...]
    ink: tuple[int, int, int, int]
    lines: tuple[str, ...]
    size: float
    stops: tuple[tuple[tuple[float, float], ...], ...] = ()
