"""Spherical Video V1: the box of XML by which older cameras and players say that a video is a sphere.

FFmpeg reads it and writes the boxes of V2 alone. Players that know V1 only want the box itself, so it is put into the
track of the pictures again. (Google, Spherical Video RFC: a box ``uuid`` in the box ``trak``.)
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from albumforge.errors import MediaError
from albumforge.transcoders.boxes import Box, box, children, moov_of, of_kind

_TYPE = bytes.fromhex("ffcc8263f8554a938814587a02521fdd")
_MOST = 1 << 16  # bytes of XML; cameras write half a thousand
_BLOCK = 1 << 20
_OFFSETS = {b"stco": ">I", b"co64": ">Q"}


def spherical_v1(path: Path) -> bytes | None:
    """Return the box of an MP4 or MOV, whole, None where there is none.

    Raises:
        MediaError: the file's index is damaged.
    """
    with path.open("rb") as stream:
        _, moov = moov_of(path, stream)
    try:
        for trak in _traks(moov):
            for found in of_kind(children(moov, trak.body, trak.end), b"uuid"):
                if moov[found.body : found.body + 16] == _TYPE and found.end - found.start <= _MOST:
                    return moov[found.start : found.end]
    except ValueError as error:
        raise MediaError(path, f"its index is damaged: {error}") from error
    return None


def add_spherical_v1(path: Path, uuid: bytes) -> None:
    """Put the box into the track of the pictures of an MP4.

    Where the index stands before the data, these are moved on, and the places that the index tells of them.

    Raises:
        MediaError: the file's index is damaged, or has no room for larger places.
    """
    with path.open("r+b") as stream:
        start, moov = moov_of(path, stream)
        end = stream.seek(0, 2)
        try:
            moved = len(uuid) if start + len(moov) < end else 0
            grown = _with_uuid(_moved_on(moov, moved), uuid)
        except (ValueError, struct.error) as error:
            raise MediaError(path, f"its index is damaged: {error}") from error
        if moved:
            _move(stream, start + len(moov), end, moved)
        stream.seek(start)
        stream.write(grown)


def _traks(moov: bytes) -> Iterator[Box]:
    for top in children(moov, 0, len(moov)):
        yield from of_kind(children(moov, top.body, top.end), b"trak")


def _with_uuid(moov: bytes, uuid: bytes) -> bytes:
    (top,) = children(moov, 0, len(moov))
    for trak in _traks(moov):
        (mdia,) = of_kind(children(moov, trak.body, trak.end), b"mdia")
        (hdlr,) = of_kind(children(moov, mdia.body, mdia.end), b"hdlr")
        if moov[hdlr.body + 8 : hdlr.body + 12] == b"vide":
            whole = box(b"trak", moov[trak.body : trak.end], uuid)
            return box(b"moov", moov[top.body : trak.start], whole, moov[trak.end :])
    raise ValueError("there is no track of pictures")


def _moved_on(moov: bytes, by: int) -> bytes:
    """Return an index whose data lie so many bytes further on."""
    made = bytearray(moov)
    for trak in _traks(moov):
        inner = [trak]
        for kind in (b"mdia", b"minf", b"stbl"):
            inner = [found for outer in inner for found in of_kind(children(moov, outer.body, outer.end), kind)]
        for stbl in inner:
            for found in children(moov, stbl.body, stbl.end):
                if found.kind in _OFFSETS:
                    _add(made, found, _OFFSETS[found.kind], by)
    return bytes(made)


def _add(made: bytearray, found: Box, form: str, by: int) -> None:
    (count,) = struct.unpack_from(">I", made, found.body + 4)
    size = struct.calcsize(form)
    if found.body + 8 + count * size > found.end:
        raise ValueError(f"the box {found.kind!r} is cut off")
    for place in range(found.body + 8, found.body + 8 + count * size, size):
        struct.pack_into(form, made, place, struct.unpack_from(form, made, place)[0] + by)


def _move(stream: BinaryIO, start: int, end: int, by: int) -> None:
    """Move a stretch of a file on, its end first, so that nothing is written over before it was read."""
    while end > start:
        size = min(_BLOCK, end - start)
        end -= size
        stream.seek(end)
        block = stream.read(size)
        stream.seek(end + by)
        stream.write(block)
