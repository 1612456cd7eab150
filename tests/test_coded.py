from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from media_files import write_clip
from transcodes import preset
from videos_to_transcode import DISPLAY, write_hdr

from albumforge.errors import Unavailable
from albumforge.transcoders.coded import Coded, encoder_options
from albumforge.transcoders.encoders import ENCODERS, Spec
from albumforge.transcoders.look import look_at
from albumforge.transcoders.shape import Shape, shape_for
from albumforge.transcoding import Picture


def spec(name: str) -> Spec:
    return next(spec for specs in ENCODERS.values() for spec in specs if spec.name == name)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Shape:
    path = write_clip(tmp_path_factory.mktemp("coded") / "a.mp4", frames=6, sound=False)
    return shape_for(path, look_at(path), preset().video, "mp4")[0]


@pytest.fixture(scope="module")
def bright(tmp_path_factory: pytest.TempPathFactory) -> Shape:
    path = write_hdr(tmp_path_factory.mktemp("coded") / "a.mp4")
    return shape_for(path, look_at(path), preset("hevc").video, "mp4")[0]


def test_each_encoder_hears_the_preset_on_its_own_scales(plain: Shape) -> None:
    picture = Picture("hevc", crf=24.0, speed="slow", gop_seconds=4.0)
    told = {name: encoder_options(spec(name), picture, 24.0, plain, 0) for name in ("libx264", "libx265", "libsvtav1")}
    assert told["libx264"] == {"g": "120", "preset": "slow", "crf": "21"}
    assert told["libx265"]["crf"] == "24"
    assert told["libx265"]["x265-params"] == "log-level=error:open-gop=0"
    assert told["libsvtav1"] == {"g": "120", "preset": "5", "crf": "34"}
    assert encoder_options(spec("hevc_nvenc"), picture, 24.0, plain, 0)["cq"] == "23"


def test_a_bitrate_is_told_without_a_factor(plain: Shape) -> None:
    options = encoder_options(spec("libx265"), Picture("hevc", bitrate_k=900), None, plain, 0)
    assert options["b"] == "900000"
    assert "crf" not in options


def test_an_encoder_that_knows_no_quality_gets_a_bitrate(plain: Shape) -> None:
    assert int(encoder_options(spec("h264_v4l2m2m"), Picture("h264", crf=24.0), 24.0, plain, 0)["b"]) > 1000


def test_threads_are_told_in_each_encoders_own_words(plain: Shape) -> None:
    picture = Picture("hevc", crf=24.0)
    assert "pools=3" in encoder_options(spec("libx265"), picture, 24.0, plain, 3)["x265-params"]
    assert encoder_options(spec("libsvtav1"), picture, 24.0, plain, 16)["svtav1-params"] == "lp=6"


def test_hdr10_is_told_to_the_encoders_that_have_words_for_it(bright: Shape) -> None:
    picture = Picture("hevc", crf=24.0)
    assert f"master-display={DISPLAY}" in encoder_options(spec("libx265"), picture, 24.0, bright, 0)["x265-params"]
    assert "content-light=1000,400" in encoder_options(spec("libsvtav1"), picture, 24.0, bright, 0)["svtav1-params"]
    assert "cll=1000,400" in encoder_options(spec("libx264"), picture, 24.0, bright, 0)["x264-params"]


def test_an_encoder_that_does_not_work_here_is_told(plain: Shape) -> None:
    with pytest.raises(Unavailable, match="The encoder h264_vaapi does not take these pictures"):
        Coded(spec("h264_vaapi"), {}, plain, 1)
    with pytest.raises(Unavailable, match="The encoder libvpx-vp9 does not take these pictures"):
        odd = Spec("libvpx-vp9", "vp9", ("yuv420p10le", ""), None)
        Coded(odd, {}, plain, 1)


def test_times_of_decoding_rise_and_are_never_after_those_of_showing(plain: Shape, tmp_path: Path) -> None:
    for count in (1, 2, 3, 4, 40):
        shape = replace(plain, width=96, height=64)
        coded = Coded(spec("libx265"), encoder_options(spec("libx265"), preset().video, 30.0, shape, 1), shape, 1)
        with av.open(str(tmp_path / "a.mp4"), "w") as container:
            coded.add_to(container)
            packets = []
            for number in range(count):
                frame = av.VideoFrame.from_ndarray(np.full((96, 96), number, np.uint8), format="yuv420p")
                frame.pts = number * 512
                packets += coded.encode(frame)
            packets += coded.encode(None)
        coded.close()
        decoding = [packet.dts or 0 for packet in packets]
        assert decoding == sorted(set(decoding))
        assert all((packet.dts or 0) <= (packet.pts or 0) for packet in packets)
        assert sorted(packet.pts or 0 for packet in packets) == [number * 512 for number in range(count)]
