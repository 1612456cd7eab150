"""``albumforge transcode`` and ``albumforge farm``, as they are typed."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from videos_to_transcode import write_noisy

from albumforge.media.sizes import size_text
from albumforge.transcoders.facts import video_facts
from albumforge.transcoders.presets import preset_names


@pytest.fixture(scope="session")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_noisy(tmp_path_factory.mktemp("noisy") / "a.mp4")


@pytest.fixture
def library(noisy: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    for name in ("a.mp4", "b.mp4"):
        shutil.copy(noisy, folder / name)
    (tmp_path / "quick.yaml").write_text("name: quick\nvideo: {codec: hevc, crf: 30, speed: ultrafast}\n")
    return folder


@pytest.fixture
def quick(library: Path) -> tuple[str, str]:
    return ("--preset", str(library.parent / "quick.yaml"))


ENDING = """
from albumforge.transcoders.software import SoftwareTranscoder

class Ending(SoftwareTranscoder):
    name = "ending"
    def transcode(self, source, output, preset, **options):
        if source.name == "a.mp4":
            output.write_bytes(b"half")
            raise SystemExit("no licence")
        return SoftwareTranscoder().transcode(source, output, preset, **options)

def albumforge_backends():
    return {"transcoder": [Ending]}
"""


def test_a_plugin_that_ends_the_program_fails_its_video_alone(
    cli: Callable[..., Any], library: Path, quick: tuple[str, str], tmp_path: Path
) -> None:
    (tmp_path / "ending.py").write_text(ENDING, encoding="utf-8")
    before = (library / "a.mp4").read_bytes()
    plugin = ("--set", f"plugins_dirs={tmp_path}")
    ran = cli(*plugin, "transcode", library, "--replace", "--backend", "ending", *quick, "--json")
    told = {Path(video["source"]).name: video for video in ran.json["videos"]}
    assert {name: video["state"] for name, video in told.items()} == {"a.mp4": "failed", "b.mp4": "done"}
    assert "the backend raised SystemExit: no licence" in told["a.mp4"]["reason"]
    assert (library / "a.mp4").read_bytes() == before
    assert not [path for path in library.iterdir() if path.is_file() and path.read_bytes() == b"half"]


def test_a_library_is_replaced_restored_and_swept(
    cli: Callable[..., Any], library: Path, quick: tuple[str, str]
) -> None:
    before = (library / "a.mp4").read_bytes()
    ran = cli("transcode", library, "--replace", *quick)
    assert ran.code == 0, ran.err
    assert "2 done, 0 skipped, 0 refused, 0 failed; " in ran.out
    assert " kB smaller (−" in ran.out
    assert "Nothing is free yet: the originals are kept for 30 days." in ran.out
    before_all = sum(video.stat().st_size for video in library.glob(".albumforge-quarantine/*/*.mp4"))
    assert f"{size_text(before_all)} will be free once they are deleted." in ran.out
    assert f"`albumforge farm sweep --now {library}` deletes them now" in ran.out
    assert ran.err.count("a.mp4 → ") == 1
    assert "libx265, crf 30, " in ran.err
    assert video_facts(library / "a.mp4").codec == "hevc"
    listed = cli("farm", "restore", library, "--list")
    assert listed.out.count(str(library)) == 2
    ran = cli("farm", "restore", library / "a.mp4")
    assert ran.out == f"{library / 'a.mp4'} is the original again\n"
    assert (library / "a.mp4").read_bytes() == before
    assert "nothing is old enough" in cli("farm", "sweep", library).out
    (library / "b.mp4").rename(library / "b.moved")
    assert "b.mp4 is kept: its replacement is missing" in cli("farm", "restore", library, "--list").err
    swept = cli("farm", "sweep", library, "--days", "1e-12")
    assert "1 original was deleted, replaced before " in swept.out
    assert f"{library / 'b.mp4'} is kept: its replacement is missing" in swept.err
    (library / "b.moved").rename(library / "b.mp4")
    unasked = cli("farm", "sweep", library, "--now")
    assert (unasked.code, unasked.out) == (2, "")
    assert "give --yes" in unasked.err
    assert "1 original was deleted: " in cli("farm", "sweep", library, "--now", "--yes").out
    assert "No originals are kept there." in cli("farm", "restore", library, "--list").out


def test_what_failed_is_told_and_the_rest_is_done(
    cli: Callable[..., Any], library: Path, quick: tuple[str, str]
) -> None:
    (library / "broken.mp4").write_text("words")
    ran = cli("transcode", library, "-o", library.parent / "out", *quick)
    assert ran.code == 3
    assert "1 video cannot be transcoded:" in ran.err
    assert "broken.mp4: it is not a video or sound file" in ran.err
    assert "2 done, 0 skipped, 0 refused, 1 failed" in ran.out
    again = cli("transcode", library, "-o", library.parent / "out", *quick)
    assert "0 done, 2 skipped" in again.out
    assert "2 videos need no transcode:" in again.err


def test_json(cli: Callable[..., Any], library: Path, quick: tuple[str, str]) -> None:
    ran = cli("transcode", library / "a.mp4", "--replace", "--json", *quick)
    document = json.loads(ran.out)
    (video,) = document["videos"]
    assert (video["state"], video["encoder"], video["crf"]) == ("done", "libx265", 30.0)
    assert document["saved"] == video["before"] - video["after"] > 0
    assert ran.err == ""
    (original,) = json.loads(cli("farm", "restore", "--list", library, "--json").out)["originals"]
    assert original["path"] == str(library / "a.mp4")
    assert json.loads(cli("farm", "restore", library, "--json").out) == {"restored": [str(library / "a.mp4")]}
    assert json.loads(cli("farm", "sweep", library, "--json").out) == {
        "files": 0,
        "bytes": 0,
        "kept": [],
        "broken": [],
    }


def test_a_dry_run(cli: Callable[..., Any], library: Path) -> None:
    ran = cli("transcode", library, "--dry-run")
    assert ran.code == 0
    assert "2 to be done, 0 skipped, 0 failed; nothing was changed" in ran.out
    assert sorted(path.name for path in library.iterdir()) == ["a.mp4", "b.mp4"]


def test_presets_are_listed(cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    ran = cli("transcode", "--list-presets")
    assert all(name in ran.out for name in preset_names())
    assert [one["name"] for one in json.loads(cli("transcode", "--list-presets", "--json").out)] == [*preset_names()]
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "存档" in cli("transcode", "--list-presets").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Give videos, or folders of them"),
        (("LIBRARY",), "It must be said where the results go"),
        (("LIBRARY", "-o", "out", "--replace"), "Give either -o or --replace"),
        (("LIBRARY", "--replace", "--preset", "hevc"), "There is no preset 'hevc'"),
        (("LIBRARY", "-o", "one.mkv"), "several results need a folder"),
    ],
)
def test_bad_input(cli: Callable[..., Any], library: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = cli("transcode", *(str(library) if given == "LIBRARY" else given for given in arguments))
    assert ran.code == 2
    assert said in ran.err


def test_restoring_needs_to_be_told_what(cli: Callable[..., Any], library: Path) -> None:
    assert "Name what is to be put back" in cli("farm", "restore").err
    assert "set farm_roots" in cli("farm", "restore", "--list").err
    assert "set farm_roots" in cli("farm", "sweep").err
    assert cli("--set", f"farm_roots={library}", "farm", "restore", "--list").out == "No originals are kept there.\n"
    assert cli("farm", "restore", library / "a.mp4").code == 4


def test_all_is_said_in_chinese_too(
    cli: Callable[..., Any], library: Path, quick: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (library / "broken.mp4").write_text("words")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    ran = cli("transcode", library, "--replace", *quick)
    said = cli("transcode", library, "--replace", *quick).err + ran.err + ran.out
    assert "完成 2，跳过 0，保持原样 0，失败 1" in said
    assert "以前已用此预设转码。" in said
    assert "made by this preset" not in said


def test_ctrl_c_leaves_nothing_half_made(library: Path, tmp_path: Path) -> None:
    slow = write_noisy(library / "c.mp4", frames=150)
    (tmp_path / "slow.yaml").write_text("name: slow\nvideo: {codec: hevc, crf: 20, speed: veryslow}\n")
    before = {path.name: path.read_bytes() for path in library.iterdir()}
    command = [sys.executable, "-m", "albumforge", "transcode", str(slow), "--replace"]
    with subprocess.Popen(
        [*command, "--preset", str(tmp_path / "slow.yaml")], stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr is not None
        while "transcoding" not in run.stderr.readline():
            assert run.poll() is None
        deadline = time.monotonic() + 10
        while not list(library.glob(".transcode-*")) and time.monotonic() < deadline:
            time.sleep(0.01)
        run.send_signal(signal.SIGINT)
        rest = run.stderr.read()
        assert run.wait(20) == 130, rest
    after = {path.name: path.read_bytes() for path in library.iterdir() if path.is_file()}
    after.pop(".albumforge-transcoded", None)
    assert after == before
