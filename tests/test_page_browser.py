"""The page in a real browser, against a real server: the story of a film from pictures to a link."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_parts import (
    DESKTOP,
    PHONE,
    all_up,
    drop,
    move_by_finger,
    move_by_mouse,
    new_film,
    order,
    pick,
    plays,
    playwright_api,
    saved,
)
from served import Served

pytest_plugins = ["page_fixtures"]

MADE = 150_000  # ms in which a small film is made even on a busy machine


@pytest.mark.parametrize(("device", "seconds"), [("desktop", 20), ("phone", 23)])
def test_from_pictures_to_a_film_that_is_passed_on(
    visit: Callable[..., Any], server: Served, photos: list[Path], device: str, seconds: int
) -> None:
    options = {"desktop": DESKTOP, "phone": PHONE}[device]
    page = visit(**options)
    if device == "desktop":
        drop(page, photos[0].parent)  # a folder, whose name becomes the title
        page.locator(".title-field").wait_for()
        assert page.locator(".title-field").input_value() == "By the water"
    else:
        new_film(page)
        pick(page, "Add pictures", photos)
        page.locator(".title-field").fill("By the water")
    all_up(page, 8)
    assert "外婆家的早晨.jpg" in order(page)
    _arrange(page, device)
    _choose(page, seconds)
    page.get_by_role("button", name="Make the film").click()
    _watch_it_being_made(page)
    film = plays(page)
    assert (film["width"], film["height"]) == (480, 480)
    assert film["length"] == pytest.approx(seconds, abs=1.5)
    _pass_on(page, visit, options)
    _change_words(page, server)
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/films/#/")
    playwright_api.expect(page.get_by_text("By the water")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _arrange(page: Any, device: str) -> None:
    """Move a picture, leave one out, write a caption; the server knows of it."""
    before = order(page)
    (move_by_mouse if device == "desktop" else move_by_finger)(page, 0, 2)
    moved = [before[1], before[2], before[0], *before[3:]]
    assert order(page) == moved
    page.locator(".tile-open").nth(1).focus()
    page.keyboard.press("Shift+ArrowRight")
    moved[1], moved[2] = moved[2], moved[1]
    assert order(page) == moved
    page.keyboard.press("Delete")
    page.locator(".tile-open").nth(3).click()
    page.get_by_role("dialog").get_by_label("Caption").fill("The light comes back")
    page.keyboard.press("Escape")
    playwright_api.expect(page.get_by_role("heading", name="8 pictures, 1 left out")).to_be_visible()
    playwright_api.expect(page.locator(".tile-open").nth(3)).to_be_focused()
    page.wait_for_timeout(900)
    files = saved(page)["files"]
    assert [file["label"] for file in files] == moved
    assert [file["left_out"] for file in files] == [False, False, True, *[False] * 5]
    assert files[3]["caption"] == "The light comes back"


def _choose(page: Any, seconds: int) -> None:
    """Say how the film should be."""
    page.get_by_label("What should it be like?").fill("a calm square film")
    page.locator(".template", has_text="Clean").click()
    page.locator(".segment", has_text="Whole film").click()
    page.get_by_label("Seconds").fill("-3")
    playwright_api.expect(page.locator(".wrong", has_text="Must be from 2 to 14400 seconds")).to_be_visible()
    page.get_by_label("Seconds").fill(str(seconds))
    playwright_api.expect(page.locator(".wrong", has_text="Must be from 2 to 14400 seconds")).to_be_hidden()
    page.locator(".piece", has_text="Snowfall").get_by_role("radio").check()
    page.locator(".segment", has_text="Square").click()
    page.get_by_text("Finer points").click()
    page.get_by_label("Size", exact=True).select_option("480p")
    page.wait_for_timeout(900)
    request = saved(page)["movie"]["request"]
    wanted = {"template": "clean", "music": "snowfall", "duration": seconds, "resolution": "480p", "aspect": "1:1"}
    assert wanted.items() <= request.items()


def _watch_it_being_made(page: Any) -> None:
    """See stages, a frame and the time that is left, until it is done."""
    stage = page.locator(".steps [aria-current=step]")
    stage.wait_for()
    page.locator(".steps [data-stage='105'].now").wait_for(timeout=MADE)
    playwright_api.expect(page.locator(".progress-part")).to_have_text(re.compile(r"\d+\s?%"))
    page.locator(".screen:not(.before) img.seen[src*='frame.jpg']").wait_for(timeout=MADE)
    page.locator(".player video").wait_for(timeout=MADE)


def _pass_on(page: Any, visit: Callable[..., Any], options: dict[str, Any]) -> None:
    """Make a link; somebody without an account plays the film by it, until it is ended."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename.endswith(".mp4")
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_label("For whom").fill("外婆")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("The link", exact=True).input_value()
    playwright_api.expect(page.get_by_text("works on this computer only")).to_be_visible()
    guest = visit(link.partition("/films/")[2], guest=True, **options)
    plays(guest)
    page.get_by_label("For whom").fill("Another")
    page.get_by_role("button", name="Make a link").click()
    links, made = page.locator(".links li"), page.get_by_label("The link", exact=True)
    playwright_api.expect(links).to_have_count(2)
    links.filter(has_text="外婆").get_by_role("button", name="End it").click()
    playwright_api.expect(links).to_have_count(1)
    playwright_api.expect(made).to_be_visible()  # the one that was just made is another one
    page.get_by_role("button", name="End it").click()
    playwright_api.expect(links).to_have_count(0)
    playwright_api.expect(made).to_be_hidden()
    assert guest.reload().status in (403, 404)
    page.keyboard.press("Escape")


def _change_words(page: Any, server: Served) -> None:
    """Another title by hand: only what shows it is rendered again."""
    parts = server.home / "cache" / "segments"
    before = set(parts.iterdir())
    page.get_by_role("link", name="Scenes and words").click()
    page.get_by_label("Title", exact=True).first.fill("At the water")
    page.go_back()
    playwright_api.expect(page.get_by_text("Your changes to the scenes are kept")).to_be_visible()
    page.reload()
    page.get_by_role("link", name="Scenes and words").click()
    playwright_api.expect(page.get_by_text("did not use that yet")).to_be_visible()
    playwright_api.expect(page.get_by_label("Title", exact=True).first).to_have_value("At the water")
    page.get_by_role("button", name="Throw them away").click()
    playwright_api.expect(page.get_by_label("Title", exact=True).first).to_have_value("By the water")
    page.get_by_label("Title", exact=True).first.fill("At the water")
    scenes = page.locator(".scene")
    scenes.nth(1).get_by_role("button", name="Later").click()
    playwright_api.expect(scenes.nth(1).locator(".scene-place")).to_have_text(re.compile("^2"))
    times = [text.split(" · ")[0] for text in page.locator(".scene-head .quiet-words").all_inner_texts()]
    assert times == sorted(times) and times[0] == "0:00"
    page.get_by_role("button", name="Make it so").click()
    page.get_by_role("button", name="Cancel").click()
    playwright_api.expect(page.get_by_text("made from scenes that you arranged by hand")).to_be_visible()
    page.get_by_role("button", name="Make the film").click()
    page.locator(".player video").wait_for(timeout=MADE)
    playwright_api.expect(page.locator("h1").first).to_have_text("At the water")
    again = set(parts.iterdir()) - before
    assert 0 < len([part for part in again if part.suffix == ".mp4"]) < len(before)
    page.get_by_role("button", name="Log").click()
    playwright_api.expect(page.locator(".log li").first).to_be_visible()
    page.keyboard.press("Escape")
