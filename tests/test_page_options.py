"""The options of a film on the page: what is wrong with one, and what the start bar says of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from http_parts import jpeg
from page_parts import all_up, new_film, pick, playwright_api, saved
from served import until

pytest_plugins = ["page_fixtures"]


def _begun(visit: Callable[..., Any], photos: list[Path], **options: Any) -> Any:
    page = visit(**options)
    new_film(page)
    pick(page, "添加照片" if options else "Add pictures", photos)
    all_up(page, len(photos))
    return page


def test_a_wrong_option_is_shown_where_the_film_does_not_start_for_it(
    visit: Callable[..., Any], photos: list[Path]
) -> None:
    page = _begun(visit, photos[:3])
    finer, said = page.locator(".more-options > summary"), page.locator(".start-said")
    playwright_api.expect(said).to_have_text("The film will use 3 pictures")
    finer.click()
    seed = page.get_by_label("Another version")
    seed.fill("-7.5")
    wrong = page.locator(".wrong:visible")
    playwright_api.expect(wrong).to_have_text("Must be a whole number, not -7.5.")
    playwright_api.expect(said).to_be_empty()
    finer.click()
    playwright_api.expect(seed).to_be_hidden()
    page.get_by_role("button", name="Make the film").click()
    playwright_api.expect(seed).to_be_focused()
    playwright_api.expect(seed).to_be_in_viewport()
    alert = page.get_by_role("alert").filter(has_text="one of its options is not right")
    playwright_api.expect(alert).to_be_visible()
    seed.fill("7")
    playwright_api.expect(alert).to_be_hidden()
    playwright_api.expect(said).to_have_text("The film will use 3 pictures")
    assert saved(page)["movie"]["status"] == 0


def test_a_wrong_option_is_told_in_chinese_without_its_english_name(
    visit: Callable[..., Any], photos: list[Path]
) -> None:
    page = _begun(visit, photos[:1], locale="zh-CN")
    page.locator(".more-options > summary").click()
    page.get_by_label("最多用几张照片").fill("0")
    wrong = page.locator(".wrong:visible")
    playwright_api.expect(wrong).to_contain_text("不能是 0")
    assert "pictures" not in wrong.inner_text() and "选项" not in wrong.inner_text()


def test_how_many_pictures_are_asked_for_is_told_and_limits_are_the_server_s(
    visit: Callable[..., Any], photos: list[Path]
) -> None:
    page = _begun(visit, photos[:6])
    page.locator(".more-options > summary").click()
    said = page.locator(".start-said")
    page.get_by_label("Show at most so many pictures").fill("2")
    playwright_api.expect(said).to_have_text("The film will use 2 of 6 pictures")
    page.get_by_label("Show at most so many videos").fill("1")
    playwright_api.expect(said).to_have_text("The film will use 2 of 6 pictures")
    page.get_by_label("Show at most so many pictures").fill("")
    playwright_api.expect(said).to_have_text("The film will use 6 pictures")
    for kind, limits in (("Whole film", ("2", "14400")), ("Each picture", ("0.5", "60"))):
        page.get_by_role("radio", name=kind, exact=True).check()
        seconds = page.get_by_label("Seconds", exact=True)
        for name, value in zip(("min", "max"), limits, strict=True):
            playwright_api.expect(seconds).to_have_attribute(name, re.compile(rf"^{re.escape(value)}(\.0)?$"))


def test_a_film_that_was_cancelled_can_be_started_again_where_one_was(
    visit: Callable[..., Any], photos: list[Path]
) -> None:
    page = _begun(visit, photos[:2])
    page.locator(".more-options > summary").click()
    page.get_by_label("Another version").fill("3")
    page.get_by_role("button", name="Make the film").click()
    page.get_by_role("button", name="Cancel").click()
    all_up(page, 2)
    playwright_api.expect(page.get_by_role("button", name="Make the film")).to_be_focused()
    playwright_api.expect(page.get_by_label("Another version")).to_be_visible()


def test_pictures_without_times_stand_as_they_were_added(
    visit: Callable[..., Any], photos: list[Path], tmp_path: Path
) -> None:
    plain = [tmp_path / "one.jpg", tmp_path / "two.jpg"]
    for number, path in enumerate(plain):
        path.write_bytes(jpeg(96, 64, (80 * number, 90, 140)))
    page = _begun(visit, plain)
    order = page.locator(".order")
    playwright_api.expect(order).to_contain_text("In the order they were added")
    pick(page, "Add pictures", photos[:1])
    all_up(page, 3)
    playwright_api.expect(order).to_contain_text("In the order they were taken")
    until(lambda: len(saved(page)["files"]) == 3)
