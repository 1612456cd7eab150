"""A finished film in a real browser: it loads, seeks and plays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from media_files import texture, write_picture
from video_pages import Told, chromium, reports, told_by

__all__ = ["chromium", "reports", "told_by"]

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


def test_a_film_plays_to_its_end(cli: Callable[..., Any], told_by: Told, tmp_path: Path) -> None:
    photos = [write_picture(tmp_path / f"{number}.jpg", texture(640, 360, number)) for number in range(3)]
    film = tmp_path / "film.mp4"
    ran = cli("make", *photos, "--resolution", "320x180", "--seconds-per-photo", "1", "-o", film, "--json")
    assert ran.code == 0, ran.out
    seen = told_by(PAGE, film)
    assert "error" not in seen, seen
    assert (seen["width"], seen["height"]) == (320, 180)
    assert seen["duration"] == pytest.approx(3.0, abs=0.05)
    assert seen["from"] == pytest.approx(2.0, abs=0.05)
    assert seen["to"] == pytest.approx(3.0, abs=0.05)
    assert seen["shown"] > 10
