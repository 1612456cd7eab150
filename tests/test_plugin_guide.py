"""The code of docs/plugins.md works as it stands, and what ships in plugins/ is whole."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from media_files import write_clip
from PIL import Image

from albumforge.backends import Theme
from albumforge.context import Context
from albumforge.generators.album.poem.writer import write_poem
from albumforge.plugins import KINDS, Registry, check_backend
from albumforge.testing import GeneratorContract
from albumforge.testing.media import SPEECH, portrait, write_sound
from albumforge.transcoding import Picture, Preset
from albumforge.transfers.keys import Keys
from albumforge.transfers.publishing import publish_master
from albumforge.transfers.sealing import seal_master

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
SHIPPED = sorted(path.parent for path in (ROOT / "plugins").glob("*/pyproject.toml"))


def code(section: str) -> str:
    """Return the one block of Python in a section of the page."""
    found = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    (block,) = re.findall(r"```python\n(.*?)```", found, re.DOTALL)
    return block


@pytest.fixture
def backend(tmp_path: Path) -> Callable[[str, str, str], Any]:
    """Load the backend of a section as a plugin of one file, and return it."""

    def load(section: str, kind: str, name: str) -> Any:
        folder = tmp_path / "plugins"
        folder.mkdir()
        (folder / "of_the_page.py").write_text(code(section), encoding="utf-8")
        registry = Registry([folder])
        assert [plugin for plugin in registry if plugin.problem] == []
        return registry.working(kind)[name].backend

    return load


def test_each_kind_has_a_section_with_code_that_is_tested_here() -> None:
    sections = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    with_code = [name for name in sections if "```python" in PAGE.partition(f"\n## {name}\n")[2].partition("\n## ")[0]]
    tested = ["A generator", "A poet", "A transcriber", "A face detector", "A transcoder", "A place of masters"]
    assert with_code == ["The contract", *tested, "As a package"]
    assert len(tested) == len(KINDS)
    for group, _ in KINDS.values():
        assert f"`{group}`" in PAGE


def test_the_contract_of_the_page_is_one() -> None:
    names: dict[str, Any] = {}
    exec(code("The contract"), names)
    contract = names["TestAlbum"]
    assert issubclass(contract, GeneratorContract)
    contract().test_the_registry_takes_it()
    contract().test_a_request_is_read_into_its_canonical_form()


def test_each_class_of_contracts_is_on_the_page_with_what_may_be_overridden() -> None:
    import albumforge.testing

    for name in albumforge.testing.__all__:
        row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |"))
        for part in re.findall(r"`(\w+)`", row.rpartition("| ")[0].rpartition("| ")[2]):
            assert part == name or hasattr(getattr(albumforge.testing, name), part), (name, part)


def test_the_entry_point_of_the_page_is_in_a_group_that_is_read() -> None:
    names: dict[str, Any] = {}
    exec(code("As a package"), names)
    assert set(names["entry_points"]) <= {group for group, _ in KINDS.values()}


def test_the_generator_makes_a_film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Callable[..., Any]) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "square.py").write_text(code("A generator"), encoding="utf-8")
    monkeypatch.setenv("ALBUMFORGE_PLUGINS_DIRS", str(tmp_path / "plugins"))
    assert "square" in [row["name"] for row in cli("plugins", "--json").json["plugins"] if not row["problem"]]
    Image.new("RGB", (320, 240), (90, 140, 200)).save(tmp_path / "a.jpg")
    fast = ("--fps", "10", "--music", "none", "--resolution", "480p")
    ran = cli("make", tmp_path / "a.jpg", "--generator", "square", "-o", tmp_path / "a.mp4", *fast, "--json")
    assert ran.code == 0, ran.out
    assert (ran.json["width"], ran.json["height"]) == (480, 480)


def test_the_poet_writes(backend: Callable[..., Any]) -> None:
    poets, themes = {"plain": backend("A poet", "poet", "plain")}, (Theme(season="summer"), Theme())
    verses = write_poem(poets, "plain", themes, language="zh", seed=0, title="海", context=Context())
    assert [verse.lines for verse in verses] == [("1. summer",), ("2. 海",)]


def test_the_transcriber_writes_down_what_is_heard(backend: Callable[..., Any], tmp_path: Path) -> None:
    transcriber = backend("A transcriber", "transcriber", "oneword")
    found = transcriber.transcribe(write_sound(tmp_path / "a.wav"), "en", Context(), speech=SPEECH)
    assert [(segment.start, segment.end) for segment in found.segments] == [(one.start, one.end) for one in SPEECH]


def test_the_face_detector_finds_the_nearest(backend: Callable[..., Any]) -> None:
    detector = backend("A face detector", "face_detector", "nearest")
    assert len(detector.find(portrait())) == 1
    assert detector.identity == "nearest 1 of mtcnn 1"


def test_the_transcoder_encodes(backend: Callable[..., Any], tmp_path: Path) -> None:
    transcoder = backend("A transcoder", "transcoder", "gentle")
    source = write_clip(tmp_path / "a.mp4", frames=10)
    preset = Preset("test", Picture("h264", crf=30.0, speed="ultrafast"), min_saving=None)
    made = transcoder.transcode(source, tmp_path / "b.mp4", preset, threads=0, context=Context())
    assert (made.frames, made.encoder) == (10, "libx264")
    assert any(not encoder.problem for encoder in transcoder.encoders())


def test_the_place_takes_and_gives_blocks(backend: Callable[..., Any], tmp_path: Path) -> None:
    place, one = backend("A place of masters", "transfer", "shelf").place("x"), tmp_path / "one.mov"
    one.write_bytes(bytes(3_000_000))
    known = {"associated": b"m", "keys": Keys.new(), "context": Context()}
    sealed = seal_master(one, tmp_path / "journal", **known)
    assert publish_master(one, tmp_path / "journal", place, **known) == 3
    assert place.has(sealed.root)


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_plugin_that_ships_is_whole(folder: Path) -> None:
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (group,) = project["entry-points"]
    ((name, value),) = project["entry-points"][group].items()
    kind = next(kind for kind, (its, _) in KINDS.items() if its == group)
    module, _, made = value.partition(":")
    check_backend(kind, name, getattr(import_module(module), made)())
    assert project["name"] == folder.name
    assert f"pip install ./plugins/{folder.name}\n" in (folder / "README.md").read_text(encoding="utf-8")
    assert f"]({folder.name}/README.md)" in (ROOT / "plugins" / "README.md").read_text(encoding="utf-8")
    assert f"`plugins/{folder.name}`" in PAGE
    assert f"mypy plugins/{folder.name}/{module}" in (ROOT / "tox.ini").read_text(encoding="utf-8")
    tests = "".join(file.read_text(encoding="utf-8") for file in folder.glob("tests/test_*.py"))
    assert re.search(r"^class Test\w+\(\w+Contract\):$", tests, re.MULTILINE), "its tests do not keep the contract"
