"""A cut whose frames are partly copied, in a real browser: every frame is shown, over all joins."""

from __future__ import annotations

from pathlib import Path

import pytest
from executed_cuts import cut_of, made, said
from media_files import texture, write_clip
from video_pages import Told, chromium, reports, told_by

__all__ = ["chromium", "reports", "told_by"]

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


def test_every_frame_of_a_cut_is_decoded(told_by: Told, tmp_path: Path) -> None:
    wide = texture(900, 180)
    clip = tmp_path / "clip.mp4"
    write_clip(clip, width=320, height=180, frames=140, paint=lambda number: wide[:, 4 * number : 4 * number + 320])
    plan = cut_of(clip, (3, 50), (61, 63), (70, 140))
    film = tmp_path / "film.mp4"
    assert int(said(made(plan, film), "smart_render").split()[0]) > 80
    seen = told_by(PAGE, film)
    assert "error" not in seen, seen
    assert seen["decoded"] == plan.frames == 119
    assert seen["duration"] == pytest.approx(119 / 30, abs=0.05)
    assert seen["rising"]
