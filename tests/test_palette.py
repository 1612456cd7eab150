"""The film's colours come from its pictures and read well together."""

from __future__ import annotations

from picture_records import record

from albumforge.generators.album.story.palette import palette_of
from albumforge.media.planes import colour_of
from albumforge.media.text import contrast_ratio


def test_the_accent_has_the_hue_of_the_pictures() -> None:
    red, green, blue = colour_of(palette_of([record(colours=("#2050b0", "#3060c0"))]).accent)
    assert blue > red
    warm_red, _, warm_blue = colour_of(palette_of([record(colours=("#c06020", "#e09040"))]).accent)
    assert warm_red > warm_blue
    assert green


def test_accent_and_light_read_on_dark() -> None:
    for code in ("#2050b0", "#c06020", "#40a040", "#808080"):
        palette = palette_of([record(colours=(code,))])
        assert contrast_ratio(colour_of(palette.accent), colour_of(palette.dark)) >= 4.5
        assert contrast_ratio(colour_of(palette.light), colour_of(palette.dark)) >= 4.5


def test_grey_pictures_give_nearly_grey_colours() -> None:
    red, green, blue = colour_of(palette_of([record(colours=("#808080", "#404040"))]).light)
    assert max(red, green, blue) - min(red, green, blue) < 12


def test_one_picture_of_many_does_not_change_the_palette() -> None:
    many = [record(str(number), colours=("#2050b0", "#6080c0")) for number in range(40)]
    assert palette_of(many) == palette_of([*many[1:], record("x", colours=("#c03020",))])


def test_words_name_the_colours_and_other_colours_stay() -> None:
    palette = palette_of([record()])
    assert palette.named("accent") == palette.accent
    assert palette.named("#123456") == "#123456"
