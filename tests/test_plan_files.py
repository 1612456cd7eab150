"""Plans as they are given: text, a decision of a generator, a file; and what is none of these."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from albumforge.backends import Planned
from albumforge.errors import InvalidInput, NotFound, PlanError
from albumforge.services.plan_files import MAX_PLAN, document_of, generator_of, is_plan, read_plan

TEXT = '{"generator": "album", "title": "夜"}'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a plan."""
    path = tmp_path / "plan.json"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_plan_is_had_in_each_of_its_forms(file: Path) -> None:
    planned = Planned(TEXT)
    assert document_of(TEXT) == document_of(file) == document_of(planned) == read_plan(file) == TEXT
    assert generator_of(TEXT) == generator_of("\ufeff" + TEXT) == "album"
    assert is_plan(file)


def test_what_is_no_file_of_a_plan_is_named(tmp_path: Path, file: Path) -> None:
    with pytest.raises(NotFound, match=r"nowhere\.json"):
        read_plan(tmp_path / "nowhere.json")
    with pytest.raises(PlanError, match="cannot be read"):
        read_plan(tmp_path)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(PlanError, match=r"plan\.json: is not a plan: it is not UTF-8"):
        read_plan(file)
    os.truncate(file, MAX_PLAN + 1)
    with pytest.raises(PlanError, match=r"plan\.json: is too large"):
        read_plan(file)
    assert not is_plan(file)
    assert not is_plan(tmp_path / "nowhere.json")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("{}", "which generator"),
        ("[]", "which generator"),
        ('{"generator": 7}', "which generator"),
    ],
)
def test_a_text_that_is_no_plan_is_refused(text: str, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        generator_of(text)


@pytest.mark.parametrize("document", [None, 7, b"{}", "plan.json"])
def test_what_stands_for_no_plan_is_refused(document: object) -> None:
    with pytest.raises(InvalidInput, match="document: "):
        document_of(document)
