from __future__ import annotations

from typing import Any

import msgspec
import pytest
from plan_parts import full_plan

from albumforge.errors import PlanError
from albumforge.generators.album.plan import FileMusic, Plan
from albumforge.generators.album.plan_check import check_plan


def with_music(**fields: Any) -> Plan:
    plan = full_plan()
    assert isinstance(plan.audio.music, FileMusic)
    music = msgspec.structs.replace(plan.audio.music, **fields)
    return msgspec.structs.replace(plan, audio=msgspec.structs.replace(plan.audio, music=music))


def test_a_loop_in_a_file() -> None:
    check_plan(with_music())
    check_plan(with_music(start=2.0, loop_start=1.0, loop_end=9.0, beats=(0.3, 0.8, 1.3)))


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"start": -1.0}, "start"),
        ({"loop_start": 4.0, "loop_end": 4.2}, "loop_end"),
        ({"loop_start": 4.0}, "loop_end"),
        ({"start": 9.0, "loop_end": 8.0}, "loop_end"),
        ({"beats": (0.5, 0.5)}, "beats"),
        ({"beats": (-0.5, 0.5)}, "beats"),
    ],
)
def test_what_cannot_be_played_is_told(fields: dict[str, Any], place: str) -> None:
    with pytest.raises(PlanError, match=rf"\$\.audio\.music\.{place}"):
        check_plan(with_music(**fields))
