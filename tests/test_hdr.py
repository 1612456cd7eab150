from __future__ import annotations

import struct
from fractions import Fraction

from albumforge.transcoders.hdr import Light, Mastering, light_of, mastering_of

DISPLAY = Mastering(
    red=(Fraction(34000, 50000), Fraction(16000, 50000)),
    green=(Fraction(13250, 50000), Fraction(34500, 50000)),
    blue=(Fraction(7500, 50000), Fraction(3000, 50000)),
    white=(Fraction(15635, 50000), Fraction(16450, 50000)),
    darkest=Fraction(1, 10000),
    brightest=Fraction(1000),
)


def side_data(*, primaries: int = 1, luminance: int = 1) -> dict[str, bytes]:
    parts = [part for point in (DISPLAY.red, DISPLAY.green, DISPLAY.blue, DISPLAY.white) for part in point]
    numbers = [number for part in (*parts, DISPLAY.darkest, DISPLAY.brightest) for number in part.as_integer_ratio()]
    return {"MASTERING_DISPLAY_METADATA": struct.pack("=22i", *numbers, primaries, luminance)}


def test_what_a_frame_says_of_the_display_is_read() -> None:
    assert mastering_of(side_data()) == DISPLAY
    assert mastering_of({}) is None
    assert mastering_of(side_data(primaries=0)) is None
    assert mastering_of(side_data(luminance=0)) is None


def test_each_encoder_is_told_of_the_display_in_its_own_words() -> None:
    assert DISPLAY.x265() == "G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1)"
    assert DISPLAY.svt() == (
        "G(0.26500,0.69000)B(0.15000,0.06000)R(0.68000,0.32000)WP(0.31270,0.32900)L(1000.0000,0.0001)"
    )
    assert DISPLAY.box()[8:24] == struct.pack(">8H", 13250, 34500, 7500, 3000, 34000, 16000, 15635, 16450)


def test_a_display_is_like_another_but_for_rounding() -> None:
    near = Mastering(DISPLAY.red, DISPLAY.green, DISPLAY.blue, DISPLAY.white, Fraction(0), Fraction(10001, 10))
    far = Mastering(DISPLAY.green, DISPLAY.red, DISPLAY.blue, DISPLAY.white, Fraction(0), Fraction(1000))
    assert DISPLAY.like(near)
    assert not DISPLAY.like(far)


def test_what_a_frame_says_of_the_brightness_is_read() -> None:
    light = light_of({"CONTENT_LIGHT_LEVEL": struct.pack("=II", 1000, 400)})
    assert light == Light(1000, 400)
    assert str(light) == "1000,400"
    assert light.box() == struct.pack(">I4sHH", 12, b"clli", 1000, 400)
    assert light_of({"CONTENT_LIGHT_LEVEL": bytes(8)}) is None
