"""A cut whose frames are partly copied, in a real browser: every frame is shown, over all joins."""

from __future__ import annotations

import queue
import subprocess
from pathlib import Path
from typing import Any

import pytest
from executed_cuts import cut_of, made, said
from media_files import texture, write_clip
from test_plays_in_browser import FLAGS, chromium, reports

__all__ = ["chromium", "reports"]

PAGE = """<video id=film src="{film}" muted></video><script>
const film = document.getElementById("film"), times = [], tell = what =>
  new Image().src = "{report}?" + new URLSearchParams({{json: JSON.stringify(what)}});
const seen = (now, frame) => {{ times.push(frame.mediaTime); film.requestVideoFrameCallback(seen); }};
film.requestVideoFrameCallback(seen);
film.onerror = () => tell({{error: film.error.message}});
film.onended = () => tell({{duration: film.duration, decoded: film.getVideoPlaybackQuality().totalVideoFrames,
  rising: times.every((time, number) => !number || time > times[number - 1])}});
film.play().catch(error => tell({{error: String(error)}}));
</script>"""


def test_every_frame_of_a_cut_is_decoded(
    chromium: str,
    reports: tuple[str, queue.Queue[dict[str, Any]]],
    tmp_path: Path,
) -> None:
    address, told = reports
    wide = texture(900, 180)
    clip = tmp_path / "clip.mp4"
    write_clip(clip, width=320, height=180, frames=140, paint=lambda number: wide[:, 4 * number : 4 * number + 320])
    plan = cut_of(clip, (3, 50), (61, 63), (70, 140))
    film = tmp_path / "film.mp4"
    assert int(said(made(plan, film), "smart_render").split()[0]) > 80
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
    assert seen["decoded"] == plan.frames == 119
    assert seen["duration"] == pytest.approx(119 / 30, abs=0.05)
    assert seen["rising"]
