"""The transcode farm in the page of a server that has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from page_parts import PHONE, playwright_api
from served import Served

pytest_plugins = ["page_fixtures"]


def test_how_a_farm_is_set_up_is_told_where_there_is_none(visit: Callable[..., Any], server: Served) -> None:
    page = visit("#/farm", **PHONE)
    heading = page.get_by_role("heading", name="Transcode farm")
    heading.wait_for()
    for typed in (
        "albumforge --set farm_roots=/srv/videos serve",
        f"albumforge farm-worker http://127.0.0.1:{server.port}/films --map /srv/videos=/mnt/videos",
    ):
        playwright_api.expect(page.get_by_text(typed, exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="中文").click()
    page.get_by_role("heading", name="转码农场").wait_for()
    playwright_api.expect(page.get_by_role("link", name="转码", exact=True)).to_have_count(0)
