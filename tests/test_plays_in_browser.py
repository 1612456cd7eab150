"""A finished film in a real browser: it loads, seeks and plays."""

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
from media_files import texture, write_picture

PAGE = """<video id=film src="{film}" muted></video><script>
const film = document.getElementById("film"), tell = what =>
  new Image().src = "{report}?" + new URLSearchParams({{json: JSON.stringify(what)}});
film.onerror = () => tell({{error: film.error.message}});
film.onloadeddata = () => {{
  film.onseeked = () => {{
    film.onseeked = null;
    const from = film.currentTime;
    film.play().catch(error => tell({{error: String(error)}}));
    film.onended = () => tell({{width: film.videoWidth, height: film.videoHeight, duration: film.duration, from,
      to: film.currentTime, shown: film.getVideoPlaybackQuality().totalVideoFrames}});
  }};
  film.currentTime = film.duration - 1;
}};
</script>"""

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


def test_a_film_plays_to_its_end(
    cli: Callable[..., Any], chromium: str, reports: tuple[str, queue.Queue[dict[str, Any]]], tmp_path: Path
) -> None:
    address, told = reports
    photos = [write_picture(tmp_path / f"{number}.jpg", texture(640, 360, number)) for number in range(3)]
    film = tmp_path / "film.mp4"
    ran = cli("make", *photos, "--resolution", "320x180", "--seconds-per-photo", "1", "-o", film, "--json")
    assert ran.code == 0, ran.out
    page = tmp_path / "page.html"
    page.write_text(PAGE.format(film=film.as_uri(), report=address), encoding="utf-8")
    process = subprocess.Popen(
        [chromium, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", page.as_uri()],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        seen = told.get(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert "error" not in seen, seen
    assert (seen["width"], seen["height"]) == (320, 180)
    assert seen["duration"] == pytest.approx(3.0, abs=0.05)
    assert seen["from"] == pytest.approx(2.0, abs=0.05)
    assert seen["to"] == pytest.approx(3.0, abs=0.05)
    assert seen["shown"] > 10
