"""``albumforge info``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from media_files import write_clip, write_picture
from pictures_painted import blurred, painted
from tiff_writer import exif_block

from albumforge.forge import Forge
from albumforge.settings import Settings

TAKEN = datetime.fromisoformat("2025-07-12T12:30:00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    trip = tmp_path / "trip"
    (trip / "more").mkdir(parents=True)
    exif = exif_block(captured=TAKEN, place=(48.8584, 2.2945))
    write_picture(trip / "a meadow.jpg", painted("spring-meadow"), exif=exif)
    write_picture(trip / "more" / "soft.png", blurred(painted("misty-lake"), 6.0))
    write_clip(trip / "z.mp4")
    (trip / "notes.jpg").write_text("no picture")
    (trip / "captions.txt").write_text("a meadow: 草地 [red]\n", encoding="utf-8")
    return trip


def test_a_table_of_what_is_seen(cli: Callable[..., Any], folder: Path) -> None:
    ran = cli("info", folder)
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 4
    meadow = next(line for line in ran.out.splitlines() if "a meadow.jpg" in line)
    assert "2025-07-12 12:30, summer, noon" in meadow
    assert "France" in meadow
    assert "草地 [red]" in meadow
    assert "■" in meadow
    assert "%" in meadow
    assert "blurred" in next(line for line in ran.out.splitlines() if "soft.png" in line)
    assert "1 file cannot be used" in ran.err
    assert "notes.jpg: it is text, not a picture" in ran.err
    assert "captions.txt" not in ran.err


def test_the_same_in_chinese(cli: Callable[..., Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    ran = cli("info", folder)
    assert "2025-07-12 12:30，夏，中午" in ran.out
    assert "法国" in ran.out
    assert "模糊" in ran.out
    assert "有 1 个文件不能用：" in ran.err


def test_json_is_a_list_with_one_object_a_picture(cli: Callable[..., Any], folder: Path) -> None:
    ran = cli("info", folder, "--json")
    assert ran.code == 0
    pictures = {Path(picture["path"]).name: picture for picture in ran.json}
    assert set(pictures) == {"a meadow.jpg", "soft.png", "z.mp4"}
    meadow = pictures["a meadow.jpg"]
    assert meadow["path"] == str(folder / "a meadow.jpg")
    assert set(meadow["weather"]) == {"label", "probability"}
    assert set(meadow["colours"][0]) == {"hex", "share", "name_en", "name_zh"}
    assert meadow["faces"] == []
    assert meadow["caption"] == "草地 [red]"
    assert meadow["captured_at"] == "2025-07-12T12:30:00"
    assert pictures["soft.png"]["sharpness"] < 0.25
    assert pictures["z.mp4"]["kind"] == "clip"
    assert "notes.jpg" in ran.err


def test_single_files_and_the_exit_codes_of_make(cli: Callable[..., Any], folder: Path) -> None:
    ran = cli("info", folder / "a meadow.jpg", folder / "gone.jpg", "--json")
    assert (ran.code, len(ran.json)) == (0, 1)
    assert "gone.jpg" in ran.err
    assert cli("info", folder / "notes.jpg").code == 3
    assert cli("info").code == 2
    assert cli("info", folder, "--generator", "nobody").code == 6


def test_as_a_library(folder: Path, tmp_path: Path) -> None:
    with Forge(Settings(home=tmp_path / "home")) as forge:
        described = forge.info(folder)
        again = forge.info([folder])
    assert described == again
    assert next(Path(picture["path"]).name for picture in described.pictures) == "a meadow.jpg"
    assert [one.path.name for one in described.skipped] == ["notes.jpg"]
    assert len(list((tmp_path / "home" / "cache" / "info").iterdir())) == 3
