"""Face detectors as backends: the built-in one by its entry point, others by the setting, what is kept of each."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from media_files import write_clip, write_picture
from numpy.typing import NDArray
from pictures_painted import painted

from albumforge.chinese import in_chinese
from albumforge.context import Context
from albumforge.errors import Unavailable
from albumforge.generators.album.filelist import Source, file_list
from albumforge.generators.album.info.inspect import FOLDER, inspect
from albumforge.media.mtcnn import MtcnnDetector, faces_in
from albumforge.media.places import Box, Face
from albumforge.plugins import Registry
from albumforge.settings import Settings

PLUGIN = """
from albumforge.media.places import Box, Face

class Middle:
    name = "middle"
    api_version = 1
    identity = "middle 1"
    def find(self, rgb):
        return (Face(box=Box(x=0.4, y=0.4, width=0.2, height=0.2), confidence=0.5),)

def albumforge_backends():
    return {"face_detector": [Middle]}
"""
MIDDLE = (Face(box=Box(x=0.4, y=0.4, width=0.2, height=0.2), confidence=0.5),)


class Detector:
    """Says what it was told to, or raises it, and counts how often it is asked."""

    name = "told"
    api_version = 1

    def __init__(self, *faces: Face, identity: str = "told 1", error: Exception | None = None) -> None:
        self.identity = identity
        self.asked = 0
        self._faces, self._error = faces, error

    def find(self, rgb: NDArray[np.uint8]) -> tuple[Face, ...]:
        self.asked += 1
        if self._error is not None:
            raise self._error
        return self._faces


@pytest.fixture
def source(tmp_path: Path) -> Source:
    file = write_picture(tmp_path / "sea.jpg", painted("summer-sea"))
    return file_list([file], max_pixels=1_000_000, max_files=1, context=Context()).items[0]


def looked(source: Source, store: Path, detector: Detector) -> object:
    return inspect(source, store=store, max_pixels=1_000_000, detector=detector)


def test_records_of_each_detector_are_kept_beside_each_other(source: Source, tmp_path: Path) -> None:
    store = tmp_path / "store"
    usual = inspect(source, store=store, max_pixels=1_000_000)
    (first,) = (store / FOLDER).iterdir()
    assert first.name == f"{source.digest}.json", "the name that records have had before there was a choice"
    before = first.read_bytes()
    one, newer = Detector(*MIDDLE), Detector(identity="told 2")
    found = [looked(source, store, detector) for detector in (one, one, newer, one)]
    assert (one.asked, newer.asked) == (1, 1)
    assert [info.faces for info in found] == [MIDDLE, MIDDLE, (), MIDDLE]  # type: ignore[attr-defined]
    assert len(list((store / FOLDER).iterdir())) == 3
    assert first.read_bytes() == before
    assert found[2] == usual, "where both see no faces, all the rest is the same"


def test_records_that_name_no_detector_are_those_of_the_built_in_one(source: Source, tmp_path: Path) -> None:
    store = tmp_path / "store"
    found = inspect(source, store=store, max_pixels=1_000_000)
    (file,) = (store / FOLDER).iterdir()
    text = file.read_text(encoding="utf-8").replace(',"faces_by":"mtcnn 1"', "")
    assert "faces_by" not in text
    file.write_text(text.replace('"brightness":', '"brightness":0.5,"was":'), encoding="utf-8")
    again = inspect(source, store=store, max_pixels=1_000_000)
    assert (again.brightness, found.brightness == 0.5) == (0.5, False), "it was taken from the store"


def test_the_setting_names_the_detector_of_films(tmp_path: Path, source: Source) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "middle.py").write_text(PLUGIN, encoding="utf-8")
    settings = Settings(home=tmp_path / "home", face_detector="middle")
    album = Registry([folder], settings).generator("album")
    described = album.info([source.path], store=None, threads=1, context=Context())  # type: ignore[attr-defined]
    box = {"x": 0.4, "y": 0.4, "width": 0.2, "height": 0.2}
    assert described.pictures[0]["faces"] == ({"box": box, "confidence": 0.5},)
    with pytest.raises(Unavailable, match=r"There is no face detector 'middle'\. Known: mtcnn\."):
        Registry([], settings).generator("album").plan([source.path], {}, Context())
    assert in_chinese("There is no face detector 'middle'.") == "没有人脸检测器 'middle'。"


def test_a_cut_looks_for_faces_anew_with_another_detector(tmp_path: Path) -> None:
    (tmp_path / "middle.py").write_text(PLUGIN, encoding="utf-8")
    video = write_clip(tmp_path / "a.mp4", frames=45)
    seen = []
    for name in ("mtcnn", "middle", "mtcnn"):
        settings = Settings(home=tmp_path / "home", face_detector=name)
        Registry([tmp_path], settings).generator("autocut").plan([video], {"strategy": "scenes"}, Context())
        (kept,) = settings.cache.rglob("analysis.json")
        seen.append(json.loads(kept.read_bytes())["faces"])
    assert seen == [[0.0, 0.0], [pytest.approx(0.894, abs=0.01)] * 2, [0.0, 0.0]]


def test_the_built_in_one_comes_in_by_its_entry_point() -> None:
    assert isinstance(Registry().face_detector("mtcnn"), MtcnnDetector)


def test_boxes_are_cut_off_at_the_edges_and_come_the_largest_first() -> None:
    small, out = Box(x=0.5, y=0.5, width=0.1, height=0.1), Box(x=-0.25, y=0.75, width=0.5, height=0.5)
    beside = Box(x=1.5, y=0.0, width=0.5, height=0.5)
    told = Detector(*(Face(box=box, confidence=0.9) for box in (small, out, beside)))
    found = faces_in(painted("summer-sea"), told)
    assert [face.box for face in found] == [Box(x=0.0, y=0.75, width=0.25, height=0.25), small]


def test_one_that_fails_is_named_with_what_to_do() -> None:
    with pytest.raises(Unavailable, match=r"face detector told failed \(ValueError: no model\).*setting face_detector"):
        faces_in(painted("summer-sea"), Detector(error=ValueError("no model")))
    with pytest.raises(Unavailable) as failed:
        faces_in(painted("summer-sea"), Detector(error=ValueError("no model")))
    assert in_chinese(str(failed.value)).startswith("人脸检测器 told 出错（ValueError: no model）。请在设置")
    with pytest.raises(Unavailable, match=r"^first install it$"):
        faces_in(painted("summer-sea"), Detector(error=Unavailable("first install it")))
