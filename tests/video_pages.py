"""Pages with a video, opened in a real browser; they report what came of it."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

Told = Callable[[str, Path], dict[str, Any]]
"""Opens a page, with ``{film}`` and ``{report}`` in its text, on a film; returns what it reported."""

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    "--autoplay-policy=no-user-gesture-required",
)


@pytest.fixture
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to have Chromium")
        pytest.skip("Chromium is not installed")
    return found


@pytest.fixture
def reports() -> Iterator[tuple[str, queue.Queue[dict[str, Any]]]]:
    """An address that pages report to, and what they reported."""
    told: queue.Queue[dict[str, Any]] = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.put(json.loads(parse_qs(urlsplit(self.path).query)["json"][0]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Keep the tests' output clean."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/", told
        server.shutdown()
        thread.join()


@pytest.fixture
def told_by(chromium: str, reports: tuple[str, queue.Queue[dict[str, Any]]], tmp_path: Path) -> Told:
    def opened(text: str, film: Path) -> dict[str, Any]:
        address, told = reports
        page = tmp_path / "page.html"
        page.write_text(text.format(film=film.as_uri(), report=address), encoding="utf-8")
        process = subprocess.Popen(
            [chromium, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", page.as_uri()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            return told.get(timeout=60)
        finally:
            process.kill()
            process.wait()

    return opened
