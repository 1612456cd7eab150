"""Pictures on their way from the page to the server, in a real browser."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_parts import all_up, drop, new_film, order, pick, playwright_api, saved
from served import until

pytest_plugins = ["page_fixtures"]

KEPT = """async () => {
  const { keptFiles } = await import(new URL("static/keep.js", document.baseURI).href);
  return (await keptFiles(location.hash.split("/")[2])).length;
}"""
"""How many files the browser would send after a reload."""


def test_a_reload_in_the_middle_loses_nothing(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    held: list[Any] = []
    later: list[bool] = []  # what was held before never arrives
    page.route("**/upload", lambda route: route.continue_() if later or len(held) <= 3 else None)
    page.on("request", lambda request: request.url.endswith("/upload") and held.append(request))
    pick(page, "Add pictures", photos)
    playwright_api.expect(page.locator(".tile[data-file]")).to_have_count(3)
    assert page.locator(".tile.sending").count() == 5
    later.append(True)
    page.on("dialog", lambda dialog: dialog.accept())  # the browser asks whether to leave
    page.reload()
    all_up(page, 8)
    assert sorted(order(page)) == sorted(photo.name for photo in photos)
    page.reload()
    all_up(page, 8)


def test_what_fails_is_tried_again_and_can_be_retried(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    page.evaluate("() => (window.setTimeout = ((real) => (run, ms) => real(run, Math.min(ms, 50)))(window.setTimeout))")
    tries: dict[str, int] = {}

    def fail(route: Any) -> None:
        name = photos[1].name if photos[1].name.encode() in route.request.post_data_buffer else "other"
        tries[name] = tries.get(name, 0) + 1
        if (name == "other" and tries[name] > 1) or tries[name] > 4:
            route.continue_()
        else:
            route.abort()

    page.route("**/upload", fail)
    pick(page, "Add pictures", photos[:3])
    failed = page.locator(".tile.failed")
    playwright_api.expect(failed).to_have_count(1)
    playwright_api.expect(page.locator(".tile[data-file]")).to_have_count(2)
    playwright_api.expect(failed).to_contain_text("The server cannot be reached")
    playwright_api.expect(page.locator(".upload-failed:visible")).to_contain_text("1 file did not arrive")
    failed.get_by_role("button", name=f"Try {photos[1].name} again").click()
    all_up(page, 3)
    playwright_api.expect(failed).to_have_count(0)


@pytest.mark.parametrize("digests", ["of the browser", "of our own"])
def test_pictures_that_are_there_already_are_not_sent(
    visit: Callable[..., Any], photos: list[Path], tmp_path: Path, digests: str
) -> None:
    page = visit()
    if digests == "of our own":  # as where the page comes over plain HTTP from another machine
        page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
        page.reload()
    new_film(page)
    pick(page, "Add pictures", photos[:3])
    all_up(page, 3)
    sent: list[Any] = []
    page.on("request", lambda request: request.url.endswith("/upload") and sent.append(request))
    again = tmp_path / "another name.jpg"
    again.write_bytes(photos[1].read_bytes())
    drop(page, again, photos[3])
    all_up(page, 4)
    playwright_api.expect(page.locator(".notice")).to_contain_text("1 picture was there already")
    assert len(sent) == 1


def test_what_is_no_picture_is_said_where_it_stands(
    visit: Callable[..., Any], photos: list[Path], tmp_path: Path
) -> None:
    page = visit()
    new_film(page)
    (tmp_path / "broken.jpg").write_text("no picture")
    (tmp_path / "notes.txt").write_text("no picture either")
    (tmp_path / ".DS_Store").write_bytes(b"hidden")
    drop(page, tmp_path, photos[0])
    playwright_api.expect(page.locator(".tile.failed")).to_have_text("it is text, not a picture")
    playwright_api.expect(page.locator(".notice")).to_contain_text("1 file is no picture or clip")
    playwright_api.expect(page.locator(".notice")).to_contain_text("notes.txt")
    all_up(page, 1)
    refused = page.locator(".upload-failed:visible")
    playwright_api.expect(refused).to_contain_text("broken.jpg: it is text, not a picture")
    playwright_api.expect(page.get_by_role("button", name="Try")).to_have_count(0)
    assert page.locator(".sheet > .tile").first.get_attribute("aria-label") == "broken.jpg"
    page.get_by_role("button", name="Take broken.jpg away").click()
    playwright_api.expect(refused).to_have_count(0)
    playwright_api.expect(page.locator(".tile.failed")).to_have_count(0)
    assert [file["label"] for file in saved(page)["files"]] == [photos[0].name]


def test_two_at_a_time_and_taken_back(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    waiting: list[Any] = []
    page.route("**/upload", lambda route: waiting.append(route))
    pick(page, "Add pictures", photos)
    playwright_api.expect(page.locator(".tile.moving")).to_have_count(2)
    page.wait_for_timeout(300)
    assert len(waiting) == 2
    page.get_by_role("button", name="Make the film").click()
    playwright_api.expect(page.locator(".start-said")).to_contain_text("Starts when 8 more files are up")
    page.get_by_role("button", name="Do not start").click()
    page.get_by_role("button", name="Stop uploading").click()
    playwright_api.expect(page.locator(".tile")).to_have_count(0)
    assert len(waiting) == 2
    until(lambda: page.evaluate(KEPT) == 0)
    page.unroute("**/upload")
    page.reload()
    page.locator(".sheet-empty").wait_for()
    pick(page, "Choose pictures", photos[:1])  # or the next one who wants a new film gets this one
    all_up(page, 1)


def test_pictures_can_be_pasted(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    page.evaluate(
        """(bytes) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/jpeg" }));
          document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true }));
        }""",
        list(photos[0].read_bytes()),
    )
    all_up(page, 1)


def test_our_own_digest_is_sha256(visit: Callable[..., Any]) -> None:
    page = visit()
    sizes = [0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000, (4 << 20) + 77]
    found = page.evaluate(
        """async (sizes) => {
          const { digestOf } = await import(new URL("static/sha256.js", document.baseURI).href);
          const bytes = (size) => Uint8Array.from({ length: size }, (_, index) => (index * 7 + 3) & 255);
          return Promise.all(sizes.map((size) => digestOf(new Blob([bytes(size)]))));
        }""",
        sizes,
    )
    pattern = bytes((index * 7 + 3) & 255 for index in range(256))
    assert found == [hashlib.sha256((pattern * (size // 256 + 1))[:size]).hexdigest() for size in sizes]


def test_what_is_dropped_while_a_film_is_being_read_is_taken(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    work_id = page.url.split("/")[-1]
    pick(page, "Add pictures", photos[:1])
    all_up(page, 1)
    page.get_by_role("link", name="All films").first.click()
    page.locator(".page-head").wait_for()
    held: list[Any] = []
    page.route(f"**/movie/{work_id}", lambda route: held.append(route))
    page.evaluate("(id) => (location.hash = `#/film/${id}`)", work_id)
    page.locator("#main > .waiting").wait_for()
    page.locator(".page-head").wait_for(state="detached")
    _drop_now(page, photos[1])
    page.wait_for_timeout(300)
    page.unroute(f"**/movie/{work_id}")  # lets those go on
    assert held
    all_up(page, 2)


def test_what_is_dropped_while_a_film_is_being_created_is_for_it(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    page.locator(".title-field").fill("Another")
    pick(page, "Add pictures", photos[:1])
    all_up(page, 1)
    page.get_by_role("link", name="All films").first.click()
    held: list[Any] = []
    page.route("**/movie/new?*", lambda route: held.append(route))
    page.get_by_role("button", name="New film").click()
    page.wait_for_timeout(200)
    _drop_now(page, photos[1], photos[2])
    page.wait_for_timeout(200)
    page.unroute("**/movie/new?*")  # lets it go on
    assert len(held) == 1
    page.locator(".make").wait_for()
    all_up(page, 2)


def test_what_arrived_though_the_line_broke_is_no_duplicate(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    pick(page, "Add pictures", photos[:1])
    all_up(page, 1)
    held: list[Any] = []

    def arrive(route: Any) -> None:
        route.fetch()  # the server has it; the page never hears of it
        held.append(route)

    page.route("**/upload", arrive)
    pick(page, "Add pictures", [photos[1]])
    until(lambda: held or page.wait_for_timeout(50))
    page.context.set_offline(True)
    page.locator(".away:visible").wait_for()
    page.unroute("**/upload")
    page.context.set_offline(False)
    all_up(page, 2)
    page.wait_for_timeout(300)
    assert page.locator(".notice", has_text="there already").count() == 0


def test_how_many_were_added_is_how_many_were(visit: Callable[..., Any], photos: list[Path], tmp_path: Path) -> None:
    page = visit()
    new_film(page)
    page.evaluate(
        """() => {
          window.heard = [];
          const said = document.getElementById("said");
          new MutationObserver(() => window.heard.push(said.textContent)).observe(said, { childList: true });
        }"""
    )
    (tmp_path / "broken.jpg").write_text("no picture")
    double = tmp_path / "double.jpg"
    double.write_bytes(photos[0].read_bytes())
    pick(page, "Add pictures", [*photos[:3], double, tmp_path / "broken.jpg"])
    all_up(page, 3)
    page.wait_for_timeout(200)
    heard = [text for text in page.evaluate("window.heard") if text]
    assert "5 files are being sent" in heard
    assert heard[-1] == "3 pictures added"
    assert not any(text.startswith("5 pictures") for text in heard)


def test_a_picture_that_was_just_sent_is_seen_even_offline(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    page.route("**/thumb.jpg*", lambda route: route.abort())
    pick(page, "Add pictures", photos[:2])
    all_up(page, 2)
    page.wait_for_timeout(300)
    images = page.locator(".tile[data-file] img")
    seen = "all => all.every((one) => one.complete && one.naturalWidth && one.src.startsWith('blob:'))"
    assert images.evaluate_all(seen)
    assert page.locator(".tile.blank").count() == 0
    page.unroute("**/thumb.jpg*")
    page.context.set_offline(True)
    page.locator(".away:visible").wait_for()
    page.context.set_offline(False)
    own = "all => all.every((one) => one.complete && one.naturalWidth && one.src.includes('thumb.jpg'))"
    until(lambda: images.evaluate_all(own))


def test_a_picture_opens_with_what_its_tile_shows(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    new_film(page)
    pick(page, "Add pictures", photos[:1])
    all_up(page, 1)
    held: list[Any] = []
    page.route("**/thumb.jpg?w=1280", lambda route: held.append(route))
    page.locator(".tile-open").click()
    large = page.locator(".picture-stage > img")
    look = "(image) => image.style.backgroundImage"
    assert "thumb.jpg" in large.evaluate(look)
    until(lambda: held or page.wait_for_timeout(50))
    held[0].continue_()
    until(lambda: large.evaluate(look) == "")


def _drop_now(page: Any, *paths: Path) -> None:
    """Drop files without waiting for any place for them."""
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 400, "data": data})
