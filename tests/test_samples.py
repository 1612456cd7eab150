"""The painted samples: what a scene promises, and the files they are written to."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import ExifTags, Image, ImageOps

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled, StorageError
from albumforge.samples import SCENES, paint, write_samples, write_texture


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_paints_the_same_picture_for_a_seed(name: str) -> None:
    first, again, other = (paint(SCENES[name], 240, 160, seed) for seed in (3, 3, 4))
    assert first.shape == (160, 240, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert np.abs(first.astype(int) - other).mean() > 2


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_fits_every_shape(name: str) -> None:
    for width, height in ((160, 240), (120, 120), (360, 90), (97, 61), (17, 16)):
        picture = paint(SCENES[name], width, height, 7)
        assert picture.shape == (height, width, 3)
        assert picture.std() > 10


@pytest.mark.parametrize("name", ["first-snow", "spring-meadow", "cherry-pond", "autumn-birches"])
def test_a_scene_is_the_same_composition_at_every_size(name: str) -> None:
    small, large = (paint(SCENES[name], w, w * 2 // 3, 7, air=False) for w in (600, 1200))
    small, large = (cv2.resize(p, (30, 20), interpolation=cv2.INTER_AREA).astype(float) for p in (small, large))
    assert np.abs(small - large).mean() < 6


def test_the_set_has_many_colours() -> None:
    means = np.array([paint(scene, 120, 80, 7).reshape(-1, 3).mean(0) for scene in SCENES.values()])
    hues = cv2.cvtColor(means[None].astype(np.uint8), cv2.COLOR_RGB2HSV)[0, :, 0]
    assert len({int(hue) // 20 for hue in hues}) >= 4
    assert means.mean(1).max() - means.mean(1).min() > 100


def test_samples_tell_honestly_what_they_are(tmp_path: Path) -> None:
    paths = write_samples(tmp_path / "new", count=12, long_side=240)
    assert [p.name for p in paths] == [f"{scene.title}.jpg" for scene in SCENES.values()]
    stamps, sizes, orientations = [], [], []
    for path in paths:
        with Image.open(path) as picture:
            exif = picture.getexif()
            sizes.append(ImageOps.exif_transpose(picture).size)
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        stamps.append(inner[ExifTags.Base.DateTimeOriginal])
        orientations.append(exif[ExifTags.Base.Orientation])
        assert exif[ExifTags.Base.Software] == "albumforge samples"
        assert "Painted" in exif[ExifTags.Base.Artist]
        assert exif[ExifTags.Base.ImageDescription] in {scene.description for scene in SCENES.values()}
        assert ExifTags.Base.Make not in exif
        assert not exif.get_ifd(ExifTags.IFD.GPSInfo)
    assert stamps == sorted(stamps)
    assert len(set(stamps)) == 12
    assert sizes.count((160, 240)) == 3
    assert sizes.count((240, 160)) == 9
    assert orientations.count(6) == 1


def test_the_sideways_sample_is_upright_once_turned(tmp_path: Path) -> None:
    scene = SCENES["foggy-lighthouse"]
    path = next(p for p in write_samples(tmp_path, count=12, long_side=240, seed=5) if p.stem == scene.title)
    with Image.open(path) as picture:
        assert picture.size == (240, 160)
        upright = np.asarray(ImageOps.exif_transpose(picture))
    assert np.abs(upright.astype(int) - paint(scene, 160, 240, 5)).mean() < 4


def test_samples_are_reproducible_and_go_on_after_one_round(tmp_path: Path) -> None:
    first = write_samples(tmp_path / "a", count=14, long_side=96)
    again = write_samples(tmp_path / "b", count=14, long_side=96)
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in again]
    assert len({p.name for p in first}) == 14
    assert len({p.read_bytes() for p in first}) == 14


def test_few_samples_are_from_all_over_the_year(tmp_path: Path) -> None:
    titles = [scene.title for scene in SCENES.values()]
    places = [titles.index(p.stem) for p in write_samples(tmp_path, count=4, long_side=96)]
    assert places == [0, 3, 6, 9]


def test_writing_samples_reports_and_can_be_stopped(tmp_path: Path) -> None:
    seen: list[Progress] = []
    write_samples(tmp_path / "all", count=3, long_side=96, context=Context(on_progress=seen.append))
    assert seen[-1].fraction == 1
    with pytest.raises(Cancelled):
        write_samples(tmp_path / "some", count=12, long_side=240, context=Context(cancelled=lambda: True))
    assert not [p for p in (tmp_path / "some").iterdir() if p.name.startswith(".")]


def test_no_samples_where_a_file_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="file"):
        write_samples(tmp_path / "file" / "deeper", count=1, long_side=96)


def test_texture_has_detail_down_to_two_pixels_and_none_beyond(tmp_path: Path) -> None:
    with Image.open(write_texture(tmp_path / "t.png", 320, 240, 1)) as picture:
        grey = np.asarray(picture, dtype=float)[..., 1]
    power = np.abs(np.fft.fft2(grey - grey.mean())) ** 2
    radius = np.hypot(np.fft.fftfreq(240)[:, None], np.fft.fftfreq(320)[None, :])
    fine, beyond = (power[(radius > a) & (radius < b)].mean() for a, b in ((0.40, 0.45), (0.48, 0.70)))
    assert 30 < grey.std() < 50
    assert fine > 20 * beyond
    assert fine > 0.02 * power[(radius > 0.05) & (radius < 0.1)].mean()


def test_only_painted_pictures_are_replaced(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_samples(tmp_path, count=2, seed=1, long_side=96)]
    paths = write_samples(tmp_path, count=2, seed=2, long_side=96)
    assert [path.read_bytes() for path in paths] != first
    Image.new("RGB", (96, 64)).save(paths[1])
    before = [path.read_bytes() for path in paths]
    with pytest.raises(StorageError, match=f"{paths[1].name}.*not made by albumforge"):
        write_samples(tmp_path, count=2, seed=1, long_side=96)
    assert [path.read_bytes() for path in paths] == before
