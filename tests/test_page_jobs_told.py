"""That a cut is done is told wherever in the page one is, in the language that it is read in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_job_parts import DONE
from page_parts import pick, playwright_api
from talks import write_talk

pytest_plugins = ["page_fixtures"]


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A talk with pauses."""
    return write_talk(tmp_path_factory.mktemp("talks") / "talk.mp4")


@pytest.mark.parametrize(("end", "place"), [("done", "#/"), ("failed", "#/cuts")])
def test_a_cut_that_ends_is_told_elsewhere(
    visit: Callable[..., Any], talk: Path, tmp_path: Path, end: str, place: str
) -> None:
    if end == "failed":
        broken = tmp_path / "talk.mp4"
        broken.write_bytes(talk.read_bytes()[:3000])
        talk = broken
    page = visit("#/cuts/new")
    pick(page, "Choose a video", [talk])
    page.get_by_role("button", name="Cut it", exact=True).click()
    page.wait_for_url(re.compile("#/cut/job_"))
    address = page.url
    page.evaluate("(place) => (location.hash = place)", place)
    words, action = {"done": ("is cut", "Watch"), "failed": ("could not be cut", "Look")}[end]
    told = page.locator(".notice", has_text=words)
    told.wait_for(timeout=DONE)
    playwright_api.expect(told).to_contain_text("talk.mp4")
    told.get_by_role("button", name=action).click()
    page.wait_for_url(address)
    page.locator({"done": ".cut-player video", "failed": ".cut-failed"}[end]).wait_for()
    playwright_api.expect(page.locator(".notice", has_text=words)).to_have_count(0)


def test_what_the_list_shows_is_asked_for_once(visit: Callable[..., Any]) -> None:
    page = visit()
    page.locator(".page-head").wait_for()
    page.wait_for_timeout(300)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "api/jobs/?" in request.url else None)
    page.evaluate("location.hash = '#/cuts'")
    page.locator(".begin, .films").first.wait_for()
    page.wait_for_timeout(300)
    assert len(asked) == 1


def test_how_a_cut_was_made_is_read_in_chinese(visit: Callable[..., Any], talk: Path) -> None:
    page = visit("#/cuts/new", locale="zh-CN")
    pick(page, "选择视频", [talk])
    page.get_by_role("button", name="开始剪辑", exact=True).click()
    page.locator(".cut-player video").wait_for(timeout=DONE)
    details = page.locator(".act-detail").all_inner_texts()
    assert len(details) > 8
    plain = [detail for detail in details if not re.search("[\u4e00-\u9fff]", detail)]
    assert [detail for detail in plain if re.search("[a-z]{5}", detail)] == []
