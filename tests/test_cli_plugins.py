"""``albumforge plugins``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_the_built_in_generator_is_listed(cli: Callable[..., Any]) -> None:
    rows = cli("plugins", "--json").json["plugins"]
    assert {"kind": "generator", "name": "album", "problem": ""}.items() <= rows[0].items()
    assert "works" in cli("plugins").out


def test_a_broken_one_is_listed_with_its_reason(cli: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "camera.py").write_text("raise OSError('no camera [here]')", encoding="utf-8")
    ran = cli("--set", f"plugins_dirs={tmp_path}", "plugins")
    assert ran.code == 0
    assert "set aside: OSError: no camera [here]" in ran.out
    rows = cli("--set", f"plugins_dirs={tmp_path}", "plugins", "--json").json["plugins"]
    assert [row["name"] for row in rows if row["problem"]] == ["camera"]
