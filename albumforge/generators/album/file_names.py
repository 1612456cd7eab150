"""What the name of a file tells: its place among others, and that it is no media at all."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

_SIDECARS = {
    "aae": "edits of an iPhone picture, not a picture",
    "xmp": "metadata of a picture, not a picture",
    "thm": "a thumbnail of a clip",
    "lrv": "a small copy of a GoPro clip",
    "lrf": "a small copy of a DJI clip",
    "dop": "edits of a picture, not a picture",
    "pp3": "edits of a picture, not a picture",
    "json": "data about pictures, not a picture",
}
_DOCUMENTS = """
txt md rtf doc docx odt pdf xls xlsx ods csv tsv ppt pptx htm html xml yaml yml ini log db sqlite zip rar 7z tar gz py
js css exe dll so app apk gpx kml kmz srt vtt ass url lnk psd ai svg ttf otf
"""
_SOUND = frozenset({"mp3", "m4a", "aac", "wav", "flac", "ogg", "oga", "opus", "wma", "aif", "aiff", "mid", "midi"})
_IGNORED = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "@eadir", "__macosx", "$recycle.bin", "lost+found"})
_CAPTIONS = "captions.txt"

NaturalKey = tuple[tuple[tuple[int, int, str], ...], ...]


def natural_key(path: Path) -> tuple[NaturalKey, str]:
    """Return a key that sorts paths folder by folder, with numbers by value: ``img2`` before ``img10``.

    Case and the two ways of writing accents make no difference; what is then still equal sorts by its characters.
    """
    return tuple(_part_key(part) for part in path.parts), str(path)


def _part_key(name: str) -> tuple[tuple[int, int, str], ...]:
    plain = unicodedata.normalize("NFC", name).casefold()
    pieces = re.split(r"([0-9]+)", plain)
    # A number of more digits than int() takes at once is no number of a picture: it sorts as text.
    return tuple(
        (0, int(piece), "") if place % 2 and len(piece) < 1000 else (1, 0, piece)
        for place, piece in enumerate(pieces)
        if piece
    )


def is_ignored(name: str) -> bool:
    """Whether a search passes over a file or folder of this name in silence: hidden, kept by the system, or words for
    the pictures beside it."""
    return name.startswith(".") or name.casefold() in _IGNORED or name == _CAPTIONS


def not_media(path: Path) -> str | None:
    """Return why a file is no photo or clip, by its suffix; None where its content must tell."""
    suffix = path.suffix.lower().removeprefix(".")
    if suffix in _SIDECARS:
        return _SIDECARS[suffix]
    if suffix in _DOCUMENTS.split():
        return "not a photo or clip"
    return "sound, not a photo or clip; it can be given as the music" if suffix in _SOUND else None
