"""The search for a rate factor that reaches a target."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from videos_to_transcode import write_hdr, write_noisy

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled
from albumforge.transcoders.facts import video_facts
from albumforge.transcoders.likeness import Likeness, Metric, compare
from albumforge.transcoders.presets import load_preset
from albumforge.transcoders.software import SoftwareTranscoder
from albumforge.transcoders.target import MOST_TRIALS, Search, find_crf
from albumforge.transcoding import Preset, Target


def preset(metric: Metric, score: float, *, codec: str = "hevc", **fields: Any) -> Preset:
    found = load_preset("hevc-archive")
    target = Target(metric=metric, score=score, **fields)
    video = msgspec.structs.replace(found.video, codec=codec, target=target, speed="ultrafast")
    return msgspec.structs.replace(found, video=video, min_saving=None)


@pytest.fixture(scope="module")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_noisy(tmp_path_factory.mktemp("clip") / "a.mp4", frames=60)


def searched(search: Search, measure: Callable[[float], float]) -> tuple[float, float]:
    while (crf := search.next()) is not None:
        assert search.target.lowest <= crf <= search.target.highest
        assert crf not in search.tried
        search.tell(crf, measure(crf))
    assert len(search.tried) <= MOST_TRIALS
    return search.best()


@given(st.floats(34, 46), st.floats(50, 62), st.floats(0.25, 0.9), st.floats(-0.004, 0.004))
def test_a_search_comes_near_to_the_target_with_few_trials(
    score: float, at_zero: float, fall: float, bend: float
) -> None:
    def measure(crf: float) -> float:
        return at_zero - fall * crf + bend * (crf - 24) ** 2

    target = Target(metric="xpsnr", score=score)
    crf, found = searched(Search(target), measure)
    if measure(target.lowest) < score:
        assert crf <= target.lowest + 1.0
    elif measure(target.highest) >= score:
        assert crf >= target.highest - 1.0
    else:
        assert score <= found <= score + 0.8


def test_a_search_whose_ends_are_one_step_apart_ends() -> None:
    target = Target(metric="ssim", score=0.9, lowest=20.0, highest=20.4)
    assert searched(Search(target), lambda crf: 0.95 if crf < 20.2 else 0.85)[1] in (0.95, 0.85)


@pytest.mark.parametrize(
    ("metric", "score", "codec", "encoder"),
    [("ssim", 0.97, "hevc", "libx265"), ("xpsnr", 38.0, "h264", "libx264")],
)
def test_what_is_measured_is_what_the_result_has(
    metric: Metric, score: float, codec: str, encoder: str, noisy: Path, tmp_path: Path
) -> None:
    wanted = preset(metric, score, codec=codec)
    crf, found = find_crf(noisy, video_facts(noisy), wanted, encoder, threads=1, context=Context())
    assert score <= found
    made = SoftwareTranscoder().transcode(noisy, tmp_path / "a.mkv", wanted, threads=1, context=Context())
    assert (made.crf, made.score) == (crf, pytest.approx(found))
    likeness = Likeness(metric, video_facts(noisy).fps)
    with av.open(str(made.path)) as result, av.open(str(noisy)) as source:
        compare(result.decode(video=0), source.decode(video=0), likeness)
    assert likeness.score() == pytest.approx(found, rel=0.01)


def test_pictures_of_ten_bit_can_be_searched(tmp_path: Path) -> None:
    path = write_hdr(tmp_path / "a.mkv")
    crf, found = find_crf(path, video_facts(path), preset("ssim", 0.9), "libx265", threads=1, context=Context())
    assert 14 <= crf <= 38
    assert 0.9 <= found <= 1


def test_a_target_out_of_reach_gives_the_lowest_factor_and_says_so(noisy: Path, tmp_path: Path) -> None:
    wanted = preset("ssim", 0.9999, lowest=30.0, highest=35.0)
    made = SoftwareTranscoder().transcode(noisy, tmp_path / "a.mkv", wanted, threads=1, context=Context())
    assert made.crf == 30.0
    assert made.score is not None
    assert made.score < 0.9999
    assert any("was not reached" in note for note in made.notes)


def test_the_search_reports_and_can_be_stopped(noisy: Path) -> None:
    seen: list[Progress] = []
    wanted = preset("ssim", 0.97)
    find_crf(noisy, video_facts(noisy), wanted, "libx265", threads=1, context=Context(on_progress=seen.append))
    assert {one.stage for one in seen} == {"search"}
    assert [one.fraction for one in seen] == sorted(one.fraction for one in seen)
    assert seen[-1].fraction == 1.0
    with pytest.raises(Cancelled):
        find_crf(
            noisy, video_facts(noisy), wanted, "libx265", threads=1, context=Context(cancelled=lambda: len(seen) > 0)
        )
