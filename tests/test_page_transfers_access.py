"""Master transfer in the page for whoever comes: by keyboard, in a window of any width, in both languages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from page_parts import DESKTOP, PHONE, playwright_api
from page_transfer_parts import PARTS, fill, opened
from served import Served

pytest_plugins = ["page_fixtures"]

LONG = (
    "从长江源头到入海口的三千公里影像记录与口述历史_a-name-without-any-place-where-it-could-be-broken-into-lines-" * 2
)


@pytest.fixture(scope="module")
def server(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with transfers in every state, and a farm, whose link takes room, too."""
    home, root = tmp_path_factory.mktemp("server") / "home", tmp_path_factory.mktemp("library")
    arguments = ("--workers", 1, "--no-open", "--url-prefix", "/films")
    served = Served(home, *arguments, settings=[f"farm_roots={root}"]).ready()
    try:
        with opened(served) as forge:
            fill(forge, 24, LONG)
        yield served
    finally:
        served.end()


def come(page: Any, part: str, language: str = "en") -> None:
    """Go to a part of the transfers, and wait until it is there."""
    page.evaluate("(part) => { location.hash = `#/transfers${part}`; }", part)
    page.locator(f":root[lang^={language}]").wait_for()
    page.locator(".farm-table tbody tr").first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_has_a_name_and_enough_contrast(visit: Callable[..., Any], scheme: str) -> None:
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    page = visit("#/transfers", bypass_csp=True, color_scheme=scheme, reduced_motion="reduce")
    for part in (*PARTS, ""):
        come(page, part)
        found = Axe().run(page).response["violations"]
        assert [(part, one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    for name in ("Release", "Refuse"):
        page.locator(".transfer-request").get_by_role("button", name=name).first.click()
        page.get_by_role("dialog").wait_for()
        assert Axe().run(page).response["violations"] == []
        page.keyboard.press("Escape")


@pytest.mark.parametrize("width", [360, 768, 1000])
def test_nothing_is_wider_than_the_window(visit: Callable[..., Any], width: int) -> None:
    options = PHONE if width < 500 else DESKTOP
    page = visit("#/transfers", **{**options, "viewport": {"width": width, "height": 780}})
    for language, code in (("中文", "zh"), ("English", "en")):
        page.get_by_role("button", name=language).click()
        for part in PARTS:
            come(page, part, code)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (
                part,
                code,
            )  # a phone would zoom out
            assert page.locator(".farm-body button:visible, .section").evaluate_all(
                "(all, width) => all.every((one) => one.getBoundingClientRect().right <= width)", width
            ), (part, code)


def test_the_keyboard_alone_refuses_a_request_and_turns_pages(visit: Callable[..., Any]) -> None:
    page = visit("#/transfers", locale="zh-CN")
    first = page.locator(".transfer-request", has_text="Bob").first
    refuse = first.get_by_role("button", name="拒绝")
    refuse.focus()
    page.keyboard.press("Enter")
    playwright_api.expect(page.get_by_label("理由")).to_be_focused()
    page.keyboard.type("不行")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    playwright_api.expect(first).to_contain_text("已拒绝 Bob")
    playwright_api.expect(first.get_by_role("button", name="撤回拒绝")).to_be_focused()
    come(page, "/sent", "zh")
    last = page.get_by_role("button", name="末页")
    last.focus()
    page.keyboard.press("Enter")
    playwright_api.expect(page.locator(".pager-range")).to_contain_text("21")
    playwright_api.expect(last).to_be_focused()
    page.reload()
    playwright_api.expect(page.locator(".pager-range")).to_contain_text("21")


def test_an_empty_list_and_words_of_the_server_are_in_the_language_of_the_page(visit: Callable[..., Any]) -> None:
    page = visit("#/transfers/sent?page=0", locale="zh-CN")
    playwright_api.expect(page.locator(".farm-section > .trouble")).to_contain_text("应为")
