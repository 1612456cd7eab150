"""What the page says of a film is true: deleted elsewhere, cancelled, and who may sign out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_parts import all_up, new_film, pick, playwright_api
from served import until

pytest_plugins = ["page_fixtures"]


def _delete_elsewhere(page: Any, work_id: str) -> None:
    """Not as the page does it, which would know of it."""
    asked = "(address) => fetch(address, { method: 'DELETE' }).then((answer) => answer.ok)"
    assert page.evaluate(asked, page.url.partition("#")[0] + f"movie/{work_id}")


def _begun(page: Any, photos: list[Path], title: str) -> str:
    new_film(page)
    page.locator(".title-field").fill(title)
    pick(page, "Add pictures", photos)
    all_up(page, len(photos))
    return str(page.url.split("/")[-1])


@pytest.mark.parametrize("stream", ["told", "asked for"])
def test_a_film_that_is_deleted_elsewhere_goes_everywhere(
    visit: Callable[..., Any], photos: list[Path], stream: str
) -> None:
    page, gallery = visit(), visit()
    if stream == "asked for":
        for one in (page, gallery):
            one.route("**/movie/events?*", lambda route: route.fulfill(status=403, json={"code": "too_many"}))
            one.reload()
            one.locator(".page-head").wait_for()
    title = f"Not for long, {stream}"
    work_id = _begun(page, photos[:2], title)
    gallery.reload()
    card = gallery.locator(".card", has_text=title)
    card.wait_for()
    for images in (page.locator(".tile img"), card.locator(".card-few img")):
        until(lambda images=images: images.evaluate_all("all => all.length && all.every((one) => one.complete)"))
    _delete_elsewhere(gallery, work_id)
    playwright_api.expect(card).to_have_count(0)
    playwright_api.expect(page.get_by_role("heading", name="This film is not here any more")).to_be_visible()
    page.get_by_role("link", name="All films").last.click()
    page.locator(".page-head").wait_for()
    playwright_api.expect(page.locator(".card", has_text=title)).to_have_count(0)


def test_what_a_screen_reader_hears_does_not_outlive_its_truth(visit: Callable[..., Any], photos: list[Path]) -> None:
    page = visit()
    _begun(page, photos[:2], "Soon over")
    page.get_by_role("button", name="Make the film").click()
    page.locator(".progress").wait_for()
    said = page.locator("#said")
    playwright_api.expect(said).not_to_be_empty()
    before = said.text_content()
    page.get_by_role("button", name="Cancel").click()
    all_up(page, 2)
    playwright_api.expect(said).not_to_have_text(before)
    assert "queue" not in said.text_content()


def test_who_needs_a_session_can_end_it(visit: Callable[..., Any]) -> None:  # the last one: it is that of all
    page = visit()  # below a prefix, as behind a proxy: being on this machine is not enough
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Please sign in").wait_for()
