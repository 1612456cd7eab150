"""Small real videos that are rare: HDR of each kind, spheres, several tracks."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from media_files import texture, write_clip

from albumforge.transcoders.boxes import spherical_boxes, with_boxes

DISPLAY = "G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1)"


def write_hdr(path: Path, *, transfer: int = 16, described: bool = True, **fields: Any) -> Path:
    """Write HEVC of 10 bit with BT.2020 colours; by default HDR10."""
    parameters = "log-level=error:repeat-headers=1"
    if described:
        parameters += f":hdr10=1:master-display={DISPLAY}:max-cll=1000,400"
    options = {"x265-params": parameters, "preset": "ultrafast"}
    made = {"frames": 10, "sound": False, "options": options, **fields}
    return write_clip(
        path, codec="libx265", pixel_format="yuv420p10le", transfer=transfer, primaries=9, matrix=9, **made
    )


def write_dynamic(path: Path, unit: bytes) -> Path:
    """Write a Matroska of HDR10 in which each picture has one more NAL unit before its slices."""
    plain = write_hdr(path.with_suffix(".plain.mkv"))
    with av.open(str(plain)) as source, av.open(str(path), "w") as container:
        made = container.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                units = b"".join(_with_unit(_units(bytes(packet)), unit))
                copy = av.Packet(units)
                copy.pts, copy.dts, copy.time_base = packet.pts, packet.dts, packet.time_base
                copy.is_keyframe, copy.duration, copy.stream = packet.is_keyframe, packet.duration, made
                container.mux(copy)
    plain.unlink()
    return path


def hdr10_plus() -> bytes:
    """Return a NAL unit with the metadata of HDR10+ (SMPTE ST 2094-40, as CTA-861 carries it): one window, no curve."""
    bits = "01" + f"{4000:027b}" + "0" + 3 * f"{10000:017b}" + f"{5000:017b}" + "0000" + f"{0:010b}" + "000"
    bits += "0" * (-len(bits) % 8)
    payload = bytes.fromhex("b5003c0001" + "0401") + int(bits, 2).to_bytes(len(bits) // 8, "big")
    message = bytes((4, len(payload))) + payload + b"\x80"
    return b"\x4e\x01" + _escaped(message)


def write_sphere(path: Path, **fields: Any) -> Path:
    """Write an MP4 that says that it is a sphere (Spherical Video V2)."""
    write_clip(path, **{"frames": 10, "sound": False, **fields})
    sphere = spherical_boxes(struct.pack("=4i5I", 0, 0, 0, 0, 0, 0, 0, 0, 0), None)
    path.write_bytes(with_boxes(path.read_bytes(), sphere))
    return path


def write_noisy(path: Path, **fields: Any) -> Path:
    """Write a clip with so fine a texture, at so high a rate, that any encoder makes it smaller."""
    made = {"options": {"crf": "4", "preset": "ultrafast"}, "frames": 30, **fields}
    return write_clip(path, width=160, height=96, paint=lambda number: texture(160, 96, number // 6), **made)


def write_tracks(path: Path) -> Path:
    """Write a Matroska with two languages, a subtitle, a font and two chapters."""
    plain = write_clip(path.with_suffix(".plain.mkv"), frames=30)
    with av.open(str(plain)) as source, av.open(str(path), "w") as container:
        made = [container.add_stream_from_template(stream) for stream in source.streams]
        second = container.add_stream_from_template(source.streams.audio[0])
        made[1].metadata["language"], second.metadata["language"] = "ger", "jpn"
        font = container.add_attachment("face.ttf", "font/ttf", b"glyphs")
        assert font is not None
        container.set_chapters(
            [
                {"id": 1, "start": 0, "end": 500, "time_base": Fraction(1, 1000), "metadata": {"title": "one"}},
                {"id": 2, "start": 500, "end": 1000, "time_base": Fraction(1, 1000), "metadata": {"title": "two"}},
            ]
        )
        for packet in source.demux():
            if not packet.size:
                continue
            copies = [made[packet.stream_index], *([second] if packet.stream_index == 1 else [])]
            for stream in copies:
                packet.stream = stream
                container.mux(packet)
    plain.unlink()
    return path


def _units(packet: bytes) -> list[bytes]:
    """Return the NAL units of a packet of Matroska, each behind its length."""
    found, at = [], 0
    while at < len(packet):
        size = int.from_bytes(packet[at : at + 4], "big")
        found.append(packet[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def _with_unit(units: Sequence[bytes], unit: bytes) -> Sequence[bytes]:
    at = next(number for number, one in enumerate(units) if one[0] >> 1 & 0x3F < 32)
    return [len(one).to_bytes(4, "big") + one for one in [*units[:at], unit, *units[at:]]]


def _escaped(data: bytes) -> bytes:
    """Return the bytes of a NAL unit with 3 before what would begin another."""
    made = bytearray()
    for byte in data:
        if byte <= 3 and made[-2:] == b"\0\0":
            made.append(3)
        made.append(byte)
    return bytes(made)
