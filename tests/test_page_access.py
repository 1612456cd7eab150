"""The page for whoever comes, in a real browser: in which language, by the keyboard alone, in a window of any width."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_parts import DESKTOP, PHONE, all_up, new_film, pick, playwright_api

pytest_plugins = ["page_fixtures"]

SEEN = """() => {
  const at = document.activeElement;
  const around = at.matches("input") ? at.parentNode.querySelector("input + span, input ~ span") ?? at : at;
  return at === document.body || [at, around].some((one) => getComputedStyle(one).outlineStyle !== "none");
}"""
"""Whether one sees where the focus is."""


def test_the_language_is_the_browsers_until_it_is_chosen(visit: Callable[..., Any]) -> None:
    page = visit(locale="zh-CN")
    playwright_api.expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    playwright_api.expect(page.locator("h1")).to_have_text("我的影集")
    page.get_by_role("button", name="English").click()
    playwright_api.expect(page.locator("h1")).to_have_text("Your films")
    page.reload()
    playwright_api.expect(page.locator("h1")).to_have_text("Your films")
    playwright_api.expect(visit(locale="fr-FR").locator("h1")).to_have_text("Your films")


def test_the_address_may_lack_its_last_slash(visit: Callable[..., Any]) -> None:
    page = visit()
    page.goto(page.url.rstrip("/"))
    page.locator(".page-head").wait_for()


def test_whoever_is_not_signed_in_is_told_how(visit: Callable[..., Any]) -> None:
    page = visit(guest=True, locale="zh-CN")
    playwright_api.expect(page.get_by_role("heading", name="请先登录")).to_be_visible()
    playwright_api.expect(page.get_by_text("albumforge url", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_has_a_name_and_enough_contrast(visit: Callable[..., Any], photos: list[Path], scheme: str) -> None:
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    page = visit(bypass_csp=True, color_scheme=scheme, reduced_motion="reduce")

    def check() -> None:
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []

    page.locator(".page-head").wait_for()
    check()
    new_film(page)
    pick(page, "Add pictures", photos[:2])
    all_up(page, 2)
    page.locator(".template").first.wait_for()
    page.locator(".piece").first.wait_for()
    page.get_by_text("Finer points").click()
    check()
    page.locator(".tile-open").first.click()
    page.get_by_role("dialog").wait_for()
    check()


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_nothing_is_wider_than_the_window(visit: Callable[..., Any], photos: list[Path], width: int) -> None:
    options = PHONE if width < 500 else DESKTOP
    page = visit(**{**options, "viewport": {"width": width, "height": 780}})
    page.locator(".page-head").wait_for()
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(fits)
    new_film(page)
    page.locator(".title-field").fill("ein-sehr-langes-Wort-das-nirgends-getrennt-werden-kann-und-weitergeht")
    pick(page, "Add pictures", photos[:2])
    all_up(page, 2)
    page.get_by_text("Finer points").click()
    assert page.evaluate(fits)


def test_keyboard_alone_reaches_everything(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    pick(page, "Add pictures", photos[:4])
    all_up(page, 4)
    page.locator(".title-field").focus()
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.className || document.activeElement.type"))
        assert page.evaluate(SEEN)
    assert {"tile-open", "play", "radio", "button primary"} <= reached
    tiles = page.locator(".tile-open")
    tiles.first.focus()
    page.keyboard.press("End")
    playwright_api.expect(tiles.nth(3)).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    for _ in range(20):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('body, dialog, dialog *')")
    page.keyboard.press("Escape")
    playwright_api.expect(dialog).to_have_count(0)
    playwright_api.expect(tiles.nth(3)).to_be_focused()
