"""How the page looks in a real browser: pictures whole, codes that can be read, words that fit."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from media_files import write_clip
from page_parts import DESKTOP, PHONE, all_up, new_film, pick, playwright_api
from PIL import Image
from served import Served

from albumforge.serving.address import lan_address

pytest_plugins = ["page_fixtures"]


def test_the_code_for_a_phone_is_a_picture(browser: Any, tmp_path: Path) -> None:
    if not lan_address():
        pytest.skip("no local network")
    served = Served(tmp_path / "home", "--no-worker", "--no-open", "--lan", "--url-prefix", "/films")
    context = browser.new_context(locale="en-GB", **DESKTOP)
    try:
        page = context.new_page()
        page.goto(served.ready().link)
        page.get_by_role("button", name="On your phone").click()
        code = page.get_by_alt_text("QR code of this server's address")
        code.wait_for()
        size = code.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }")
        assert size > 100
        drawn = Image.open(io.BytesIO(code.screenshot())).convert("L")
        dark = sum(count for value, count in enumerate(drawn.histogram()) if value < 80)
        assert 0.2 < dark / (drawn.width * drawn.height) < 0.6
    finally:
        context.close()
        served.end()


@pytest.mark.parametrize("window", [(1280, 800), (390, 844), (844, 390)])
def test_a_picture_is_seen_whole(visit: Callable[..., Any], tmp_path: Path, window: tuple[int, int]) -> None:
    shapes = {"square.png": (900, 900), "tall.png": (500, 1500), "wide.png": (1500, 400), "small.png": (60, 60)}
    for name, size in shapes.items():
        Image.new("RGB", size, (40, 90 + len(name), 140)).save(tmp_path / name)
    page = visit(viewport={"width": window[0], "height": window[1]})
    new_film(page)
    pick(page, "Add pictures", [tmp_path / name for name in shapes])
    all_up(page, 4)
    page.locator(".tile-open").first.click()
    for _ in shapes:
        outside, fit = page.locator(".picture-stage > img").evaluate(
            """async (image) => {
              await image.decode();
              const [one, stage] = [image, image.parentNode].map((each) => each.getBoundingClientRect());
              const over = [stage.x - one.x, stage.y - one.y, one.right - stage.right, one.bottom - stage.bottom];
              return [Math.max(...over), getComputedStyle(image).objectFit];
            }"""
        )
        assert (outside <= 1, fit) == (True, "contain")
        page.keyboard.press("ArrowRight")


def test_words_of_a_choice_fit_it_and_none_is_there_twice(visit: Callable[..., Any]) -> None:
    for language in ("en-GB", "zh-CN"):
        page = visit(locale=language)
        new_film(page)
        page.locator(".more-options summary").click()
        found = page.locator(".more-options select").evaluate_all(
            """(lists) => lists.map((list) => {
              const style = getComputedStyle(list);
              const pen = document.createElement("canvas").getContext("2d");
              pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
              const room = list.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
              const words = [...list.options].map((option) => option.textContent);
              return { words, cut: words.filter((text) => pen.measureText(text).width > room) };
            })"""
        )
        assert len(found) > 5
        assert [one["cut"] for one in found if one["cut"]] == []
        assert all(len(set(one["words"])) == len(one["words"]) for one in found), found


def test_quotation_marks_take_no_more_room_than_others(visit: Callable[..., Any]) -> None:
    page = visit()
    page.locator(".page-head h1").wait_for()
    wide = page.evaluate(
        """() => {
          const heading = document.querySelector(".page-head h1");
          heading.textContent = "“";
          const range = document.createRange();
          range.selectNodeContents(heading);
          return range.getBoundingClientRect().width / parseFloat(getComputedStyle(heading).fontSize);
        }"""
    )
    assert wide < 0.7


def test_what_stands_at_the_end_of_a_line_reaches_it(visit: Callable[..., Any]) -> None:
    page = visit()
    new_film(page)
    title, head = page.locator(".title-field").bounding_box(), page.locator(".make").bounding_box()
    left, right = head["x"] - title["x"], title["x"] + title["width"] - head["x"] - head["width"]
    assert left == pytest.approx(right, abs=1)


def test_clips_are_counted_as_clips(visit: Callable[..., Any], photos: list[Path], tmp_path: Path) -> None:
    clip = tmp_path / "waves.mp4"
    write_clip(clip, width=320, height=180, frames=45, rate=30)
    page = visit(**PHONE)
    new_film(page)
    held: list[Any] = []
    page.route("**/upload", lambda route: held.append(route), times=2)
    pick(page, "Add pictures", [*photos[:2], clip])
    said = page.locator(".start-said")
    playwright_api.expect(said).to_have_text("3 more files are on their way")
    playwright_api.expect(page.locator(".tile.moving").nth(1)).to_be_visible()
    for route in held:
        route.continue_()
    all_up(page, 3)
    playwright_api.expect(page.get_by_role("heading", name="2 pictures and 1 clip")).to_be_visible()
    playwright_api.expect(said).to_have_text("The film will use 2 pictures and 1 clip")
    page.locator(".title-field").fill("Counted")
    page.locator("a.back").click()
    playwright_api.expect(page.get_by_text(re.compile("Not started · 2 pictures and 1 clip"))).to_be_visible()


def test_a_link_of_this_computer_comes_with_advice_that_fits(visit: Callable[..., Any]) -> None:
    for kind, said in (("local", "start with albumforge serve --lan"), ("host", "like the address of this page")):
        page = visit()
        new_film(page)
        page.evaluate(
            """async (kind) => {
              const { openShare } = await import(new URL("static/share.js", document.baseURI).href);
              openShare({ work_id: location.hash.split("/")[2], title: "", shared: false }, { kind });
            }""",
            kind,
        )
        page.get_by_role("button", name="Make a link").click()
        advice = page.locator(".made .trouble")
        playwright_api.expect(advice).to_contain_text(said)
        assert "`" not in advice.inner_text()


def test_what_is_too_long_is_said_when_it_is_pasted(visit: Callable[..., Any]) -> None:
    page = visit()
    new_film(page)
    title, said = page.locator(".title-field"), page.get_by_text("There is room for 200 characters")
    title.focus()
    page.keyboard.insert_text("é" * 199)
    playwright_api.expect(said).to_be_hidden()
    page.keyboard.insert_text("too much")
    playwright_api.expect(said).to_be_visible()
    assert len(title.input_value()) == 200
    page.keyboard.press("Backspace")
    playwright_api.expect(said).to_be_hidden()
    words = page.get_by_label("What should it be like?")
    words.focus()
    page.keyboard.insert_text("calm " * 500)
    playwright_api.expect(page.get_by_text("There is room for 2000 characters")).to_be_visible()
