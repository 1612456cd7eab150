"""Theme colours and their names."""

from __future__ import annotations

import numpy as np
import pytest
from pictures_painted import clipped, noise, painted

from albumforge.generators.album.info.cielab import delta_e_2000, rgb_to_lab
from albumforge.generators.album.info.colour_names import COLOURS, names_of
from albumforge.generators.album.info.colours import MOST_COLOURS, theme_colours
from albumforge.samples.gallery import SCENES


def rgb_of(value: str) -> np.ndarray:
    return np.array(list(bytes.fromhex(value[1:])), np.uint8)


def difference(one: str, other: str) -> float:
    return float(delta_e_2000(rgb_to_lab(rgb_of(one)), rgb_to_lab(rgb_of(other))))


def test_bands_of_known_colours_come_back_with_their_shares() -> None:
    bands = (("#425066", 0.5), ("#fff143", 0.3), ("#bf242a", 0.15), ("#d6ecf0", 0.05))
    rows = [np.tile(rgb_of(value), (round(share * 100), 120, 1)) for value, share in bands]
    found = theme_colours(clipped(np.concatenate(rows) + noise((100, 120, 3), 4)))
    assert [colour.name_zh for colour in found] == ["黛蓝", "鹅黄", "银朱", "月白"]
    assert [colour.name_en for colour in found] == ["blue-black", "gosling yellow", "cinnabar", "moon white"]
    for colour, (value, share) in zip(found, bands, strict=True):
        assert colour.share == pytest.approx(share, abs=0.02)
        assert difference(colour.hex, value) < 3


def test_shades_of_one_colour_are_one() -> None:
    ramp = np.linspace(120, 140, 200)[:, None, None] * np.array([1.0, 0.6, 0.4])
    assert len(theme_colours(clipped(np.broadcast_to(ramp, (200, 100, 3))))) == 1


def test_a_single_colour_is_all_of_it() -> None:
    (colour,) = theme_colours(np.full((40, 60, 3), 128, np.uint8))
    assert (colour.hex, colour.share, colour.name_en, colour.name_zh) == ("#808080", 1.0, "grey", "灰色")


def test_a_small_vivid_patch_is_not_averaged_away() -> None:
    picture = clipped(np.full((300, 400, 3), 200.0) + noise((300, 400, 3), 6))
    picture[120:170, 180:240] = (200, 20, 30)
    red = theme_colours(picture)[-1]
    assert difference(red.hex, "#c8141e") < 8
    assert red.share == pytest.approx(0.025, abs=0.01)


@pytest.mark.parametrize("name", SCENES)
def test_painted_scenes_have_few_distinct_colours_always_the_same(name: str) -> None:
    found = theme_colours(painted(name))
    assert 2 <= len(found) <= MOST_COLOURS
    assert found == theme_colours(painted(name).copy())
    shares = [colour.share for colour in found]
    assert shares == sorted(shares, reverse=True)
    assert 0.9 < sum(shares) <= 1.001
    pairs = [(a.hex, b.hex) for number, a in enumerate(found) for b in found[:number]]
    assert min(difference(*pair) for pair in pairs) > 8


def test_every_name_is_its_own_and_found_again() -> None:
    assert len(COLOURS) >= 60
    for column in range(3):
        assert len({row[column] for row in COLOURS}) == len(COLOURS)
    labs = rgb_to_lab(np.array([rgb_of(row[0]) for row in COLOURS]))
    assert names_of(labs) == [row[1:] for row in COLOURS]
