"""Snow, fog, night and indoor light in pictures."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
import pytest
from media_files import SAMPLES
from numpy.typing import NDArray
from pictures_painted import clipped, noise, painted

from albumforge.generators.album.info.conditions import condition_of
from albumforge.media.pictures import open_picture
from albumforge.samples.gallery import SCENES

SHOWN = {"first-snow": "snow", "foggy-lighthouse": "fog", "starry-cabin": "night"}
PHOTOS = {
    "Reconyx_HC500_Hyperfire.jpg": "snow",  # a forest floor in the shade
    "iphone_13_pro_max.HEIC": "indoor",  # a kitchen
    "42_IndexError.jpg": "indoor",  # a painting in a museum
    "28-hex_value.jpg": None,
    "87_OSError.jpg": None,  # a dark building by day
    "DSCN0010.jpg": None,
    "DSCN0021.jpg": None,
    "HMD_Nokia_8.3_5G.jpg": None,
    "iphone_hdr_YES.jpg": None,
    "jolla.jpg": None,
    "orientation/landscape_1.jpg": None,
}


def label(rgb: NDArray[np.uint8], moment: datetime | None = None) -> str | None:
    found = condition_of(rgb, moment)
    return None if found is None else found.label


def at(hour: int) -> datetime:
    return datetime.fromisoformat(f"2024-10-05T{hour:02}:20:00")


def photo(name: str) -> NDArray[np.uint8]:
    return open_picture(SAMPLES / "photos" / name, at_least=(900, 900), max_pixels=30_000_000)


def fogged(rgb: NDArray[np.uint8], density: float) -> NDArray[np.uint8]:
    """The picture behind fog: things higher in it are farther away (H. Koschmieder's law)."""
    distance = np.linspace(3, 0.3, rgb.shape[0])[:, None, None]
    seen = np.exp(-density * distance)
    return clipped(rgb * seen + np.array([205, 208, 210]) * (1 - seen) + noise(rgb.shape, 1.5))


def room() -> NDArray[np.uint8]:
    """A living room by the light of a lamp: shelves with books, a table, a wooden floor, dark corners."""
    picture = np.full((480, 640, 3), (176, 146, 108), np.uint8)
    random = np.random.default_rng(4)
    cv2.rectangle(picture, (0, 340), (640, 480), (120, 78, 44), -1)
    for y in range(350, 480, 18):
        cv2.line(picture, (0, y), (640, y), (78, 48, 26), 2)
    for shelf in range(4):
        top = 40 + 72 * shelf
        cv2.rectangle(picture, (30, top), (300, top + 66), (92, 58, 32), -1)
        x = 38
        while x < 285:
            wide, high = (int(one) for one in random.integers([8, 36], [17, 58]))
            colour = [int(one) for one in random.integers([90, 40, 20], [210, 130, 80])]
            cv2.rectangle(picture, (x, top + 64 - high), (x + wide - 2, top + 63), colour, -1)
            x += wide
    for left in (380, 440, 500, 560):
        cv2.rectangle(picture, (left, 90), (left + 44, 150), (60, 36, 20), -1)
        cv2.rectangle(picture, (left + 5, 95), (left + 39, 145), (214, 184, 140), -1)
    cv2.rectangle(picture, (350, 300), (620, 322), (104, 62, 34), -1)
    for left in (365, 595):
        cv2.rectangle(picture, (left, 322), (left + 14, 440), (84, 50, 28), -1)
    y, x = np.mgrid[:480, :640]
    light = 0.25 + 1.1 * np.exp(-((x - 420) ** 2 + (y - 170) ** 2) / 2 / 190**2)
    return clipped(picture * light[..., None] + noise(picture.shape, 3))


@pytest.mark.parametrize("name", SCENES)
def test_the_painted_landscapes(name: str) -> None:
    assert label(painted(name)) == SHOWN.get(name)


@pytest.mark.parametrize("name", SHOWN)
def test_upright_pictures_of_other_sizes_are_told_alike(name: str) -> None:
    assert label(painted(name, 427, 640)) == SHOWN[name]
    assert label(painted(name, 1023, 683)) == SHOWN[name]


@pytest.mark.parametrize("name", PHOTOS)
def test_real_photos(name: str) -> None:
    if not (SAMPLES / "photos" / name).exists():
        pytest.skip(f"{name} is not there")
    assert label(photo(name)) == PHOTOS[name]


@pytest.mark.parametrize("name", ["cloudy-moor", "cherry-pond", "autumn-birches", "rainy-river"])
def test_fog_is_told_by_how_it_hides(name: str) -> None:
    assert label(fogged(painted(name), 1.2)) == "fog"
    assert label(fogged(painted(name), 0.05)) is None


def test_a_room_by_lamplight_is_indoor() -> None:
    assert label(room()) == "indoor"


def test_a_room_under_a_blue_sky_is_a_street() -> None:
    street = room()
    street[:150] = clipped(np.full((150, 640, 3), (92, 150, 226)) + noise((150, 640, 3), 2))
    assert label(street) is None


def test_the_clock_has_a_say_in_the_night() -> None:
    dark = painted("starry-cabin")
    assert [label(dark, at(hour)) for hour in (2, 6, 13, 20, 23)] == ["night", "night", None, "night", "night"]
    dusk = painted("rainy-river")
    assert [label(dusk, at(hour)) for hour in (2, 6, 13, 20, 23)] == ["night", None, None, None, "night"]
    assert label(painted("summer-sea"), at(23)) is None
    assert label(painted("first-snow"), at(23)) == "snow"


@pytest.mark.parametrize("grey", [0, 40, 128, 200, 255])
def test_a_plain_picture_shows_nothing(grey: int) -> None:
    assert condition_of(np.full((300, 400, 3), grey, np.uint8), None) is None


@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1), (7, 5)])
def test_pictures_of_any_shape_are_taken(shape: tuple[int, int]) -> None:
    assert condition_of(np.full((*shape, 3), 90, np.uint8), None) is None


def test_the_probability_is_that_of_a_clear_rule() -> None:
    for name in SHOWN:
        found = condition_of(painted(name), None)
        assert found is not None
        assert 0.55 <= found.probability <= 0.95


WEATHER: Path = SAMPLES / "weather"


@pytest.mark.skipif(not WEATHER.is_dir(), reason=f"{WEATHER} is not there")
def test_few_pictures_of_other_weather_are_taken_for_one_of_these() -> None:
    files = sorted(WEATHER.glob("*/*.jpg"))[::4]
    called = [file.name for file in files if label(open_picture(file, at_least=(200, 200), max_pixels=30_000_000))]
    # Eight of all that are labelled "shine" do show snow.
    assert len(called) <= 0.03 * len(files), called


def test_it_is_quick() -> None:
    picture = painted("first-snow", 1024, 683)
    spent = []
    for _ in range(5):
        start = time.process_time()
        condition_of(picture, None)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.02  # seconds of all cores; about 0.003 where nothing else runs
