"""A film's scenes and their words, changed by hand on the page."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from page_parts import playwright_api
from served import Served

from albumforge.forge import Forge
from albumforge.settings import Settings

pytest_plugins = ["page_fixtures"]

REQUEST = {"duration": 16.0, "resolution": "480p", "captions": True, "credits": True, "poem": False, "chapters": "none"}


def _made(server: Served, pictures: list[Path], **request: Any) -> str:
    """A film whose pictures have captions, which it shows unless the request says otherwise."""
    settings = Settings.load(environ={}, file=Path(os.devnull), home=server.home)
    with Forge(settings) as forge:
        movie = forge.movies.create("By the water", {**REQUEST, "template": "clean", **request})
        files = forge.movies.add_files(movie.work_id, pictures)
        forge.movies.arrange(movie.work_id, captions={file.id: f"Picture {file.id}" for file in files})
        forge.movies.start(movie.work_id)
        assert forge.movies.wait(movie.work_id, 120).result is not None
        return movie.work_id


def _closing(page: Any, work_id: str) -> list[str]:
    """The words of the last scene, as the server has the plan."""
    texts: list[str] = page.evaluate(
        """async (id) => {
          const { api } = await import(new URL("static/api.js", document.baseURI).href);
          const { scenes } = (await api.plan(id)).plan;
          return scenes.at(-1).layers.filter(({ type }) => type === "text").map(({ text }) => text);
        }""",
        work_id,
    )
    return texts


def test_title_caption_and_a_scene_less_at_once_are_told_at_the_end(
    visit: Callable[..., Any], server: Served, photos: list[Path]
) -> None:
    work_id = _made(server, photos[:4])
    page = visit(f"#/film/{work_id}/scenes")
    page.route("**/start*", lambda route: route.fulfill(status=503, json={"code": "unavailable"}))
    scenes = page.locator(".scene")
    scenes.first.wait_for()
    before = _closing(page, work_id)
    assert "By the water" in before and "4 photographs" in "\n".join(before)
    page.get_by_label("Title", exact=True).first.fill("At the water")
    page.get_by_label("Caption", exact=True).first.fill("By hand")
    one = scenes.filter(has=page.get_by_label("Caption")).filter(has=page.locator("img")).last
    one.get_by_role("button", name="Leave this scene out").click()
    page.get_by_role("button", name="Make it so").click()
    page.locator(".trouble:visible").wait_for()
    after = _closing(page, work_id)
    assert "At the water" in after and "By the water" not in after
    assert "3 photographs" in "\n".join(after)
    playwright_api.expect(page.get_by_label("Caption", exact=True).first).to_have_value("By hand")
    assert page.locator(".scene").last.get_by_label("Chapter").count() == 0
    page.evaluate("() => (location.hash = location.hash.replace('/scenes', ''))")
    playwright_api.expect(page.get_by_text("made from scenes that you arranged by hand")).to_be_visible()
    page.locator(".tile[data-file]").first.wait_for()
    playwright_api.expect(page.locator(".start-said")).to_be_empty()


def test_a_scene_without_words_can_have_a_caption(
    visit: Callable[..., Any], server: Served, photos: list[Path]
) -> None:
    work_id = _made(server, photos[:2], order="given")
    page = visit(f"#/film/{work_id}/scenes")
    page.route("**/start*", lambda route: route.fulfill(status=503, json={"code": "unavailable"}))
    for words, shown in (("", "Nothing"), ("Seen from here", "Seen from here")):
        scene = page.locator(".scene").filter(has=page.get_by_label("Caption", exact=True)).last
        scene.get_by_label("Caption", exact=True).fill(words)
        page.get_by_role("button", name="Make it so").click()
        page.locator(".trouble:visible").wait_for()
        texts = page.evaluate(
            """async (id) => {
              const { api } = await import(new URL("static/api.js", document.baseURI).href);
              const { scenes } = await api.scenes(id);
              return scenes.flatMap(({ texts }) => texts.map(({ text }) => text));
            }""",
            work_id,
        )
        assert (shown in texts) == bool(words)
        page.reload()
    playwright_api.expect(page.get_by_label("Caption", exact=True).last).to_have_value("Seen from here")
    files = page.evaluate("(address) => fetch(address).then((answer) => answer.json())", f"movie/{work_id}")["files"]
    assert "Seen from here" in [file["caption"] for file in files]
