from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from matching_parts import MORNING, info

from albumforge.generators.album.info.cielab import delta_e_2000, rgb_to_lab
from albumforge.generators.album.matching import cost_terms as terms
from albumforge.media.places import Box

LEFT_FACE = Box(x=0.05, y=0.4, width=0.1, height=0.15)
RIGHT_FACE = Box(x=0.85, y=0.4, width=0.1, height=0.15)
WIDE = (4000, 2000)


def test_a_picture_of_the_shape_of_the_cell_loses_nothing() -> None:
    assert terms.crop(info(size=WIDE, faces=(LEFT_FACE,)), 2.0) == terms.Crop(0.0, 0.0, 0.0)


def test_the_window_goes_where_the_face_is() -> None:
    lost = terms.crop(info(size=WIDE, faces=(LEFT_FACE,), subject=LEFT_FACE), 1.0)
    assert lost.area == pytest.approx(0.5)
    assert lost.faces == lost.subject == 0.0


def test_the_window_of_a_clip_stays_in_the_middle() -> None:
    assert terms.crop(info(size=WIDE, faces=(LEFT_FACE,), subject=LEFT_FACE), 1.0, centred=True).faces == 1.0


def test_two_faces_at_the_ends_cannot_both_stay() -> None:
    both = Box(x=0, y=0.4, width=1, height=0.2)
    lost = terms.crop(info(size=WIDE, faces=(LEFT_FACE, RIGHT_FACE), subject=both), 1.0)
    assert lost.faces == pytest.approx(0.5)
    assert lost.subject == pytest.approx(0.5)


def test_a_subject_that_is_all_of_the_picture_is_none() -> None:
    whole = Box(x=0, y=0, width=1, height=1)
    assert terms.crop(info(size=WIDE, subject=whole), 1.0) == terms.Crop(0.5, 0.0, 0.0)


def test_the_head_above_a_face_counts() -> None:
    # The face alone would fit into the middle half, its hair would not.
    face = Box(x=0.4, y=0.5, width=0.3, height=0.4)
    assert terms.crop(info(size=(2000, 4000), faces=(face,), subject=face), 1.0).faces == 1.0


@pytest.mark.parametrize(("size", "shape", "share"), [((4000, 2000), 2.0, 0.0), ((1000, 2000), 2.0, 0.75)])
def test_the_part_that_stays_empty(size: tuple[int, int], shape: float, share: float) -> None:
    assert terms.empty(info(size=size), shape) == pytest.approx(share)


def test_magnification() -> None:
    small = info(size=(960, 1080))
    assert terms.magnification(small, 1920, 1080, whole=False) == 2.0
    assert terms.magnification(small, 1920, 1080, whole=True) == 1.0
    assert [terms.coarse(value) for value in (0.5, 1.0, 2.0, 4.0)] == [0.0, 0.0, 1.0, 4.0]


@pytest.mark.parametrize(
    ("size", "fine", "poor"),
    [
        ((4000, 3000), "landscape", "portrait"),
        ((3000, 4000), "portrait", "landscape"),
        ((3000, 3000), "square", "panorama"),
        ((8000, 2000), "panorama", "square"),
    ],
)
def test_shapes(size: tuple[int, int], fine: str, poor: str) -> None:
    assert terms.shape_missed(info(size=size), fine) == 0.0  # type: ignore[arg-type]
    assert terms.shape_missed(info(size=size), poor) > 0.9  # type: ignore[arg-type]
    assert terms.shape_missed(info(size=size), "any") == 0.0


def test_weather() -> None:
    assert terms.weather_missed(info(weather="rain"), ()) == 0.0
    assert terms.weather_missed(info(weather="rain"), ("rain", "fog")) == pytest.approx(0.1)
    assert terms.weather_missed(info(weather="rain"), ("shine",)) == 1.0


@pytest.mark.parametrize(
    ("wish", "missed"),
    [("any", (0, 0, 0)), ("none", (0, 0.5, 1)), ("some", (1, 0, 0)), ("many", (1, 2 / 3, 0))],
)
def test_faces(wish: str, missed: tuple[float, ...]) -> None:
    for count, value in zip((0, 1, 3), missed, strict=True):
        assert terms.faces_missed(info(faces=(LEFT_FACE,) * count), wish) == pytest.approx(value)  # type: ignore[arg-type]


def test_palettes_of_one_colour_are_apart_by_delta_e_2000() -> None:
    first, second = info(colours=("#204060",)), info(colours=("#306070",))
    expected = delta_e_2000(rgb_to_lab([0x20, 0x40, 0x60]), rgb_to_lab([0x30, 0x60, 0x70])) / terms.FAR_COLOUR
    assert terms.palette_distance(terms.palettes([first]), terms.palettes([second]))[0, 0] == pytest.approx(expected)


def test_palettes_are_compared_by_their_nearest_colours_both_ways() -> None:
    mixed, red, none = info(colours=("#ff0000", "#0000ff")), info(colours=("#ff0000",)), info(colours=())
    found = terms.palette_distance(terms.palettes([mixed, red, none]), terms.palettes([mixed, red, none]))
    assert found[0, 0] == found[1, 1] == 0.0
    assert found[0, 1] == found[1, 0]
    assert 0.2 < found[0, 1] < 0.8
    assert (found[2] == 0.5).all()
    assert (found[:, 2] == 0.5).all()


def test_a_large_table_of_palettes_is_that_of_its_parts() -> None:
    chance = np.random.default_rng(1)
    many = [
        info(colours=tuple("#" + bytes(chance.integers(0, 256, 3).tolist()).hex() for _ in range(4)))
        for _ in range(130)
    ]
    palettes = terms.palettes(many)
    whole = terms.palette_distance(palettes, palettes)
    for row in (0, 77, 129):
        assert whole[row] == pytest.approx(terms.palette_distance(terms.palettes([many[row]]), palettes)[0])
    assert whole == pytest.approx(whole.T)


def test_alikeness() -> None:
    same, near = (1 << 171) - 1, ((1 << 171) - 1) ^ 0b1111
    records = [info(0, bits=same), info(1, bits=near), info(2)]
    found = terms.alikeness(records)
    assert found[0, 0] == 1.0
    assert 0.5 < found[0, 1] < 1.0
    assert found[0, 2] == 0.0


def test_seconds_between() -> None:
    found = terms.seconds_between([MORNING, MORNING + timedelta(minutes=1), None])
    assert found[0, 1] == found[1, 0] == 60.0
    assert np.isnan(found[2]).all()
