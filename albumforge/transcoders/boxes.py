"""Boxes of MP4 (ISO/IEC 14496-12) that a stream of pictures needs and FFmpeg's encoders do not know of.

An encoder gives a stream without what its container says of the picture as a whole: HDR, and the sphere that it is. A
header of MP4 without samples is made for the stream, and these boxes are put into it; FFmpeg reads it as a stream that
has them, and writes them in the way of any container.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from albumforge.errors import MediaError

_PATH_TO_ENTRIES = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")
_VISUAL_ENTRY = 86  # bytes of a VisualSampleEntry before the boxes in it, its own header included
_VISUAL = (b"avc1", b"hvc1", b"hev1", b"av01", b"vp09")
_STSD = 16  # bytes of a SampleDescriptionBox before its entries
_LARGEST_HEAD = 1 << 28
"""Bytes of the index of a file, at most; a film of a day has a few dozen megabytes."""

_SPHERICAL = struct.Struct("=i3i4II")
_STEREO = struct.Struct("=iiiiIiiii")
_EQUIRECTANGULAR, _CUBEMAP, _TILE, _HALF = 0, 1, 2, 3
_LAYOUTS = {0: 0, 2: 1, 1: 2}
"""AVStereo3DType (2D, top and bottom, side by side) → stereo_mode of st3d."""
_UNTOLD = 8


@dataclass(frozen=True)
class Box:
    """A box of a file: its type, where it starts, where its content starts, and where it ends, in bytes."""

    kind: bytes
    start: int
    body: int
    end: int


def box(kind: bytes, *parts: bytes) -> bytes:
    """Return a box of a type with a content."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full_box(kind: bytes, *parts: bytes) -> bytes:
    """Return a box of version 0 without flags."""
    return box(kind, bytes(4), *parts)


