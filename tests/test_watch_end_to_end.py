"""Watch folders as people use them: commands and servers as processes, which are also killed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from media_files import texture, write_clip, write_picture
from served import Served, command, until
from transfer_world import World

from albumforge.forge import Forge
from albumforge.media.probe import probe_video
from albumforge.services.watch.states import BatchState, Origin
from albumforge.settings import Settings

QUICK = ("watch_rest_seconds=0.5",)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


def watch(tmp_path: Path, *arguments: object, code: int = 0, settings: tuple[str, ...] = (), **more: str) -> list[Any]:
    """Run ``albumforge watch --json`` to its end; the events."""
    line = command(tmp_path / "home", "watch", *arguments, "--json", settings=(*QUICK, *settings))
    ran = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **more})
    assert ran.returncode == code, f"{ran.returncode}\n{ran.stdout}\n{ran.stderr}"
    return [json.loads(text) for text in ran.stdout.splitlines()]


def batches(events: list[Any]) -> list[tuple[str, int]]:
    return [(event["state"], event["files"]) for event in events if event["event"] == "batch"]


def stamps(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_a_film_of_what_is_there_and_the_next_one_of_what_is_new(tmp_path: Path, folder: Path) -> None:
    for number in range(3):
        write_picture(folder / f"{number}.jpg", texture(48, 32, seed=number))
    before = stamps(folder)
    arguments = (folder, "--do", "film", "--backend", "small", "--target", tmp_path / "films", "--once")
    events = watch(tmp_path, *arguments, "--title", "Week of {date}")
    assert batches(events)[-1] == ("done", 3)
    (film,) = (tmp_path / "films").iterdir()
    assert film.name.startswith("Week of ")
    assert probe_video(film).duration > 0
    assert events[-1]["result"] == str(film)
    for number in range(3, 6):
        write_picture(folder / f"{number}.jpg", texture(48, 32, seed=number))
    shutil.copy(folder / "0.jpg", folder / "0 again.jpg")
    assert batches(watch(tmp_path, *arguments, "--title", "Week of {date}"))[-1] == ("done", 3)
    assert len(list((tmp_path / "films").iterdir())) == 2
    assert batches(watch(tmp_path, *arguments, "--title", "Week of {date}")) == []
    assert {name: stamp for name, stamp in stamps(folder).items() if name in before} == before


def test_a_cut_of_each_video_and_what_cannot_be_cut(tmp_path: Path, folder: Path) -> None:
    write_clip(folder / "talk.mp4", frames=60)
    (folder / "empty.mp4").touch()
    arguments = (folder, "--do", "cut", "--backend", "snip", "--target", tmp_path / "cuts", "--once")
    events = watch(tmp_path, *arguments, code=3)
    assert batches(events)[-1] == ("done", 1)
    assert (events[-1]["event"], events[-1]["path"], events[-1]["state"]) == ("file", f"{folder}/empty.mp4", "left")
    line = command(tmp_path / "home", "watch", "--list", settings=QUICK)
    listed = subprocess.run(line, capture_output=True, text=True, timeout=60, check=True).stdout
    assert f"… {folder}/empty.mp4: the file is empty (0 bytes)" in listed
    assert [path.name for path in (tmp_path / "cuts").iterdir()] == ["talk.mp4"]


def test_once_ended_by_a_signal_says_so(tmp_path: Path, folder: Path) -> None:
    line = command(tmp_path / "home", "watch", folder, "--do", "cut", "--once", "--json", settings=QUICK)
    with (folder / "comes.mp4").open("wb"), subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["event"] == "root"
        process.terminate()
        assert process.wait(60) == 143


def test_a_master_is_sent(tmp_path: Path, folder: Path, world: World) -> None:
    anna = world.person("anna")
    write_clip(folder / "master.mp4", frames=30)
    (folder / "notes.txt").write_text("not sent")
    settings = (f"transfer_server={anna.url}", f"transfer_places={anna.places[0]}")
    arguments = (folder, "--do", "send", "--series", 5, "--once")
    more = {"ALBUMFORGE_TRANSFER_TOKEN": anna.token}
    events = watch(tmp_path, *arguments, settings=settings, **more)
    assert batches(events)[-1] == ("done", 1)
    (upload,) = anna.server._ask("GET", "transfers/uploads")["data"]
    assert str(upload["source_id"]) == events[-1]["result"]
    assert batches(watch(tmp_path, *arguments, settings=settings, **more)) == []
    assert len(anna.server._ask("GET", "transfers/uploads")["data"]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--do", "film"), "--do describes a rule"),
        ((), "There is nothing to watch"),
        (("/nowhere",), "--do is missing"),
        (("~no-such-user/in", "--do", "film"), "folders: ~no-such-user/in: this machine knows no such user"),
        (("/nowhere", "--do", "transcode"), "target: must be the folder"),
        (("/nowhere", "--do", "film", "--option", "template"), "must be NAME=VALUE"),
        (("/nowhere", "--do", "film", "--option", "template=nothing"), "template"),
        (("/nowhere", "--do", "film", "--when", "soon"), "when: 'soon' is not understood"),
        (("/nowhere", "--do", "transcode", "--target", "/t", "--preset", "none"), "There is no preset 'none'"),
        (("--retry", "--name", "x"), "There is no rule x"),
        (("--remove", "x"), "There is no rule x"),
    ],
)
def test_what_the_command_refuses(cli: Callable[..., Any], arguments: tuple[str, ...], said: str) -> None:
    ran = cli("watch", *arguments)
    assert ran.code == 2
    assert said in ran.err


def test_a_rule_of_a_command_is_listed_as_such_and_removed(
    cli: Callable[..., Any], local_forge: Forge, folder: Path
) -> None:
    rules = local_forge.watch.rules
    (kept,) = rules.take_over([{"folders": [str(folder)], "do": "film"}], Origin.COMMAND)
    home = ("--home", str(local_forge.settings.home))
    listed = cli(*home, "watch", "--list").out
    assert "film in (film, quiet 10)\n  of the command line; nothing follows it now" in listed
    assert rules.claim(kept.id, "it runs")
    assert "of the command line; followed now" in cli(*home, "watch", "--list").out
    refused = cli(*home, "watch", "--remove", "film in")
    assert refused.code == 2
    assert "is running: end it first" in refused.err
    rules.release("it runs")
    assert cli(*home, "watch", "--remove", "film in").out == "film in removed; files and results stay\n"
    assert rules.all() == []
    (stays,) = rules.take_over([{"folders": [str(folder)], "do": "film", "name": "Sunday"}], Origin.SETTINGS)
    assert "of the settings; nothing follows it now" in cli(*home, "watch", "--list").out
    refused = cli(*home, "watch", "--remove", "Sunday")
    assert (refused.code, rules.get(stays.id).name) == (4, "Sunday")
    assert "stands in the settings" in refused.err


@contextlib.contextmanager
def serving(tmp_path: Path, *settings: str) -> Iterator[tuple[Served, Forge]]:
    """A server, and the forge of its home."""
    home = tmp_path / "home"
    served = Served(home, "--no-open", "--workers", 1, settings=(*QUICK, *settings)).ready()
    try:
        with Forge(Settings(home=home)) as forge:
            yield served, forge
    finally:
        served.end()


def processes(served: Served, word: str) -> list[psutil.Process]:
    """The living processes of a server whose command line has a word."""
    found = []
    for child in psutil.Process(served.process.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if word in " ".join(child.cmdline()) and child.status() != psutil.STATUS_ZOMBIE:
                found.append(child)
    return found


def test_a_server_looks_after_rules_and_whoever_is_killed_is_replaced(tmp_path: Path, folder: Path) -> None:
    """A studio drops a card; the process that looks, and every worker, are killed while the proxies are made."""
    with serving(tmp_path, "lease_seconds=2") as (served, forge):
        assert not processes(served, "albumforge.watch.process")  # nobody asked for any
        document = {"do": "transcode", "preset": "proxy-720p", "target": str(tmp_path / "proxies")}
        rule = forge.watch.rules.add({"folders": [str(folder)], **document})
        until(lambda: forge.watch.rules.get(rule.id).watched)
        card = tmp_path / "card"
        card.mkdir()
        for number in range(6):
            write_clip(card / f"{number}.mp4", width=320, height=180, frames=150, sound=False)
            with (card / f"{number}.mp4").open("ab") as clip:  # each has a content of its own
                clip.write(b"\0\0\0\x0cfree" + number.to_bytes(4, "big"))
        before = stamps(card)
        card.rename(folder / "CARD01")
        until(lambda: (tmp_path / "proxies" / "CARD01").is_dir())
        for word in ("albumforge.watch.process", "albumforge.actors.process"):
            for process in processes(served, word):
                os.kill(process.pid, signal.SIGKILL)
        until(lambda: forge.watch.files.counts(rule.id).batches[BatchState.DONE] == 6, 120)
        results = sorted(path.name for path in (tmp_path / "proxies" / "CARD01").iterdir())
        assert results == [f"{number}.mp4" for number in range(6)]  # none twice, nothing half made
        assert stamps(folder) == before
        for batch in forge.watch.batches.recent():
            assert probe_video(Path(batch.result)).duration == pytest.approx(5.0, abs=0.1)
