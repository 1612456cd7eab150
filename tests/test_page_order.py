"""The order of the pictures on the page, and the language in which the server speaks to it, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_parts import all_up, move_by_mouse, new_film, order, pick, playwright_api, saved
from PIL import Image
from served import PLUGINS, Served, until

from albumforge.forge import Forge
from albumforge.settings import Settings

pytest_plugins = ["page_fixtures"]


@pytest.fixture
def dated(tmp_path: Path) -> list[Path]:
    """Pictures, oldest last."""
    files = []
    for number in range(4):
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0x9003] = f"2024:07:{20 - number} 12:00:00"
        files.append(tmp_path / f"{number}.jpg")
        Image.new("RGB", (96, 64), (60 * number, 90, 140)).save(files[-1], exif=exif)
        os.utime(files[-1], (1_700_000_000 + number, 1_700_000_000 + number))
    return files


def test_pictures_stand_in_the_order_of_time_until_they_are_moved(visit: Callable[..., Any], dated: list[Path]) -> None:
    page = visit()
    new_film(page)
    pick(page, "Add pictures", dated[:3])
    all_up(page, 3)
    assert order(page) == ["2.jpg", "1.jpg", "0.jpg"]
    again = page.get_by_role("button", name="By time again")
    playwright_api.expect(page.get_by_text("In the order they were taken")).to_be_visible()
    playwright_api.expect(again).to_be_hidden()
    move_by_mouse(page, 0, 2)
    assert order(page) == ["1.jpg", "0.jpg", "2.jpg"]
    playwright_api.expect(page.get_by_text("In your own order")).to_be_visible()
    pick(page, "Add pictures", dated[3:])
    all_up(page, 4)
    assert order(page) == ["1.jpg", "0.jpg", "2.jpg", "3.jpg"]
    page.wait_for_timeout(900)
    assert saved(page)["movie"]["request"] == {"order": "given"}
    page.reload()
    all_up(page, 4)
    assert order(page) == ["1.jpg", "0.jpg", "2.jpg", "3.jpg"]
    move_by_mouse(page, 3, 0)  # not even saved yet
    again.click()
    playwright_api.expect(again).to_be_hidden()
    assert order(page) == ["3.jpg", "2.jpg", "1.jpg", "0.jpg"]
    until(lambda: saved(page)["movie"]["request"] == {})
    page.reload()
    all_up(page, 4)
    assert order(page) == ["3.jpg", "2.jpg", "1.jpg", "0.jpg"]


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_the_server_speaks_the_language_that_is_chosen_on_the_page(
    visit: Callable[..., Any], server: Served, dated: list[Path], locale: str
) -> None:
    english, chinese = "disk is full", "磁盘"
    here, there = (english, chinese) if locale == "en-GB" else (chinese, english)
    settings = Settings.load(environ={}, file=Path(os.devnull), home=server.home, plugins_dirs=(PLUGINS,))
    with Forge(settings) as forge:
        movie = forge.movies.create("Doomed", {"fail_times": 999}, generator="small")
        forge.movies.add_files(movie.work_id, dated[:1])
    page = visit(f"#/film/{movie.work_id}", locale=locale)
    page.get_by_role("button", name="Make the film" if locale == "en-GB" else "生成影集").click()
    reason = page.locator(".ended-reason")
    reason.wait_for(timeout=60_000)  # told by the stream of events, then read
    playwright_api.expect(reason).to_contain_text(here)
    with page.expect_request("**/movie/events?lang=*") as asked:
        page.get_by_role("button", name="中文" if locale == "en-GB" else "English").click()
    assert asked.value.url.endswith("lang=zh" if locale == "en-GB" else "lang=en")
    playwright_api.expect(reason).to_contain_text(there)
    told = page.evaluate(
        """async () => {
          const { known } = await import(new URL("static/films.js", document.baseURI).href);
          return known(location.hash.split("/")[2]).error;
        }"""
    )
    assert there in told
    refused = page.evaluate(
        """async () => {
          const { api } = await import(new URL("static/api.js", document.baseURI).href);
          return api.arrange(location.hash.split("/")[2], { order: [0] }).catch((error) => error.message);
        }"""
    )
    assert ("there is no file" in refused) == (there == english), refused


@pytest.mark.parametrize("rest", [0, 300])
def test_a_picture_lands_where_it_is_let_go_however_fast(
    visit: Callable[..., Any], photos: list[Path], rest: int
) -> None:
    page = visit()
    new_film(page)
    pick(page, "Add pictures", photos)
    all_up(page, 8)
    before = order(page)
    boxes = [page.locator(".tile[data-file]").nth(index).bounding_box() for index in (7, 1)]
    (x, y), (to_x, to_y) = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(to_x, to_y, steps=12)  # over others, which begin to make room
    page.wait_for_timeout(rest)
    page.mouse.up()
    wanted = [before[0], before[7], *before[1:7]]
    assert order(page) == wanted
    until(lambda: not _unsaved(page))
    assert [file["label"] for file in saved(page)["files"]] == wanted


def _unsaved(page: Any) -> bool:
    asked = """async () => (await import(new URL("static/saver.js", document.baseURI).href)).anyUnsaved()"""
    return bool(page.evaluate(asked))


def test_two_windows_move_pictures_of_one_film(visit: Callable[..., Any], photos: list[Path]) -> None:
    one = visit()
    new_film(one)
    pick(one, "Add pictures", photos)
    all_up(one, 8)
    other = one.context.new_page()
    other.goto(one.url)
    all_up(other, 8)
    before = order(one)
    for page, place, key in ((one, 0, "Shift+End"), (other, 5, "Shift+Home")):
        page.locator(".tile-open").nth(place).focus()
        page.keyboard.press(key)
    wanted = [before[5], *before[1:5], *before[6:8], before[0]]
    for page in (one, other):
        until(lambda page=page: not _unsaved(page))
    until(lambda: [file["label"] for file in saved(one)["files"]] == wanted)
    for page in (one, other):
        until(lambda page=page: order(page) == wanted)
    one.locator(".title-field").focus()
    other.locator(".title-field").fill("Of two")
    until(lambda: one.locator(".title-field").input_value() == "Of two")


def test_a_caption_that_is_changed_in_a_scene_is_that_of_its_picture(
    visit: Callable[..., Any], photos: list[Path]
) -> None:
    page = visit()
    new_film(page)
    pick(page, "Add pictures", photos[:1])
    all_up(page, 1)
    number = saved(page)["files"][0]["id"]
    layers = [{"type": "text", "role": "caption", "text": "As it was"}]
    plan = {"title": "", "canvas": {"fps": "25"}, "scenes": [{"id": "s1", "frames": 100, "layers": layers}]}
    told = [{"id": "s1", "start": 0, "seconds": 4, "files": [number], "texts": []}]
    page.route("**/plan", lambda route: route.fulfill(json={"code": "ok", "plan": plan, "movie": {}}))
    page.route("**/scenes", lambda route: route.fulfill(json={"code": "ok", "scenes": told}))
    page.route("**/start*", lambda route: route.fulfill(status=503, json={"code": "unavailable"}))
    page.evaluate("() => (location.hash += '/scenes')")
    page.get_by_label("Caption").fill("As it is now")
    page.locator(".start-bar .button.primary").click()
    page.locator(".trouble:visible").wait_for()
    assert saved(page)["files"][0]["caption"] == "As it is now"
