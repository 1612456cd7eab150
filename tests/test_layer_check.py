"""What layers may hold: whatever is wrong is named with its place in the document."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from plan_parts import full_plan

from albumforge.errors import PlanError
from albumforge.generators.album.plan import Border, Entrance, Ground, Layer, Particles, Picture, Plan, Sticker, Text
from albumforge.generators.album.plan_check import check_plan
from albumforge.generators.album.plan_document import dump_plan, load_plan


def _with(layer: Layer) -> Plan:
    plan = full_plan()
    scene = msgspec.structs.replace(plan.scenes[0], layers=(layer,))
    return msgspec.structs.replace(plan, scenes=(scene, *plan.scenes[1:]))


GOOD: list[Layer] = [
    Picture(
        source="s1", angle=-8.0, mask="torn", border=Border(style="film", colour="#101010", width=0.02),
        entrance=Entrance(type="drop", start=3, frames=6),
    ),
    Sticker(image="sun", x=1.1, size=0.3, angle=20.0, mirrored=True, start=2, frames=9, fade=3),
    Text(text="海", role="verse", vertical=True, align="right", enter="write", exit="reveal", stagger=4, face="sans"),
    Ground(colours=("#ffffff", "#000000")),
    Particles(kind="snow", amount=1.0),
]  # fmt: skip


@pytest.mark.parametrize("layer", GOOD, ids=lambda layer: type(layer).__name__)
def test_what_is_right_is_read_as_it_was_written(layer: Layer) -> None:
    plan = _with(layer)
    assert load_plan(dump_plan(plan)) == plan


BAD: list[tuple[Layer, str]] = [
    (Picture(source="s1", mask="no such"), r"\.layers\[0\]\.mask: there is no mask 'no such'\. There are: arch, "),
    (Picture(source="s1", angle=181.0), r"layers\[0\]\.angle: .*-180 to 180"),
    (Picture(source="s1", angle=float("nan")), r"layers\[0\]\.angle"),
    (Picture(source="s1", border=Border(colour="white")), r"layers\[0\]\.border\.colour"),
    (Picture(source="s1", border=Border(width=0.5)), r"layers\[0\]\.border\.width"),
    (Picture(source="s1", entrance=Entrance(type="rise", start=9999)), r"layers\[0\]\.entrance\.start"),
    (Picture(source="s1", entrance=Entrance(type="rise", frames=9999)), r"layers\[0\]\.entrance\.frames"),
    (Picture(source="s1", entrance=Entrance(start=-1)), r"layers\[0\]\.entrance\.start"),
    (Sticker(image="no such"), r"layers\[0\]\.image: there is no sticker 'no such'\. There are: balloons, "),
    (Sticker(image="sun", size=3.0), r"layers\[0\]\.size"),
    (Sticker(image="sun", size=0.0), r"layers\[0\]\.size"),
    (Sticker(image="sun", opacity=1.5), r"layers\[0\]\.opacity"),
    (Sticker(image="sun", start=9999), r"layers\[0\]\.start"),
    (Sticker(image="sun", frames=-1), r"layers\[0\]: frames and fade"),
    (Sticker(image="sun", x=9.0), r"layers\[0\]: x and y"),
    (Sticker(image="sun", angle=500.0), r"layers\[0\]\.angle"),
    (Text(text="a", stagger=-1), r"layers\[0\]\.stagger"),
    (Ground(colours=("#ffffff", "red")), r"layers\[0\]\.colours\[1\]"),
    (Particles(kind="snow", amount=2.0), r"layers\[0\]: amount"),
    (Particles(kind="snow", colour="#12"), r"layers\[0\]\.colour"),
]


@pytest.mark.parametrize(("layer", "message"), BAD)
def test_what_is_wrong_is_named_with_its_place(layer: Layer, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        check_plan(_with(layer))


@pytest.mark.parametrize("field", ["mask", "image"])
def test_long_names_do_not_flood_the_message(field: str) -> None:
    name: dict[str, Any] = {field: "x" * 10_000}
    layer: Layer = Picture(source="s1", **name) if field == "mask" else Sticker(**name)
    with pytest.raises(PlanError) as caught:
        check_plan(_with(layer))
    assert len(str(caught.value)) < 400
