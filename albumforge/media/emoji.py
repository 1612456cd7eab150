"""Emoji in colour, from the bitmap font that Debian and its kin bring along."""

from __future__ import annotations

import functools
import io
from pathlib import Path

import cv2
import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray
from PIL import Image

_PLACES = (
    "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
    "/usr/share/fonts/noto/NotoColorEmoji.ttf",
    "/usr/share/fonts/google-noto-emoji/NotoColorEmoji.ttf",
)


def has_colour_emoji(text: str) -> bool:
    """Return whether this machine can show the emoji `text` (one sequence, joined or not) in colour as one picture."""
    return bool(text) and _bitmap(text) is not None


def colour_emoji_width(text: str, height: int) -> int:
    """Return the pixels of the width of `colour_emoji(text, height)`."""
    bitmap = _bitmap(text)
    if bitmap is None:
        raise ValueError(f"there is no colour emoji for {text!r}")
    tall, wide = len(bitmap), len(bitmap[0])
    return max(1, round(wide * height / tall))


def colour_emoji(text: str, height: int) -> NDArray[np.uint8]:
    """Return the emoji `text` as a picture.

    Args:
        text: one emoji for which `has_colour_emoji` holds.
        height: pixels of the picture's height.

    Returns:
        uint8 (height, w, 4), straight alpha.
    """
    bitmap = _bitmap(text)
    if bitmap is None:
        raise ValueError(f"there is no colour emoji for {text!r}")
    width = colour_emoji_width(text, height)
    premultiplied = bitmap.astype(np.float32)
    premultiplied[..., :3] *= premultiplied[..., 3:] / 255
    method = cv2.INTER_AREA if height < bitmap.shape[0] else cv2.INTER_CUBIC
    scaled = np.clip(cv2.resize(premultiplied, (width, height), interpolation=method), 0, 255)
    scaled[..., :3] /= np.maximum(scaled[..., 3:] / 255, 1 / 255)
    result: NDArray[np.uint8] = np.clip(np.rint(scaled), 0, 255).astype(np.uint8)
    return result


@functools.lru_cache(maxsize=64)
def _bitmap(text: str) -> NDArray[np.uint8] | None:
    """Return the picture that the font holds for `text`, None where it has none or draws it as several glyphs."""
    font = _font()
    if font is None:
        return None
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer, {})
    glyphs = [info.codepoint for info in buffer.glyph_infos]
    if len(glyphs) != 1 or glyphs[0] == 0:
        return None
    png = font.get_glyph_color_png(glyphs[0])
    if png is None or not len(png):
        return None
    with Image.open(io.BytesIO(png.data), formats=["PNG"]) as image:
        return np.asarray(image.convert("RGBA"), np.uint8)


@functools.cache
def _font() -> hb.Font | None:
    path = next((place for place in _PLACES if Path(place).is_file()), None)
    return hb.Font(hb.Face(hb.Blob.from_file_path(path))) if path else None
