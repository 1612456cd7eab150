"""The parameter sets of H.264 as an MP4 keeps them beside its frames, and what they say of a stream.

Formats: ISO/IEC 14496-15, 5.3.3.1 (AVCDecoderConfigurationRecord, "avcC"); ITU-T H.264, 7.3.1 (NAL units), 7.3.2.1
(sequence parameter set), 7.3.2.2 (picture parameter set), 9.1 (Exp-Golomb codes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

IDR, SEQUENCE_SET, PICTURE_SET = 5, 7, 8
"""Types of NAL units."""

_LENGTH_BYTES = 4
_HEAD = 6  # bytes of the record before its first set
_MOST_SETS = 31  # sequence parameter sets that a record can count
_WITH_CHROMA = (100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135)
"""Profiles whose sequence parameter sets tell chroma format and bit depth; the first three end the record with them."""
_PROFILES = {66: "baseline", 77: "main", 100: "high"}


@dataclass(frozen=True)
class Configuration:
    """What the configuration record of a track holds.

    Attributes:
        head: profile, constraints and level, a byte each.
        sequence, picture: the sets, without length or start code.
        tail: what follows the sets: chroma format and bit depths, in high profiles.
    """

    head: bytes
    sequence: tuple[bytes, ...]
    picture: tuple[bytes, ...]
    tail: bytes = b""

    @property
    def profile(self) -> str:
        """Name of the profile as x264 has it, "" for one that cannot be matched here."""
        return _PROFILES.get(self.head[0], "")

    @property
    def ids(self) -> frozenset[int]:
        """Numbers that are taken by a set of either kind."""
        return frozenset(_set_id(nal) for nal in (*self.sequence, *self.picture))

    def free_id(self) -> int | None:
        """Return the lowest number from 1 on that no set has, None where all that an encoder can write are taken."""
        return next((number for number in range(1, 32) if number not in self.ids), None)

    def record(self) -> bytes:
        """Return the record as bytes."""
        parts = [b"\x01", self.head, bytes([0xFC | _LENGTH_BYTES - 1, 0xE0 | len(self.sequence)])]
        parts += [len(nal).to_bytes(2, "big") + nal for nal in self.sequence]
        parts.append(bytes([len(self.picture)]))
        parts += [len(nal).to_bytes(2, "big") + nal for nal in self.picture]
        return b"".join(parts) + self.tail

    def joined(self, other: Configuration) -> Configuration:
        """Return a record with the sets of both, for one track that holds frames of both.

        Raises:
            ValueError: sets of the same number differ, or they are too many.
        """
        sequence = tuple(dict.fromkeys((*self.sequence, *other.sequence)))
        picture = tuple(dict.fromkeys((*self.picture, *other.picture)))
        for sets in (sequence, picture):
            if len({_set_id(nal) for nal in sets}) != len(sets) or len(sets) > _MOST_SETS:
                raise ValueError("the parameter sets of two streams do not go together")
        # A decoder must be able to do what the harder part asks.
        head = self.head[:2] + bytes([max(self.head[2], other.head[2])])
        return Configuration(head, sequence, picture, self.tail)


@dataclass(frozen=True)
class Sequence:
    """What a sequence parameter set says: its number, the coding of its samples, and whether frames are whole.

    Attributes:
        chroma: 1 is 4:2:0.
        depth: bits of a sample, the greater of luma and chroma.
        progressive: False where frames may be coded as two fields.
    """

    number: int
    chroma: int
    depth: int
    progressive: bool


def read_configuration(data: bytes | None) -> Configuration | None:
    """Read a configuration record; None where it is none, is damaged, or lengths are not written in four bytes."""
    if not data or len(data) < _HEAD + 1 or data[0] != 1 or data[4] & 3 != _LENGTH_BYTES - 1:
        return None
    place, found = _HEAD - 1, []
    for mask in (0x1F, 0xFF):
        if place >= len(data):
            return None
        count, place, sets = data[place] & mask, place + 1, []
        for _ in range(count):
            length = int.from_bytes(data[place : place + 2], "big")
            place += 2
            nal = data[place : place + length]
            if not length or len(nal) != length:
                return None
            sets.append(nal)
            place += length
        found.append(tuple(sets))
    if not all(found):
        return None
    return Configuration(data[1:4], found[0], found[1], data[place:])


def nal_units(packet: bytes | memoryview) -> Iterator[tuple[int, int, int]]:
    """Yield type, first byte and end of each NAL unit of a packet that writes lengths in four bytes.

    Raises:
        ValueError: the packet is not made so.
    """
    place, end = 0, len(packet)
    while place < end:
        first = place + _LENGTH_BYTES
        place = first + int.from_bytes(packet[place:first], "big")
        if place > end or place == first:
            raise ValueError("a frame is not stored as lengths and units")
        yield packet[first] & 0x1F, first, place


def read_sequence(nal: bytes) -> Sequence:
    """Read the beginning of a sequence parameter set.

    Raises:
        ValueError: it is damaged.
    """
    bits = _Bits(nal[4:])
    number = bits.golomb()
    chroma, depth = 1, 8
    if nal[1] in _WITH_CHROMA:
        chroma = bits.golomb()
        if chroma == 3:
            bits.take(1)
        depth = 8 + max(bits.golomb(), bits.golomb())
        bits.take(1)
        if bits.take(1):
            _skip_scaling(bits, 8 if chroma != 3 else 12)
    bits.golomb()
    order = bits.golomb()
    if order == 0:
        bits.golomb()
    elif order == 1:
        bits.take(1)
        bits.golomb()
        bits.golomb()
        for _ in range(bits.golomb()):
            bits.golomb()
    bits.golomb()
    bits.take(1)
    bits.golomb()
    bits.golomb()
    return Sequence(number, chroma, depth, bool(bits.take(1)))


def _skip_scaling(bits: _Bits, lists: int) -> None:
    for number in range(lists):
        if not bits.take(1):
            continue
        last = following = 8
        for _ in range(16 if number < 6 else 64):
            if following:
                code = bits.golomb()
                step = (code + 1) // 2 if code % 2 else -(code // 2)
                following = (last + step) % 256
            last = following or last


def _set_id(nal: bytes) -> int:
    return _Bits(nal[4:] if nal[0] & 0x1F == SEQUENCE_SET else nal[1:]).golomb()


class _Bits:
    """Reads a NAL unit bit by bit; the bytes that keep start codes out of it are taken away."""

    def __init__(self, data: bytes) -> None:
        plain = data.replace(b"\x00\x00\x03", b"\x00\x00")
        self._value, self._left = int.from_bytes(plain, "big"), 8 * len(plain)

    def take(self, count: int) -> int:
        if count > self._left:
            raise ValueError("a parameter set is cut off")
        self._left -= count
        return self._value >> self._left & (1 << count) - 1

    def golomb(self) -> int:
        zeros = 0
        while not self.take(1):
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)
