"""The page in a real browser, against a real server: the story of a film from pictures to a link."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from served import Served

from albumforge.samples import write_samples

playwright_api: Any = None
try:
    from playwright import sync_api as playwright_api
except ImportError:
    pass

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--autoplay-policy=no-user-gesture-required"),
)
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
EXPECTED = re.compile(r"status of (403|413|503)|ERR_FAILED|ERR_INTERNET_DISCONNECTED")
MADE = 150_000  # ms in which a small film is made even on a busy machine


def missing(reason: str) -> None:
    """Skip, but not where the tests must all run."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if playwright_api is None:
        missing("playwright is not installed")
    if found is None:
        missing("Chromium is not installed")
    with playwright_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Painted pictures, small ones, one of them with a Chinese name."""
    folder = tmp_path_factory.mktemp("photos") / "By the water"
    found = write_samples(folder, 8, long_side=480)
    found[0] = found[0].rename(folder / "外婆家的早晨.jpg")
    return found


@pytest.fixture(scope="module")
def server(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with one worker, below a prefix."""
    home = tmp_path_factory.mktemp("server") / "home"
    served = Served(home, "--workers", 1, "--no-open", "--url-prefix", "/films")
    try:
        yield served.ready()
    finally:
        served.end()


@pytest.fixture(scope="module")
def session(browser: Any, server: Served) -> Any:
    """What a browser keeps once it was signed in by the link that the server printed."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.link)
    page.wait_for_url("**/films/")
    page.locator(".page-head").wait_for()
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def visit(browser: Any, server: Served, session: Any) -> Iterator[Callable[..., Any]]:
    """Opens the page, signed in or not; at the end nothing may have gone wrong in it."""
    contexts, wrong = [], []

    def open_page(path: str = "", *, guest: bool = False, **options: Any) -> Any:
        state = {} if guest else {"storage_state": session}
        context = browser.new_context(**{"locale": "en-GB", **DESKTOP, **state, **options})
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
        page.goto(f"http://127.0.0.1:{server.port}/films/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [text for text in wrong if not EXPECTED.search(text)] == []


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
          while (video.currentTime < 0.7 && performance.now() - began < 15000) await new Promise((r) => setTimeout(r, 50));
          video.pause();
          return { at: video.currentTime, length: video.duration, width: video.videoWidth, height: video.videoHeight };
        }"""
    )
    assert found["at"] >= 0.7, found
    return found


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_from_pictures_to_a_film_that_is_passed_on(
    visit: Callable[..., Any], server: Served, photos: list[Path], device: str
) -> None:
    options = {"desktop": DESKTOP, "phone": PHONE}[device]
    page = visit(**options)
    if device == "desktop":
        drop(page, photos[0].parent)  # a folder, whose name becomes the title
        page.locator(".title-field").wait_for()
        assert page.locator(".title-field").input_value() == "By the water"
    else:
        new_film(page)
        pick(page, "Add pictures", photos)
        page.locator(".title-field").fill("By the water")
    all_up(page, 8)
    assert "外婆家的早晨.jpg" in order(page)
    _arrange(page, device)
    _choose(page)
    page.get_by_role("button", name="Make the film").click()
    _watch_it_being_made(page)
    film = plays(page)
    assert (film["width"], film["height"]) == (480, 480)
    assert film["length"] == pytest.approx(12, abs=1.5)
    _pass_on(page, visit, options)
    _change_words(page, server)
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/films/#/")
    playwright_api.expect(page.get_by_text("By the water")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _arrange(page: Any, device: str) -> None:
    """Move a picture, leave one out, write a caption; the server knows of it."""
    before = order(page)
    (move_by_mouse if device == "desktop" else move_by_finger)(page, 0, 2)
    moved = [before[1], before[2], before[0], *before[3:]]
    assert order(page) == moved
    page.locator(".tile-open").nth(1).focus()
    page.keyboard.press("Shift+ArrowRight")
    moved[1], moved[2] = moved[2], moved[1]
    assert order(page) == moved
    page.keyboard.press("Delete")
    page.locator(".tile-open").nth(3).click()
    page.get_by_role("dialog").get_by_label("Caption").fill("The light comes back")
    page.keyboard.press("Escape")
    playwright_api.expect(page.get_by_role("heading", name="8 pictures, 1 left out")).to_be_visible()
    playwright_api.expect(page.locator(".tile-open").nth(3)).to_be_focused()
    page.wait_for_timeout(900)
    files = saved(page)["files"]
    assert [file["label"] for file in files] == moved
    assert [file["left_out"] for file in files] == [False, False, True, *[False] * 5]
    assert files[3]["caption"] == "The light comes back"


def _choose(page: Any) -> None:
    """Say how the film should be."""
    page.get_by_label("What should it be like?").fill("a calm square film")
    page.locator(".template", has_text="Clean").click()
    page.locator(".segment", has_text="Whole film").click()
    page.get_by_label("Seconds").fill("-3")
    playwright_api.expect(page.locator(".wrong", has_text="duration")).to_be_visible()
    page.get_by_label("Seconds").fill("12")
    playwright_api.expect(page.locator(".wrong", has_text="duration")).to_be_hidden()
    page.locator(".piece", has_text="Snowfall").get_by_role("radio").check()
    page.locator(".segment", has_text="Square").click()
    page.get_by_text("Finer points").click()
    page.get_by_label("Size", exact=True).select_option("480p")
    page.wait_for_timeout(900)
    request = saved(page)["movie"]["request"]
    wanted = {"template": "clean", "music": "snowfall", "duration": 12, "resolution": "480p", "aspect": "1:1"}
    assert wanted.items() <= request.items()


def _watch_it_being_made(page: Any) -> None:
    """See stages, a frame and the time that is left, until it is done."""
    stage = page.locator(".steps [aria-current=step]")
    stage.wait_for()
    page.locator(".steps [data-stage='105'].now").wait_for(timeout=MADE)
    playwright_api.expect(page.locator(".progress-part")).to_have_text(re.compile(r"\d+\s?%"))
    page.locator(".screen:not(.before) img.seen[src*='frame.jpg']").wait_for(timeout=MADE)
    page.locator(".player video").wait_for(timeout=MADE)


def _pass_on(page: Any, visit: Callable[..., Any], options: dict[str, Any]) -> None:
    """Make a link; somebody without an account plays the film by it, until it is ended."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename.endswith(".mp4")
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_label("For whom").fill("外婆")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("The link", exact=True).input_value()
    guest = visit(link.partition("/films/")[2], guest=True, **options)
    plays(guest)
    page.get_by_role("button", name="End it").click()
    playwright_api.expect(page.locator(".links li")).to_have_count(0)
    assert guest.reload().status in (403, 404)
    page.keyboard.press("Escape")


def _change_words(page: Any, server: Served) -> None:
    """Another title by hand: only what shows it is rendered again."""
    parts = server.home / "cache" / "segments"
    before = set(parts.iterdir())
    page.get_by_role("link", name="Scenes and words").click()
    page.get_by_label("Title", exact=True).first.fill("At the water")
    page.get_by_role("button", name="Make it so").click()
    page.locator(".player video").wait_for(timeout=MADE)
    playwright_api.expect(page.locator("h1").first).to_have_text("At the water")
    again = set(parts.iterdir()) - before
    assert 0 < len([part for part in again if part.suffix == ".mp4"]) < len(before)
    page.get_by_role("button", name="Log").click()
    playwright_api.expect(page.locator(".log li").first).to_be_visible()
    page.keyboard.press("Escape")
