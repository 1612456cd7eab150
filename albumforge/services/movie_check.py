"""What a file is good for, as far as that can be seen without much work, before a film takes it in."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from pathlib import Path

from albumforge.errors import MediaError
from albumforge.media.picture_info import PictureInfo, picture_info
from albumforge.media.pictures import check_picture
from albumforge.media.probe import has_sound, open_media, recorded, video_stream
from albumforge.media.regular import open_regular
from albumforge.media.sniff import RAW_SUFFIXES, not_a_picture, sniff
from albumforge.media.taken import Taken, time_in_name

_LARGEST = 1 << 30
"""Bytes of a picture file; clips may be larger."""
_LARGEST_AT_ONCE = 1 << 28
"""Bytes of a picture in one of these formats, whose decoders read it whole before they say anything."""
_AT_ONCE = frozenset({"webp", "avif", "heif", "jpeg2000"})

_HEAVY = 8 << 20
_one_heavy = threading.Lock()
"""Large pictures are looked at one by one: many may arrive together, and memory is for the films."""


@dataclass(frozen=True)
class Looked:
    """What was seen of a file.

    Attributes:
        why_unusable: why it is no photo or clip, or None where it may be one.
        taken: what it tells of its moment.
    """

    why_unusable: str | None = None
    taken: Taken = Taken()


def look(file: Path, label: str, max_pixels: int) -> Looked:
    """Return whether a file is a photo or clip, and when it was taken.

    A JPEG is decoded at an eighth of its size, of other pictures and of clips the header is read: a file that is
    damaged further in is found out when the film is made.

    Args:
        label: the file's name to its owner, for its suffix.
        max_pixels: pictures with more are of no use.
    """
    suffix, taken = Path(label).suffix.lower(), Taken()
    try:
        with open_regular(file) as stream:
            head = stream.read(64)
        kind, size = sniff(head, suffix), file.stat().st_size
        if kind is not None and kind != "jpeg" and size > (_LARGEST_AT_ONCE if kind in _AT_ONCE else _LARGEST):
            return Looked("the file is too large for a picture")
        with _one_heavy if kind is not None and size > _HEAVY else contextlib.nullcontext():
            if kind == "jpeg":
                taken = _of_picture(check_picture(file, max_pixels=max_pixels))
            elif kind is not None and not (kind == "raw" and file.suffix.lower() not in RAW_SUFFIXES):
                taken = _of_picture(picture_info(file, max_pixels=max_pixels))
    except MediaError as error:
        return Looked(f"{error.reason}. {error.hint}".removesuffix(". "))
    found = _clip(file, head) if kind is None else Looked(taken=taken)
    if found.why_unusable is None and found.taken == Taken():
        return Looked(taken=Taken(time_in_name(Path(label).stem)))
    return found


def check_music(file: Path) -> None:
    """Check that a file can be opened and has a sound track.

    Raises:
        MediaError: it cannot, or has none.
    """
    if not has_sound(file):
        raise MediaError(file, "it has no sound")


def _of_picture(info: PictureInfo) -> Taken:
    return Taken(info.captured_at, info.utc_offset)


def _clip(file: Path, head: bytes) -> Looked:
    opened = False
    try:
        with open_media(file) as container:
            opened = True
            clock, utc = recorded(container, video_stream(file, container))
    except MediaError as error:
        taken_for = not_a_picture(head)
        return Looked(error.reason if opened or "video" in taken_for else taken_for)
    return Looked(taken=Taken(clock, utc=utc))
