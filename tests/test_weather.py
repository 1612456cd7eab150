"""The weather model: what it says, that it says it always, and what happens without it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from media_files import SAMPLES
from numpy.typing import NDArray

from albumforge.errors import Unavailable
from albumforge.generators.album.info import weather
from albumforge.generators.album.info.record import WEATHERS
from albumforge.generators.album.info.weather import LABELS, in_steps, load_model, softmax, weather_of
from albumforge.samples import SCENES, paint

DATA = SAMPLES / "weather"
SEEN = {
    "summer-sea": "shine",
    "spring-meadow": "shine",
    "wheat-evening": "sunrise",
    "mountain-sunrise": "sunrise",
    "rainy-river": "rain",
}


@pytest.fixture
def fresh_model() -> Iterator[None]:
    load_model.cache_clear()
    yield
    load_model.cache_clear()


def painted(name: str, width: int = 480, height: int = 320) -> NDArray[np.uint8]:
    return paint(SCENES[name], width, height, seed=1)


@pytest.mark.parametrize(("scene", "label"), SEEN.items())
def test_the_weather_of_painted_scenes(scene: str, label: str) -> None:
    found = weather_of(painted(scene))
    assert found.label == label
    assert found.probability > 0.6


def test_a_heavy_sky_is_cloudy() -> None:
    waves = np.random.default_rng(3).random((9, 9), np.float32)
    clouds = cv2.GaussianBlur(cv2.resize(waves, (300, 200), interpolation=cv2.INTER_CUBIC), (0, 0), 3)
    sky = np.clip(60 + 130 * clouds, 0, 255)[..., None] * np.array([0.94, 0.98, 1.04])
    sky[170:] = (22, 26, 20)
    assert weather_of(np.clip(sky, 0, 255).astype(np.uint8)).label == "cloudy"


def test_labels_are_known_to_the_record_and_probabilities_sum_to_one() -> None:
    assert set(LABELS) < set(WEATHERS)
    model = load_model()
    shares = model.probabilities(np.array([[0.9, -1, -1, -1], [0, 0, 0, 0]], np.float32))
    assert shares.sum(axis=1) == pytest.approx([1, 1])
    assert shares[0, 0] > 0.9
    assert shares[1] == pytest.approx([0.25] * 4)


@pytest.mark.parametrize("size", [(256, 256), (1024, 683), (360, 800), (120, 90)])
def test_size_and_shape_do_not_matter(size: tuple[int, int]) -> None:
    picture = painted("mountain-sunrise")
    other = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if size[0] < 480 else cv2.INTER_CUBIC)
    assert weather_of(np.asarray(other, np.uint8)).label == "sunrise"
    assert abs(weather_of(np.asarray(other, np.uint8)).probability - weather_of(picture).probability) < 0.2


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (3000, 2)])
@pytest.mark.parametrize("level", [0, 255])
def test_any_picture_gets_an_answer(shape: tuple[int, int], level: int) -> None:
    found = weather_of(np.full((*shape, 3), level, np.uint8))
    assert found.label in LABELS
    assert 0.25 <= found.probability <= 1


def test_a_mirrored_picture_gets_the_same_answer() -> None:
    picture = painted("rainy-river", 256, 256)
    assert weather_of(picture[:, ::-1]) == weather_of(picture)


def test_all_threads_get_the_same_answer(fresh_model: None) -> None:
    picture = painted("summer-sea")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(weather_of, [picture] * 8))
    assert found == [weather_of(picture)] * 8


def test_the_model_is_small() -> None:
    assert Path(weather.__file__).with_name(weather.FILE).stat().st_size < 400_000


@pytest.mark.parametrize("change", ["missing", "cut", "no archive", "other version", "other labels"])
def test_a_model_that_does_not_fit_is_refused(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh_model: None
) -> None:
    file = tmp_path / weather.FILE
    shutil.copyfile(Path(weather.__file__).with_name(weather.FILE), file)
    monkeypatch.setattr(weather.resources, "files", lambda package: tmp_path)
    assert load_model().version == weather.VERSION
    load_model.cache_clear()
    if change == "missing":
        file.unlink()
    elif change == "cut":
        file.write_bytes(file.read_bytes()[:100_000])
    elif change == "no archive":
        file.write_bytes(b"weights")
    else:
        with np.load(file) as held:
            values = dict(held)
        values |= {"version": np.array(0)} if change == "other version" else {"labels": np.array(LABELS[::-1])}
        np.savez(file, **values)
    with pytest.raises(Unavailable, match=weather.FILE) as caught:
        weather_of(np.zeros((8, 8, 3), np.uint8))
    assert "train_weather" in caught.value.hint


def test_steps_hold_the_values() -> None:
    values = np.random.default_rng(0).normal(size=(50, 3)) * [1, 100, 0.01]
    counts, steps = in_steps(values)
    assert counts.dtype == np.int8
    assert np.abs(counts * steps - values).max(axis=0) == pytest.approx(steps / 2, rel=0.2)


def test_softmax_is_sharper_with_more_sharpness() -> None:
    scores = np.array([1000.0, 999.0], np.float32)
    assert softmax(scores, 1.0) == pytest.approx([0.7311, 0.2689], abs=1e-4)
    assert softmax(scores, 4.0)[0] > softmax(scores, 1.0)[0]


@pytest.mark.skipif(not DATA.is_dir(), reason="the weather pictures (../shared/data/weather) are not here")
def test_labelled_pictures_get_their_labels_at_other_sizes() -> None:
    """It has learnt these very pictures: that shows that nothing is mixed up, not how good it is (docs/weather.md)."""
    right = total = 0
    for label in LABELS:
        for file in sorted((DATA / label).iterdir())[::6]:
            picture = cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB)
            picture = cv2.resize(picture[8:-12, 4:-20], (640, 400), interpolation=cv2.INTER_CUBIC)
            right += weather_of(np.asarray(picture, np.uint8)).label == label
            total += 1
    assert total > 100
    assert right / total > 0.95


def test_an_excluded_label_leaves_its_probability_to_the_others() -> None:
    rgb = np.full((120, 160, 3), (240, 150, 60), np.uint8)
    usual = weather_of(rgb)
    other = weather_of(rgb, excluded=(usual.label,))
    assert other.label != usual.label
    assert 1 / 3 <= other.probability <= 1.0
