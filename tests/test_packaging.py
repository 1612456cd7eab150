"""Dependencies: what is imported is declared, what is declared is used, and an import does nothing."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "albumforge"


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(extra: str = "") -> set[str]:
    found = set()
    for line in requires("albumforge") or []:
        name, _, marker = line.partition(";")
        wanted = f'extra == "{extra}"' in marker.replace("'", '"') if extra else "extra" not in marker
        if wanted:
            found.add(canonical(re.split(r"[^A-Za-z0-9._-]", name.strip())[0]))
    return found


def sources() -> Iterator[ast.AST]:
    for file in PACKAGE.rglob("*.py"):
        yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def imported() -> Iterator[str]:
    for node in sources():
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def named() -> set[str]:
    """Packages of fonts are not imported: their files are looked up by the package's name."""
    return {node.value for node in sources() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_declared_and_imported_packages_are_the_same() -> None:
    owners = packages_distributions()
    outside = {name for name in imported() if name not in sys.stdlib_module_names and name != "albumforge"}
    used = {canonical(owners[name][0]) for name in outside}
    looked_up = {canonical(owner) for name in named() for owner in owners.get(name, ())}
    extras = declared("postgres") | declared("transcribe") | declared("testing")
    assert used - declared() - extras == set(), "imported, but not declared in setup.py"
    assert declared() - used - looked_up == set(), "declared in setup.py, but not used"


def test_every_dependency_is_explained() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for name in sorted(declared()):
        assert f"| {name} |" in page, name
    for name in sorted(declared("test") | declared("postgres") | declared("transcribe")):
        assert name in page, name
    listed = set(re.findall(r"^\| ([a-z0-9-]+) \|", page, re.MULTILINE)) - {"package"}
    assert listed == declared(), "docs/dependencies.md and setup.py differ"


def test_importing_the_package_does_nothing(tmp_path: Path) -> None:
    code = (
        "import sys, threading, pkgutil, importlib, albumforge\n"
        "for found in pkgutil.walk_packages(albumforge.__path__, 'albumforge.'):\n"
        "    if not found.name.endswith('__main__') and '.migrations' not in found.name:\n"
        "        importlib.import_module(found.name)\n"
        "import dramatiq.broker\n"
        "print(threading.active_count(), dramatiq.broker.global_broker)\n"
    )
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "1 None\n"
    assert list(tmp_path.iterdir()) == []
