"""Write the directories of TIFF: for EXIF blocks, Digital Negatives and colour profiles in tests."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, SRATIONAL = 1, 2, 3, 4, 5, 7, 10
_CODES = {BYTE: "B", SHORT: "H", LONG: "I"}

Entry = tuple[int, bytes | str | Sequence[int] | Sequence[Fraction]]


def directory(entries: Mapping[int, Entry], at: int, order: str = "<") -> bytes:
    """Return a directory that will stand at offset `at`, with its values behind it and no directory following."""
    table, values = struct.pack(order + "H", len(entries)), b""
    behind = at + 2 + 12 * len(entries) + 4
    for tag in sorted(entries):
        kind, value = entries[tag]
        raw, count = _packed(kind, value, order)
        if len(raw) > 4:
            field = struct.pack(order + "I", behind + len(values))
            values += raw + b"\0" * (len(raw) % 2)
        else:
            field = raw.ljust(4, b"\0")
        table += struct.pack(order + "HHI", tag, kind, count) + field
    return table + struct.pack(order + "I", 0) + values


def _packed(kind: int, value: object, order: str) -> tuple[bytes, int]:
    if isinstance(value, str):
        raw = value.encode() + b"\0"
        return raw, len(raw)
    if isinstance(value, bytes):
        return value, len(value)
    assert isinstance(value, Sequence)
    if kind in (RATIONAL, SRATIONAL):
        pairs = [number for one in value for number in Fraction(one).as_integer_ratio()]
        return struct.pack(f"{order}{len(pairs)}{'I' if kind == RATIONAL else 'i'}", *pairs), len(value)
    return struct.pack(f"{order}{len(value)}{_CODES[kind]}", *value), len(value)


def exif_block(
    *,
    orientation: int | None = None,
    captured: datetime | str | None = None,
    subseconds: str = "",
    offset: str = "",
    place: tuple[float, float] | None = None,
    gps_utc: datetime | None = None,
    order: str = "<",
) -> bytes:
    """Return an EXIF block as cameras write it, with the mark ``Exif`` before it."""
    main: dict[int, Entry] = {0x010F: (ASCII, "albumforge")}
    if orientation is not None:
        main[0x0112] = (SHORT, [orientation])
    photo: dict[int, Entry] = {}
    if captured is not None:
        text = captured if isinstance(captured, str) else captured.strftime("%Y:%m:%d %H:%M:%S")
        photo[0x9003] = (ASCII, text)
    if subseconds:
        photo[0x9291] = (ASCII, subseconds)
    if offset:
        photo[0x9011] = (ASCII, offset)
    gps: dict[int, Entry] = {}
    if place is not None:
        for tag, value, sides in ((1, place[0], "NS"), (3, place[1], "EW")):
            size = Fraction(abs(value)).limit_denominator(1_000_000)
            minutes = (size - int(size)) * 60
            gps[tag] = (ASCII, sides[value < 0])
            gps[tag + 1] = (RATIONAL, [Fraction(int(size)), Fraction(int(minutes)), (minutes - int(minutes)) * 60])
    if gps_utc is not None:
        gps[7] = (RATIONAL, [Fraction(gps_utc.hour), Fraction(gps_utc.minute), Fraction(gps_utc.second)])
        gps[29] = (ASCII, gps_utc.strftime("%Y:%m:%d"))
    if photo:
        main[0x8769] = (LONG, [0])
    if gps:
        main[0x8825] = (LONG, [0])
    photo_at = 8 + len(directory(main, 8, order))
    gps_at = photo_at + (len(directory(photo, photo_at, order)) if photo else 0)
    if photo:
        main[0x8769] = (LONG, [photo_at])
    if gps:
        main[0x8825] = (LONG, [gps_at])
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    block = head + directory(main, 8, order)
    block += directory(photo, photo_at, order) if photo else b""
    block += directory(gps, gps_at, order) if gps else b""
    return b"Exif\0\0" + block


def digital_negative(mosaic: bytes, width: int, height: int, *, preview: bytes | None, orientation: int = 1) -> bytes:
    """Return a DNG: 16-bit values of an RGGB sensor, and a JPEG preview before it where one is given."""
    raw: dict[int, Entry] = {
        254: (LONG, [0]),
        256: (LONG, [width]),
        257: (LONG, [height]),
        258: (SHORT, [16]),
        259: (SHORT, [1]),
        262: (SHORT, [32803]),
        273: (LONG, [0]),
        277: (SHORT, [1]),
        278: (LONG, [height]),
        279: (LONG, [len(mosaic)]),
        33421: (SHORT, [2, 2]),
        33422: (BYTE, [0, 1, 1, 2]),
        50717: (LONG, [65535]),
    }
    camera: dict[int, Entry] = {
        271: (ASCII, "albumforge"),
        272: (ASCII, "paper"),
        274: (SHORT, [orientation]),
        50706: (BYTE, [1, 4, 0, 0]),
        50707: (BYTE, [1, 1, 0, 0]),
        50708: (ASCII, "albumforge paper"),
        50721: (
            SRATIONAL,
            [Fraction(n) for n in ("3.24", "-1.54", "-0.5", "-0.97", "1.88", "0.04", "0.06", "-0.2", "1.06")],
        ),
        50728: (RATIONAL, [Fraction(1), Fraction(1), Fraction(1)]),
        50778: (SHORT, [21]),
    }
    if preview is None:
        main = {**raw, **camera}
        main[273] = (LONG, [8 + len(directory(main, 8))])
        return struct.pack("<2sHI", b"II", 42, 8) + directory(main, 8) + mosaic
    main = {
        **camera,
        254: (LONG, [1]),
        256: (LONG, [width]),
        257: (LONG, [height]),
        258: (SHORT, [8, 8, 8]),
        259: (SHORT, [7]),
        262: (SHORT, [6]),
        273: (LONG, [0]),
        277: (SHORT, [3]),
        278: (LONG, [height]),
        279: (LONG, [len(preview)]),
        330: (LONG, [0]),
    }
    raw_at = 8 + len(directory(main, 8))
    preview_at = raw_at + len(directory(raw, raw_at))
    mosaic_at = preview_at + len(preview) + len(preview) % 2
    main[273], main[330], raw[273] = (LONG, [preview_at]), (LONG, [raw_at]), (LONG, [mosaic_at])
    parts = directory(main, 8) + directory(raw, raw_at) + preview + b"\0" * (len(preview) % 2)
    return struct.pack("<2sHI", b"II", 42, 8) + parts + mosaic


def display_p3_profile() -> bytes:
    """Return an ICC profile (version 2) with the primaries of Display P3 and gamma 2.2."""

    def xyz(x: float, y: float, z: float) -> bytes:
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(65536 * value) for value in (x, y, z)))

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    name = b"Wide\0"
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + b"\0" * (79 + 4 - len(name)),
        b"cprt": b"text\0\0\0\0none\0\0\0\0",
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.5151, 0.2412, -0.0011),
        b"gXYZ": xyz(0.2920, 0.6922, 0.0419),
        b"bXYZ": xyz(0.1571, 0.0666, 0.7841),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for tag, data in tags.items():
        data += b"\0" * (-len(data) % 4)
        table += tag + struct.pack(">II", at + len(body), len(data))
        body += data
    size = at + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"test", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + b"\0" * 28
    header += struct.pack(">3i", round(0.9642 * 65536), 65536, round(0.8249 * 65536))
    return header.ljust(128, b"\0") + table + body
