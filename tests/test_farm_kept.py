"""What the originals take that are kept, until they are deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from farm_rig import make_rig

from albumforge.forge import Forge
from albumforge.services.farm.kept import Kept, kept_originals


@pytest.mark.parametrize("days", [30.0, 0.0])
def test_originals_are_counted_until_they_are_deleted(
    open_forge: Callable[..., Forge], tmp_path: Path, days: float
) -> None:
    rig = make_rig(open_forge, tmp_path, farm_keep_days=days)
    size = rig.clip("a.mp4").stat().st_size
    rig.scan()
    task = rig.claim(rig.worker())
    rig.make(task)
    rig.complete(task)
    told = rig.client.get("/api/v1/farm").json["data"]
    assert (told["originals_kept"], told["bytes_kept"]) == (1, size)
    if days:
        until = datetime.fromisoformat(told["next_deletion"])
        assert abs(until - datetime.now(UTC) - timedelta(days=30)) < timedelta(minutes=1)
    else:
        assert told["next_deletion"] is None


def test_a_farm_without_originals(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    assert kept_originals(make_rig(open_forge, tmp_path).forge.settings) == Kept()
