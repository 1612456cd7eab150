"""Chapters begin with another place, day or month, and none is too small."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from picture_records import record

from albumforge.generators.album.filelist import Source
from albumforge.generators.album.info.record import PictureInfo, Place
from albumforge.generators.album.story.chapters import Chapter, chapters_of

KYOTO = Place(town="Kyoto", region="", country_code="JP", country_en="Japan", country_zh="日本")
NARA = Place(town="Nara", region="", country_code="JP", country_en="Japan", country_zh="日本")


def story(*moments: tuple[str | None, Place | None]) -> tuple[list[Source], dict[str, PictureInfo]]:
    sources, infos = [], {}
    for number, (moment, place) in enumerate(moments):
        info = record(str(number), captured_at=datetime.fromisoformat(moment) if moment else None, place=place)
        sources.append(Source(Path(f"{number}.jpg"), "photo", info.digest, 4000, 3000, info.captured_at))
        infos[info.digest] = info
    return sources, infos


def test_by_place_where_there_are_several() -> None:
    sources, infos = story(*[("2024-05-01T10:00", KYOTO)] * 4, *[("2024-05-01T15:00", NARA)] * 3)
    assert chapters_of(sources, infos, "auto", "en") == [Chapter(0, 4, "Kyoto, Japan"), Chapter(4, 3, "Nara, Japan")]
    assert chapters_of(sources, infos, "auto", "zh")[0].title == "日本 · Kyoto"


def test_by_day_where_there_is_one_place() -> None:
    sources, infos = story(*[("2024-05-01T10:00", None)] * 3, *[("2024-05-02T15:00", None)] * 3)
    assert [chapter.title for chapter in chapters_of(sources, infos, "auto", "en")] == ["1 May", "2 May"]
    assert [chapter.title for chapter in chapters_of(sources, infos, "auto", "zh")] == ["5月1日", "5月2日"]


def test_by_month_where_there_are_too_many_days() -> None:
    days = [(f"2024-0{month}-{day:02}T10:00", None) for month in (5, 6) for day in range(1, 25, 2) for _ in range(3)]
    assert [chapter.title for chapter in chapters_of(*story(*days), "auto", "en")] == ["May 2024", "June 2024"]


def test_one_chapter_where_nothing_tells() -> None:
    sources, infos = story(*[(None, None)] * 5)
    assert chapters_of(sources, infos, "auto", "en") == [Chapter(0, 5, "")]
    sources, infos = story(*[("2024-05-01T10:00", None)] * 3, *[("2024-05-02T15:00", None)] * 3)
    assert chapters_of(sources, infos, "none", "en") == [Chapter(0, 6, "")]


def test_a_small_chapter_joins_its_neighbour_and_the_undated_go_with_what_is_before() -> None:
    sources, infos = story(
        *[("2024-05-01T10:00", None)] * 3,
        (None, None),
        ("2024-05-02T10:00", None),
        *[("2024-05-03T10:00", None)] * 4,
    )
    found = chapters_of(sources, infos, "auto", "en")
    assert found == [Chapter(0, 5, "1 May"), Chapter(5, 4, "3 May")]


def test_asked_for_by_day_every_day_is_a_chapter() -> None:
    sources, infos = story(*[(f"2024-05-{day:02}T10:00", None) for day in range(1, 15)])
    assert len(chapters_of(sources, infos, "day", "en")) == 14
    assert len(chapters_of(sources, infos, "auto", "en")) == 1


def test_a_chapter_bears_a_place_only_where_half_of_its_pictures_are_of_it() -> None:
    may, june = "2024-05-01T10:00", "2024-06-02T10:00"
    sources, infos = story(*[(may, KYOTO)] * 4, *[(june, NARA)] * 3, *[(june, None)] * 12)
    expected = [Chapter(0, 4, "Kyoto, Japan"), Chapter(4, 15, "2 June")]
    for by in ("auto", "place"):
        assert chapters_of(sources, infos, by, "en") == expected  # type: ignore[arg-type]
    sources, infos = story(*[(may, KYOTO)] * 4, *[(None, NARA)] * 3, *[(None, None)] * 12)
    assert chapters_of(sources, infos, "auto", "en")[1].title == ""
    sources, infos = story(*[(may, KYOTO)] * 4, *[(june, NARA)] * 3, *[(june, None)] * 3)
    assert chapters_of(sources, infos, "auto", "en")[1].title == "Nara, Japan"
