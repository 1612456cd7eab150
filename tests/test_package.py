"""The package: wheel and sdist have what they are to have, and an installed wheel works without the checkout."""

from __future__ import annotations

import email
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest
from served import free_port, until

from albumforge import __version__
from albumforge.media.probe import probe_video

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "albumforge"
PLUGINS = sorted(path.parent for path in (ROOT / "plugins").glob("*/pyproject.toml"))
LEFT_BEHIND = ("albumforge/cli/__pycache__/x.cpython-311.pyc", "scripts/__pycache__/x.pyc", "tests/__pycache__/x.pyc")
BUILD = "import sys; from setuptools import build_meta; print(getattr(build_meta, 'build_' + sys.argv[1])(sys.argv[2]))"


def build(what: str, source: Path, folder: Path) -> Path:
    """Build a wheel or an sdist by the backend that pip and build call, without the network."""
    command = [sys.executable, "-c", BUILD, what, str(folder)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("package")


@pytest.fixture(scope="module")
def sdist(folder: Path) -> Path:
    """The sdist of a copy of the tree, in which somebody has worked."""
    source = folder / "source"
    skip = shutil.ignore_patterns("__pycache__", ".git", ".*_cache", ".hypothesis", ".demo", ".test", "*.egg-info")
    shutil.copytree(ROOT, source, ignore=skip)
    for name in LEFT_BEHIND:
        (source / name).parent.mkdir(exist_ok=True)
        (source / name).write_bytes(b"x")
    return build("sdist", source, folder)


@pytest.fixture(scope="module")
def wheel(folder: Path, sdist: Path) -> Path:
    """The wheel of the tree that the sdist was made from."""
    return build("wheel", folder / "source", folder)


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_is_the_package_and_nothing_else(wheel: Path) -> None:
    expected = {
        file.relative_to(ROOT).as_posix(): file.read_bytes()
        for file in PACKAGE.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    found = contents(wheel)
    info = f"albumforge-{__version__}.dist-info"
    about = {name for name in found if name.startswith(f"{info}/")}
    assert about == {
        f"{info}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    } | {f"{info}/top_level.txt"}
    assert set(found) - about == set(expected)
    assert [name for name in expected if found[name] != expected[name]] == []
    kinds = {Path(name).suffix for name in expected}
    assert {".py", ".typed", ".yaml", ".html", ".css", ".js", ".svg", ".webp", ".npz", ".csv", ".jpg"} <= kinds


def test_the_sdist_makes_the_same_wheel(wheel: Path, sdist: Path, folder: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    again = build("wheel", next((folder / "unpacked").iterdir()), folder / "unpacked")
    assert again.name == wheel.name
    assert contents(again) == contents(wheel)


def test_the_sdist_has_docs_tests_and_scripts_but_nothing_that_was_left_behind(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for part in ("docs", "plugins", "scripts", "tests"):
        here = {
            file.relative_to(ROOT).as_posix()
            for file in (ROOT / part).rglob("*")
            if file.is_file() and not {"__pycache__", "build", ".pytest_cache"} & set(file.parts)
        }
        assert {name for name in here if ".egg-info" not in name} - names == set()
    assert {"LICENSE", "README.md", "README.zh.md", "CHANGELOG.md", "MANIFEST.in", "pyproject.toml", "tox.ini"} <= names
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []


def test_the_metadata_say_what_is_true(wheel: Path) -> None:
    found = contents(wheel)
    info = f"albumforge-{__version__}.dist-info"
    said = email.message_from_bytes(found[f"{info}/METADATA"])
    assert (said["Name"], said["Version"], said["License-Expression"]) == ("albumforge", __version__, "MIT")
    assert said["Requires-Python"] == ">=3.11"
    assert said["Description-Content-Type"] == "text/markdown"
    described = said.get_payload(decode=True)
    assert isinstance(described, bytes)
    assert described.decode().strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()
    assert found[f"{info}/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    classifiers = said.get_all("Classifier", [])
    assert "Programming Language :: Python :: 3.11" in classifiers
    assert not [one for one in classifiers if one.startswith("License ::")], "the expression says it"
    assert said.get_all("Project-URL") is None, "there is no address that is known to be true"
    points = found[f"{info}/entry_points.txt"].decode()
    assert "albumforge = albumforge.__main__:main" in points
    assert "album = albumforge.generators.album:AlbumGenerator" in points


@pytest.fixture(scope="module")
def libraries(folder: Path) -> Path:
    """The libraries of this environment, without albumforge and without what leads to the checkout."""
    place = folder / "libraries"
    place.mkdir()
    for site in (Path(path) for path in sys.path if path.endswith("site-packages")):
        for part in site.iterdir():
            if not re.match(r"_*(editable__+)?albumforge|__pycache__|.*\.pth$", part.name):
                (place / part.name).symlink_to(part)
    return place


@pytest.fixture(scope="module")
def programs(wheel: Path, folder: Path, libraries: Path) -> Path:
    """The programs of an environment that has the wheel, and sees the libraries of this one but not the checkout."""
    place = folder / "environment"
    venv.create(place, with_pip=False, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(place / "bin/python"), "install", "-qq", "--no-deps"]
    subprocess.run([*pip, "--no-index", "--disable-pip-version-check", str(wheel)], check=True)
    (site,) = (place / "lib").glob("python*/site-packages")
    (site / "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")
    return place / "bin"


@pytest.fixture
def person(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who has nothing set."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    return {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", **kept}


@pytest.fixture
def newcomer(person: dict[str, str], libraries: Path, tmp_path: Path) -> dict[str, str]:
    """The same, where pip finds what albumforge needs without the network."""
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "python3").symlink_to(sys._base_executable)  # type: ignore[attr-defined]
    path = f"{tmp_path / 'python'}:{person['PATH']}"
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return {**person, "PATH": path, "PYTHONPATH": str(libraries), "PYTHONWARNINGS": "ignore", **offline}


def run(script: str, environment: dict[str, str], folder: Path) -> str:
    """Run a script of a guide, every command of which must succeed; return what it printed."""
    ran = subprocess.run(
        ["bash", "-euc", script], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_guide_of_watch_folders_begins_from_nothing(
    newcomer: dict[str, str], sdist: Path, folder: Path, tmp_path: Path
) -> None:
    guide = (ROOT / "docs" / "watch.md").read_text(encoding="utf-8")
    block = next(block for block in re.findall(r"```sh\n(.*?)```", guide, re.DOTALL) if "pip install" in block)
    said = run(block, {**newcomer, "ALBUMFORGE_HTTP_PORT": str(free_port())}, folder / "source")
    assert "All that is needed works here." in said
    assert (tmp_path / "albumforge" / "bin" / "albumforge").is_file()


def test_the_afternoon_of_the_guide_to_plugins(
    newcomer: dict[str, str], sdist: Path, folder: Path, tmp_path: Path
) -> None:
    guide = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
    afternoon = guide.partition("\n## An afternoon\n")[2].partition("\n## ")[0]
    script = "".join(f"{line[7:]}\n" for line in afternoon.splitlines() if line.startswith("       "))
    assert script.count("\n") == 9
    # pip finds pytest among the libraries, and so puts no program of that name into the environment.
    (tmp_path / "python" / "pytest").write_text('#!/bin/sh\nexec python3 -m pytest "$@"\n', encoding="utf-8")
    (tmp_path / "python" / "pytest").chmod(0o755)
    said = run(script, newcomer, folder / "source")
    assert re.search(r"^poet +haiku +albumforge-poet-haiku 0\.1\.0 +works", said, re.MULTILINE), said
    assert re.search(r"\d+ passed", said)
    (made,) = (tmp_path / "src" / "albumforge-poet-haiku" / "dist").glob("*.whl")
    assert "albumforge_poet_haiku.py" in contents(made)


def test_the_installed_package_is_that_of_the_wheel(programs: Path, person: dict[str, str]) -> None:
    code = "import albumforge, importlib.metadata as m; print(albumforge.__file__, m.distribution('albumforge')._path)"
    command = [str(programs / "python"), "-c", code]
    said = subprocess.run(command, cwd=person["HOME"], env=person, capture_output=True, text=True, check=True).stdout
    module, distribution = said.split()
    assert Path(module).is_relative_to(programs.parent)
    assert Path(distribution).is_relative_to(programs.parent)


def test_it_makes_the_film_of_the_demo(programs: Path, person: dict[str, str]) -> None:
    small = ["--count", "3", "--resolution", "128x96", "--fps", "10", "--duration", "4", "--threads", "1"]
    ran = subprocess.run(
        [str(programs / "albumforge"), "demo", *small],
        cwd=person["HOME"],
        env=person,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    film = probe_video(Path(person["HOME"]) / "albumforge-demo.mp4")
    assert (film.width, film.height) == (128, 96)
    assert film.duration == pytest.approx(4, abs=0.2)


def test_its_doctor_is_content(programs: Path, person: dict[str, str]) -> None:
    command = [str(programs / "albumforge"), "--set", f"http_port={free_port()}", "doctor", "--json"]
    ran = subprocess.run(command, cwd=person["HOME"], env=person, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = json.loads(ran.stdout)
    assert found["ok"]
    assert len(found["checks"]) > 20


def test_its_server_sends_the_page_with_all_its_files(programs: Path, person: dict[str, str]) -> None:
    port = free_port()
    server = subprocess.Popen(
        [str(programs / "albumforge"), "serve", "--no-open", "--no-worker", "--port", str(port)],
        cwd=person["HOME"],
        env=person,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def get(path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=30) as answer:
            body = answer.read()
        assert isinstance(body, bytes)
        return body

    def well() -> bool:
        assert server.poll() is None, "the server ended"
        try:
            return bool(get("healthz"))
        except OSError:
            return False

    try:
        until(well)
        page = PACKAGE / "http" / "page"
        assert get("") == (page / "index.html").read_bytes()
        files = [file for file in page.rglob("*") if file.is_file()]
        assert len(files) > 100
        for file in files:
            assert get(f"static/{file.relative_to(page).as_posix()}") == file.read_bytes()
        assert json.loads(get("openapi.json"))["openapi"] == "3.1.0"
    finally:
        server.terminate()
        server.wait(60)
    assert server.returncode == 0


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_each_plugin_builds_a_wheel_of_its_module(plugin: Path, tmp_path: Path) -> None:
    source = tmp_path / plugin.name
    shutil.copytree(plugin, source, ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
    found = contents(build("wheel", source, tmp_path))
    module = plugin.name.replace("-", "_")
    code = {name for name in found if ".dist-info/" not in name}
    assert code == {
        file.relative_to(plugin).as_posix()
        for file in [*plugin.glob(f"{module}.py"), *plugin.glob(f"{module}/**/*")]
        if file.is_file() and "__pycache__" not in file.parts
    }
    points = next(text for name, text in found.items() if name.endswith("entry_points.txt")).decode()
    project = tomllib.loads((plugin / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for group, backends in project["entry-points"].items():
        assert f"[{group}]" in points
        for name, value in backends.items():
            assert f"{name} = {value}" in points
