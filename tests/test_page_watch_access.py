"""Watch folders in the page for whoever comes: by keyboard, in a window of any width, in both languages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from page_parts import DESKTOP, PHONE, playwright_api
from page_watch_parts import fill, opened
from served import Served

pytest_plugins = ["page_fixtures"]

LONG = "_a-name-without-any-place-where-it-could-be-broken-into-lines-从长江源头到入海口的三千公里影像记录" * 2


@pytest.fixture(scope="module")
def server(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with rules in every state, and a farm, whose link takes room, too."""
    home, root = tmp_path_factory.mktemp("server") / "home", tmp_path_factory.mktemp("library")
    arguments = ("--workers", 1, "--no-open", "--url-prefix", "/films")
    served = Served(home, *arguments, plugins=False, settings=[f"farm_roots={root}"]).ready()
    try:
        with opened(served) as forge:
            fill(forge, root, LONG)
        yield served
    finally:
        served.end()


def axe_of(page: Any) -> list[Any]:
    """What is wrong with the page for whoever does not see it."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


def come(page: Any, language: str = "en") -> None:
    """Wait until everything is there."""
    page.locator(f":root[lang^={language}]").wait_for()
    for part in (".watch-rule", ".watch-failed tbody tr", "section:last-of-type .farm-table tbody tr"):
        page.locator(part).first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_has_a_name_and_enough_contrast(visit: Callable[..., Any], scheme: str) -> None:
    page = visit("#/watch", bypass_csp=True, color_scheme=scheme, reduced_motion="reduce")
    come(page)
    assert axe_of(page) == []
    page.get_by_role("button", name="Waiting 4").click()
    page.get_by_role("dialog").locator(".watch-files li").first.wait_for()
    assert axe_of(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="New rule").click()
    form = page.get_by_role("dialog")
    for kind in ("Film", "Cut", "Transcode", "Send"):
        form.get_by_role("radio", name=kind, exact=True).check(force=True)
        form.get_by_role("button", name="Begin to watch").click()
        form.get_by_role("alert").locator("visible=true").first.wait_for()
        assert (kind, axe_of(page)) == (kind, [])


@pytest.mark.parametrize("width", [360, 768, 1000])
def test_nothing_is_wider_than_the_window(visit: Callable[..., Any], width: int) -> None:
    options = PHONE if width < 500 else DESKTOP
    page = visit("#/watch", **{**options, "viewport": {"width": width, "height": 780}})
    for language, code, new in (("中文", "zh", "新建规则"), ("English", "en", "New rule")):
        page.get_by_role("button", name=language).click()
        come(page, code)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, code  # a phone would zoom out
        inside = "(all, width) => all.every((one) => one.getBoundingClientRect().right <= width)"
        assert page.locator("main button:visible, .section").evaluate_all(inside, width), code
        page.get_by_role("button", name=new).click()
        body = page.locator(".dialog-body")
        body.wait_for()
        assert body.evaluate("(one) => one.scrollWidth <= one.clientWidth"), code
        page.keyboard.press("Escape")


def test_the_keyboard_alone_sets_up_a_rule_in_chinese(visit: Callable[..., Any], server: Served) -> None:
    page = visit("#/watch", locale="zh-CN")
    come(page, "zh")
    expect = playwright_api.expect
    expect(page.locator(".watch-rule").first).to_contain_text("离线")
    expect(page.locator(".watch-failed")).to_contain_text("没有读取权限")
    page.get_by_role("button", name="新建规则").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("要监视的文件夹")).to_be_focused()
    page.keyboard.type("films")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="剪辑", exact=True)).to_be_checked()
    save = page.get_by_role("button", name="开始监视")
    save.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="films 应为绝对路径。")).to_be_visible()
    expect(page.get_by_label("要监视的文件夹")).to_be_focused()
    page.get_by_label("要监视的文件夹").select_text()
    page.keyboard.type("/srv/讲座")
    expect(page.locator(".watch-meant")).to_have_text("文件完整后立即：剪辑每个新视频。")
    expect(page.locator(".watch-notes")).to_contain_text("文件夹 /srv/讲座 尚不存在")
    save.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    rule = page.locator(".watch-rule").filter(has=page.get_by_role("heading", name="cut 讲座"))
    expect(rule).to_contain_text("离线")
    rule.get_by_role("button", name="删除 cut 讲座").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("文件、影片和结果都会保留。")
    page.get_by_role("button", name="删除规则").focus()
    page.keyboard.press("Enter")
    expect(rule).to_have_count(0)
