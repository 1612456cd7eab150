"""What kind of picture a file is by its first bytes; needs no decoder."""

from __future__ import annotations

from pathlib import Path

from albumforge.errors import MediaError
from albumforge.media.regular import open_regular

HEAD = 64
"""Bytes that are looked at."""

RAW_SUFFIXES = frozenset(
    {
        ".3fr",
        ".arw",
        ".cr2",
        ".cr3",
        ".crw",
        ".dcr",
        ".dng",
        ".erf",
        ".fff",
        ".iiq",
        ".k25",
        ".kdc",
        ".mef",
        ".mos",
        ".mrw",
        ".nef",
        ".nrw",
        ".orf",
        ".pef",
        ".raf",
        ".raw",
        ".rw2",
        ".rwl",
        ".sr2",
        ".srf",
        ".srw",
        ".x3f",
    }
)
"""Suffixes of RAW files, lower case."""
_STARTS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "jpeg2000"),
    (b"\xff\x4f\xff\x51", "jpeg2000"),
    (b"BM", "bmp"),
    # Camera RAW that is not TIFF by its first bytes: Fujifilm, Panasonic, Olympus, Sigma, Minolta.
    (b"FUJIFILMCCD-RAW", "raw"),
    (b"IIU\0", "raw"),
    (b"IIRO", "raw"),
    (b"IIRS", "raw"),
    (b"MMOR", "raw"),
    (b"FOVb", "raw"),
    (b"\0MRM", "raw"),
)
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"))


VIDEO_SUFFIXES = frozenset(
    f".{name}"
    for names in (
        "mp4 m4v mov qt 3gp 3g2 f4v insv lrv",  # ISO base media, QuickTime
        "mkv webm",
        "avi divx",
        "mts m2ts m2t ts trp tod",  # MPEG transport streams
        "mpg mpeg mpe vob mod m2v m1v",  # MPEG program streams, and their pictures alone
        "wmv asf",
        "flv",
        "ogv",
        "mxf",
        "dv",
    )
    for name in names.split()
)
"""Names' endings of videos, lower case: of all containers that `media.probe` opens."""


def sniff(head: bytes, suffix: str) -> str | None:
    """Return the format of a picture by its first 64 bytes, or None when they are not those of a picture.

    Args:
        suffix: of the file's name; many kinds of RAW begin like any TIFF, and only the name tells them apart.
    """
    if head[4:8] == b"ftyp":
        brands = {head[8:12], *(head[at : at + 4] for at in range(16, min(int.from_bytes(head[:4], "big"), 64), 4))}
        if head[8:12] == b"crx ":
            return "raw"
        if brands & {b"avif", b"avis"}:
            return "avif"
        return "heif" if brands & _HEIF_BRANDS else None
    if head[:4] == b"RIFF":
        return "webp" if head[8:12] == b"WEBP" else None
    for start, name in _STARTS:
        if head.startswith(start):
            return "raw" if name == "tiff" and suffix.lower() in RAW_SUFFIXES else name
    return None


def not_a_picture(head: bytes) -> str:
    """Return why a file that begins so is not taken for a picture, for people."""
    if head[4:8] == b"ftyp" or head[:4] == b"\x1a\x45\xdf\xa3" or (head[:4] == b"RIFF" and head[8:12] == b"AVI "):
        return "it is a video, not a picture"
    if head.startswith(b"%PDF"):
        return "it is a PDF document, not a picture"
    if b"<svg" in head or head.startswith(b"\xff\x0a") or head[4:8] == b"JXL ":
        return "this picture format is not supported"
    if not head.strip(b"\0"):
        return "it holds nothing but zeros"
    text = head.removeprefix(b"\xef\xbb\xbf")
    if all(byte >= 32 or byte in b"\t\n\r\f\x1b" for byte in text):
        return "it is text, not a picture"
    return "it is not a picture of a known format"


def is_picture(path: Path) -> bool:
    """Whether a file begins like a picture; what cannot be read does not."""
    try:
        with open_regular(path) as stream:
            return sniff(stream.read(HEAD), path.suffix) is not None
    except MediaError:
        return False
