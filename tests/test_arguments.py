"""Arguments of callers in Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from albumforge.errors import InvalidInput
from albumforge.services.arguments import files_of, options_of, path_of


def test_a_path_may_be_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert path_of("output", "~/a.mp4") == tmp_path / "a.mp4"
    assert path_of("output", Path("a.mp4")) == Path("a.mp4")


@pytest.mark.parametrize("wrong", [3, None, b"a.mp4", "", "a\0b", "~nobody-of-this-name/a.mp4"])
def test_what_is_no_path_is_refused_by_the_name_of_the_argument(wrong: Any) -> None:
    with pytest.raises(InvalidInput, match=r"^output: "):
        path_of("output", wrong)


def test_one_file_stands_for_a_list() -> None:
    assert files_of("a.jpg") == files_of(Path("a.jpg")) == files_of(["a.jpg"]) == [Path("a.jpg")]
    for wrong in (3, b"a.jpg", {"a.jpg": 1}):
        with pytest.raises(InvalidInput, match=r"^files: "):
            files_of(wrong)
    with pytest.raises(InvalidInput, match=r"^files\[1\]: "):
        files_of(["a.jpg", 3])


def test_a_path_among_the_options_becomes_text() -> None:
    assert options_of(None) == {}
    assert options_of({"music": Path("a.ogg"), "seed": 3}) == {"music": "a.ogg", "seed": 3}
    with pytest.raises(InvalidInput, match=r"^request: "):
        options_of([("seed", 3)])
