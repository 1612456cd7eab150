"""Plugins: built-in, installed and single-file backends come in alike, and a broken one stops nobody."""

from __future__ import annotations

import logging
import textwrap
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from albumforge import plugins
from albumforge.backends import API_VERSION, Generator
from albumforge.errors import Unavailable
from albumforge.plugins import KINDS, Plugin, Registry

WHOLE = """
class Slides:
    name = "slides"
    api_version = {version}

    def check_request(self, request): return dict(request)
    def plan(self, files, request, context): raise OSError("no")
    def render(self, document, output, *, cache, threads, context): raise OSError("no")

def albumforge_backends():
    return {{"generator": [Slides]}}
"""


def write_plugin(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


def find(registry: Registry, name: str) -> Plugin:
    found = [plugin for plugin in registry if plugin.name == name]
    assert len(found) == 1, list(registry)
    return found[0]


def test_the_album_generator_comes_in_by_its_entry_point() -> None:
    album = Registry().generator("album")
    assert isinstance(album, Generator)
    plugin = find(Registry(), "album")
    assert plugin.origin.startswith("albumforge ")
    assert plugin.actor_name == "generator.album"


def test_a_single_file_is_a_plugin(tmp_path: Path) -> None:
    registry = Registry([write_plugin(tmp_path, "slides.py", WHOLE.format(version=API_VERSION))])
    assert registry.generator("slides").check_request({"a": 1}) == {"a": 1}
    assert find(registry, "slides").origin == str(tmp_path / "slides.py")


def test_files_with_an_underscore_are_helpers(tmp_path: Path) -> None:
    registry = Registry([write_plugin(tmp_path, "_helper.py", "raise SystemError")])
    assert "_helper" not in {plugin.name for plugin in registry}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("raise RuntimeError('no camera')", "RuntimeError: no camera"),
        ("def", "SyntaxError: invalid syntax, line 1 of a_broken.py"),
        ("import albumforge_nonsense", "ModuleNotFoundError"),
        ("x = 1", "it has no function albumforge_backends()"),
        ("def albumforge_backends(): return None", "returned NoneType, not a dict of kinds"),
        ("import sys; sys.exit('no licence')", "SystemExit: no licence; a plugin must not end the program"),
        ("class Odd(BaseException): pass\nraise Odd('panic')", "Odd: panic"),
        (
            WHOLE.format(version=99),
            "made for version 99 of the backend protocols, and this albumforge offers 1: up",
        ),
        (
            WHOLE.format(version=0),
            "made for version 0 of the backend protocols, and this albumforge offers 1: in",
        ),
        (WHOLE.format(version="'1.0'"), "its api_version is '1.0', not a whole number"),
        (WHOLE.format(version=API_VERSION).replace("api_version", "version"), "its api_version is None"),
        (WHOLE.format(version=API_VERSION).replace("def plan", "def plot"), "all of Generator, but lacks plan"),
        (WHOLE.format(version=API_VERSION).replace("[Slides]", "None"), "TypeError: 'NoneType' object is not iterable"),
        (
            WHOLE.format(version=API_VERSION) + "\nSlides.configure = lambda self, settings: settings.nonsense",
            "AttributeError: 'Settings' object has no attribute 'nonsense'",
        ),
        (WHOLE.format(version=API_VERSION).replace('"slides"', '"Slides!"'), "lower-case"),
        (WHOLE.format(version=API_VERSION).replace('"slides"', '"album"'), "its name is taken"),
        (WHOLE.format(version=API_VERSION).replace('"generator"', '"magic"'), "no kind 'magic'"),
        (
            WHOLE.format(version=API_VERSION).replace("class Slides:", "class Slides:\n    def __init__(self): 1 / 0"),
            "ZeroDivisionError",
        ),
    ],
)
def test_a_broken_plugin_is_set_aside_with_its_reason_and_stops_nobody(
    tmp_path: Path, text: str, problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = write_plugin(tmp_path, "a_broken.py", text)
    write_plugin(folder, "b_whole.py", WHOLE.format(version=API_VERSION).replace('"slides"', '"other"'))
    registry = Registry([folder])
    aside = [plugin for plugin in registry if plugin.problem]
    assert len(aside) == 1
    assert problem in aside[0].problem
    assert aside[0].backend is None
    assert {"album", "other"} <= set(registry.working("generator"))
    assert "set aside" in caplog.text


def test_asking_for_one_that_was_set_aside_says_why(tmp_path: Path) -> None:
    registry = Registry([write_plugin(tmp_path, "slides.py", WHOLE.format(version=99))])
    with pytest.raises(Unavailable, match=r"set aside.*version 99"):
        registry.generator("slides")


def test_asking_for_one_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(Unavailable, match="no generator 'nonsense'") as caught:
        Registry().generator("nonsense")
    assert "album" in caught.value.hint


def test_a_folder_that_is_not_there_is_a_problem_of_its_own(tmp_path: Path) -> None:
    registry = Registry([tmp_path / "missing"])
    assert find(registry, "missing").problem == "is not a folder"
    assert "album" in registry.working("generator")


def test_an_installed_package_that_is_broken_is_set_aside_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "gone_forge-1.5.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: gone-forge\nVersion: 1.5\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(
        "[albumforge.generators]\na-gone = albumforge_nonsense:Backend\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    registry = Registry()
    assert next(iter(registry)).name == "album", "the built-in ones come first"
    assert find(registry, "a-gone").origin == "gone-forge 1.5"
    assert "ModuleNotFoundError" in find(registry, "a-gone").problem


def test_every_kind_has_a_group_of_its_own() -> None:
    groups: Mapping[str, tuple[str, type[Any] | None]] = KINDS
    assert {kind: group for kind, (group, _) in groups.items()} == {
        "generator": "albumforge.generators",
        "transcoder": "albumforge.transcoders",
        "transfer": "albumforge.transfers",
        "poet": "albumforge.poets",
        "transcriber": "albumforge.transcribers",
        "face_detector": "albumforge.face_detectors",
    }


POET = """
class Plain:
    name = "plain"
    api_version = 1
    def write(self, themes, *, language, seed, title, context): return ()

class Reader:
    name = "reader"
    api_version = 1
    def meet(self, registry): self.poets = set(registry.working("poet"))
    def check_request(self, request): return {}
    def plan(self, files, request, context): raise OSError("no")
    def render(self, document, output, *, cache, threads, context): raise OSError("no")

def albumforge_backends():
    return {"generator": [Reader], "poet": [Plain]}
"""


def test_backends_meet_all_the_others_once_these_are_loaded(tmp_path: Path) -> None:
    registry = Registry([write_plugin(tmp_path, "plain.py", POET)])
    reader: Any = registry.generator("reader")
    assert reader.poets == {"builtin", "plain"}


def test_one_that_fails_when_it_meets_the_others_is_set_aside(tmp_path: Path) -> None:
    text = POET.replace("def meet(self, registry):", "def meet(self, registry): 1 / 0\n    def other(self, registry):")
    registry = Registry([write_plugin(tmp_path, "plain.py", text)])
    assert "ZeroDivisionError" in find(registry, "reader").problem
    assert "plain" in registry.working("poet")


def test_two_of_a_name_in_one_file_leave_the_first(tmp_path: Path) -> None:
    text = WHOLE.format(version=API_VERSION).replace("[Slides]", "[Slides, Slides]")
    registry = Registry([write_plugin(tmp_path, "slides.py", text)])
    assert "slides" in registry.working("generator")
    (aside,) = [plugin for plugin in registry if plugin.problem]
    assert aside.problem == f"ValueError: its name is taken, by {tmp_path / 'slides.py'}"


def test_one_that_takes_long_to_load_is_named_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    named = threading.Event()

    class Hearing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "plugin file slides from" in record.getMessage() and "still being loaded" in record.getMessage():
                named.set()

    monkeypatch.setattr(plugins, "LONG_SECONDS", 0.01)
    monkeypatch.setattr(threading, "named_meanwhile", named, raising=False)
    waits = "import threading\nassert threading.named_meanwhile.wait(60)\n"
    hearing = Hearing()
    logging.getLogger("albumforge.plugins").addHandler(hearing)
    try:
        registry = Registry([write_plugin(tmp_path, "slides.py", waits + WHOLE.format(version=API_VERSION))])
    finally:
        logging.getLogger("albumforge.plugins").removeHandler(hearing)
    assert "slides" in registry.working("generator")


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
def test_errors_of_the_work_stay_what_they_are(error: BaseException) -> None:
    with pytest.raises(type(error)) as raised, plugins.contained():
        raise error
    assert raised.value is error


@pytest.mark.parametrize(("error", "said"), [(SystemExit(3), "SystemExit: 3"), (BaseException("panic"), "panic")])
def test_what_would_end_the_program_becomes_an_error(error: BaseException, said: str) -> None:
    with pytest.raises(RuntimeError, match=f"the backend raised .*{said}"), plugins.contained():
        raise error


def test_the_built_in_backends_are_loaded_without_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(threading.Thread, "start", lambda thread: started.append(thread.name))
    assert Registry().working("generator")
    assert started == []
