"""Which names say that a video is for a headset."""

from __future__ import annotations

import pytest

from albumforge.transcoders.vr import vr_by_name

HEADSET = """\
trip_180
trip_360
360_trip
trip 360
trip.360.final
trip_180x180_3dh_LR
trip_180_180x180_3dh
Holiday_VR
Holiday-VR180
vr360 holiday
360vr_holiday
film_SBS
film.H-SBS.1080p
film_half-sbs
film.HSBS
film_LR
film_TB
film_OU
beach_equirect
beach-equirectangular
FISHEYE190_alpha
beach_mkx200
beach_VRCA220
beach (360)
[VR] beach
beach_360°
beach_mono360
""".splitlines()

PLAIN = """\
film.360p
film_360p
film 180p
1360
2180
IMG_360
IMG_0360
DSC 180
GOPR360
clip 360
scene_180
episode-360
holiday360
VRoom
my VR day
SBS news
LR
1 TB drive
overview
stb_box
ouverture
film_lr
360p_VRay
x264-3600
movie.1080p
""".splitlines()


@pytest.mark.parametrize("name", HEADSET)
def test_names_of_videos_for_headsets(name: str) -> None:
    assert vr_by_name(name)


@pytest.mark.parametrize("name", PLAIN)
def test_names_that_only_look_like_it(name: str) -> None:
    assert not vr_by_name(name)
