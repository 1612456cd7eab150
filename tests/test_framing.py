"""The camera: faces stay in the frame, moves are slow, and a picture's move depends on that picture alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_records import record
from plan_parts import media

from albumforge.generators.album.motion import window_at
from albumforge.generators.album.plan import FULL, MediaSource
from albumforge.generators.album.story.framing import (
    MAX_CROP,
    MAX_MAGNIFICATION,
    MAX_SMALL,
    MOST_ZOOM,
    camera,
    contained,
    covers_well,
    holds_faces,
    magnification,
    subject_of,
)

WIDE = 16 / 9
KINDS = ("auto", "toward", "away", "pan", "still")


def source(width: int = 4000, height: int = 3000) -> MediaSource:
    return MediaSource(id="s1", path="/a.jpg", digest="d", kind="photo", width=width, height=height)


@settings(max_examples=200, deadline=None)
@given(
    x=st.floats(0, 0.8),
    y=st.floats(0, 0.8),
    size=st.floats(0.03, 0.2),
    kind=st.sampled_from(KINDS),
    shape=st.sampled_from([WIDE, 9 / 16, 1.0, 0.8, 0.5]),
    wide=st.booleans(),
    name=st.text(max_size=3),
)
def test_a_face_that_fits_is_whole_all_the_time(
    x: float, y: float, size: float, kind: str, shape: float, wide: bool, name: str
) -> None:
    width, height = (4000, 3000) if wide else (3000, 4000)
    info = record(name, width=width, height=height, faces=((x, y, size, size),))
    subject = subject_of(info)
    picture = source(width, height)
    if not holds_faces(picture, subject, shape):
        return
    motion = camera(picture, subject, shape, 4.0, kind)  # type: ignore[arg-type]
    for step in range(11):
        seen = window_at(motion, step / 10, shape, width / height)
        assert seen.x <= x + 1e-4
        assert seen.x + seen.width >= x + size - 1e-4
        assert seen.y <= y + 1e-4
        assert seen.y + seen.height >= y + size - 1e-4


@pytest.mark.parametrize("kind", ["toward", "away", "auto"])
def test_a_zoom_is_slow_and_within_the_picture(kind: str) -> None:
    motion = camera(source(), subject_of(record()), WIDE, 4.0, kind)  # type: ignore[arg-type]
    zooms = {motion.start.zoom, motion.end.zoom}
    assert min(zooms) == 1.0
    assert 1.02 < max(zooms) <= 1.0 + MOST_ZOOM


def test_toward_ends_nearer_to_the_subject_than_away() -> None:
    subject = subject_of(record(subject=(0.7, 0.6, 0.2, 0.2)))
    toward, away = (camera(source(), subject, WIDE, 4.0, kind) for kind in ("toward", "away"))
    assert toward.end.x > toward.start.x
    assert toward.end == away.start
    assert toward.start == away.end


def test_still_does_not_move() -> None:
    motion = camera(source(), subject_of(record()), WIDE, 4.0, "still")
    assert motion.start == motion.end


def test_a_pan_goes_along_the_side_that_is_cropped_and_no_faster_than_the_eye() -> None:
    picture = source(6000, 2000)
    motion = camera(picture, subject_of(record(width=6000, height=2000)), WIDE, 4.0, "pan")
    assert motion.start.y == motion.end.y
    window = window_at(motion, 0, WIDE, 3.0)
    assert 0.1 < abs(motion.end.x - motion.start.x) <= 0.14 * 4.0 * window.width + 1e-4


def test_the_move_depends_on_the_picture_alone() -> None:
    moves = [camera(source(), subject_of(record(name)), WIDE, 4.0, "auto") for name in "abcdefgh"]
    assert moves == [camera(source(), subject_of(record(name)), WIDE, 4.0, "auto") for name in "abcdefgh"]
    assert len(set(moves)) > 1


def test_faces_stand_in_the_upper_part_where_the_crop_leaves_a_choice() -> None:
    tall = record(width=3000, height=4000, faces=((0.4, 0.45, 0.1, 0.1),))
    motion = camera(source(3000, 4000), subject_of(tall), WIDE, 4.0, "still")
    seen = window_at(motion, 0, WIDE, 0.75)
    assert (0.5 - seen.y) / seen.height < 0.5


def test_faces_wider_than_the_window_forbid_to_cover() -> None:
    group = record(faces=((0.02, 0.4, 0.1, 0.1), (0.85, 0.4, 0.1, 0.1)))
    assert not holds_faces(source(), subject_of(group), 0.5)
    assert not covers_well(source(), subject_of(group), 1080, 9 / 16)


def test_a_small_or_much_cropped_picture_does_not_cover_well() -> None:
    subject = subject_of(record())
    assert covers_well(source(), subject, 1920, WIDE)
    assert not covers_well(source(800, 600), subject, 1920, WIDE)
    assert not covers_well(source(3000, 4000), subject, 1920, WIDE)
    assert 1 - (3 / 4) / WIDE > MAX_CROP


def test_contained_keeps_the_shape_and_stays_inside() -> None:
    rect = contained(source(3000, 4000), FULL, (1920, 1080))
    assert rect.width * 1920 / (rect.height * 1080) == pytest.approx(0.75)
    assert rect.height == pytest.approx(1.0)
    small = contained(source(300, 400), FULL, (1920, 1080))
    assert small.height * 1080 < 700


def test_magnification_counts_the_pixels_of_the_part_that_is_seen() -> None:
    assert magnification(source(1920, 1080), 1920, WIDE) == pytest.approx(1.0)
    assert magnification(source(1920, 2160), 1920, WIDE) == pytest.approx(1.0)
    assert magnification(source(3840, 1080), 1920, WIDE) == pytest.approx(1.0)


@pytest.mark.parametrize(("width", "most"), [(256, MAX_SMALL), (400, MAX_SMALL), (640, MAX_MAGNIFICATION)])
def test_very_small_photos_are_no_stamps_and_none_is_enlarged_beyond_its_limit(width: int, most: float) -> None:
    rect = contained(source(width, width * 2 // 3), FULL, (1920, 1080), zoom=1.0)
    times = rect.width * 1920 / width
    assert times <= most + 1e-6
    assert rect.height >= 0.39
    assert times > 1.49


@pytest.mark.parametrize("kind", ["toward", "away", "pan", "auto"])
def test_faces_from_edge_to_edge_are_not_zoomed_into_where_the_frame_is_rounded(kind: str) -> None:
    ends = ((0.1, 0.01, 0.1, 0.1), (0.7, 0.92, 0.1, 0.08))
    info = record(width=3000, height=4000, faces=ends)
    motion = camera(media(1, width=3000, height=4000), subject_of(info), 0.75 * 1.0006, 4.0, kind)  # type: ignore[arg-type]
    assert motion.start.zoom == motion.end.zoom == 1.0
