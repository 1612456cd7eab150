"""YAML documents that know their lines, so that every error names one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumforge.errors import InvalidInput
from albumforge.generators.album.templates.schema import Slot, Template
from albumforge.media.yaml_document import read_document

TEXT = """\
name: mine
slots:
  - layout: full
    beats: 4
  - layout: two-up
    beats: many
"""


def test_a_wrong_type_is_named_with_its_line_and_place() -> None:
    document = read_document("mine.yaml", TEXT)
    with pytest.raises(InvalidInput, match=r"mine\.yaml, line 6: slots\[1\]\.beats: must be a whole number"):
        document.convert(list[Slot], ("slots",))


def test_an_unknown_key_is_named_with_its_own_line() -> None:
    document = read_document("mine.yaml", "name: mine\nslots:\n  - layout: full\n    colour: red\n")
    with pytest.raises(InvalidInput, match=r"mine\.yaml, line 4: slots\[0\]\.colour: there is no such key"):
        document.convert(list[Slot], ("slots",))


def test_a_missing_key_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"mine\.yaml, line 1: the key title is missing"):
        read_document("mine.yaml", "name: mine\nslots: []\n").convert(Template)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "mine.yaml: is empty"),
        ("a: [1, 2\nb: 3", "mine.yaml, line 2"),
        ("a: 1\nb: 2\na: 3", "mine.yaml, line 3: a: stands there twice"),
        ("a: 1\n? [x]\n: 2", "mine.yaml, line 2: a key must be a word"),
        ("a: " + "[" * 40 + "]" * 40, "nested too deeply"),
        ("a: !!python/object:os.system x", "mine.yaml, line 1"),
        ("x" * 300_000, "too long"),
        (
            "a: &a [1,1,1,1,1,1,1,1,1]\n"
            + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefgh")),
            "more than 20,000 values",
        ),
    ],
)
def test_what_is_no_plain_document_is_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_document("mine.yaml", text)
    assert message in str(caught.value)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    try:
        read_document("mine.yaml", text)
    except InvalidInput as error:
        assert str(error).startswith("mine.yaml")
