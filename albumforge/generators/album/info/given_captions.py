"""Words that came with a picture: in the file itself, or in a file ``captions.txt`` beside it, which wins.

Formats: IPTC-IIM 4.2 (data set 2:120) inside Photoshop image resources, XMP (ISO 16684-1, ``dc:description``), EXIF
(``ImageDescription``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.media.exif import read_exif
from albumforge.media.picture_info import examine, refusing_damage
from albumforge.media.regular import open_regular

CAPTIONS_FILE = "captions.txt"

LONGEST = 300
"""Characters of a caption; what is longer is cut at a word."""

_LARGEST_FILE = 1_000_000
_XMP, _PHOTOSHOP = b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CHINESE = re.compile(rb"[\xb0-\xf7][\xa1-\xfe][\xb0-\xf7][\xa1-\xfe]")  # in GB 2312
# What cameras, phones and programs write where nobody wrote anything.
_NOBODYS_WORDS = re.compile(
    r"(?:.*\bdigital (?:still )?camera\b.*|sony dsc|dcim.*"
    r"|(?:olympus|samsung|minolta|casio|nikon|kodak|canon|sony)(?: [\w-]*\d[\w-]*)?"
    r"|exif[ _]jpeg.*|applemark|lead technologies.*|creator: .*|<?kenox.*|untitled.*|default|screenshot.*|camera"
    r"|(?:dav|hdr|hdrpl|rhdr|rbt|sdr|cof|mde|bst|btr|btf|fbt|ptr|nor|oznor|qrf|rpt|tru|edf|ytr|dig|non)(?:_.*)?"
    r"|processed (?:with|by) .*|created (?:with|by) .*|made with .*|jpeg.*|file written by .*"
    r"|(?:img|dsc|dscn|dscf|pict|pic|image|photo|vid|p|mvi|pxl)[-_ ]?\d[\w-]*(?:\.\w{3,4})?|[\W\d_]*)",
    re.IGNORECASE,
)


def caption_in(path: Path, *, max_pixels: int) -> str:
    """Return the words that a picture's file holds, IPTC before XMP before EXIF, or ""; what is no caption is not one.

    Raises:
        MediaError: the file is no picture that can be read.
    """
    with open_regular(path) as stream, refusing_damage(path):
        info, image = examine(path, stream, max_pixels)
        exif = b""
        if info.format == "jpeg":
            exif, xmp, iptc = _jpeg_blocks(stream)
        elif image is not None:
            exif = image.info.get("exif") or b""
            xmp, iptc = image.info.get("xmp") or b"", b""
            image.close()
        else:
            return ""
    found = (_decoded(iptc), _from_xmp(xmp), _decoded(read_exif(exif).description))
    return next((words for words in map(tidied, found) if words), "")


def captions_beside(paths: Sequence[Path], context: Context) -> dict[Path, str]:
    """Return the captions that files ``captions.txt`` give to the pictures in their folders.

    Lines are ``name: words`` or ``name<TAB>words`` in UTF-8; the name may lack its suffix; empty lines and those that
    begin with ``#`` are passed over. What is wrong with a line is told to the context's log.
    """
    folders: dict[Path, list[Path]] = {}
    for path in paths:
        folders.setdefault(path.parent, []).append(path)
    found: dict[Path, str] = {}
    for folder, pictures in folders.items():
        lines = _lines(folder / CAPTIONS_FILE, context)
        if lines:
            found |= _matched(lines, pictures, context)
    return found


def tidied(words: str) -> str:
    """Return a caption on one line, without control characters, cut to `LONGEST`; "" where a camera wrote it."""
    plain = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in words)
    text = unicodedata.normalize("NFC", " ".join(plain.split()))
    if _NOBODYS_WORDS.fullmatch(text):
        return ""
    if len(text) <= LONGEST:
        return text
    cut = text[: LONGEST - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[LONGEST // 2 :] else cut) + "…"


def _lines(file: Path, context: Context) -> list[tuple[int, str, str]]:
    """Return number, name and words of each line that has them."""
    try:
        with open_regular(file) as stream:
            raw = stream.read(_LARGEST_FILE + 1)
    except MediaError as error:
        if file.exists():
            context.log(f"{CAPTIONS_FILE}: {error.reason}")
        return []
    if len(raw) > _LARGEST_FILE:
        context.log(f"{CAPTIONS_FILE}: it is larger than {_LARGEST_FILE:,} bytes and is not used")
        return []
    found = []
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        try:
            text = line.decode("utf-8").strip()
        except UnicodeDecodeError:
            context.log(f"{CAPTIONS_FILE}, line {number}: it is not UTF-8")
            continue
        if not text or text.startswith("#"):
            continue
        name, separator, words = text.partition("\t") if "\t" in text else _at_colon(text)
        if not separator or not name.strip() or not tidied(words):
            context.log(f'{CAPTIONS_FILE}, line {number}: it must be "name: words"')
            continue
        found.append((number, name.strip(), tidied(words)))
    return found


def _at_colon(text: str) -> tuple[str, str, str]:
    match = re.search(r"[:\N{FULLWIDTH COLON}]", text)
    return (text[: match.start()], ":", text[match.end() :]) if match else (text, "", "")


def _matched(lines: Sequence[tuple[int, str, str]], pictures: Sequence[Path], context: Context) -> dict[Path, str]:
    whole = {_key(path.name): path for path in pictures}
    stems: dict[str, list[Path]] = {}
    for path in pictures:
        stems.setdefault(_key(path.stem), []).append(path)
    found: dict[Path, str] = {}
    for number, name, words in lines:
        meant = [whole[_key(name)]] if _key(name) in whole else stems.get(_key(name), [])
        if not meant and not _beside(name, pictures[0].parent):
            context.log(f"{CAPTIONS_FILE}, line {number}: there is no picture {name!r} beside it")
        found |= dict.fromkeys(meant, words)
    return found


def _beside(name: str, folder: Path) -> bool:
    """Whether a folder has a file of that name, with or without its suffix, which is just not in the film."""
    try:
        return any(_key(name) in (_key(file.name), _key(file.stem)) for file in folder.iterdir())
    except OSError:
        return False


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _jpeg_blocks(stream: BinaryIO) -> tuple[bytes, bytes, bytes]:
    """Return EXIF, XMP and the IPTC caption of a JPEG, each b"" where there is none."""
    stream.seek(2)
    exif = xmp = iptc = b""
    while True:
        head = stream.read(4)
        if len(head) < 4 or head[0] != 0xFF or head[1] == 0xDA:
            return exif, xmp, iptc
        length = int.from_bytes(head[2:], "big") - 2
        if head[1] not in (0xE1, 0xED):
            stream.seek(max(0, length), 1)
            continue
        body = stream.read(max(0, length))
        if body.startswith(b"Exif\0") and not exif:
            exif = body
        elif body.startswith(_XMP) and not xmp:
            xmp = body.removeprefix(_XMP)
        elif body.startswith(_PHOTOSHOP) and not iptc:
            iptc = _iptc_caption(_resource(body.removeprefix(_PHOTOSHOP), 0x0404))


def _resource(block: bytes, wanted: int) -> bytes:
    """Return a Photoshop image resource: 8BIM, number, name (padded to even), length, data (padded to even)."""
    at = 0
    while block[at : at + 4] == b"8BIM" and at + 12 <= len(block):
        number = int.from_bytes(block[at + 4 : at + 6], "big")
        start = at + 6 + (block[at + 6] + 2) // 2 * 2
        length = int.from_bytes(block[start : start + 4], "big")
        if number == wanted:
            return block[start + 4 : start + 4 + length]
        at = start + 4 + (length + 1) // 2 * 2
    return b""


def _iptc_caption(block: bytes) -> bytes:
    at = 0
    while block[at : at + 1] == b"\x1c" and at + 5 <= len(block):
        length = int.from_bytes(block[at + 3 : at + 5], "big")
        if length >= 0x8000:  # of the extended kind, for files inside
            return b""
        if block[at + 1 : at + 3] == b"\x02\x78":
            return block[at + 5 : at + 5 + length]
        at += 5 + length
    return b""


def _from_xmp(block: bytes) -> str:
    """Return ``dc:description``, in the default language where there are several."""
    # Entities could stand for gigabytes; XMP needs none.
    if not block or b"<!DOCTYPE" in block or b"<!ENTITY" in block:
        return ""
    try:
        root = ElementTree.fromstring(block.strip(b"\0 \r\n\t"))  # noqa: S314 - no entities, see above
    except (ElementTree.ParseError, ValueError, LookupError):
        return ""
    for node in root.iter(_DESCRIPTION):
        items: Mapping[str, str] = {item.get(_LANGUAGE, ""): item.text or "" for item in node.iter(f"{_RDF}li")}
        if items:
            return items.get("x-default") or next(iter(items.values()))
        return node.text or ""
    return next((node.get(_DESCRIPTION, "") for node in root.iter(f"{_RDF}Description")), "")


def _decoded(raw: bytes) -> str:
    """Return text that is UTF-8, or GB 2312 where it has two Chinese characters in a row, or Latin-1."""
    for encoding in ("utf-8", "gb2312") if _CHINESE.search(raw) else ("utf-8",):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
