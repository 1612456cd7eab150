"""Documentation: nothing that a user can set, call or meet goes without a word, and the pages are up to date."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from albumforge.cli import EXIT_CODES, main
from albumforge.generators.album.request import OPTIONS
from albumforge.settings import ENV_PREFIX, TABLE

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
