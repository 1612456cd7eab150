"""The files of cutting jobs: which of them are shown, and by which names they are had."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_job_states import job

from albumforge.errors import MediaError, NotFound
from albumforge.services.job_files import Previews, artifact, artifacts, trace, trace_summary
from albumforge.services.job_states import Job
from albumforge.services.states import Status


@pytest.fixture
def made(tmp_path: Path) -> Job:
    """A job with files that are shown, and others."""
    for category in ("input", "temp", "output"):
        (tmp_path / category / "folder").mkdir(parents=True)
    (tmp_path / "input" / "input.mp4").write_bytes(b"video")
    (tmp_path / "output" / "scenes.json").write_text("{}")
    (tmp_path / "output" / ".albumforge-1.mp4").write_bytes(b"half")
    (tmp_path / "output" / "link.json").symlink_to("/etc/hostname")
    (tmp_path / "secret.txt").write_text("secret")
    return job(tmp_path, Status.DONE)


def test_only_whole_files_are_shown(made: Job) -> None:
    found = artifacts(made)
    assert {category: [one.name for one in files] for category, files in found.items()} == {
        "input": ["input.mp4"],
        "temp": [],
        "output": ["scenes.json"],
    }
    assert (found["input"][0].size, found["input"][0].modified.tzinfo is not None) == (5, True)


def test_files_are_had_by_their_names_alone(made: Job) -> None:
    assert artifact(made, "output", "scenes.json").read_text() == "{}"
    for category, name in [
        ("output", "link.json"),
        ("output", "folder"),
        ("output", ".albumforge-1.mp4"),
        ("output", "../secret.txt"),
        ("output", ".."),
        ("output", ""),
        ("", "secret.txt"),
        ("..", "secret.txt"),
        ("output/..", "secret.txt"),
        ("output", "x" * 5000),
        ("output", "a\0b"),
    ]:
        with pytest.raises(NotFound):
            artifact(made, category, name)


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"total_actions": 1}', "\x00"])
def test_a_trace_that_is_none_says_nothing(made: Job, text: str | None) -> None:
    if text is not None:
        made.trace.write_text(text)
    assert trace(made)["actions"] == []
    assert trace_summary(made) == {"total_actions": 0, "successful": 0, "failed": 0, "total_time_ms": 0}


def test_the_counts_of_a_trace(made: Job) -> None:
    counts = {"total_actions": 1, "successful": 1, "failed": 0, "total_time_ms": 7}
    actions = [{"action": "ingest", "detail": "", "ok": True, "took_ms": 7}]
    made.trace.write_text(json.dumps({**counts, "actions": actions}))
    assert trace(made) == {**counts, "actions": actions}
    assert trace_summary(made) == counts


class Workplace:
    """Makes previews, or not."""

    def __init__(self) -> None:
        self.broken = False
        self.done: list[str] = []

    def do(self, _job: str, /, *, about: Path | None = None, **arguments: str) -> None:
        assert about is not None
        if self.broken:
            raise MediaError(about, "it is damaged")
        self.done.append(Path(arguments["source"]).name)
        Path(arguments["target"]).write_bytes(about.read_bytes())

    def close(self) -> None:
        """Nothing is open."""


def test_a_preview_is_made_again_only_of_what_has_changed(made: Job) -> None:
    work = Workplace()
    previews = Previews(work)
    assert previews.preview(made, "480p").read_bytes() == b"video"
    previews.preview(made, "480p")
    assert Previews(work).preview(made, "480p").read_bytes() == b"video"
    made.film.write_bytes(b"cut")
    assert previews.preview(made, "480p").read_bytes() == b"cut"
    assert work.done == ["input.mp4", "final.mp4"]
    made.film.write_bytes(b"new cut")
    work.broken = True
    with pytest.raises(MediaError):
        previews.preview(made, "480p")
    work.broken = False
    assert previews.preview(made, "480p").read_bytes() == b"new cut"
    made.film.unlink()
    made.video.unlink()
    with pytest.raises(NotFound):
        previews.preview(made, "480p")
