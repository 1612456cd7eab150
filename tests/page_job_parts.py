"""What a person does with cutting jobs in the page, in a real browser, for its tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from page_parts import pick
from served import Served

DONE = 90_000
"""Milliseconds in which a small cut is made even on a busy machine."""

SAID = (
    (0.6, 1.0, " One"),
    (1.2, 1.8, " banana."),
    (2.4, 2.9, " Hm."),
    (3.6, 4.2, " Two"),
    (4.4, 4.9, " words."),
    (6.3, 7.4, " End."),
)
"""Start and end in seconds of the talk, and the word, as a transcriber would write them down."""


def cut(page: Any, video: Path) -> str:
    """Upload a video with the usual choices; returns the job once its cut is there."""
    pick(page, "Choose a video", [video])
    page.get_by_role("button", name="Cut it", exact=True).click()
    page.locator(".cut-player video").wait_for(timeout=DONE)
    return str(page.url.rpartition("/")[2])


def folder_of(server: Served, job: str) -> Path:
    """Where the server keeps a job."""
    (found,) = server.home.rglob(job)
    return found


def written(server: Served, job: str) -> None:
    """Leave what is said in the talk, as a transcriber would."""
    path = folder_of(server, job) / "output" / "transcript.json"
    words = [{"start": start, "end": end, "word": word, "probability": 1.0} for start, end, word in SAID]
    groups = [words[:2], words[2:3], words[3:5], words[5:]]
    segments = [
        {
            "start": one[0]["start"],
            "end": one[-1]["end"],
            "text": "".join(str(word["word"]) for word in one),
            "words": one,
        }
        for one in groups
    ]
    whole = {**json.loads(path.read_text()), "language": "en", "reason": None, "segments": segments}
    path.write_text(json.dumps(whole))
