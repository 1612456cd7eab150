"""Faces: which there are, what they cover, how they shape."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from albumforge.media.fonts import FACES, covers, face


@pytest.mark.parametrize("name", FACES)
def test_every_face_opens_and_has_ink(name: str) -> None:
    font = face(name, 400, 40)
    assert font.ascent > 0
    assert 20 < font.ascent + font.descent < 100


def test_a_face_is_made_once() -> None:
    assert face("serif", 400, 40) is face("serif", 400, 40)


def test_an_unknown_face_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'fraktur'.*serif"):
        face("fraktur", 400, 40)


def test_weight_is_clamped_to_the_range_of_the_face() -> None:
    assert face("serif", 300, 40).weight == 400
    assert face("han-sc", 300, 40).weight == 300
    assert face("han-sc", 1000, 40).weight == 900


def test_weight_makes_letters_wider() -> None:
    light, heavy = (face("sans", weight, 100).shape("mmm") for weight in (200, 900))
    assert sum(g.advance for g in heavy) > 1.05 * sum(g.advance for g in light)


def test_coverage_is_read_from_the_character_map() -> None:
    han, serif = face("han-sc", 400, 20), face("serif", 400, 20)
    assert covers(han, "汉字，“”")
    assert not any(covers(han, char) for char in "Ğłő")
    assert covers(serif, "Ğ ł ő Łódź")
    assert not covers(serif, "汉")


def test_selectors_and_joiners_need_no_glyph() -> None:
    assert covers(face("emoji", 400, 20), "❤\ufe0f")


def test_regions_draw_the_same_character_differently() -> None:
    glyphs = {name: face(name, 400, 20).shape("骨")[0].id for name in ("han-sc", "han-tc", "han-jp")}
    assert len(set(glyphs.values())) == 3


def test_kerning_and_ligatures_work() -> None:
    font = face("serif", 400, 100)
    assert font.shape("AV")[0].advance < font.shape("A")[0].advance
    assert len(font.shape("fi")) == 1
    assert len(font.shape("fi", features={"liga": False})) == 2


def test_size_scales_exactly() -> None:
    small, large = face("serif", 400, 20), face("serif", 400, 200)
    assert sum(g.advance for g in large.shape("Lisbon")) == pytest.approx(
        10 * sum(g.advance for g in small.shape("Lisbon")), rel=0.01
    )


def test_vertical_shaping_goes_down_and_uses_vertical_forms() -> None:
    font = face("han-sc", 400, 100)
    across, down = font.shape("（海"), font.shape("（海", vertical=True)
    assert [g.advance for g in down] == [100, 100]
    assert across[0].id != down[0].id
    assert across[1].id == down[1].id


def test_ink_box_lies_on_the_baseline() -> None:
    font = face("serif", 400, 100)
    box = font.ink(font.shape("H")[0].id)
    assert box.bottom == pytest.approx(0, abs=1)
    assert box.top == pytest.approx(font.cap_height, abs=1)
    space = font.ink(font.shape(" ")[0].id)
    assert (space.left, space.right) == (0, 0)


def test_threads_share_faces() -> None:
    def shaped(_: int) -> list[tuple[int, float]]:
        return [(g.id, g.advance) for g in face("serif", 437, 61.5).shape("The quick brown fox")]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(shaped, range(200)))
    assert all(result == results[0] for result in results)
