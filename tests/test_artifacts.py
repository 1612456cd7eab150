"""The folder of a cutting job."""

from __future__ import annotations

import os
from pathlib import Path

from albumforge.generators.autocut.artifacts import Artifacts


def test_a_film_is_known_by_what_it_was_made_from_until_it_is_touched(tmp_path: Path) -> None:
    files = Artifacts(tmp_path)
    files.make_folders()
    assert not files.has_film("a")
    files.film.write_bytes(b"film")
    assert not files.has_film("a")
    files.remember_film("a")
    assert files.has_film("a")
    assert not files.has_film("b")
    os.utime(files.film, (1, 1))
    assert not files.has_film("a")
    files.remember_film("a")
    files.film.unlink()
    assert not files.has_film("a")


def test_the_folders_are_those_of_the_contract(tmp_path: Path) -> None:
    Artifacts(tmp_path / "job").make_folders()
    assert sorted(path.name for path in (tmp_path / "job").iterdir()) == ["input", "output", "temp"]
