"""A real browser, a real server, and somebody who opens the page: fixtures for the tests of the page."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from page_parts import DESKTOP, playwright_api
from served import Served

from albumforge.samples import write_samples

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--autoplay-policy=no-user-gesture-required"),
)
EXPECTED = re.compile(
    r"status of (403|413|422|503)|status of 404.*(/s/|favicon|/api/jobs/|/frame\.jpg)|status of 4.*/api/v1/|"
    r"ERR_FAILED|ERR_CONNECTION|ERR_INTERNET_DISCONNECTED"
)
"""What a browser remarks on when a server refuses, as it should; the latest frame goes when its film is done."""


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
    playwright_api.expect.set_options(timeout=20_000)
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
        page.on("console", lambda said: said.type == "error" and wrong.append(f"{said.text} {said.location['url']}"))
        page.goto(f"http://127.0.0.1:{server.port}/films/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [text for text in wrong if not EXPECTED.search(text)] == []
