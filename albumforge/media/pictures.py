"""Pictures of every usual kind as upright sRGB pixels.

JPEG is decoded by libjpeg-turbo directly, at a half, quarter or eighth of its size where less is enough; the other
formats by Pillow's decoders, HEIF by libheif, RAW by LibRaw. All functions may be called from any thread.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms
from PIL.ImageFile import ImageFile

from albumforge.media.jpeg import JpegHeader, decode_jpeg, read_jpeg_header
from albumforge.media.orientation import swaps_sides, upright
from albumforge.media.picture_info import PictureInfo, examine, picture_info, refusing_damage
from albumforge.media.raw import open_raw
from albumforge.media.regular import open_regular

__all__ = ["BACKGROUND", "PictureInfo", "check_picture", "open_picture", "picture_info"]

BACKGROUND = (118, 118, 118)
"""What shows through transparent pixels: the grey halfway to the eye, on which black and white drawings both show."""

_MOST_BYTES = 8
"""For each pixel of a JPEG; noise in three colours at the best quality takes five."""
_AT_LEAST = 1 << 16
"""Bytes of a JPEG after its header, however few its pixels."""

_ICC_MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
_DEEP_MODES = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")


def open_picture(path: Path | str, *, at_least: tuple[int, int] | None = None, max_pixels: int) -> NDArray[np.uint8]:
    """Return a picture as uint8 (h, w, 3), sRGB, upright; of an animation the first picture.

    Args:
        at_least: width and height that are enough; the result is reduced by a whole factor (2, 4 or 8 for a JPEG
            up to an eighth) as long as neither side falls below; a smaller picture comes as it is. None: every pixel.
        max_pixels: pictures with more are refused.

    Raises:
        MediaError: the file cannot be read, is no picture, is damaged or cut off, or is too small or too large.
    """
    with open_regular(path) as stream, refusing_damage(path):
        info, image = examine(path, stream, max_pixels)
        factor = _factor(info, at_least)
        if info.format == "jpeg":
            return upright(_jpeg(path, stream, factor), info.orientation)
        if info.format == "raw":
            pixels, icc = open_raw(path, stream, max_pixels)
            return _reduced(_converted(pixels, icc), factor)
        return upright(_pillow(_loaded(image), factor), info.orientation)


def check_picture(path: Path | str, *, max_pixels: int) -> PictureInfo:
    """Return what `picture_info` does, after every pixel has been decoded once.

    Where this succeeds, so does `open_picture`. A JPEG is read whole but its lightness decoded at an eighth only.

    Raises:
        MediaError: as `open_picture`.
    """
    with open_regular(path) as stream, refusing_damage(path):
        info, image = examine(path, stream, max_pixels)
        if info.format == "jpeg":
            header = read_jpeg_header(path, stream)
            decode_jpeg(path, _picture_of(stream, header), header, factor=8, grey=True)
        elif info.format == "raw":
            open_raw(path, stream, max_pixels)
        else:
            # Of a HEIF file the true size may show only now.
            width, height = _loaded(image).size
            if swaps_sides(info.orientation):
                width, height = height, width
            info = replace(info, width=width, height=height)
        return info


def _factor(info: PictureInfo, at_least: tuple[int, int] | None) -> int:
    """Return the largest whole number by which both sides can be divided without falling below `at_least`."""
    if at_least is None:
        return 1
    return max(1, min(info.width // max(1, at_least[0]), info.height // max(1, at_least[1])))


def _jpeg(path: Path | str, stream: BinaryIO, factor: int) -> NDArray[np.uint8]:
    header = read_jpeg_header(path, stream)
    # The other eighths that libjpeg can scale to are slower than no scaling at all.
    scale = next(step for step in (8, 4, 2, 1) if step <= factor)
    pixels = decode_jpeg(path, _picture_of(stream, header), header, factor=scale)
    return _reduced(_converted(pixels, header.icc), factor // scale)


def _picture_of(stream: BinaryIO, header: JpegHeader) -> bytes:
    """Return a JPEG without most of what may follow the picture in its file, such as the clip of a moving photo.

    Args:
        stream: stands where the header ended.
    """
    length = stream.tell() + _MOST_BYTES * header.width * header.height + _AT_LEAST
    stream.seek(0)
    return stream.read(length)


def _reduced(pixels: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    if factor < 2:
        return pixels
    height, width = pixels.shape[:2]
    size = -(-width // factor), -(-height // factor)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _converted(pixels: NDArray[np.uint8], icc: bytes | None) -> NDArray[np.uint8]:
    """Return RGB or CMYK pixels as sRGB by their ICC profile."""
    is_rgb = pixels.shape[2] == 3
    if is_rgb and _profile(icc, "RGB") is None:
        return pixels
    image = Image.fromarray(pixels) if is_rgb else Image.frombytes("CMYK", pixels.shape[1::-1], pixels.tobytes())
    return np.asarray(_to_srgb(image, icc), np.uint8)


def _loaded(image: ImageFile | None) -> ImageFile:
    assert image is not None  # for JPEG and RAW alone `examine` opens none
    image.load()
    return image


def _pillow(image: ImageFile, factor: int) -> NDArray[np.uint8]:
    if image.mode in _DEEP_MODES:
        return _reduced(_from_deep(image), factor)
    icc = image.info.get("icc_profile")
    has_alpha = image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
    if not has_alpha:
        plain = image if image.mode in ("RGB", "L", "CMYK", "LAB") else image.convert("RGB")
        reduced = plain.reduce(factor) if factor > 1 else plain
        return np.ascontiguousarray(_to_srgb(reduced, icc), np.uint8)
    # Premultiplied while being reduced, or the colour of invisible pixels would bleed into visible ones.
    straight = image.convert("RGBA")
    if factor > 1:
        straight = straight.convert("RGBa").reduce(factor).convert("RGBA")
    colours = np.asarray(_to_srgb(straight.convert("RGB"), icc), np.float32)
    alpha = np.asarray(straight.getchannel("A"), np.float32)[..., None] / np.float32(255)
    ground = np.asarray(BACKGROUND, np.float32)
    return (ground + (colours - ground) * alpha + np.float32(0.5)).astype(np.uint8)


def _from_deep(image: Image.Image) -> NDArray[np.uint8]:
    """Return 16-bit, 32-bit or floating grey as RGB: 65,535 or 1.0 is white; brighter values set white themselves."""
    values = np.nan_to_num(np.asarray(image).astype(np.float32), posinf=0.0, neginf=0.0)
    usual = 1.0 if image.mode == "F" else 65535.0
    highest = float(values.max(initial=0.0))
    if image.mode == "F" and 1.0 < highest <= 255.0:
        usual = 255.0
    white = max(usual, highest)
    grey = np.clip(values * np.float32(255 / white) + np.float32(0.5), 0, 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def _profile(icc: bytes | None, space: str) -> Any:
    """Return the ICC profile when it is whole, of that colour space and not sRGB anyway; else None."""
    if not icc:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc))
        if profile.profile.xcolor_space.strip() != space:
            return None
        return None if "srgb" in ImageCms.getProfileDescription(profile).lower() else profile
    except (ImageCms.PyCMSError, OSError):
        return None


def _to_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    """Convert an image of mode RGB, L, CMYK or LAB to sRGB, by its profile where it has a sound one."""
    profile: Any = None
    if image.mode == "LAB":
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    else:
        space = next((space for space, mode in _ICC_MODES.items() if mode == image.mode), "")
        profile = _profile(icc, space)
    if profile is None:
        return image.convert("RGB")
    try:
        target = ImageCms.createProfile("sRGB")
        transform = ImageCms.buildTransform(profile, target, image.mode, "RGB", ImageCms.Intent.RELATIVE_COLORIMETRIC)
        converted = ImageCms.applyTransform(image, transform)
    except (ImageCms.PyCMSError, ValueError, OSError):
        if image.mode == "LAB":
            raise
        return image.convert("RGB")
    return image.convert("RGB") if converted is None else converted
