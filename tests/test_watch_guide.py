"""docs/watch.md: its commands and its rule, run as they are written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from media_files import texture, write_clip, write_picture
from served import Served, until

from albumforge.forge import Forge
from albumforge.media.probe import probe_video
from albumforge.models.tables import now
from albumforge.services.watch.rule import Rule
from albumforge.settings import Settings

GUIDE = (Path(__file__).resolve().parents[1] / "docs/watch.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture
def person(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who has albumforge on the path."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "albumforge").write_text(f'#!/bin/sh\nexec "{sys.executable}" -W error -m albumforge "$@"\n')
    (programs / "albumforge").chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    quick = {"ALBUMFORGE_WATCH_REST_SECONDS": "0.5", "ALBUMFORGE_HOME": str(tmp_path / "home")}
    return {**os.environ, "HOME": str(tmp_path), "PATH": path, **quick}


def run(block: str, person: dict[str, str]) -> None:
    ran = subprocess.run(["bash", "-euc", block], env=person, capture_output=True, text=True, timeout=180, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def photos(folder: Path, first: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(first, first + 3):
        write_picture(folder / f"IMG_{number}.jpg", texture(320, 240, seed=number))


def test_a_familys_film(person: dict[str, str], tmp_path: Path) -> None:
    photos(tmp_path / "Phone", 1)
    run(next(block for block in blocks("sh") if "--do film" in block), person)
    (film,) = (tmp_path / "Films").glob("*.mp4")
    assert film.name.startswith("Week of ")
    assert probe_video(film).duration > 4


def test_a_familys_rule_on_a_sunday_evening(tmp_path: Path) -> None:
    (block,) = blocks("yaml")
    home = tmp_path / "home"
    home.mkdir()
    written = block.replace("~", str(tmp_path)).replace("do: film", "do: film\n    backend: small")
    written = re.sub(r"\n    request: .*", "", written)  # the small generator of the tests has no such option
    (home / "albumforge.yaml").write_text(written, encoding="utf-8")
    photos(tmp_path / "Phone", 1)
    served = Served(home, "--no-open", "--workers", 1, settings=("watch_rest_seconds=0.5",)).ready()
    try:
        with Forge(Settings(home=home)) as forge:
            rules = until(lambda: forge.watch.rules.all())
            assert [rule.name for rule in rules] == ["Sunday"]
            number = rules[0].id
            until(lambda: forge.watch.files.counts(number).files[1] == 3)
            assert forge.watch.batches.recent() == []  # it is not Sunday evening yet
            with forge.database.transaction() as tables:
                tables.watch_rule.update(due=now() - timedelta(seconds=1)).execute()
            until(lambda: list((tmp_path / "Films").glob("Week of *.mp4")), 120)
            due = forge.watch.rules.get(number).due
            assert due is not None
            assert due.astimezone().strftime("%a %H:%M") == "Sun 18:00"
    finally:
        served.end()


def test_a_studios_proxies(person: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "incoming/CARD01").mkdir(parents=True)
    write_clip(tmp_path / "incoming/CARD01/A001.mov", width=1920, height=1080, frames=30)
    run(next(block for block in blocks("sh") if "--do transcode" in block), person)
    made = probe_video(tmp_path / "proxies/CARD01/A001.mp4")
    assert (made.width, made.height) == (1280, 720)


def test_the_guide_names_all_that_a_rule_may_say() -> None:
    named = re.findall(r"^\| `(\w+)` \| ", GUIDE, re.MULTILINE)
    assert sorted(named) == sorted(one.name for one in fields(Rule))
    (block,) = blocks("yaml")
    assert set(yaml.safe_load(block)["watch"][0]) <= set(named)
