from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumforge.context import Context
from albumforge.errors import Cancelled, NotFound
from albumforge.generators.album import AlbumGenerator
from albumforge.generators.album.music import PIECES
from albumforge.generators.album.sample import SOUND_SECONDS, draw_template, play
from albumforge.media.audio import RATE, decode_audio
from albumforge.media.loudness import Meter


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures") / "painted"


@pytest.mark.parametrize(("name", "tall"), [("polaroid", False), ("portrait-story", True)])
def test_three_frames_of_a_film_in_a_template(pictures: Path, tmp_path: Path, name: str, tall: bool) -> None:
    generator = AlbumGenerator()
    generator.cache = pictures.parent / "looked-at"
    draw_template(name, tmp_path / "a.jpg", pictures=pictures, plan=generator.plan, context=Context())
    with Image.open(tmp_path / "a.jpg") as sample:
        shown = np.asarray(sample.convert("RGB"), np.int16)
    height, width = shown.shape[:2]
    each = (width - 6) // 3
    assert (each < height) is tall
    frames = [shown[6:-6, 6 + place * each : place * each + each] for place in range(3)]
    assert all(frame.std() > 20 for frame in frames)
    assert all(np.abs(one - other).mean() > 15 for one, other in pairwise(frames))
    assert not list(tmp_path.glob(".*"))


def test_some_seconds_of_a_piece_that_end_softly(tmp_path: Path) -> None:
    play("kites", tmp_path / "kites.m4a", context=Context())
    sound = decode_audio(tmp_path / "kites.m4a")
    assert len(sound) == round(SOUND_SECONDS * RATE)
    meter = Meter()
    meter.add(sound)
    assert -16 < meter.integrated < -12
    loud = [float(np.sqrt((sound[round(a * RATE) : round(b * RATE)] ** 2).mean())) for a, b in ((8, 12), (14.5, 15))]
    assert loud[1] < loud[0] / 4
    assert [path.name for path in tmp_path.iterdir()] == ["kites.m4a"]


def test_what_there_is_not_is_not_found(tmp_path: Path) -> None:
    plan = AlbumGenerator().plan
    for make in (
        lambda: draw_template("../clean", tmp_path / "a.jpg", pictures=tmp_path, plan=plan, context=Context()),
        lambda: play("silence", tmp_path / "a.m4a", context=Context()),
    ):
        with pytest.raises(NotFound):
            make()


def test_one_that_nobody_waits_for_any_more_stops(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        play(next(iter(PIECES)), tmp_path / "a.m4a", context=Context(cancelled=lambda: True))
    assert not list(tmp_path.iterdir())
