"""A new plugin of each kind passes its tests at once, can be installed, and is found."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from albumforge.plugins import KINDS

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "scripts" / "new-plugin"
NAMES = {kind.replace("_", "-"): f"first-{number}" for number, kind in enumerate(KINDS)}


def new_plugin(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A package of each kind, by its kind."""
    folder, made = tmp_path_factory.mktemp("plugins"), {}
    for kind, name in NAMES.items():
        done = new_plugin(kind, name, "--folder", folder)
        assert done.returncode == 0, done.stderr
        made[kind] = folder / f"albumforge-{kind}-{name}"
        assert str(made[kind]) in done.stdout
    return made


def test_the_tests_of_each_kind_pass_at_once(packages: dict[str, Path], tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, packages.values()))}
    files = [str(next(package.glob("tests/test_*.py"))) for package in packages.values()]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "-rA", "--rootdir"]
    done = subprocess.run(
        [*command, str(tmp_path), "-c", os.devnull, *files],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for name in NAMES.values():
        title = "".join(part.capitalize() for part in name.split("-"))
        assert len(re.findall(rf"^PASSED .*::Test{title}::test_", done.stdout, re.MULTILINE)) >= 7, name


@pytest.mark.parametrize("kind", NAMES)
def test_its_project_names_the_backend_in_the_group_of_its_kind(packages: dict[str, Path], kind: str) -> None:
    project = tomllib.loads((packages[kind] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    group, _ = KINDS[kind.replace("-", "_")]
    ((name, value),) = project["entry-points"][group].items()
    module, _, backend = value.partition(":")
    code = (packages[kind] / f"{module}.py").read_text(encoding="utf-8")
    assert name == NAMES[kind]
    assert f"class {backend}:" in code and f'name: ClassVar[str] = "{name}"' in code
    assert "xample" not in code
    assert project["name"] in (packages[kind] / "README.md").read_text(encoding="utf-8")


def test_as_a_wheel_it_is_one_of_the_backends(packages: dict[str, Path], tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(packages["poet"], source)
    pip = [sys.executable, "-m", "pip", "-qq"]
    made = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", tmp_path, source]
    subprocess.run(made, check=True, stdin=subprocess.DEVNULL)
    (wheel,) = tmp_path.glob("albumforge_poet_*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", tmp_path / "site", wheel], check=True)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "ALBUMFORGE_HOME": str(tmp_path / "home")}
    listed = subprocess.run(
        [sys.executable, "-m", "albumforge", "plugins", "--json"], env=environment, capture_output=True, check=True
    )
    (found,) = (one for one in json.loads(listed.stdout)["plugins"] if one["name"] == NAMES["poet"])
    assert found == {
        "kind": "poet",
        "name": NAMES["poet"],
        "origin": f"albumforge-poet-{NAMES['poet']} 0.1.0",
        "problem": "",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("painter", "mine"), "invalid choice: 'painter'"),
        (("poet", "Mine"), "'Mine' is no name"),
        (("poet", "a" * 41), "at most 40"),
        (("poet", "../mine"), "is no name"),
    ],
)
def test_what_is_no_kind_or_name_is_refused(tmp_path: Path, arguments: tuple[str, str], said: str) -> None:
    done = new_plugin(*arguments, "--folder", tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "albumforge-poet-mine").mkdir()
    done = new_plugin("poet", "mine", "--folder", tmp_path)
    assert (done.returncode, "is there already" in done.stderr) == (2, True)
    assert list((tmp_path / "albumforge-poet-mine").iterdir()) == []
