"""Videos and the log of the farm in the page: by pages, filtered, sorted, while they change."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from page_farm_parts import add_lines, add_videos, farm_server, opened
from page_parts import playwright_api
from served import Served

from albumforge.forge import Forge
from albumforge.services.farm.states import VideoStatus

pytest_plugins = ["page_fixtures"]

WAITING, LINES = 1050, 450


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the farm's videos."""
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def server(browser: Any, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with a farm that knows many videos."""
    served = farm_server(tmp_path_factory.mktemp("server") / "home", root)
    try:
        with opened(served, root) as forge:
            add_videos(forge, root, WAITING)
            add_videos(forge, root, 3, name="sphere", vr=True, codec="hevc")
            add_videos(forge, root, 2, name="gone", status=VideoStatus.FAILED, error="the source is gone")
            add_videos(forge, root, 2, name="small", status=VideoStatus.SKIPPED, error="It is hevc already.")
            add_videos(forge, root, 1, name="done", status=VideoStatus.DONE, result_size=10_000_000)
            add_lines(forge, *(f"Line {number}." for number in range(LINES)))
        yield served
    finally:
        served.end()


@pytest.fixture
def forge(server: Served, root: Path) -> Iterator[Forge]:
    """What the server has in its database."""
    with opened(server, root) as forge:
        yield forge


def expect(one: Any) -> Any:
    """What is to become true."""
    return playwright_api.expect(one)


def rows(page: Any) -> Any:
    """The rows of the table."""
    return page.locator(".farm-table tbody tr")


def test_pages_filters_and_orders_of_the_videos(visit: Callable[..., Any]) -> None:
    page = visit("#/farm/videos")
    shown = page.locator(".pager-range")
    expect(shown).to_have_text("1–20 of 1,058")
    expect(rows(page)).to_have_count(20)
    page.get_by_role("button", name="Last page").click()
    expect(shown).to_have_text("1,041–1,058 of 1,058")
    expect(rows(page)).to_have_count(18)
    page.get_by_role("textbox", name="Page").fill("3")
    page.keyboard.press("Enter")
    expect(shown).to_have_text("41–60 of 1,058")
    page.reload()
    expect(shown).to_have_text("41–60 of 1,058")
    page.get_by_role("button", name=re.compile("^Waiting")).click()
    expect(shown).to_have_text("1–20 of 1,053")
    expect(page.get_by_role("button", name="Waiting 1,053")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Size").click()
    expect(page.get_by_role("columnheader", name="Size")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("button", name="Size").click()
    expect(rows(page).first).to_contain_text("holiday 01049.mp4")
    expect(rows(page).first).to_contain_text("1.1 GB")
    page.get_by_label("VR").select_option("VR only")
    expect(rows(page)).to_have_count(3)
    page.get_by_label("Codec").select_option("h264")
    expect(page.get_by_text("Nothing is like that.")).to_be_visible()
    page.go_back()
    page.go_forward()
    expect(page.get_by_label("Codec")).to_have_value("h264")


def test_videos_are_tried_again_and_put_forward(visit: Callable[..., Any], forge: Forge) -> None:
    page = visit("#/farm/videos?transcode_status=3,4")
    expect(rows(page)).to_have_count(4)
    gone = rows(page).filter(has_text="gone 00000.mp4")
    expect(gone).to_contain_text("The source is gone")
    small = rows(page).filter(has_text="small 00000.mp4")
    expect(small).to_contain_text("It is hevc already.")
    small.get_by_role("button", name="Transcode anyway").click()
    expect(rows(page)).to_have_count(3)
    with forge.database.transaction() as tables:
        table = tables.farm_video
        table.update(status=VideoStatus.RUNNING).where(table.path.endswith("gone 00000.mp4")).execute()
    gone.get_by_role("button", name="Try again").click()
    expect(gone.get_by_role("alert")).to_have_text("The video is being transcoded.")
    page.goto(f"{page.url.partition('#')[0]}#/farm/videos?transcode_status=0&codec=hevc")
    first = rows(page).first
    first.get_by_role("button", name="Put it forward").click()
    expect(first).to_contain_text("priority 10")
    first.get_by_role("button", name="Put it back").click()
    expect(first).not_to_contain_text("priority")
    page.get_by_role("button", name="Try all that failed again").click()
    page.get_by_role("dialog").get_by_role("button", name="Try all that failed again").click()
    expect(page.get_by_role("button", name="Try all that failed again")).to_be_hidden()
    with forge.database.session() as tables:
        assert not tables.farm_video.select().where(tables.farm_video.status == VideoStatus.FAILED).exists()


def test_a_list_stays_where_it_is_while_it_is_read_again(visit: Callable[..., Any], forge: Forge) -> None:
    page = visit("#/farm/videos")
    row = rows(page).nth(15)
    row.scroll_into_view_if_needed()
    row.evaluate("(one) => { one.known = true; }")
    row.get_by_role("button", name="Put it back").focus()
    before = page.evaluate("scrollY"), row.bounding_box()
    with forge.database.transaction() as tables:
        table = tables.farm_video
        table.update(status=VideoStatus.RUNNING).where(table.path.endswith("holiday 00000.mp4")).execute()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as when one comes back to it
    expect(rows(page).filter(has_text="holiday 00000.mp4")).to_contain_text("Running")
    assert (page.evaluate("scrollY"), row.bounding_box()) == before
    assert row.evaluate("(one) => one.known && one.contains(document.activeElement)")


def test_rows_keep_still_under_the_pointer(visit: Callable[..., Any], forge: Forge, root: Path) -> None:
    page = visit("#/farm/videos?codec=av1")
    page.get_by_text("Nothing is like that.").wait_for()
    add_videos(forge, root, 2, name="ship", codec="av1")
    read_again = "document.dispatchEvent(new Event('visibilitychange'))"  # as when one comes back to it
    page.evaluate(read_again)
    expect(rows(page)).to_have_count(2)
    rows(page).first.hover()
    add_videos(forge, root, 1, name="boat", codec="av1")
    page.evaluate(read_again)
    expect(page.locator(".pager-range")).to_have_text("1–3 of 3")
    expect(rows(page)).to_have_count(2)
    page.get_by_role("heading", name="Transcode farm").hover()
    page.evaluate(read_again)
    expect(rows(page).first).to_contain_text("boat")


def test_what_the_server_refuses_stands_in_its_place(visit: Callable[..., Any]) -> None:
    page = visit("#/farm/videos?page=0")
    said = "page: must be a whole number from 1 to"
    expect(page.locator(".farm-section > .trouble")).to_contain_text(said)
    page.get_by_role("button", name="All", exact=True).click()
    expect(rows(page)).to_have_count(20)
    expect(page.locator(".farm-section > .trouble")).to_be_hidden()


def test_the_log_is_followed_filtered_and_read_back(visit: Callable[..., Any], forge: Forge) -> None:
    page = visit("#/farm/logs")
    lines, log = page.locator(".farm-log-lines li"), page.get_by_role("log")
    expect(lines.filter(has_text=f"Line {LINES - 1}.")).to_be_visible()
    add_lines(forge, "Something burns.", level=logging.ERROR)
    expect(lines.last).to_contain_text("Something burns.")
    assert log.evaluate("(one) => one.scrollHeight - one.scrollTop - one.clientHeight < 2")
    log.evaluate("(one) => { one.scrollTop = 0; }")
    add_lines(forge, "And again.")
    page.get_by_role("button", name="New lines below").wait_for()
    assert log.evaluate("(one) => one.scrollTop") == 0
    for _ in range(2):
        page.get_by_role("button", name="Older lines").click()
    expect(lines.first).to_contain_text("Line 0.")
    expect(page.get_by_role("button", name="Older lines")).to_be_hidden()
    page.get_by_role("button", name="Error").click()
    expect(lines).to_have_count(1)
    page.get_by_label("When").select_option("From … to …")
    page.get_by_label("To", exact=True).fill("2020-01-01T00:00")
    expect(page.get_by_text("No line of the log is like that.")).to_be_visible()
    page.get_by_label("When").select_option("The last hour")
    expect(lines).to_have_count(1)
