"""``albumforge plugins``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_the_built_in_generator_is_listed(cli: Callable[..., Any]) -> None:
    rows = cli("plugins", "--json").json["plugins"]
    assert {"kind": "generator", "name": "album", "problem": ""}.items() <= rows[0].items()
    assert "works" in cli("plugins").out


POET = """
class Old:
    name = "old"
    api_version = {version}
    {method} = None

def albumforge_backends():
    return {{"poet": [Old]}}
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (POET.format(version=0, method="write"), "version 0 of the backend protocols, and this albumforge offers 1"),
        (POET.format(version=2, method="write"), "upgrade albumforge, or install an older release of the plugin"),
        (POET.format(version=1, method="sing"), "it does not offer all of Poet, but lacks write"),
        (POET.format(version=1, method="write").replace('"old"', '"Old"'), "its name 'Old' must be lower-case"),
        ("import sys\nsys.exit(1)", "a plugin must not end the program"),
        ("def broken(:", "SyntaxError: invalid syntax, line 1 of camera.py"),
    ],
)
def test_each_is_listed_with_what_to_do(cli: Callable[..., Any], tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "camera.py").write_text(text, encoding="utf-8")
    ran = cli("--set", f"plugins_dirs={tmp_path}", "plugins", "--json")
    (aside,) = [row for row in ran.json["plugins"] if row["problem"]]
    assert said in aside["problem"]
    assert ran.code == 0 and len(ran.json["plugins"]) > 8


def test_a_broken_one_is_listed_with_its_reason(cli: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "camera.py").write_text("raise OSError('no camera [here]')", encoding="utf-8")
    ran = cli("--set", f"plugins_dirs={tmp_path}", "plugins")
    assert ran.code == 0
    assert "set aside: OSError: no camera [here]" in ran.out
    rows = cli("--set", f"plugins_dirs={tmp_path}", "plugins", "--json").json["plugins"]
    assert [row["name"] for row in rows if row["problem"]] == ["camera"]
