"""What a film needs from EXIF: which side is up, when it was, and where.

A small reader of its own, because EXIF of real cameras is often damaged: every entry that does not make sense is left
out, nothing is raised, and nothing is printed. Format: TIFF 6.0 and CIPA DC-008 (EXIF 2.32).
"""

from __future__ import annotations

import math
import mmap
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_LONGEST = 4096  # bytes of a value worth reading; maker notes and previews are longer
_MOST_ENTRIES = 1000

_ORIENTATION, _CHANGED, _EXIF_IFD, _GPS_IFD, _DNG_VERSION = 0x0112, 0x0132, 0x8769, 0x8825, 0xC612
_DESCRIPTION = 0x010E
# Time, fraction of a second, offset from UTC: taken, digitised, last written.
_TIMES = ((0x9003, 0x9291, 0x9011), (0x9004, 0x9292, 0x9012), (_CHANGED, 0x9290, 0x9010))
_DATE = re.compile(r"(\d{4})\D(\d\d)\D(\d\d)\D(\d\d)\D(\d\d)\D(\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
_YEARS = range(1826, 2101)  # from the oldest photograph


@dataclass(frozen=True)
class Exif:
    """What was found; everything else is None (orientation: 1).

    Attributes:
        orientation: 1 to 8.
        captured_at: when the picture was taken, on the camera's clock, without a zone.
        utc_offset: how far that clock was ahead of UTC, where the file says so or its GPS time gives it away.
        latitude, longitude: degrees, north and east positive.
        is_dng: the file is a Digital Negative.
        description: the ImageDescription as it is stored, in whatever encoding.
    """

    orientation: int = 1
    captured_at: datetime | None = None
    utc_offset: timedelta | None = None
    latitude: float | None = None
    longitude: float | None = None
    is_dng: bool = False
    description: bytes = b""


Block = bytes | mmap.mmap
_Directory = Mapping[int, tuple[int, bytes]]


def read_exif(block: Block | None) -> Exif:
    """Read an EXIF block, with or without its ``Exif`` mark, or a whole TIFF-like file."""
    if block is None:
        return Exif()
    if block[:6] == b"Exif\0\0":
        block = block[6:]
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None or len(block) < 8:
        return Exif()
    main = _directory(block, _unsigned(order, block[4:8]), order)
    photo = _directory(block, _pointer(main, _EXIF_IFD, order), order)
    gps = _directory(block, _pointer(main, _GPS_IFD, order), order)

    orientation = _pointer(main, _ORIENTATION, order)
    captured_at, offset = _captured({**main, **photo})
    if captured_at is not None and offset is None:
        offset = _offset_by_gps(gps, order, captured_at)
    latitude = _degrees(gps, 2, 1, order, "S", 90.0)
    longitude = _degrees(gps, 4, 3, order, "W", 180.0)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        latitude = longitude = None
    return Exif(
        orientation=orientation if 1 <= orientation <= 8 else 1,
        captured_at=captured_at,
        utc_offset=offset,
        latitude=latitude,
        longitude=longitude,
        is_dng=_DNG_VERSION in main,
        description=main.get(_DESCRIPTION, (0, b""))[1].split(b"\0")[0],
    )


def parse_offset(text: str) -> timedelta | None:
    """Return an offset from UTC written as ``+03:00`` or ``+0300``, or None."""
    match = _OFFSET.search(text)
    if match is None or int(match[2]) > 15 or int(match[3]) > 59:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -size if match[1] == "-" else size


def _directory(block: Block, start: int, order: str) -> _Directory:
    entries: dict[int, tuple[int, bytes]] = {}
    if not 8 <= start <= len(block) - 2:
        return entries
    count = min(_unsigned(order, block[start : start + 2]), _MOST_ENTRIES)
    for at in range(start + 2, start + 2 + 12 * count, 12):
        if at + 12 > len(block):
            break
        tag, kind, number = struct.unpack_from(order + "HHI", block, at)
        size = _SIZES.get(kind, 0) * number
        if not 0 < size <= _LONGEST:
            continue
        where = at + 8 if size <= 4 else _unsigned(order, block[at + 8 : at + 12])
        if where + size <= len(block):
            entries.setdefault(tag, (kind, block[where : where + size]))
    return entries


def _unsigned(order: str, raw: bytes) -> int:
    return int.from_bytes(raw, "little" if order == "<" else "big")


def _pointer(directory: _Directory, tag: int, order: str) -> int:
    kind, raw = directory.get(tag, (0, b""))
    return _unsigned(order, raw[: _SIZES[kind]]) if kind in (1, 3, 4, 13) else 0


def _text(directory: _Directory, tag: int) -> str:
    kind, raw = directory.get(tag, (0, b""))
    return raw.split(b"\0")[0].decode("ascii", "replace").strip() if kind in (2, 7) else ""


def _rationals(directory: _Directory, tag: int, order: str) -> list[float]:
    kind, raw = directory.get(tag, (0, b""))
    if kind not in (5, 10):
        return []
    numbers = struct.unpack(order + ("I" if kind == 5 else "i") * (len(raw) // 4), raw)
    return [a / b if b else math.nan for a, b in zip(numbers[::2], numbers[1::2], strict=True)]


def _captured(directory: _Directory) -> tuple[datetime | None, timedelta | None]:
    for time_tag, fraction_tag, offset_tag in _TIMES:
        match = _DATE.match(_text(directory, time_tag))
        if match is None or int(match[1]) not in _YEARS:
            continue
        fraction = re.match(r"\d{0,6}", _text(directory, fraction_tag))
        year, month, day, hour, minute, second = (int(part) for part in match.groups())
        try:
            moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - a camera knows no zone
        except ValueError:
            continue
        if fraction is not None and fraction[0]:
            moment = moment.replace(microsecond=int(fraction[0].ljust(6, "0")))
        return moment, parse_offset(_text(directory, offset_tag))
    return None, None


def _offset_by_gps(gps: _Directory, order: str, captured_at: datetime) -> timedelta | None:
    """Return the offset that makes the camera's clock agree with the satellites' to the quarter of an hour."""
    date = re.fullmatch(r"(\d{4})\D(\d\d)\D(\d\d)", _text(gps, 29))
    clock = _rationals(gps, 7, order)
    if date is None or len(clock) != 3 or not all(0 <= part < 61 for part in clock):
        return None
    try:
        day = datetime(int(date[1]), int(date[2]), int(date[3]), tzinfo=UTC)
    except ValueError:
        return None
    moment = day + timedelta(hours=clock[0], minutes=clock[1], seconds=clock[2])
    ahead = (captured_at.replace(tzinfo=UTC) - moment) / timedelta(minutes=15)
    # A fix from some minutes before the picture is usual; one from hours before says nothing about the zone.
    if abs(ahead - round(ahead)) > 0.34 or not -48 <= round(ahead) <= 56:
        return None
    return round(ahead) * timedelta(minutes=15)


def _degrees(gps: _Directory, tag: int, reference_tag: int, order: str, negative: str, limit: float) -> float | None:
    parts = _rationals(gps, tag, order)
    reference = _text(gps, reference_tag).upper()[:1]
    if not 1 <= len(parts) <= 3 or not reference:
        return None
    value = sum(part / 60.0**power for power, part in enumerate(parts))
    if not 0 <= value <= limit:  # false for NaN too
        return None
    return -value if reference == negative else value
