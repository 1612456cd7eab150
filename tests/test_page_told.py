"""What the page tells of a film and its files, in a real browser: what is shown of it, what was refused and why,
that it is done or did not work out."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from page_parts import PHONE, all_up, new_film, order, pick, playwright_api
from PIL import Image, ImageEnhance
from served import PLUGINS, Served

from albumforge.forge import Forge
from albumforge.settings import Settings

pytest_plugins = ["page_fixtures"]


def test_a_film_says_how_many_pictures_it_shows_and_why_not_the_others(
    visit: Callable[..., Any], photos: list[Path], tmp_path: Path
) -> None:
    alike = []
    for number in range(3):
        alike.append(tmp_path / f"again{number}.jpg")
        with Image.open(photos[2]) as picture:
            ImageEnhance.Brightness(picture).enhance(1.01 + number / 100).save(alike[-1], quality=88)
    page = visit()
    new_film(page)
    pick(page, "Add pictures", [*photos[:4], *alike])
    all_up(page, 7)
    page.get_by_label("What should it be like?").fill("10 seconds, wrapped in gloobers")
    page.get_by_text("Finer points").click()
    page.get_by_label("Size", exact=True).select_option("480p")
    page.get_by_role("button", name="Make the film").click()
    page.locator(".player video").wait_for(timeout=150_000)
    playwright_api.expect(page.get_by_text(re.compile("[2-5] of 7 pictures are shown"))).to_be_visible()
    playwright_api.expect(page.get_by_text("gloobers” was not understood")).to_be_visible()
    group = page.get_by_text(re.compile("left out: nearly the same as others"))
    playwright_api.expect(group).to_be_hidden()
    page.locator(".notes summary").click()
    playwright_api.expect(group).to_be_visible()
    _scenes_fit_a_small_phone(page)


def _scenes_fit_a_small_phone(page: Any) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.get_by_role("link", name="Scenes and words").click()
    page.locator(".scene").first.wait_for()
    boxes = [one.bounding_box() for one in page.locator(".scene").first.locator(".scene-tools button").all()]
    assert len({round(box["y"]) for box in boxes}) == 1
    assert page.locator(".scene-pictures").first.bounding_box()["width"] > 70
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.get_by_label("Look", exact=True).evaluate("(list) => list.value") != ""  # that which was chosen


def test_a_refused_file_holds_nothing_up(visit: Callable[..., Any], photos: list[Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(photos[3].read_bytes()[:4000])
    page = visit(locale="zh-CN")
    new_film(page)
    held: list[Any] = []
    page.route("**/upload", lambda route: held.append(route))
    pick(page, "添加照片", [broken, photos[0]])
    playwright_api.expect(page.locator(".tile.moving")).to_have_count(2)
    page.get_by_role("button", name="生成影集").click()
    playwright_api.expect(page.locator(".start-said")).to_contain_text("还有 2 个文件")
    for route in held:
        route.continue_()
    page.locator(".progress").wait_for()
    playwright_api.expect(page.locator(".notice")).to_contain_text("broken.jpg：图片不完整")
    page.get_by_role("button", name="取消").click()
    all_up(page, 1)


def test_what_another_window_does_is_seen(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    other = visit(page.url.partition("/films/")[2])
    other.locator(".sheet-empty").wait_for()
    pick(page, "Add pictures", photos[:3])
    all_up(page, 3)
    page.locator(".tile-out").nth(1).click(force=True)
    all_up(other, 3)
    playwright_api.expect(other.get_by_role("heading", name="3 pictures, 1 left out")).to_be_visible()
    assert order(other) == order(page)
    page.locator(".title-field").fill("By the sea")
    playwright_api.expect(other.locator(".title-field")).to_have_value("By the sea")
    other.locator(".tile-open").first.focus()
    other.keyboard.press("Shift+ArrowRight")
    playwright_api.expect(page.get_by_text("In your own order")).to_be_visible()
    assert order(other) == order(page)


def test_where_nobody_makes_films_the_page_says_so(browser: Any, photos: list[Path], tmp_path: Path) -> None:
    served = Served(tmp_path / "home", "--no-worker", "--no-open", "--url-prefix", "/films")
    context = browser.new_context(locale="en-GB", **PHONE)
    try:
        page = context.new_page()
        page.goto(served.ready().link)
        page.locator(".page-head").wait_for()
        new_film(page)
        nobody = page.get_by_text("Nobody makes films on this computer at present")
        playwright_api.expect(nobody).to_be_visible()
        pick(page, "Add pictures", photos[:2])
        all_up(page, 2)
        page.get_by_role("button", name="Make the film").click()
        page.locator(".progress").wait_for()
        playwright_api.expect(nobody).to_be_visible()
        playwright_api.expect(page.locator(".steps .now span")).to_be_visible()
    finally:
        context.close()
        served.end()


def test_an_empty_film_offers_ways_in_and_is_not_made_twice(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit(**PHONE)
    page.locator(".gallery-body > :not(.waiting)").first.wait_for()
    made: list[Any] = []
    page.on("request", lambda request: "/movie/new" in request.url and made.append(request))
    new_film(page)
    first = page.url
    page.reload()
    page.locator(".sheet-empty").wait_for()
    new_film(page)
    assert page.url == first
    assert len(made) <= 1  # another one that was left empty is taken as well
    pick(page, "Choose pictures", photos[:1])
    all_up(page, 1)
    new_film(page)
    assert page.url != first


def test_notices_do_not_cover_what_is_tried_again(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit(**{**PHONE, "viewport": {"width": 390, "height": 600}})
    new_film(page)
    page.evaluate("() => (window.setTimeout = ((real) => (run, ms) => real(run, Math.min(ms, 50)))(window.setTimeout))")
    page.route("**/upload", lambda route: route.abort())
    pick(page, "Add pictures", photos[:3])
    again = page.locator(".upload-failed:visible").get_by_role("button", name="Try again")
    again.wait_for()
    for block in ("start", "center", "end"):
        again.evaluate("(one, block) => one.scrollIntoView({ block })", block)
        page.evaluate(
            """async () => {
              const { notice } = await import(new URL("static/notice.js", document.baseURI).href);
              notice("A long line that stays until somebody closes it, and says what was left aside.", { stay: true });
            }"""
        )
        page.wait_for_timeout(700)
        boxes = [box.bounding_box() for box in (again, page.locator("#notices"))]
        (top, bottom), (above, below) = [(box["y"], box["y"] + box["height"]) for box in boxes]
        assert bottom <= above or top >= below, (block, boxes)
        page.locator("#notices").get_by_role("button", name="Close").click()


def test_a_film_is_told_of_when_it_is_done(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    page.route(
        "**/movie/events?*", lambda route: route.fulfill(status=403, json={"code": "too_many"})
    )  # so it has to ask
    page.reload()
    new_film(page)
    pick(page, "Add pictures", photos[:3])
    page.locator(".title-field").fill("Three of them")
    page.get_by_label("What should it be like?").fill("60 seconds")
    page.get_by_text("Finer points").click()
    page.get_by_label("Size", exact=True).select_option("720p")
    page.get_by_role("button", name="Make the film").click()
    page.locator(".progress").wait_for()
    page.get_by_role("link", name="All films").click()
    card = page.locator(".card", has_text="Three of them")
    playwright_api.expect(card.locator(".card-state")).to_contain_text("%", timeout=60_000)
    notice = page.locator(".notice", has_text="“Three of them” is done")
    notice.wait_for(timeout=150_000)
    playwright_api.expect(card.locator(".card-badge")).to_be_visible()
    notice.get_by_role("button", name="Watch").click()
    page.locator(".player video").wait_for()


def test_a_film_that_fails_says_why_and_can_be_changed(
    visit: Callable[..., Any], server: Served, photos: list[Path]
) -> None:
    settings = Settings.load(environ={}, file=Path(os.devnull), home=server.home, plugins_dirs=(PLUGINS,))
    with Forge(settings) as forge:
        movie = forge.movies.create("Doomed", {"fail_times": 999}, generator="small")
        forge.movies.add_files(movie.work_id, photos[:2])
    page = visit(f"#/film/{movie.work_id}")
    page.get_by_role("button", name="Make the film").click()
    failed = page.get_by_text("This film did not work out.")
    failed.wait_for(timeout=60_000)
    playwright_api.expect(page.locator(".ended-reason")).to_contain_text("disk is full")
    page.get_by_role("button", name="Change something").click()
    all_up(page, 2)
    page.get_by_role("button", name="Make the film").click()
    page.locator(".progress").wait_for()
    failed.wait_for(timeout=60_000)
    page.get_by_role("button", name="Log").click()
    playwright_api.expect(page.locator(".log li", has_text="disk is full").first).to_be_visible()
