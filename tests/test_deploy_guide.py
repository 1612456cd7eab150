"""docs/deploy.md: its walk-through as it is written, with three homes as the machines; its units and its containers."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml
from machines import Machine, valkey
from media_files import texture, write_picture
from served import free_port, until
from test_docs import COMMANDS

from albumforge.actors.process import STOP_SECONDS
from albumforge.media.probe import probe_video
from albumforge.queue.signs import GONE_SECONDS
from albumforge.settings import ENV_PREFIX, TABLE

DOCS = Path(__file__).resolve().parents[1] / "docs"
GUIDE = (DOCS / "deploy.md").read_text(encoding="utf-8")
DEPLOY = DOCS / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


class Site:
    """Three machines, each with the settings of the guide but for addresses and folders of the test."""

    def __init__(self, folder: Path, database_url: str, redis_url: str) -> None:
        self.folder = folder
        self.film = ""
        self.machines: dict[str, subprocess.Popen[bytes]] = {}
        self.environments: dict[str, dict[str, str]] = {}
        programs = folder / "bin"
        programs.mkdir()
        (programs / "albumforge").write_text(f'#!/bin/sh\nexec "{sys.executable}" -W error -m albumforge "$@"\n')
        (programs / "albumforge").chmod(0o755)
        written = yaml.safe_load(re.findall(r"```yaml\n(home: .*?)```", GUIDE, re.DOTALL)[0])
        for name in ("one", "two", "three"):
            settings = {
                **written,
                "home": str(folder / name),
                "database_url": database_url,
                "redis_url": redis_url,
                "media_root": str(folder / "srv/media"),
                "cache_dir": str(folder / "srv/cache"),
                "workers": 1,
                "lease_seconds": 10,
                "reconcile_after": 5,
                "http_port": free_port(),
                **({"roles": ["serve", "watch"]} if name == "one" else {}),
            }
            (folder / f"{name}.yaml").write_text(yaml.safe_dump(settings))
            self.environments[name] = {
                **os.environ,
                "HOME": str(folder),
                "PATH": f"{programs}:{os.environ['PATH']}",
                "ALBUMFORGE_CONFIG": str(folder / f"{name}.yaml"),
            }
            self.environments[name].pop("ALBUMFORGE_HOME")

    def run(self, line: str) -> str:
        """Run a line of the guide, such as ``one$ albumforge status``; return what it prints."""
        name, _, command = line.partition("$ ")
        environment = {**self.environments[name], "FILM": self.film}
        if command.endswith(" &"):
            command = f"exec {command.removesuffix(' &')}"
            self.machines[name] = subprocess.Popen(["bash", "-c", command], env=environment, start_new_session=True)
            until(lambda: self.shows(name) or self.machines[name].poll() is not None)
            assert self.machines[name].poll() is None
            return ""
        ran = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, f"{line}\n{ran.stdout}{ran.stderr}"
        if " movie new" in command:
            self.film = ran.stdout.split()[0]
        return ran.stdout

    def status(self) -> Any:
        """What ``status --json`` of the first machine says."""
        return json.loads(self.run("one$ albumforge status --json"))

    def pids(self, name: str) -> set[int]:
        """The processes of a machine."""
        one = psutil.Process(self.machines[name].pid)
        return {one.pid, *(child.pid for child in one.children(recursive=True))}

    def shows(self, name: str) -> bool:
        """Whether the machine, with what it is for, is in the status."""
        if self.machines[name].poll() is not None:
            return False
        mine = [process for process in self.status()["processes"] or () if process["pid"] in self.pids(name)]
        return {process["role"] for process in mine} == ({"server"} if name == "one" else {"supervisor", "worker"})

    def maker(self) -> tuple[str, float]:
        """The machine that makes the film, and the part of it that is done; "" where none does."""
        for process in self.status()["processes"]:
            task = process["task"]
            if task is not None and task["name"] == self.film:
                return next(name for name in self.machines if process["pid"] in self.pids(name)), task["progress"]
        return "", 0.0

    def cut_off(self, name: str) -> None:
        """Kill all processes of a machine at once."""
        for pid in self.pids(name):
            os.kill(pid, signal.SIGKILL)
        self.machines.pop(name).wait(30)

    def end(self) -> list[int]:
        """Ask all machines to stop; return how they ended."""
        for machine in self.machines.values():
            machine.terminate()
        return [machine.wait(60) for machine in self.machines.values()]


@pytest.fixture
def site(tmp_path: Path, postgres_url: str) -> Iterator[Site]:
    pictures = tmp_path / "Pictures" / "trip"
    pictures.mkdir(parents=True)
    for number in range(8):
        write_picture(pictures / f"IMG_{number}.jpg", texture(640, 480, seed=number))
    with valkey(tmp_path / "valkey", "--maxmemory-policy", "noeviction") as (port, _):
        site = Site(tmp_path, postgres_url, f"redis://127.0.0.1:{port}/0")
        yield site
        for machine in site.machines.values():
            if machine.poll() is None:
                machine.terminate()
                machine.wait(60)


def test_the_walk_through(site: Site) -> None:
    part = GUIDE.partition("## Step by step")[2].partition("\n## ")[0]
    blocks = [block.splitlines() for block in re.findall(r"```console\n(.*?)```", part, re.DOTALL)]
    assert [len(block) for block in blocks] == [2, 3, 2, 4, 2]
    for line in [*blocks[0], *blocks[1], *blocks[2], *blocks[3]]:
        printed = site.run(line)
    assert "films: 1 " in printed
    maker, _ = until(lambda: (found := site.maker())[1] > 0.25 and found)
    assert maker in ("two", "three")
    site.cut_off(maker)
    site.run(blocks[4][0])  # the other machine ends it
    printed = site.run(blocks[4][1])
    assert "films: 1 done" in printed
    film = json.loads(site.run("one$ albumforge movie status $FILM --json"))
    assert film["attempts"] == 2, film
    assert probe_video(Path(film["result"])).duration > 20
    until(lambda: len(site.status()["processes"]) == 3, GONE_SECONDS + 30)
    assert site.end() == [0, 0]


def test_a_machine_that_has_other_media_is_refused(site: Site) -> None:
    site.run("one$ albumforge up --check")
    wrong = yaml.safe_load((site.folder / "two.yaml").read_text()) | {"media_root": str(site.folder / "elsewhere")}
    (site.folder / "two.yaml").write_text(yaml.safe_dump(wrong))
    machine = Machine(site.folder / "two", "--config", site.folder / "two.yaml", "up")
    machine.process.wait(60)
    assert machine.end() == 6
    assert "media: shared" in machine.said


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_units(unit: Path, tmp_path: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    values = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
    program, *words = values["ExecStart"].split()
    assert program == "/opt/albumforge/bin/albumforge"
    verb = next(word for word in words if f"albumforge {word}" in COMMANDS)
    options = {name for parameter in COMMANDS["albumforge"].params for name in parameter.opts}
    assert {word for word in words[: words.index(verb)] if word.startswith("--")} <= options
    assert int(values["TimeoutStopSec"]) > STOP_SECONDS + 5 + 5
    assert (verb == "up") == (values["Type"] == "notify")
    analyse = shutil.which("systemd-analyze")
    if analyse is not None:
        placed = tmp_path / unit.name
        placed.write_text(text.replace(program, str(Path(sys.executable))))
        done = subprocess.run([analyse, "verify", placed], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_containers_run_what_there_is() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert set(composed) == {"name", "services", "volumes", "x-albumforge", "x-environment"}
    ours = {name: one for name, one in composed["services"].items() if one["image"] == "albumforge"}
    assert set(ours) == {"server", "worker"}
    for service in composed["services"].values():
        for volume in service["volumes"]:
            assert volume.partition(":")[0] in composed["volumes"]
        for name in service.get("depends_on", {}):
            assert "healthcheck" in composed["services"][name]
    roles = []
    for service in ours.values():
        program, verb, *words = service["command"]
        assert program == "albumforge"
        command = COMMANDS[f"albumforge {verb}"]
        known = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known
        roles += words[words.index("--roles") + 1].split(",")
        assert (DEPLOY / service["build"]["context"]).resolve() == DOCS.parent
        assert (DOCS.parent / service["build"]["dockerfile"]).is_file()
        assert int(service["stop_grace_period"].removesuffix("s")) > STOP_SECONDS + 5
        for variable in service["environment"]:
            assert variable.removeprefix(ENV_PREFIX).lower() in TABLE, variable
        for name in ("DATABASE_URL", "REDIS_URL"):
            host = service["environment"][ENV_PREFIX + name].partition("@")[2].partition("/")[0].partition(":")[0]
            assert host in composed["services"]
    assert sorted(roles) == ["serve", "watch", "worker"]
    docker = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert set(re.findall(r"^FROM (\S+)", docker, re.MULTILINE)) == {"python:3.11-slim"}
    for words in re.findall(r"CMD (\[.*\])$", docker, re.MULTILINE):
        assert f"albumforge {json.loads(words)[1]}" in COMMANDS
    for variable in re.findall(r"\bALBUMFORGE_\w+", docker):
        assert variable.removeprefix(ENV_PREFIX).lower() in TABLE


def test_settings_that_it_names_are_there() -> None:
    pattern = r"`((?:database|redis|media|cache|http|farm|lease|reconcile)_\w+|roles|queues|workers)`"
    named = set(re.findall(pattern, GUIDE))
    assert len(named) > 10
    assert named <= set(TABLE)
