from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from media_files import write_clip
from transcodes import preset
from videos_to_transcode import hdr10_plus, write_dynamic, write_hdr

from albumforge.errors import MediaError
from albumforge.transcoders.look import Look, look_at
from albumforge.transcoders.shape import shape_for, takes_ten_bit

HERE = Path("a.mp4")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Look:
    return look_at(write_clip(tmp_path_factory.mktemp("look") / "a.mp4", width=160, height=96, frames=2, sound=False))


def test_a_look_tells_what_the_pictures_are(plain: Look) -> None:
    assert (plain.width, plain.height, plain.pixel_format, plain.bits) == (160, 96, "yuv420p", 8)
    assert plain.subsampled
    assert not (plain.rgb or plain.alpha or plain.interlaced or plain.hdr or plain.vr or plain.turned)
    assert plain.rate == 30


def test_hdr10_is_seen_with_its_display_and_brightness(tmp_path: Path) -> None:
    look = look_at(write_hdr(tmp_path / "a.mp4", frames=6))
    assert look.hdr
    assert look.mastering is not None
    assert look.mastering.brightest == 1000
    assert look.light is not None
    assert (look.light.content, look.light.average) == (1000, 400)


def test_metadata_that_changes_with_the_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"it is HDR10\+, whose metadata changes with the pictures and would be lost"):
        look_at(write_dynamic(tmp_path / "a.mkv", hdr10_plus()))


@pytest.mark.parametrize(
    ("size", "limits", "expected"),
    [
        ((1920, 1080), (None, None), (1920, 1080)),
        ((1920, 1080), (1280, None), (1280, 720)),
        ((1920, 1080), (1280, 360), (640, 360)),
        ((640, 360), (1280, 720), (640, 360)),
        ((161, 97), (None, None), (160, 96)),
        ((1921, 1081), (100, None), (100, 56)),
    ],
)
def test_pictures_are_scaled_down_in_proportion_to_even_sizes(
    plain: Look, size: tuple[int, int], limits: tuple[int | None, int | None], expected: tuple[int, int]
) -> None:
    look = replace(plain, width=size[0], height=size[1])
    shape, _ = shape_for(HERE, look, preset(max_width=limits[0], max_height=limits[1]).video, "mp4")
    assert (shape.width, shape.height) == expected


def test_what_is_shown_counts_for_turned_pictures_and_for_pixels_that_are_not_square(plain: Look) -> None:
    turned = replace(plain, width=1920, height=1080, orientation=6)
    shape, _ = shape_for(HERE, turned, preset(max_width=540).video, "mp4")
    assert (shape.width, shape.height) == (540, 960)
    wide = replace(plain, width=720, height=576, sample_aspect=Fraction(16, 11))
    shape, notes = shape_for(HERE, wide, preset(max_width=524).video, "mp4")
    assert (shape.width, shape.height, shape.sample_aspect, notes) == (360, 288, Fraction(16, 11), ())
    shape, notes = shape_for(HERE, wide, preset().video, "matroska")
    assert (shape.width, shape.height, shape.sample_aspect) == (1048, 576, 1)
    assert notes == ("The pixels are not square; those of the result are.",)


def test_samples_keep_their_depth_unless_the_preset_says_otherwise(plain: Look) -> None:
    deep = replace(plain, bits=10)
    assert takes_ten_bit(deep, preset("hevc").video)
    assert not takes_ten_bit(deep, preset("vp9").video)
    assert not takes_ten_bit(deep, preset("hevc", ten_bit=False).video)
    assert takes_ten_bit(plain, preset("hevc", ten_bit=True).video)
    _, notes = shape_for(HERE, replace(plain, bits=12), preset("hevc").video, "mp4")
    assert notes == ("The pictures have 12 bit a sample; the result has 10.",)


def test_hdr_is_not_squeezed_into_8_bit(tmp_path: Path) -> None:
    path = write_hdr(tmp_path / "a.mp4", frames=6)
    with pytest.raises(MediaError, match="it is HDR, which the 8 bit of the preset cannot show"):
        shape_for(path, look_at(path), preset("h264", ten_bit=False).video, "mp4")


def test_a_sphere_does_not_go_into_mov(plain: Look) -> None:
    with pytest.raises(MediaError, match="VR video, which MOV cannot hold"):
        shape_for(HERE, replace(plain, spherical=bytes(36)), preset().video, "mov")


def test_two_views_in_layers_are_refused(plain: Look) -> None:
    with pytest.raises(MediaError, match="no container here can hold"):
        shape_for(HERE, replace(plain, stereo=b"\x08" + bytes(35)), preset().video, "mp4")
