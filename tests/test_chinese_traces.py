"""The trace of a cut is there in Chinese: every detail as it is really written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from clips_to_cut import tones, write_video
from talks import write_talk

from albumforge import Forge
from albumforge.chinese import in_chinese
from albumforge.errors import ForgeError
from albumforge.media.trace import Action


def is_told(detail: str) -> bool:
    """Whether a detail has Chinese, or no words at all."""
    told = in_chinese(detail)
    return any("\u4e00" <= char <= "\u9fff" for char in told) or not re.search(r"[a-z]{4}", told.replace("h264", ""))


def details(forge: Forge, video: Path, output: Path, **request: object) -> list[str]:
    heard: list[Action] = []
    forge.cut(video, output, request=request, on_action=heard.append)
    return [action.detail for action in heard]


@pytest.mark.parametrize("strategy", ["silence", "speech", "scenes", "highlights"])
def test_a_whole_cut(local_forge: Forge, tmp_path: Path, strategy: str) -> None:
    talk = write_talk(tmp_path / "talk.mp4")
    said = details(local_forge, talk, tmp_path / "cut.mp4", strategy=strategy, target_seconds=3)
    assert len(said) > 8
    assert [detail for detail in said if not is_told(detail)] == []
    again = details(local_forge, talk, tmp_path / "cut.mp4", strategy=strategy, target_seconds=3, title="Again")
    assert [detail for detail in again if not is_told(detail)] == []


def test_one_that_cannot_be_copied_from(local_forge: Forge, tmp_path: Path) -> None:
    odd = write_video(tmp_path / "odd.mkv", seconds=2, sounds=[(tones(2.0, [(0.2, 1.8)]), "5.1")])
    said = details(local_forge, odd, tmp_path / "cut.mp4")
    assert any("are encoded" in detail for detail in said)
    assert [detail for detail in said if not is_told(detail)] == []


def test_one_that_breaks_off(local_forge: Forge, tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("words")
    heard: list[Action] = []
    with pytest.raises(ForgeError):
        local_forge.cut(tmp_path / "text.mp4", tmp_path / "cut.mp4", on_action=heard.append)
    assert [action.ok for action in heard] == [False]
    assert is_told(heard[0].detail), heard[0].detail


@pytest.mark.parametrize(
    "reason",
    [
        "that was asked for",
        "its frame rate varies",
        "it is coded as hevc, not h264",
        "its samples are yuv420p10le, not yuv420p",
        "its pictures are 1920 × 1080 pixels, those of the cut 1280 × 720",
        "its parameter sets change on the way",
        "its groups of pictures refer to each other",
    ],
)
def test_why_nothing_is_copied(reason: str) -> None:
    assert in_chinese(f"All 90 frames are encoded: {reason}").startswith("90 帧全部重新编码：")
