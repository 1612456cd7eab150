"""The page while its server is away or the browser offline: what it says, what it keeps, and how it goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_parts import DESKTOP, all_up, new_film, pick, playwright_api, saved
from served import PLUGINS, Served, until

from albumforge.forge import Forge
from albumforge.settings import Settings

pytest_plugins = ["page_fixtures"]

SOON = 6000  # ms


def _film(home: Path, pictures: list[Path], **request: Any) -> str:
    """A film of the small generator, which takes as long as it is told to."""
    settings = Settings.load(environ={}, file=Path(os.devnull), home=home, plugins_dirs=(PLUGINS,))
    with Forge(settings) as forge:
        movie = forge.movies.create("Slow", request, generator="small")
        forge.movies.add_files(movie.work_id, pictures)
        return movie.work_id


@pytest.mark.parametrize(("locale", "said"), [("en-GB", "The server cannot be reached"), ("zh-CN", "无法连接服务器")])
def test_a_server_that_stops_is_noticed_and_so_is_its_return(
    browser: Any, photos: list[Path], tmp_path: Path, locale: str, said: str
) -> None:
    home = tmp_path / "home"
    served = Served(home, "--workers", 1, "--no-open").ready()
    context = browser.new_context(locale=locale, **DESKTOP)
    try:
        page = context.new_page()
        page.goto(served.link)
        page.locator(".page-head").wait_for()
        assert page.locator(".header-tools .button.round").count() == 0  # no session is needed here to be ended
        work_id = _film(home, photos[:2], frames=120, delay=0.1)
        page.goto(f"http://127.0.0.1:{served.port}/#/film/{work_id}")
        page.locator(".start-bar .primary").click()
        page.locator(".steps [data-stage='105'].now").wait_for()
        served.stop()
        playwright_api.expect(page.locator(".away")).to_contain_text(said, timeout=SOON)
        stage = page.locator(".progress-stage")
        playwright_api.expect(stage).to_contain_text("(last known)" if locale == "en-GB" else "（最后得知）")
        playwright_api.expect(stage).to_contain_text("Making the film" if locale == "en-GB" else "正在生成影集")
        playwright_api.expect(page.locator(".progress-left")).to_contain_text("%")
        playwright_api.expect(page.locator(".progress .small.quiet-words")).to_be_hidden()  # not: it goes on
        playwright_api.expect(page.locator(".progress-left")).not_to_contain_text("left")
        page.evaluate(
            """async () => {
              const { complain } = await import(new URL("static/notice.js", document.baseURI).href);
              const { api } = await import(new URL("static/api.js", document.baseURI).href);
              await api.me().catch(complain);
            }"""
        )
        playwright_api.expect(page.locator(".notice.bad")).to_be_visible()
        served = Served(home, "--workers", 1, "--no-open", port=served.port).ready()
        playwright_api.expect(page.locator(".away")).to_be_hidden(timeout=SOON)
        playwright_api.expect(page.locator(".notice.bad")).to_have_count(0)
        page.locator(".player video").wait_for(timeout=60_000)
    finally:
        context.close()
        served.end()


def test_edits_made_offline_are_kept_and_saved_later(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    pick(page, "Add pictures", photos[:3])
    all_up(page, 3)
    page.locator(".template").first.wait_for()
    work_id = page.url.split("/")[-1]
    page.context.set_offline(True)
    page.locator(".away").wait_for(timeout=SOON)
    page.locator(".title-field").fill("Written by candlelight")
    unsaved = page.locator(".unsaved:visible")
    playwright_api.expect(unsaved).to_have_count(1)
    playwright_api.expect(unsaved).to_contain_text("Not saved yet")
    page.get_by_label("What should it be like?").fill("calm")
    playwright_api.expect(page.locator(".wrong:visible", has_text="Not saved yet")).to_have_count(1)
    page.locator(".template", has_text="Clean").click()
    page.locator(".tile-out").nth(1).click(force=True)
    playwright_api.expect(unsaved).to_have_count(2)
    playwright_api.expect(unsaved.last).to_contain_text("what is left out")
    page.locator(".tile-open").first.focus()
    page.keyboard.press("Shift+ArrowRight")
    order = page.locator(".tile[data-file]").evaluate_all("all => all.map((one) => Number(one.dataset.file))")
    page.get_by_role("button", name="Make the film").click()
    playwright_api.expect(page.get_by_text("The film was not started")).to_be_visible()
    assert page.evaluate("() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))")  # it would ask
    page.get_by_role("link", name="All films").click()  # they outlive the view
    page.locator(".page-head").wait_for()
    playwright_api.expect(page.locator(".away")).to_contain_text("What you changed is kept here")
    page.context.set_offline(False)
    playwright_api.expect(page.locator(".away")).to_be_hidden(timeout=SOON)
    page.goto(f"{page.url.partition('#')[0]}#/film/{work_id}")
    playwright_api.expect(page.locator(".title-field")).to_have_value("Written by candlelight")
    playwright_api.expect(page.locator(".tile.out")).to_have_count(1)

    def all_saved() -> bool:
        film = saved(page)
        asked = film["movie"]["request"]
        return (film["movie"]["title"], asked.get("command"), asked.get("template"), asked.get("order")) == (
            "Written by candlelight",
            "calm",
            "clean",
            "given",
        ) and [file["id"] for file in film["files"]] == order

    until(all_saved)
    assert sum(file["left_out"] for file in saved(page)["files"]) == 1
    playwright_api.expect(unsaved).to_have_count(0)
    assert page.evaluate("() => dispatchEvent(new Event('beforeunload', { cancelable: true }))")


def test_newer_edits_win_over_those_that_wait(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    pick(page, "Add pictures", photos[:1])
    all_up(page, 1)
    title = page.locator(".title-field")
    page.context.set_offline(True)
    title.fill("First")
    page.locator(".unsaved:visible").wait_for()
    title.fill("Second")
    page.context.set_offline(False)
    title.fill("Third")
    until(lambda: saved(page)["movie"]["title"] == "Third")
    playwright_api.expect(page.locator(".unsaved:visible")).to_have_count(0)
    playwright_api.expect(title).to_have_value("Third")


def test_pictures_added_offline_are_sent_later(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    pick(page, "Add pictures", photos[:1])
    all_up(page, 1)
    page.context.set_offline(True)
    page.locator(".away").wait_for(timeout=SOON)
    pick(page, "Add pictures", photos[1:4])
    playwright_api.expect(page.locator(".tile.sending")).to_have_count(3)
    playwright_api.expect(page.locator(".away")).to_contain_text("sent as soon as the server answers")
    drop = page.get_by_role("button", name=f"Do not upload {photos[3].name}")
    used = drop.locator("use").get_attribute("href")
    assert page.locator(f"symbol{used}").count() == 1  # icons are in the page
    drop.click()
    playwright_api.expect(page.locator(".tile.sending")).to_have_count(2)
    page.context.set_offline(False)
    all_up(page, 3)
    playwright_api.expect(page.locator(".tile.blank")).to_have_count(0)
    playwright_api.expect(page.locator(".upload-failed:visible, .make-head .trouble:visible")).to_have_count(0)


def test_small_pictures_that_did_not_come_are_asked_for_again(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    page.route("**/thumb.jpg*", lambda route: route.abort())
    pick(page, "Add pictures", photos[:2])
    all_up(page, 2)
    page.reload()
    playwright_api.expect(page.locator(".tile.blank[data-file]")).to_have_count(2)
    page.context.set_offline(True)
    page.locator(".away").wait_for(timeout=SOON)
    page.unroute("**/thumb.jpg*")
    page.context.set_offline(False)
    playwright_api.expect(page.locator(".tile.blank")).to_have_count(0)
    loaded = "all => all.every((image) => image.complete && image.naturalWidth > 0)"
    until(lambda: page.locator(".tile img").evaluate_all(loaded))
