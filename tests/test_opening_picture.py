"""A film opens with a picture that fills its canvas, where one is near."""

from __future__ import annotations

from pathlib import Path

from picture_records import record
from story_parts import MORNING, Album, brief_of, source_of

from albumforge.context import Context
from albumforge.generators.album.plan import Picture
from albumforge.generators.album.request import read_request
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.casting import Cast, cast
from albumforge.generators.album.story.opening_picture import led_by_title, well_opened
from albumforge.generators.album.story.story import tell

UPRIGHT, WIDE = (2600, 4000), (4000, 2600)


def pictures(*sizes: tuple[int, int], faces: tuple[int, ...] = (), blue: tuple[int, ...] = ()) -> Album:
    infos = [
        record(
            str(number),
            colours=("#3060a0",) if number in blue else ("#508030",),
            width=width,
            height=height,
            captured_at=MORNING.replace(hour=8 + number),
            faces=((0.4, 0.3, 0.1, 0.1),) if number in faces else (),
        )
        for number, (width, height) in enumerate(sizes)
    ]
    sources = [source_of(info, f"{number}.jpg") for number, info in enumerate(infos)]
    return sources, {info.digest: info for info in infos}


def opened(album: Album, **given: object) -> tuple[Brief, list[Cast], list[Cast]]:
    brief = brief_of(album, template="clean", **given)  # type: ignore[arg-type]
    casts = cast(brief, Context())
    # However the pictures were cast, the first of them opens.
    at = next(number for number, one in enumerate(casts) if one.sources == (0,))
    swapped = {0: (0,), at: casts[0].sources}
    before = [Cast(one.shot, swapped.get(number, one.sources), one.why) for number, one in enumerate(casts)]
    return brief, before, well_opened(before, brief)


def test_a_picture_that_fills_the_canvas_changes_places_with_one_that_does_not() -> None:
    _, before, after = opened(pictures(UPRIGHT, *[WIDE] * 7))
    assert before[0].sources == (0,)
    assert after[0].sources != (0,)
    moved = [
        number for number, (one, other) in enumerate(zip(before, after, strict=True)) if one.sources != other.sources
    ]
    assert len(moved) == 2 and after[moved[1]].sources == (0,)
    assert sorted(n for one in after for n in one.sources) == list(range(8))
    assert "opens the film" in after[0].why


def test_what_fills_it_stays_and_where_nothing_does_so_does_the_first() -> None:
    for album, given in (
        (pictures(*[WIDE] * 8), {}),
        (pictures(*[UPRIGHT] * 8), {}),
        (pictures(UPRIGHT, *[WIDE] * 7), {"aspect": "9:16"}),
    ):
        _, before, after = opened(album, **given)
        assert after == before


def test_a_title_does_not_go_on_faces_when_the_opening_wishes_none() -> None:
    _, _, after = opened(pictures(UPRIGHT, *[WIDE] * 7, faces=(1, 2, 3)))
    assert after[0].sources[0] not in (1, 2, 3)


def test_what_the_title_names_opens_the_film() -> None:
    _, before, after = opened(pictures(*[WIDE] * 8, blue=(3, 5)), title="By the sea")
    assert before[0].sources == (0,) and after[0].sources == (3,)
    assert "what the title names" in after[0].why
    for blue in ((0, 3), ()):  # the first shows it; none does
        _, before, after = opened(pictures(*[WIDE] * 8, blue=blue), title="By the sea")
        assert after == before


def test_an_order_given_by_hand_is_kept() -> None:
    _, before, after = opened(pictures(UPRIGHT, *[WIDE] * 7, blue=(3,)), title="By the sea", order="given")
    assert before[0].sources == (0,) and after == before


def test_where_none_of_the_first_shows_what_the_title_names_a_later_one_opens_out_of_its_time() -> None:
    sources, infos = pictures(*[WIDE] * 8, UPRIGHT, *[WIDE] * 5, blue=(8, 9, 11))
    led = led_by_title(sources, infos, "By the sea", (1920, 1080))
    assert [source.path.stem for source in led] == ["9", *map(str, range(9)), *map(str, range(10, 14))]
    for title, blue in (("By the sea", (2, 9)), ("Two days", (9,)), ("By the sea", ())):
        kept, known = pictures(*[WIDE] * 14, blue=blue)
        assert led_by_title(kept, known, title, (1920, 1080)) == tuple(kept)


def test_a_film_says_why_it_opens_out_of_time_and_shows_that_picture_once(tmp_path: Path) -> None:
    sources, infos = pictures(*[WIDE] * 14, blue=(11,))
    request = read_request({"title": "By the sea", "template": "clean", "poem": False})
    plan, _ = tell(sources, infos, request, [tmp_path], poets={}, context=Context())
    assert "what the title names" in plan.scenes[0].why
    shown = [layer.source for scene in plan.scenes for layer in scene.layers if isinstance(layer, Picture)]
    assert len(shown) == len(set(shown)) == 14
    assert Path(plan.sources[0].path).stem == "11"
    assert (
        plan.scenes[0].layers and next(one for one in plan.scenes[0].layers if isinstance(one, Picture)).source == "s1"
    )
