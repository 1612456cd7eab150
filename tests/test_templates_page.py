"""docs/templates.md: its example is a template, and it names all that a template may say."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from albumforge.generators.album.resources.gifs import STICKERS
from albumforge.generators.album.resources.images import ground_names
from albumforge.generators.album.resources.masks import mask_names
from albumforge.generators.album.templates.check import join_names
from albumforge.generators.album.templates.load import common_layouts, read_template
from albumforge.generators.album.templates.schema import (
    BorderStyle,
    Cell,
    GroundStyle,
    Joins,
    Ornament,
    Slot,
    Template,
    TypeStyle,
    Wish,
)

PAGE = (Path(__file__).parents[1] / "docs/templates.md").read_text(encoding="utf-8")
CODE = set(re.findall(r"[a-z_-]+", " ".join(re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)))))


def test_the_example_is_a_template() -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert example
    template = read_template("window.yaml", example[1])
    assert template.name == "window" and len(template.slots) == 4


@pytest.mark.parametrize(
    "kind", [Template, Cell, BorderStyle, Slot, Wish, TypeStyle, GroundStyle, Joins, Ornament], ids=lambda k: k.__name__
)
def test_every_key_is_explained(kind: type[msgspec.Struct]) -> None:
    assert set(kind.__struct_fields__) <= CODE


def test_all_that_can_be_named_is_named() -> None:
    names = {*STICKERS, *ground_names(), *mask_names(), *common_layouts()}
    assert names <= CODE
    assert {name for name in join_names() if not name.startswith("push-")} <= CODE