def children(data: bytes, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes in a stretch of bytes.

    Raises:
        ValueError: their sizes do not fit into one another.
    """
    while start < end:
        if end - start < 8:
            raise ValueError(f"{end - start} bytes at {start} are no box")
        size, kind = struct.unpack_from(">I4s", data, start)
        body = start + 8
        if size == 1:
            if end - start < 16:
                raise ValueError(f"the box at {start} is cut off")
            (size,) = struct.unpack_from(">Q", data, body)
            body += 8
        elif size == 0:
            size = end - start
        if size < body - start or start + size > end:
            raise ValueError(f"the box {kind!r} at {start} says that it has {size} bytes, {end - start} are there")
        yield Box(kind, start, body, start + size)
        start += size


def with_boxes(header: bytes, extra: bytes) -> bytes:
    """Return a header of MP4 of one track, without samples, with boxes added to its first sample entry.

    Args:
        header: as FFmpeg's muxer writes it with the flag ``empty_moov``.
        extra: boxes.

    Raises:
        ValueError: the header is damaged.
    """
    if not extra:
        return header
    grown = bytearray(header)
    start, end = 0, len(header)
    for kind in _PATH_TO_ENTRIES:
        found = next((child for child in children(header, start, end) if child.kind == kind), None)
        if found is None:
            raise ValueError(f"there is no box {kind!r}")
        _grow(grown, found, len(extra))
        start, end = found.body, found.end
    entry = next(children(header, start + _STSD - 8, end))
    if entry.end - entry.start < _VISUAL_ENTRY:
        raise ValueError("its sample entry is cut off")
    _grow(grown, entry, len(extra))
    grown[entry.end : entry.end] = extra
    return bytes(grown)


def _grow(data: bytearray, found: Box, count: int) -> None:
    if found.body != found.start + 8:
        raise ValueError(f"the box {found.kind!r} has a size of 64 bit")
    struct.pack_into(">I", data, found.start, found.end - found.start + count)


def spherical_boxes(spherical: bytes | None, stereo: bytes | None) -> bytes:
    """Return the boxes st3d and sv3d (Spherical Video V2) of what FFmpeg says of a frame.

    Args:
        spherical: its AVSphericalMapping, or None.
        stereo: its AVStereo3D, or None.

    Raises:
        ValueError: these boxes have no words for it, such as for a picture of two views in two layers.
    """
    parts = []
    if stereo is not None:
        kind = _STEREO.unpack_from(stereo)[0]
        if kind not in _LAYOUTS:
            raise ValueError("its two views are not side by side or one above the other")
        if kind:
            parts.append(full_box(b"st3d", bytes([_LAYOUTS[kind]])))
    if spherical is not None:
        parts.append(_sv3d(*_SPHERICAL.unpack_from(spherical)))
    return b"".join(parts)


def stereo_of(path: Path, stereo: bytes | None) -> bytes | None:
    """Return the AVStereo3D of an MP4, with its kind from st3d where a box vexu beside it made FFmpeg forget it.

    Raises:
        MediaError: the file's index is damaged.
    """
    if stereo is None or _STEREO.unpack_from(stereo)[0] != _UNTOLD:
        return stereo
    mode = stereo_mode(path)
    kinds = {mode: kind for kind, mode in _LAYOUTS.items()}
    return stereo if mode not in kinds else struct.pack("=i", kinds[mode]) + stereo[4:]


def _sv3d(projection: int, yaw: int, pitch: int, roll: int, *bounds: int) -> bytes:
    left, top, right, bottom, padding = bounds
    if projection == _CUBEMAP:
        shape = full_box(b"cbmp", struct.pack(">II", 0, padding))
    elif projection in (_EQUIRECTANGULAR, _TILE):
        # As in RFC "Spherical Video V2": parts of the whole in 1/2³², in the order top, bottom, left, right.
        shape = full_box(b"equi", struct.pack(">IIII", top, bottom, left, right))
    elif projection == _HALF:
        # FFmpeg's own reading of a half sphere: a quarter of the width is missing at either side.
        shape = full_box(b"equi", struct.pack(">IIII", 0, 0, 1 << 30, 1 << 30))
    else:
        raise ValueError("its projection is neither equirectangular nor a cube map")
    pose = full_box(b"prhd", struct.pack(">iii", yaw, pitch, roll))
    return box(b"sv3d", full_box(b"svhd", b"albumforge\0"), box(b"proj", pose, shape))


def set_aside_vexu(path: Path) -> None:
    """Turn the boxes vexu of a file's tracks into free space.

    FFmpeg writes one for every sphere and for every picture of two views, and says in it that each eye has a layer of
    its own, as in Apple's spatial video. Readers then do not believe st3d any more, FFmpeg itself among them.

    Raises:
        MediaError: the file's index is damaged.
    """
    with path.open("r+b") as stream:
        start, moov = moov_of(path, stream)
        try:
            for found in _described(moov, b"vexu"):
                stream.seek(start + found.start + 4)
                stream.write(b"free")
        except ValueError as error:
            raise MediaError(path, f"its index is damaged: {error}") from error


def stereo_mode(path: Path) -> int | None:
    """Return the stereo_mode of the first box st3d of a file: 0 one view, 1 top and bottom, 2 side by side; or None.

    Raises:
        MediaError: the file's index is damaged.
    """
    with path.open("rb") as stream:
        _, moov = moov_of(path, stream)
    try:
        found = next(_described(moov, b"st3d"), None)
    except ValueError as error:
        raise MediaError(path, f"its index is damaged: {error}") from error
    return None if found is None or found.end - found.body < 5 else moov[found.body + 4]


def _described(moov: bytes, wanted: bytes) -> Iterator[Box]:
    """Yield the boxes of a type in the sample entries of pictures; places count from the beginning of the box moov."""
    for top in children(moov, 0, len(moov)):
        for trak in of_kind(children(moov, top.body, top.end), b"trak"):
            inner = [trak]
            for kind in _PATH_TO_ENTRIES[2:]:
                inner = [found for outer in inner for found in of_kind(children(moov, outer.body, outer.end), kind)]
            for stsd in inner:
                for entry in children(moov, stsd.start + _STSD, stsd.end):
                    if entry.kind in _VISUAL:
                        yield from of_kind(children(moov, entry.start + _VISUAL_ENTRY, entry.end), wanted)


def of_kind(boxes: Iterator[Box], kind: bytes) -> Sequence[Box]:
    """Return the boxes of a type."""
    return [found for found in boxes if found.kind == kind]


def moov_of(path: Path, stream: BinaryIO) -> tuple[int, bytes]:
    """Return where the box moov of a file begins, and it as a whole.

    Raises:
        MediaError: there is none, or it is too large.
    """
    size = stream.seek(0, 2)
    start = 0
    while start + 8 <= size:
        stream.seek(start)
        length, kind = struct.unpack(">I4s", stream.read(8))
        if length == 1:
            length = int.from_bytes(stream.read(8), "big")
        elif length == 0:
            length = size - start
        if length < 8 or start + length > size:
            break
        if kind == b"moov":
            if length > _LARGEST_HEAD:
                raise MediaError(path, f"its index is too large: {length} bytes")
            stream.seek(start)
            return start, stream.read(length)
        start += length
    raise MediaError(path, "it has no index (moov), or is cut off before it")
