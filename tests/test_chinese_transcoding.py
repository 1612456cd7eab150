"""What is said of transcodes is there in Chinese, as it is really written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from killed_steps import Place
from test_presets import BAD
from test_skip import facts

from albumforge.chinese import in_chinese
from albumforge.errors import ForgeError, InvalidInput, StorageError
from albumforge.forge import Forge
from albumforge.services.originals import originals
from albumforge.transcoders.presets import load_preset, preset_of_json, read_preset
from albumforge.transcoders.quarantine import Quarantine
from albumforge.transcoders.skip import reason_to_skip
from albumforge.transcoding import SkipRules


def is_chinese(text: str) -> bool:
    """Whether a text is Chinese, but for names and code in it."""
    told = in_chinese(text)
    return told != text and any("\u4e00" <= char <= "\u9fff" for char in told)


@pytest.mark.parametrize(("text", "said"), BAD)
def test_what_is_wrong_in_a_preset(text: str, said: str) -> None:
    assert said
    with pytest.raises(InvalidInput) as caught:
        read_preset("mine.yaml", text)
    assert is_chinese(caught.value.message), caught.value.message
    assert not caught.value.hint or is_chinese(caught.value.hint), caught.value.hint


def test_presets_that_are_not_there(tmp_path: Path) -> None:
    for name in ("hevc-archiv", "zzz", str(tmp_path / "gone.yaml"), "~nobody-of-that-name/mine.yaml"):
        with pytest.raises(InvalidInput) as caught:
            load_preset(name)
        assert is_chinese(caught.value.message), caught.value.message
    for text in ("{", '{"name": "a", "video": {"codec": "hevc", "crf": 70}}'):
        with pytest.raises(InvalidInput) as caught:
            preset_of_json(text)
        assert is_chinese(caught.value.message), caught.value.message


@pytest.mark.parametrize(
    "rules",
    [{"codecs": ("h264",)}, {"bitrate_below_k": 9000}, {"size_below_mb": 90}, {"paths": ("*",)}],
)
def test_reasons_to_skip(rules: dict[str, object]) -> None:
    reason = reason_to_skip(facts(), SkipRules(**rules), "hevc", "a.mp4")  # type: ignore[arg-type]
    assert is_chinese(reason), reason


def test_errors_of_replacing_and_restoring(tmp_path: Path) -> None:
    place = Place(tmp_path / "a", "film.avi")
    said: list[ForgeError] = []

    def refused(action: object) -> None:
        with pytest.raises(ForgeError) as caught:
            action()  # type: ignore[operator]
        said.append(caught.value)

    place.quarantine, kept = Quarantine(tmp_path / "b"), place.quarantine
    (tmp_path / "b").mkdir()
    refused(place.replace)
    place.quarantine = kept
    place.dest.write_bytes(b"another")
    refused(place.replace)
    place.dest.unlink()
    place.noted["size"] += 1
    refused(place.replace)
    place.noted["size"] -= 1
    place.replace()
    entry = kept.entries()[0]
    place.dest.write_bytes(b"changed since")
    refused(lambda: kept.restore(entry))
    place.source.write_bytes(b"new")
    refused(lambda: kept.restore(entry))
    refused(lambda: originals([tmp_path / "a" / "gone.mp4"]))
    kept.sweep(1e-9)
    refused(lambda: kept.restore(entry))
    assert len(said) == 7
    for error in said:
        assert is_chinese(error.message), error.message
        assert not error.hint or is_chinese(error.hint), error.hint
    assert isinstance(said[0], StorageError)


def test_errors_of_the_command(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    (tmp_path / "a.mp4").write_text("words")
    with Forge(home=tmp_path / "home") as forge:
        for options in (
            {},
            {"output": tmp_path / "a.mkv"},
            {"output": tmp_path / "a.avi"},
            {"replace": True},
            {"replace": True, "backend": "magic"},
        ):
            with pytest.raises(ForgeError) as caught:
                forge.transcode(tmp_path / "nothing", **options)  # type: ignore[arg-type]
            assert is_chinese(caught.value.message), caught.value.message


def test_no_pattern_hides_another() -> None:
    text = "mine.yaml, line 3: video.crf: must be 0 to 51."
    assert in_chinese(text) == "mine.yaml 第 3 行：video.crf：应为 0 到 51。"
    assert re.search("第 3 行", in_chinese(text))


@pytest.mark.parametrize(
    "sentence",
    [
        "1 original was deleted: 12 bytes freed.",
        "12 originals were deleted, replaced before 2026-10-23: 31.0 GB freed.",
        "/videos/a.mp4 is kept: its replacement was changed.",
        "its replacement cannot be read: no permission to read it",
        "its original is missing",
        "7 files of other kinds were not looked at: 4 .jpg, 3 .txt.",
        "/videos: another albumforge is transcoding in /videos/a, which it holds.",
        "something unexpected went wrong (ValueError: odd)",
        "/out has 12 bytes free; 4.2 GB are needed. The setting disk_reserve_gb says how much stays free.",
    ],
)
def test_what_a_run_tells(sentence: str) -> None:
    assert is_chinese(sentence), sentence
    assert "its" not in in_chinese(sentence).split()
