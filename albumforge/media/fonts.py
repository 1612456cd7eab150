"""The faces that come with the install, shaped and measured by HarfBuzz, so that type is alike on every machine."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import uharfbuzz as hb

from albumforge.errors import ForgeError

UNITS = 64
"""HarfBuzz counts in whole numbers; a pixel is this many of them."""

_SCRIPTS = (
    *("Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi", "Hebrew"),
    *("Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu", "Thai"),
)
_FILES: Mapping[str, tuple[str, str, int]] = {
    "serif": ("fontpkg_eb_garamond", "files/EBGaramond[wght].ttf", 0),
    "serif-italic": ("fontpkg_eb_garamond", "files/EBGaramond-Italic[wght].ttf", 0),
    "sans": ("fontpkg_source_sans_3", "files/SourceSans3[wght].ttf", 0),
    "sans-italic": ("fontpkg_source_sans_3", "files/SourceSans3-Italic[wght].ttf", 0),
    "han-jp": ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", 0),
    "han-kr": ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", 1),
    "han-sc": ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", 2),
    "han-tc": ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", 3),
    "han-hk": ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", 4),
    "noto": ("manimgx_fonts", "NotoSans[wght].ttf", 0),
    "symbols": ("manimgx_fonts", "NotoSansSymbols[wght].ttf", 0),
    "emoji": ("manimgx_fonts", "NotoEmoji[wght].ttf", 0),
    **{script.lower(): ("manimgx_fonts", f"NotoSans{script}[wght].ttf", 0) for script in _SCRIPTS},
}

FACES = tuple(_FILES)
"""Names that `face` knows."""

OTHER_SCRIPTS = tuple(script.lower() for script in _SCRIPTS)
"""Faces of the scripts that are neither Latin, Greek, Cyrillic nor East Asian; many of them join their letters."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A shaped glyph.

    Attributes:
        id: its number in the face.
        cluster: index of the first character it stands for.
        advance: pixels to the next glyph, rightwards, or downwards in a vertical run.
        dx: pixels from the pen to the glyph's origin, rightwards.
        dy: pixels from the pen to the glyph's origin, upwards.
    """

    id: int
    cluster: int
    advance: float
    dx: float
    dy: float


@dataclass(frozen=True, slots=True)
class Box:
    """Ink of a glyph in pixels around its origin, y upwards."""

    left: float
    bottom: float
    right: float
    top: float


class Face:
    """A font at one weight and size. It never changes once made, so threads may share it.

    Attributes:
        name: one of `FACES`.
        weight: the weight really used; a face clamps what it is asked for to its own range.
        size: pixels of the em.
        ascent: pixels from the baseline up to the top of the line.
        descent: pixels from the baseline down to the bottom of the line.
        x_height: pixels of a lower-case x.
        cap_height: pixels of a capital H.
        font: the HarfBuzz font, scaled to `UNITS` per pixel.
    """

    def __init__(self, name: str, weight: float, size: float) -> None:
        file = _file(name)
        self.name = name
        self.size = size
        self.weight = weight
        self.font = hb.Font(file)
        for axis in file.axis_infos:
            if axis.tag == "wght":
                self.weight = min(max(weight, axis.min_value), axis.max_value)
        self.font.set_variations({"wght": self.weight})
        self.font.scale = (round(size * UNITS), round(size * UNITS))
        extents = self.font.get_font_extents("ltr")
        self.ascent = extents.ascender / UNITS
        self.descent = -extents.descender / UNITS
        self.x_height = self.font.get_metric_position_with_fallback(hb.OTMetricsTag.X_HEIGHT) / UNITS
        self.cap_height = self.font.get_metric_position_with_fallback(hb.OTMetricsTag.CAP_HEIGHT) / UNITS

    def __repr__(self) -> str:
        return f"Face({self.name!r}, {self.weight:g}, {self.size:g})"

    def shape(
        self,
        text: str,
        *,
        language: str = "",
        vertical: bool = False,
        features: Mapping[str, bool | Sequence[tuple[int, int, int]]] | None = None,
    ) -> list[Glyph]:
        """Return the glyphs of `text`, in the order in which they are drawn.

        Args:
            text: characters of one script and direction.
            language: BCP 47 tag, for forms that differ by language, or "".
            vertical: set from top to bottom, with the face's vertical forms.
            features: OpenType features on or off, for all of `text` or for (start, end, value) stretches of it.
        """
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        if vertical:
            buffer.direction = "ttb"
        if language:
            buffer.language = language
        hb.shape(self.font, buffer, dict(features or {}))
        return [
            Glyph(
                info.codepoint,
                info.cluster,
                (-place.y_advance if vertical else place.x_advance) / UNITS,
                place.x_offset / UNITS,
                place.y_offset / UNITS,
            )
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]

    def ink(self, glyph: int) -> Box:
        """Return the box of glyph number `glyph`; all zero where it has no ink."""
        extents = self.font.get_glyph_extents(glyph)
        if extents is None:
            return Box(0, 0, 0, 0)
        left, top = extents.x_bearing / UNITS, extents.y_bearing / UNITS
        return Box(left, top + extents.height / UNITS, left + extents.width / UNITS, top)


@functools.lru_cache(maxsize=512)
def face(name: str, weight: float, size_px: float) -> Face:
    """Return the face `name` at `weight` (100 to 900) and `size_px` pixels to the em; the same one for the same asking.

    Raises:
        ValueError: there is no face of that name.
        ForgeError: the package that holds the face is not installed.
    """
    return Face(name, weight, size_px)


def covers(font: Face, text: str) -> bool:
    """Return whether `font` has a glyph for each character of `text`, invisible joiners and selectors aside.

    It reads the character map, so it knows of what shaping composes only from what it is composed of.
    """
    characters = _characters(font.name)
    return all(ord(char) in characters or char in "\u200c\u200d\ufe0e\ufe0f" for char in text)


@functools.cache
def _file(name: str) -> hb.Face:
    """Return the font file behind face `name`, mapped into memory, not read."""
    if name not in _FILES:
        raise ValueError(f"there is no face {name!r}; there are {', '.join(FACES)}")
    package, inside, index = _FILES[name]
    found = importlib.util.find_spec(package)
    path = Path(found.origin).parent / inside if found and found.origin else None
    if path is None or not path.is_file():
        wheel = package.replace("_", "-")
        raise ForgeError(f"The font {inside!r} is missing.", hint=f"Install it with: pip install {wheel}.")
    return hb.Face(hb.Blob.from_file_path(path), index)


@functools.cache
def _characters(name: str) -> frozenset[int]:
    return frozenset(_file(name).unicodes)
