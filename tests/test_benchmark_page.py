from __future__ import annotations

import importlib
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts" / "benchmarks"


def test_a_section_is_put_in_its_place_and_the_others_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    write_section = importlib.import_module("page").write_section
    page = tmp_path / "benchmarks.md"
    write_section("One", "first", page)
    write_section("Two", "second\n\n| a |\n|---|\n", page)
    before = page.read_text(encoding="utf-8")
    assert before.startswith("# Benchmarks\n\n")
    assert before.endswith("\n\n## One\n\nfirst\n\n## Two\n\nsecond\n\n| a |\n|---|\n")
    write_section("One", "first", page)
    assert page.read_text(encoding="utf-8") == before
    write_section("One", "again", page)
    assert page.read_text(encoding="utf-8") == before.replace("first", "again")
