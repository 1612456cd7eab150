"""The transcode farm in the page for whoever comes: by keyboard, in a window of any width, in both languages."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from page_farm_parts import PARTS, add_lines, add_task, add_videos, add_worker, farm_server, opened
from page_parts import DESKTOP, PHONE, playwright_api
from served import Served

from albumforge.services.farm.states import Action, TaskStatus, VideoStatus

pytest_plugins = ["page_fixtures"]

LONG = "a-name-without-any-place-where-it-could-be-broken-into-lines-" * 2
REASON = "The picture cannot be decoded from second 12.48 on: invalid data found when processing input."
SHOWN = {"": ".farm-reasons", "/workers": ".worker-card", "/logs": ".farm-log-lines li"}
"""What is there once a part of the farm is; elsewhere a row of a table."""


@pytest.fixture(scope="module")
def server(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with a farm in which something of everything is."""
    root = tmp_path_factory.mktemp("library")
    served = farm_server(tmp_path_factory.mktemp("server") / "home", root)
    try:
        with opened(served, root) as forge:
            add_videos(forge, root, 30, name=LONG)
            add_videos(forge, root, 1, name="running", status=VideoStatus.RUNNING, vr=True)
            add_videos(forge, root, 2, name="bad", status=VideoStatus.FAILED, error=REASON)
            add_videos(forge, root, 1, name="small", status=VideoStatus.SKIPPED, error="It is hevc already.")
            add_videos(forge, root, 1, name="done", status=VideoStatus.DONE, result_size=10_000_000)
            busy = add_worker(forge, LONG[:120], action=Action.OFFLINE)
            add_task(forge, busy, "running 00000.mp4", progress=42.0, fps=80.0, remaining=90, worker_name=LONG[:120])
            aside = add_worker(forge, "aside", failures=3, set_aside=True)
            add_task(forge, aside, "bad 00000.mp4", status=TaskStatus.FAILED, error=REASON)
            add_worker(forge, "away", online=False)
            add_lines(forge, "Worker away is online.", LONG, REASON, level=40)
        yield served
    finally:
        served.end()


def come(page: Any, part: str, language: str = "en") -> None:
    """Go to a part of the farm, and wait until it is there."""
    page.evaluate("(part) => { location.hash = `#/farm${part}`; }", part)
    page.locator(f":root[lang^={language}]").wait_for()
    page.locator(SHOWN.get(part, ".farm-table tbody tr")).first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_of_the_farm_has_a_name_and_enough_contrast(visit: Callable[..., Any], scheme: str) -> None:
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    page = visit("#/farm", bypass_csp=True, color_scheme=scheme, reduced_motion="reduce")
    for part in (*PARTS, "/videos"):
        come(page, part)
        found = Axe().run(page).response["violations"]
        assert [(part, one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    page.get_by_role("button", name="Look for videos").click()
    page.get_by_role("dialog").wait_for()
    assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("width", [390, 768, 1000])
def test_the_farm_is_no_wider_than_the_window(visit: Callable[..., Any], width: int) -> None:
    options = PHONE if width < 500 else DESKTOP
    page = visit("#/farm", **{**options, "viewport": {"width": width, "height": 780}})
    for language, code in (("中文", "zh"), ("English", "en")):
        page.get_by_role("button", name=language).click()
        for part in PARTS:
            come(page, part, code)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (part, code)
            assert page.locator(".farm-body .button:visible").evaluate_all(
                "(all) => all.every((one) => one.getBoundingClientRect().right <= innerWidth)"
            ), (part, code)


def test_the_keyboard_alone_goes_through_the_videos(visit: Callable[..., Any]) -> None:
    page = visit("#/farm/videos")
    page.locator(".farm-table tbody tr").first.wait_for()
    last = page.get_by_role("button", name="Last page")
    for _ in range(120):
        page.keyboard.press("Tab")
        if last.evaluate("(one) => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    playwright_api.expect(page.locator(".pager-range")).to_have_text("21–35 of 35")
    playwright_api.expect(last).to_be_focused()  # though there is no page after it
    failed = page.get_by_role("button", name=re.compile("^Failed"))
    failed.focus()
    page.keyboard.press("Space")
    playwright_api.expect(page.locator(".pager-range")).to_have_text("1–2 of 2")
    playwright_api.expect(failed).to_be_focused()
    page.get_by_role("button", name="Try again").first.focus()
    page.keyboard.press("Enter")
    playwright_api.expect(page.locator(".pager-range")).to_have_text("1–1 of 1")
    playwright_api.expect(page.get_by_role("button", name="Try again")).to_be_focused()
    playwright_api.expect(page.locator("#said")).to_have_text("Waiting")


def test_words_of_the_server_are_in_the_language_of_the_page(visit: Callable[..., Any]) -> None:
    page = visit("#/farm/videos?transcode_status=4", locale="zh-CN")
    playwright_api.expect(page.locator(".farm-why")).to_have_text("编码已是 hevc。")
    page.goto(f"{page.url.partition('#')[0]}#/farm/videos?page=0")
    playwright_api.expect(page.locator(".farm-section > .trouble")).to_contain_text("应为 1 到")
