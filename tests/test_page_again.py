"""A finished film that is looked at to be changed: it stays finished until something of it is changed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from page_parts import all_up, new_film, pick, playwright_api, saved
from served import PLUGINS, Served, until

from albumforge.forge import Forge
from albumforge.settings import Settings

pytest_plugins = ["page_fixtures"]


def made(server: Served, pictures: list[Path], title: str, **request: Any) -> str:
    """A film of the small generator."""
    settings = Settings.load(environ={}, file=Path(os.devnull), home=server.home, plugins_dirs=(PLUGINS,))
    with Forge(settings) as forge:
        movie = forge.movies.create(title, request, generator="small")
        forge.movies.add_files(movie.work_id, pictures)
        forge.movies.start(movie.work_id)
        assert forge.movies.wait(movie.work_id, 60).result is not None
        return movie.work_id


def _look(page: Any, title: str) -> None:
    page.locator(".card", has_text=title).click()
    page.get_by_role("button", name="Pictures and look").click()
    playwright_api.expect(page.locator(".tile[data-file]")).to_have_count(2)
    page.locator(".template, .look").first.wait_for()


def test_a_film_that_is_only_looked_at_stays_finished(
    visit: Callable[..., Any], server: Served, photos: list[Path]
) -> None:
    made(server, photos[:2], "Only looked at")
    page = visit()
    _look(page, "Only looked at")
    page.wait_for_timeout(1500)
    assert saved(page)["movie"]["status"] == 3
    playwright_api.expect(page.get_by_role("link", name="Download")).to_be_visible()
    page.get_by_role("button", name="Leave it as it was").click()
    page.locator(".player video").wait_for()
    page.get_by_role("button", name="Pictures and look").click()
    page.get_by_role("link", name="All films").click()
    playwright_api.expect(page.locator(".card", has_text="Only looked at")).to_contain_text("from 2 pictures")


def test_a_film_that_was_changed_can_be_left_as_it_was(
    visit: Callable[..., Any], server: Served, photos: list[Path]
) -> None:
    made(server, photos[:2], "Changed a little")
    page = visit()
    _look(page, "Changed a little")
    page.locator(".tile-out").first.click(force=True)
    page.locator(".title-field").fill("Changed a lot")
    until(lambda: saved(page)["movie"]["status"] == 0 and saved(page)["movie"]["title"] == "Changed a lot")
    until(lambda: any(file["left_out"] for file in saved(page)["files"]))
    page.get_by_role("button", name="Leave it as it was").click()
    page.locator(".player video").wait_for()
    playwright_api.expect(page.get_by_role("heading", name="Changed a little")).to_be_visible()
    now = saved(page)
    assert (now["movie"]["status"], [file["left_out"] for file in now["files"]]) == (3, [False, False])
    page.get_by_role("button", name="Pictures and look").click()
    page.get_by_role("button", name="Make the film").click()  # the same once more
    page.locator(".player video").wait_for()
    assert saved(page)["movie"]["status"] == 3


def test_how_many_pictures_fit_is_said_before_the_start(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    pick(page, "Add pictures", photos)
    all_up(page, 8)
    said = page.locator(".start-said")
    playwright_api.expect(said).to_have_text("The film will use 8 pictures")
    page.get_by_label("What should it be like?").fill("a calm 15 second film")
    playwright_api.expect(said).to_have_text(
        re.compile("Of 8 pictures, about [2-6] fit into 15 seconds; all would take about [2-6]0 seconds")
    )
    for _ in range(5):
        page.locator(".tile:not(.out) .tile-out").first.click(force=True)
    page.get_by_label("What should it be like?").fill("a calm film")
    playwright_api.expect(said).to_have_text("The film will use 3 pictures")


def test_that_a_film_is_done_is_said_for_a_while_and_while_it_is_true(visit: Callable[..., Any]) -> None:
    page = visit()
    page.locator(".page-head").wait_for()
    page.clock.install()
    tell = """async ([id, title, status, before]) => {
      const { put } = await import(new URL("static/films.js", document.baseURI).href);
      const film = { work_id: id, title, mine: true, request: {}, progress: 1, created: "2020" };
      if (before) put({ ...film, status: before, stage: 105, updated: `${Date.now()}a` });
      put({ ...film, status, stage: 200, updated: `${Date.now()}b` });
    }"""
    notices = page.locator(".notice", has_text="is done")
    page.evaluate(tell, ["aa01", "First", 3, 2])
    page.evaluate(tell, ["aa02", "Second", 3, 2])
    playwright_api.expect(notices).to_have_count(2)
    page.clock.run_for(10)
    page.evaluate(tell, ["aa01", "First, renamed", 3, 0])
    playwright_api.expect(notices).to_have_count(1)
    page.clock.run_for(10)
    page.evaluate(tell, ["aa02", "Second", 3, 2])
    playwright_api.expect(notices).to_have_count(1)
    page.clock.run_for(12_500)
    playwright_api.expect(notices).to_have_count(0)


def test_scenes_that_were_used_offline_are_made_when_the_server_answers(
    visit: Callable[..., Any], photos: list[Path]
) -> None:
    page = visit()
    new_film(page)
    pick(page, "Add pictures", photos[:2])
    all_up(page, 2)
    page.get_by_label("What should it be like?").fill("8 seconds, 480p")
    until(lambda: saved(page)["movie"]["request"].get("command"))
    page.get_by_role("button", name="Make the film").click()
    page.locator(".player video").wait_for(timeout=90_000)
    page.get_by_role("link", name="Scenes and words").click()
    page.locator(".scene").first.wait_for()
    page.locator(".scene").last.get_by_role("button", name="Earlier").click()
    page.context.set_offline(True)
    page.locator(".away").wait_for()
    page.get_by_role("button", name="Make it so").click()
    playwright_api.expect(page.get_by_text("Not started yet")).to_be_visible()
    page.context.set_offline(False)
    page.locator(".progress, .player").first.wait_for()
    page.locator(".player video").wait_for(timeout=90_000)
