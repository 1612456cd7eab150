"""Where a shot's pictures stand: inside their cells, whole or well covered, faces never cut."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_records import box, record
from plan_parts import media

from albumforge.generators.album.borders import inner_rect
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.plan import FULL, Backdrop, Clip, Ground, Layer, Picture
from albumforge.generators.album.story.framing import MAX_MAGNIFICATION, subject_of
from albumforge.generators.album.story.layout import Look, Placed, fill_shot, ground_layer
from albumforge.generators.album.story.palette import palette_of
from albumforge.generators.album.story.visible import on_canvas
from albumforge.generators.album.templates.expand import Shot, canvas_class
from albumforge.generators.album.templates.load import built_in, template_names
from albumforge.generators.album.templates.schema import BorderStyle, Cell, GroundStyle, Slot, Wish

WIDE, TALL, SQUARE = (1920, 1080), (1080, 1920), (1080, 1080)
AUTO = (Cell(fit="auto"),)
PAIR = (Cell(x=0.1, y=0.1, width=0.35, height=0.8), Cell(x=0.55, y=0.1, width=0.35, height=0.8))


def look(canvas: tuple[int, int] = WIDE, ground: GroundStyle = GroundStyle()) -> Look:  # noqa: B008
    return Look(canvas, palette_of([record()]), ground, Fraction(30), 22.0)


def shot(cells: tuple[Cell, ...] = AUTO, over: str = "blur", **slot: object) -> Shot:
    return Shot(Slot(**slot), cells, (Wish(),) * len(cells), over, 0)  # type: ignore[arg-type]


def placed(info: PictureInfo, number: int = 1, kind: str = "photo") -> Placed:
    source = media(number, kind, width=info.width, height=info.height, digest=info.digest)  # type: ignore[arg-type]
    return Placed(source, subject_of(info), 1.5 if kind == "clip" else 0.0)


def alone(width: int, height: int, canvas: tuple[int, int] = WIDE, **given: object) -> tuple[Layer, ...]:
    return fill_shot(shot(), [placed(record(width=width, height=height, **given))], look(canvas), 4.0)  # type: ignore[arg-type]


def pictures_in(layers: tuple[Layer, ...]) -> list[Picture | Clip]:
    return [layer for layer in layers if isinstance(layer, Picture | Clip)]


def test_a_picture_of_the_canvas_shape_fills_it() -> None:
    (only,) = alone(4000, 2600)
    assert isinstance(only, Picture) and only.rect == FULL


def test_an_upright_picture_stands_whole_over_its_blurred_copy() -> None:
    behind, picture = alone(2400, 4000)
    assert isinstance(behind, Backdrop) and isinstance(picture, Picture)
    assert picture.rect.width * 1920 / (picture.rect.height * 1080) == pytest.approx(0.6, rel=0.01)
    assert picture.shadow > 0
    (filling,) = alone(2400, 4000, TALL)
    assert isinstance(filling, Picture) and filling.rect == FULL


def test_a_panorama_is_travelled_along_and_a_very_long_one_is_a_band() -> None:
    (travelled,) = alone(6000, 2000)
    assert isinstance(travelled, Picture) and travelled.rect == FULL
    assert abs(travelled.motion.end.x - travelled.motion.start.x) > 0.1
    _, band = alone(12000, 1500)
    assert isinstance(band, Picture) and band.rect.width == 1.0 and band.rect.height < 0.7


def test_a_long_group_picture_is_shown_whole_rather_than_cut() -> None:
    faces = ((0.02, 0.4, 0.05, 0.2), (0.9, 0.4, 0.05, 0.2))
    _, picture = alone(12000, 1500, TALL, faces=faces)
    assert isinstance(picture, Picture)
    shape = picture.rect.width * 1080 / (picture.rect.height * 1920)
    assert shape == pytest.approx(5.0, rel=0.7) and shape > 4.9


def test_a_small_picture_stands_small() -> None:
    _, picture = alone(640, 480)
    assert isinstance(picture, Picture)
    assert picture.rect.width * 1920 / 640 <= MAX_MAGNIFICATION + 0.01


def test_with_verse_a_picture_that_leaves_room_stands_at_the_left() -> None:
    one = placed(record(width=2400, height=4000))
    _, usual = fill_shot(shot(), [one], look(), 4.0)
    _, aside = fill_shot(shot(), [one], look(), 4.0, verse=True)
    _, tall = fill_shot(shot(), [placed(record(width=4000, height=2000))], look(TALL), 4.0, verse=True)
    assert isinstance(usual, Picture) and isinstance(aside, Picture) and isinstance(tall, Picture)
    assert aside.rect.x < usual.rect.x and aside.rect.x >= 0.069
    assert tall.rect.x == pytest.approx(0.5 - tall.rect.width / 2)


def test_a_clip_begins_where_it_is_told_and_is_not_cropped_through_a_face() -> None:
    (clip,) = fill_shot(shot(), [placed(record(width=1920, height=1080), kind="clip")], look(), 4.0)
    assert isinstance(clip, Clip) and clip.start == 1.5 and clip.rect == FULL
    face = ((0.4, 0.0, 0.2, 0.2),)
    layers = fill_shot(shot(), [placed(record(width=1600, height=1200, faces=face), kind="clip")], look(), 4.0)
    assert isinstance(layers[0], Backdrop)
    assert pictures_in(layers)[0].rect != FULL


def test_a_clip_keeps_its_corners_and_three_quarters_of_itself() -> None:
    blob = Cell(x=0.2, y=0.1, width=0.5, height=0.8, mask="blob")
    for kind, mask in (("photo", "blob"), ("clip", "rounded")):
        made = fill_shot(
            shot((blob,), over="ground"), [placed(record(width=1920, height=1080), kind=kind)], look(), 4.0
        )
        (layer,) = pictures_in(made)
        assert layer.mask == mask
        shown = layer.rect.width * 1920 / (layer.rect.height * 1080)
        assert (shown == pytest.approx(16 / 9, rel=0.01)) == (kind == "clip")


def test_pictures_of_a_pair_arrive_on_beats_and_in_time() -> None:
    both = [placed(record("a", width=2400, height=4000)), placed(record("b", width=2400, height=4000), 2)]
    layers = pictures_in(fill_shot(shot(PAIR, arrive="rise"), both, look(), 4.0, lead=9))
    assert [layer.entrance.type for layer in layers] == ["none", "rise"]
    assert layers[1].entrance.start == 9 + 22
    for seconds in (0.1, 0.4, 1.0, 2.0):
        for layer in pictures_in(fill_shot(shot(PAIR, arrive="rise"), both, look(), seconds, lead=3)):
            assert layer.entrance.start + layer.entrance.frames <= 0.7 * seconds * 30
    at_once = pictures_in(fill_shot(shot(PAIR, arrive="rise"), both, look(), 0.4))
    assert {layer.entrance.type for layer in at_once} == {"none"}


def test_what_is_behind_is_what_the_layout_says() -> None:
    one = [placed(record())]
    cell = (Cell(x=0.1, y=0.1, width=0.8, height=0.8, fit="contain"),)
    for over, kind in (("blur", Backdrop), ("ground", Ground), ("none", Picture)):
        assert isinstance(fill_shot(shot(cell, over), one, look(), 4.0)[0], kind)


def test_the_ground_is_tinted_by_the_film_or_as_the_template_says() -> None:
    light, dark = (ground_layer(look(ground=GroundStyle(tone=tone))) for tone in ("light", "dark"))  # type: ignore[arg-type]
    assert light.colours != dark.colours
    assert ground_layer(look(ground=GroundStyle(colours=("#102030",)))).colours == ("#102030",)


@settings(max_examples=150, deadline=None)
@given(
    size=st.sampled_from([(4000, 3000), (3000, 4000), (3000, 3000), (9000, 3000), (640, 480), (12000, 1500)]),
    face=st.tuples(st.floats(0, 0.85), st.floats(0, 0.85), st.floats(0.03, 0.15)),
    border=st.sampled_from(["none", "line", "plain", "polaroid", "film", "stamp"]),
    fit=st.sampled_from(["cover", "contain"]),
    canvas=st.sampled_from([WIDE, TALL, SQUARE]),
    x=st.floats(0, 0.5),
    y=st.floats(0, 0.5),
    wide=st.floats(0.1, 0.5),
    high=st.floats(0.1, 0.5),
    kind=st.sampled_from(["photo", "clip"]),
)
def test_any_picture_in_any_cell_stays_inside_and_keeps_its_face(
    size: tuple[int, int],
    face: tuple[float, float, float],
    border: str,
    fit: str,
    canvas: tuple[int, int],
    x: float,
    y: float,
    wide: float,
    high: float,
    kind: str,
) -> None:
    style = BorderStyle(style=border, width=0.02)  # type: ignore[arg-type]
    cell = Cell(x=x, y=y, width=wide, height=high, fit=fit, border=style)  # type: ignore[arg-type]
    info = record(width=size[0], height=size[1], faces=((face[0], face[1], face[2], face[2]),))
    one = placed(info, kind=kind)
    (layer,) = pictures_in(fill_shot(shot((cell,)), [one], look(canvas), 4.0))
    assert layer.rect.x >= x - 1e-6 and layer.rect.x + layer.rect.width <= x + wide + 1e-6
    assert layer.rect.y >= y - 1e-6 and layer.rect.y + layer.rect.height <= y + high + 1e-6
    inner = inner_rect(layer.rect, layer.border, canvas)
    for t in (0.0, 0.5, 1.0):
        seen = on_canvas(layer, one.source, box(face[0], face[1], face[2], face[2]), canvas, t)
        shape = size[0] / size[1]
        if 0.2 <= shape <= 5:  # longer pictures are cropped at their ends
            assert seen.x >= inner.x - 2e-3 and seen.x + seen.width <= inner.x + inner.width + 2e-3
            assert seen.y >= inner.y - 2e-3 and seen.y + seen.height <= inner.y + inner.height + 2e-3


@pytest.mark.parametrize("name", template_names())
def test_every_layout_of_a_template_can_be_filled(name: str) -> None:
    template = built_in(name)
    for canvas in (WIDE, TALL, SQUARE):
        for slot in (template.opening, *template.slots, template.closing):
            layout = template.layouts[slot.layout]
            cells = getattr(layout, canvas_class(*canvas)) or layout.wide
            made = Shot(slot, cells, (Wish(),) * len(cells), layout.over, 0)
            some = [placed(record(str(number)), number + 1) for number in range(len(cells))]
            layers = fill_shot(made, some, look(canvas), 4.0)
            assert [layer.source for layer in pictures_in(layers)] == [one.source.id for one in some]


OWN = (Cell(x=0.0, y=0.1, width=1.0, height=0.5, fit="auto"),)


def in_own_cell(width: int, height: int, canvas: tuple[int, int] = TALL, kind: str = "photo") -> tuple[Layer, ...]:
    pictures = [placed(record(width=width, height=height), kind=kind)]
    return fill_shot(shot(OWN, over="ground"), pictures, look(canvas), 4.0)


@pytest.mark.parametrize("kind", ["photo", "clip"])
def test_what_cannot_have_the_canvas_fills_the_cell_that_a_layout_keeps_for_it(kind: str) -> None:
    behind, picture = in_own_cell(3000, 2000, kind=kind)
    assert isinstance(behind, Ground) and isinstance(picture, Picture | Clip)
    assert (picture.rect.y, picture.rect.width, picture.rect.height) == (0.1, 1.0, 0.5)
    (filling,) = in_own_cell(2000, 3400, kind=kind)
    assert isinstance(filling, Picture | Clip) and filling.rect == FULL


def test_a_picture_of_which_a_kept_cell_would_cut_much_stands_whole_in_it() -> None:
    _, picture = in_own_cell(4000, 2000)
    assert isinstance(picture, Picture)
    assert picture.rect.width * 1080 / (picture.rect.height * 1920) == pytest.approx(2, rel=0.01)
    assert picture.rect.y > 0.1 and picture.rect.y + picture.rect.height < 0.6


def test_an_upright_picture_stands_whole_on_its_card() -> None:
    card = (Cell(x=0.2, y=0.05, width=0.6, height=0.86, fit="auto", border=BorderStyle(style="polaroid", width=0.03)),)
    tile = (Cell(x=0.25, y=0.03, width=0.5, height=0.94, fit="auto", mask="rounded"),)
    for cells in (card, tile):
        (picture,) = pictures_in(
            fill_shot(shot(cells, over="ground"), [placed(record(width=3000, height=4000))], look(), 4.0)
        )
        inner = inner_rect(picture.rect, picture.border, WIDE)
        assert inner.width * 1920 / (inner.height * 1080) == pytest.approx(0.75, rel=0.01)


@pytest.mark.parametrize("kind", ["photo", "clip"])
def test_of_which_most_would_be_lost_is_shown_whole_in_any_cell(kind: str) -> None:
    third = Cell(width=1.0, height=0.33)
    for width, height, whole in ((3000, 4000, True), (4000, 3000, False)):
        layers = fill_shot(
            shot((third, third), over="ground"),
            [placed(record(width=width, height=height), kind=kind)] * 2,
            look(TALL),
            4.0,
        )
        for layer in pictures_in(layers):
            shape = layer.rect.width * 1080 / (layer.rect.height * 1920)
            assert shape == pytest.approx(0.75 if whole else 1080 / (0.33 * 1920), rel=0.01)
    alone = fill_shot(shot((Cell(),), over="none"), [placed(record(width=3000, height=4000), kind=kind)], look(), 4.0)
    assert isinstance(alone[0], Backdrop), "what is left of the canvas is not black"


def test_a_ground_may_take_colours_of_the_films_palette_by_name() -> None:
    found = look(ground=GroundStyle(colours=("accent", "#102030")))
    assert ground_layer(found).colours == (found.palette.accent, "#102030")
