"""Options that verbs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from albumforge.cli.options import request_of


def values(settings: dict[str, Any]) -> dict[str, tuple[Any, str]]:
    return {row["name"]: (row["value"], row["origin"]) for row in settings["settings"]}


def test_only_what_was_given_is_asked_for() -> None:
    assert request_of({"title": "A", "fps": None, "seed": 0, "duration": None}) == {"title": "A", "seed": 0}


def test_a_music_file_is_asked_for_by_its_full_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "song.mp3").write_bytes(b"x")
    assert request_of({"music": "song.mp3"}) == {"music": str(tmp_path / "song.mp3")}
    assert request_of({"music": "none"}) == {"music": "none"}


def test_global_options_reach_the_settings(cli: Callable[..., Any], tmp_path: Path) -> None:
    config = tmp_path / "my.yaml"
    config.write_text("workers: 3\nthreads: 3\n", encoding="utf-8")
    ran = cli("--home", tmp_path / "h", "--config", config, "--set", "threads=5", "settings", "--json")
    found = values(ran.json)
    assert found["home"] == (str(tmp_path / "h"), "argument")
    assert found["workers"] == (3, str(config))
    assert found["threads"] == (5, "argument")


def test_a_name_may_be_written_with_dashes(cli: Callable[..., Any]) -> None:
    assert values(cli("--set", "max-files=7", "settings", "--json").json)["max_files"] == (7, "argument")


@pytest.mark.parametrize(
    ("assignment", "said"),
    [("threads", "NAME=VALUE"), ("threads=lots", "a whole number"), ("nonsense=1", "no setting 'nonsense'")],
)
def test_a_bad_assignment_is_bad_input(cli: Callable[..., Any], assignment: str, said: str) -> None:
    ran = cli("--set", assignment, "settings")
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""
