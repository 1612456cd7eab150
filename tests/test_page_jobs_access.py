"""The page of a cut for whoever comes, in a real browser: by the keyboard alone, in a window of any width."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_job_parts import cut, written
from page_parts import DESKTOP, PHONE
from served import Served
from talks import write_talk

pytest_plugins = ["page_fixtures"]


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A talk with pauses."""
    return write_talk(tmp_path_factory.mktemp("talks") / "讲话 one.mp4")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_of_a_cut_has_a_name_and_enough_contrast(
    visit: Callable[..., Any], server: Served, talk: Path, scheme: str
) -> None:
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    page = visit("#/cuts/new", bypass_csp=True, color_scheme=scheme, reduced_motion="reduce")

    def check() -> None:
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []

    page.get_by_text("Finer points").click()
    check()
    job = cut(page, talk)
    written(server, job)
    page.reload()
    page.locator(".word").first.wait_for()
    page.get_by_text("As a document (JSON)").click()
    area = page.get_by_label("Editing document", exact=True)
    area.fill(area.input_value().replace('"cut"', '"jump"', 1))
    page.locator(".code-state .wrong").wait_for()
    check()
    page.get_by_role("button", name="Undo all").click()
    page.locator(".cut-part input").nth(1).focus()
    page.keyboard.press("Space")
    page.locator(".cut-bar").wait_for()
    check()
    page.get_by_role("button", name="Cut it differently").click()
    page.get_by_role("dialog").wait_for()
    check()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="All cuts").click()
    page.locator(".card").first.wait_for()
    check()


@pytest.mark.parametrize("width", [360, 768])
def test_a_cut_is_no_wider_than_the_window(visit: Callable[..., Any], talk: Path, width: int) -> None:
    options = PHONE if width < 500 else DESKTOP
    page = visit("#/cuts/new", **{**options, "viewport": {"width": width, "height": 780}})
    fits = "document.documentElement.scrollWidth <= innerWidth"
    page.get_by_text("Finer points").click()
    assert page.evaluate(fits)
    cut(page, talk)
    page.get_by_text("As a document (JSON)").click()
    page.locator(".cut-part input").nth(1).focus()
    page.keyboard.press("Space")
    page.locator(".cut-bar").wait_for()
    for language in ("中文", "English"):
        assert page.evaluate(fits)
        assert page.locator(".cut-bar .button").evaluate_all(
            "(all) => all.every((one) => one.getBoundingClientRect().right <= innerWidth)"
        )
        page.get_by_role("button", name=language).click()
        page.locator(".cut-player video").wait_for()


def test_the_keyboard_alone_reaches_all_of_a_cut(visit: Callable[..., Any], server: Served, talk: Path) -> None:
    page = visit("#/cuts/new")
    written(server, cut(page, talk))
    page.reload()
    page.locator(".word").first.wait_for()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(str(page.evaluate("document.activeElement.className || document.activeElement.tagName")))
    wanted = {"section", "word", "line-part stays", "button round", "button primary", "cut-file", "SUMMARY"}
    assert wanted - {"line-part stays"} <= set(reached)
    assert sum(one.startswith("line-part") for one in reached) == 1  # the others by arrows
    assert reached.count("word") == 1
