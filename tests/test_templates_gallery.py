"""The gallery of docs/templates.md names every template as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumforge.generators.album.templates.load import built_in, template_names

PAGE = (Path(__file__).parent.parent / "docs" / "templates.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", template_names())
def test_every_template_has_its_row(name: str) -> None:
    template = built_in(name)
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |")]
    for words in (*template.title.values(), template.description["en"], *template.aspects):
        assert words in row
    for slot in (template.opening, *template.slots, template.closing):
        assert slot.layout in row
