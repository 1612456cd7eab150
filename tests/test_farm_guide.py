"""The guide docs/farm.md: its walk-through as it is written, its tables, and its worker."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from farm_parts import DONE, EXAMPLE, FAILED, SKIPPED, WAITING, Api, Farm, FarmWorker, preset_file
from media_files import texture, write_clip
from served import free_port, until

from albumforge.http.application import routes
from albumforge.settings import TABLE

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "farm.md"


def _text() -> str:
    return GUIDE.read_text(encoding="utf-8")


def _commands(section: str) -> list[str]:
    """The commands of a section of the guide, in their order."""
    part = _text().partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```console\n(.*?)```", part, re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


class Terminal:
    """Runs commands of the guide, with a home, a port and folders of a test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.videos = folder / "srv" / "videos"
        self.videos.mkdir(parents=True)
        (folder / "bin").mkdir()
        program = folder / "bin" / "albumforge"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -W error -m albumforge "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        self._own = {
            "HOME": str(folder),
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "XDG_STATE_HOME": str(folder / "state"),
            "ALBUMFORGE_HTTP_PORT": str(self.port),
        }
        self.environment = {**os.environ, **self._own}
        self.environment.pop("ALBUMFORGE_HOME", None)
        self._started: list[FarmWorker] = []

    def _here(self, command: str) -> str:
        command = command.replace("/srv/videos", str(self.videos))
        return re.sub(r"(127\.0\.0\.1|master):8000", f"127.0.0.1:{self.port}", command)

    def run(self, command: str) -> str:
        """Run a command that ends; return what it prints."""
        done = subprocess.run(
            ["bash", "-c", self._here(command)], env=self.environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self, command: str) -> FarmWorker:
        """Start a command that goes on."""
        state = self.folder / "state"
        self._started.append(FarmWorker(["bash", "-c", f"exec {self._here(command)}"], state, **self._own))
        return self._started[-1]

    def end(self) -> None:
        """End all that was started."""
        for process in reversed(self._started):
            if process.process.poll() is None:
                process.stop(signal.SIGINT)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    one = Terminal(tmp_path)
    yield one
    one.end()


def _clip(path: Path, seed: int, codec: str = "libx264") -> Path:
    options = {"crf": "12"} if codec == "libx264" else {}  # large enough to become smaller
    return write_clip(
        path,
        width=320,
        height=180,
        frames=24,
        paint=lambda n: texture(320, 180, seed + n),
        codec=codec,
        options=options,
    )


def test_the_walk_through_as_it_is_written(terminal: Terminal) -> None:
    folder, yaml, preset, serve, scan, videos, logs, once, worker, summary, listing, restore = _commands(
        "The first videos"
    )
    holiday = _clip(terminal.videos / "holiday.mp4", 0)
    original = holiday.read_bytes()
    _clip(terminal.videos / "talk.mp4", 100)
    _clip(terminal.videos / "new already.mp4", 200, "libx265")
    for command in (folder, yaml, preset):
        terminal.run(command)
    master = terminal.start(serve)
    until(lambda: "Ctrl-C" in master.said)
    api = Api(terminal.port, terminal.videos)

    scanned = json.loads(terminal.run(scan))["data"]
    assert (scanned["found"], scanned["added"], scanned["skipped"]) == (3, 2, 1)
    assert len(json.loads(terminal.run(videos))["data"]["videos"]) == 3
    assert any("hevc" in line["log_message"] for line in json.loads(terminal.run(logs))["data"]["logs"])

    terminal.run(once)
    until(lambda: sorted(api.states().values()) == [WAITING, DONE, SKIPPED])
    running = terminal.start(worker)
    until(lambda: sorted(api.states().values()) == [DONE, DONE, SKIPPED], 30)
    assert running.stop(signal.SIGINT) == 0

    farm = json.loads(terminal.run(summary))["data"]
    assert farm["videos"] == {"waiting": 0, "running": 0, "done": 2, "failed": 0, "skipped": 1}
    assert farm["bytes_saved"] > 0
    assert holiday.read_bytes() != original
    assert "holiday.mp4" in terminal.run(listing)
    terminal.run(restore)
    assert holiday.read_bytes() == original


def test_the_commands_for_more_machines_are_ones_that_there_are(terminal: Terminal) -> None:
    (worker,) = _commands("More machines")
    assert "--map" in terminal.run("albumforge farm-worker --help")
    refused = subprocess.run(
        ["bash", "-c", worker.replace("master:8000", "ftp://nobody").replace("http://ftp", "ftp")],
        env=terminal.environment,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert "is no address of a master" in refused.stderr  # all else was understood
    text = _text()
    for command in re.findall(r"`(albumforge [a-z-][^`]*)`", text):
        verb = next(word for word in command.split()[1:] if not word.startswith(("-", "~", "/")))
        terminal.run(f"albumforge {verb} --help")


def test_a_token_lets_a_worker_in_from_elsewhere(terminal: Terminal, tmp_path: Path) -> None:
    """Where loopback is not trusted, as with every address that is not loopback, only the token or the network is."""
    with Farm(tmp_path / "closed", preset_file(tmp_path), trust_loopback="false") as farm:
        token = terminal.run(f"albumforge --home {tmp_path}/closed/home token add --label farm").strip()
        stranger = farm.worker("stranger", "--once")
        assert stranger.wait() == 4
        assert "--token" in stranger.said
        assert farm.worker("known", "--once", ALBUMFORGE_FARM_TOKEN=token).wait() == 0
    with Farm(
        tmp_path / "open", preset_file(tmp_path), trust_loopback="false", farm_open_networks="127.0.0.0/8"
    ) as farm:
        assert farm.worker("neighbour", "--once").wait() == 0
        assert farm.api.ask("GET", "videos")[0] == 401


def test_all_routes_of_the_farm_and_no_others_are_in_its_tables() -> None:
    text = _text()
    named = {re.sub(r"<\w+>", "{}", path) for path in re.findall(r"`(?:[A-Z]+ )?(/api/v1/[^`]*)`", text)}
    named = {re.sub(r"/\d+", "/{}", path) for path in named}
    there = {re.sub(r"\{\w+\}", "{}", route.path) for route in routes() if route.family == "farm"}
    assert named == there


def test_all_settings_of_the_farm_are_in_its_table() -> None:
    rows = set(re.findall(r"^\| `(\w+)` \|", _text(), re.MULTILINE))
    assert {name for name in TABLE if name.startswith("farm_")} <= rows
    assert rows <= set(TABLE)


def test_the_worker_of_the_guide_does_its_work_and_goes_when_told(tmp_path: Path) -> None:
    assert f"[{EXAMPLE.name}]({EXAMPLE.name})" in _text()
    with Farm(tmp_path) as farm:
        _clip(farm.root / "a.mp4", 0)
        damaged = _clip(farm.root / "b.mp4", 100)
        size = damaged.stat().st_size
        with damaged.open("r+b") as file:
            file.seek(size // 4)
            file.write(bytes(size // 4))  # as a bad sector reads
        farm.api.scan()
        worker = farm.example("sixty lines")
        until(lambda: farm.api.states()["a.mp4"] == DONE, 30)
        until(lambda: farm.api.states()["b.mp4"] == FAILED, 40)
        assert all(task["error_message"] for task in farm.api.tasks() if task["status"] == 3)
        number = farm.api.workers()["sixty lines"]["worker_id"]
        farm.api.data("POST", f"workers/{number}/offline", action="offline")
        assert worker.wait(20) == 0
        assert not list(farm.root.glob(".transcode-*"))
