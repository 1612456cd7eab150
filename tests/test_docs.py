"""Documentation: nothing that a user can set, call or meet goes without a word, and the pages are up to date."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from media_files import write_clip
from PIL import Image

from albumforge.cli import EXIT_CODES, main
from albumforge.context import Context
from albumforge.generators.album.request import OPTIONS
from albumforge.plugins import Registry
from albumforge.settings import ENV_PREFIX, TABLE
from albumforge.transcoding import Picture, Preset

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md")])


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands(command: click.Command, path: str = "albumforge") -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner, f"{path} {name}")


COMMANDS = dict(commands(main))


def test_the_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "gen_docs.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", TABLE)
def test_every_setting_is_documented(name: str) -> None:
    page = read("docs/settings.md")
    assert f"| `{name}` |" in page
    assert f"`{ENV_PREFIX}{name.upper()}`" in page


@pytest.mark.parametrize("name", OPTIONS)
def test_every_key_of_a_request_is_documented_with_what_it_is(name: str) -> None:
    (row,) = re.findall(rf"^\| `{name}` \|.*\|$", read("docs/request.md"), re.MULTILINE)
    assert len(row.split(" | ")[3].split()) > 2
    assert "(docs/request.md)" in read("README.md")


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_and_option_is_documented(path: str) -> None:
    page = read("docs/cli.md")
    section = page if path == "albumforge" else page.partition(f"## {path}\n")[2].partition("\n## ")[0]
    assert section, f"no section for {path}"
    assert COMMANDS[path].help, f"{path} has no help"
    for parameter in COMMANDS[path].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{path} {parameter.name} has no help"
            for name in parameter.opts:
                assert name in section, f"{path} {name}"


@pytest.mark.parametrize("code", EXIT_CODES)
def test_every_exit_code_is_documented(code: int) -> None:
    assert f"| {code} | {EXIT_CODES[code]} |" in read("docs/cli.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_architecture_page_knows_every_floor() -> None:
    page = read("docs/architecture.md")
    package = ROOT / "albumforge"
    for part in package.iterdir():
        if part.is_dir() and (part / "__init__.py").exists():
            assert f"`{part.name}/" in page, part.name
        elif part.suffix == ".py" and not part.name.startswith("__"):
            assert f"`{part.name}`" in page, part.name


def test_the_linter_s_floors_are_all_there_is() -> None:
    floors = read(".importlinter").partition("layers =")[2].partition("[")[0].replace("|", " ").split()
    parts = {
        part.stem for part in (ROOT / "albumforge").iterdir() if part.suffix == ".py" or (part / "__init__.py").exists()
    }
    assert set(floors) == parts - {"__init__"}


def test_the_readme_shows_what_it_is_in_its_first_forty_lines() -> None:
    head = "\n".join(read("README.md").splitlines()[:40])
    for needed in ("./scripts/demo", "./scripts/test", "albumforge make", "docs/film.jpg", "pip install"):
        assert needed in head, needed


def test_the_plugin_of_the_page_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Callable[..., Any]) -> None:
    code = read("docs/plugins.md").partition("```python\n")[2].partition("```")[0]
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "square.py").write_text(code, encoding="utf-8")
    monkeypatch.setenv("ALBUMFORGE_PLUGINS_DIRS", str(tmp_path / "plugins"))
    assert "square" in [row["name"] for row in cli("plugins", "--json").json["plugins"] if not row["problem"]]
    Image.new("RGB", (320, 240), (90, 140, 200)).save(tmp_path / "a.jpg")
    fast = ("--fps", "10", "--music", "none", "--resolution", "480p")
    ran = cli("make", tmp_path / "a.jpg", "--generator", "square", "-o", tmp_path / "a.mp4", *fast, "--json")
    assert ran.code == 0, ran.out
    assert (ran.json["width"], ran.json["height"]) == (480, 480)


def test_the_place_of_the_docs_takes_and_gives_blocks(tmp_path: Path) -> None:
    from albumforge.context import Context
    from albumforge.plugins import Registry
    from albumforge.transfers.keys import Keys
    from albumforge.transfers.publishing import publish_master
    from albumforge.transfers.sealing import seal_master

    code = read("docs/plugins.md").partition("## A place of masters")[2].partition("```python\n")[2].partition("```")[0]
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "shelf.py").write_text(code, encoding="utf-8")
    registry = Registry([folder])
    assert registry.working("transfer")["shelf"].origin.endswith("shelf.py")
    place, one = registry.place("shelf:x"), tmp_path / "one.mov"
    one.write_bytes(bytes(3_000_000))
    known = {"associated": b"m", "keys": Keys.new(), "context": Context()}
    sealed = seal_master(one, tmp_path / "journal", **known)
    assert publish_master(one, tmp_path / "journal", place, **known) == 3
    assert place.has(sealed.root)


def test_the_transcoder_of_the_guide_works(tmp_path: Path) -> None:
    code = read("docs/plugins.md").partition("## A transcoder")[2].partition("```python\n")[2].partition("```")[0]
    (tmp_path / "gentle.py").write_text(code)
    backend = Registry((tmp_path,)).transcoder("gentle")
    source = write_clip(tmp_path / "a.mp4", frames=10)
    preset = Preset("test", Picture("h264", crf=30.0, speed="ultrafast"), min_saving=None)
    made = backend.transcode(source, tmp_path / "b.mp4", preset, threads=0, context=Context())
    assert (made.frames, made.encoder) == (10, "libx264")
    assert any(not encoder.problem for encoder in backend.encoders())
