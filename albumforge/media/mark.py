"""The mark of what albumforge writes: by it a film or poster of ours is told from a file of the user's.

A film ends with a box of type ``uuid`` (ISO/IEC 14496-12, 4.2), which players pass over and editors drop; it holds the
length of the file, so that nothing that was made from the film is taken for it. A picture says it in the EXIF field
Software. What is only half recognised is not ours.
"""

from __future__ import annotations

import os
import stat
import struct
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from albumforge.errors import InTheWay, InvalidInput, MediaError, StorageError
from albumforge.media.publish import check_writable, writing
from albumforge.media.regular import open_regular

if TYPE_CHECKING:
    from PIL import Image

POSTER_SOFTWARE = "albumforge"
"""EXIF Software of a poster."""

_SOFTWARE = 0x0131  # the EXIF field

_BOX = struct.Struct(">I4s16sQ")  # size of the box, type, extended type, length of the whole file
_FILM_ID = bytes.fromhex("9f1b6c0e5d2a4c7f8a4d616c62756d66")
_EXIF_WITHIN = 4096  # bytes; the writers of our pictures put EXIF first


def poster_of(film: Path) -> Path:
    """Return where the poster of a film appears: ``<stem>.poster.jpg`` beside it."""
    return film.with_name(f"{film.stem}.poster.jpg")


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file that is there."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def mark_film(path: Path) -> None:
    """Write the mark at the end of a whole MP4.

    Raises:
        StorageError: it cannot be written.
    """
    with writing(path), path.open("ab") as stream:
        stream.write(_BOX.pack(_BOX.size, b"uuid", _FILM_ID, stream.tell() + _BOX.size))


def is_own_film(path: Path) -> bool:
    """Whether a file is a film as it was written here."""
    try:
        with open_regular(path) as stream:
            length = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, length - _BOX.size))
            return stream.read(_BOX.size) == _BOX.pack(_BOX.size, b"uuid", _FILM_ID, length)
    except (MediaError, OSError):
        return False


def poster_exif() -> Image.Exif:
    """Return the EXIF that marks a poster."""
    from PIL import Image  # which --help does without

    exif = Image.Exif()
    exif[_SOFTWARE] = POSTER_SOFTWARE
    return exif


def is_own_picture(path: Path, software: str = POSTER_SOFTWARE) -> bool:
    """Whether a file is a JPEG that names `software` as what wrote it; costs one short read where it does not."""
    try:
        with open_regular(path) as stream:
            head = stream.read(_EXIF_WITHIN)
            if head[:2] != b"\xff\xd8" or software.encode() not in head:
                return False
            from PIL import Image

            stream.seek(0)
            with warnings.catch_warnings(action="ignore"), Image.open(stream, formats=["JPEG"]) as picture:
                return bool(picture.getexif().get(_SOFTWARE) == software)
    except Exception:  # a file of any content: Pillow raises whatever its parser meets
        return False


def check_film_name(film: Path) -> None:
    """Check that a film is named as an MP4.

    Raises:
        InvalidInput: it is not.
    """
    if film.suffix.lower() != ".mp4":
        raise InvalidInput(f"{film}: the film is an MP4.", hint="Let its name end with .mp4.")


def check_film_place(film: Path) -> None:
    """Check that a film and its poster can be written, and that nothing goes by it but a film and poster of ours.

    Raises:
        InvalidInput: the film is not named as an MP4.
        StorageError: a place cannot be written.
        InTheWay: what is there was not made by albumforge.
    """
    check_film_name(film)
    for place in (film, poster_of(film)):
        check_writable(place)
    check_replaceable(film, own=is_own_film(film))
    check_replaceable(poster_of(film), own=is_own_picture(poster_of(film)))


def check_replaceable(place: Path, *, own: bool) -> None:
    """Check that nothing is lost when a file takes a place: it is free, or holds a regular file of our own.

    Args:
        own: whether what is there carries our mark.

    Raises:
        InTheWay: something else is there; links are never followed nor replaced.
    """
    hint = "Choose another name, or move it away."
    try:
        with writing(place):
            mode = place.lstat().st_mode
    except StorageError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            return
        raise
    if stat.S_ISLNK(mode):
        raise InTheWay(f"{place} is a link, and is not replaced.", hint=hint)
    if not own:
        raise InTheWay(f"{place} is there already and was not made by albumforge.", hint=hint)
