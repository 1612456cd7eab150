"""What a person does with the page in a real browser, for its tests."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

playwright_api: Any = None
with contextlib.suppress(ImportError):
    from playwright import sync_api as playwright_api

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def pick(page: Any, button: str, files: list[Path]) -> None:
    """Choose files by a button."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button, exact=True).first.click()
    chooser.value.set_files(files)


def drop(page: Any, *paths: Path) -> None:
    """Drop files or folders of the disk, as a person does."""
    page.locator(".page-head, .make-head").wait_for()
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 400, "data": data})


def new_film(page: Any) -> None:
    """Go to an empty film."""
    page.evaluate(
        """async () => {
          const { newFilm } = await import(new URL("static/gallery.js", document.baseURI).href);
          await newFilm();
        }"""
    )
    page.locator(".sheet-empty").wait_for()


def all_up(page: Any, count: int) -> None:
    """Wait until so many pictures are up and none is on its way."""
    playwright_api.expect(page.locator(".tile[data-file]")).to_have_count(count, timeout=30_000)
    playwright_api.expect(page.locator(".upload-state")).to_be_hidden()


def order(page: Any) -> list[str]:
    """Labels of the pictures as they stand."""
    said = page.locator(".tile-open").evaluate_all("tiles => tiles.map((tile) => tile.getAttribute('aria-label'))")
    return [re.sub(r"^\d+ of \d+: ", "", label).split(",")[0] for label in said]


def saved(page: Any) -> Any:
    """The film as the server has it."""
    return page.evaluate(
        """async () => {
          const { api } = await import(new URL("static/api.js", document.baseURI).href);
          return api.film(location.hash.split("/")[2]);
        }"""
    )


def move_by_mouse(page: Any, start: int, end: int) -> None:
    """Drag a picture to the place of another one."""
    boxes = [page.locator(".tile[data-file]").nth(index).bounding_box() for index in (start, end)]
    (x, y), (to_x, to_y) = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y + 6, steps=3)
    page.mouse.move(to_x, to_y, steps=8)
    page.wait_for_timeout(250)
    page.mouse.move(to_x + 2, to_y)
    page.mouse.up()


def move_by_finger(page: Any, start: int, end: int) -> None:
    """Rest a finger on a picture, then move it to the place of another one."""
    boxes = [page.locator(".tile[data-file]").nth(index).bounding_box() for index in (start, end)]
    (x, y), (to_x, to_y) = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]})

    touch("touchStart", (x, y))
    page.locator(".ghost").wait_for()
    for step in range(1, 9):
        touch("touchMove", (x + (to_x - x) * step / 8, y + (to_y - y) * step / 8))
    page.wait_for_timeout(250)
    touch("touchMove", (to_x + 2, to_y))
    touch("touchEnd")


def plays(page: Any) -> dict[str, float]:
    """Play the film for a moment; return where it came to."""
    page.locator("video").wait_for()
    found: dict[str, float] = page.evaluate(
        """async () => {
          const video = document.querySelector("video");
          video.muted = true;
          await video.play();
          const began = performance.now();
          const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
          while (video.currentTime < 0.7 && performance.now() - began < 15000) await pause();
          video.pause();
          return { at: video.currentTime, length: video.duration, width: video.videoWidth, height: video.videoHeight };
        }"""
    )
    assert found["at"] >= 0.7, found
    return found
