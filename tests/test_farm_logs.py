"""The log by pages: levels, moments, orders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from farm_rig import FarmRig, make_rig

from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.services.farm.logs import LEVELS, SORTS
from albumforge.services.farm.paging import Asked

START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def rig(open_forge: Callable[..., Forge], database_url: str, tmp_path: Path) -> FarmRig:
    rig = make_rig(open_forge, tmp_path, database_url=database_url)
    with rig.forge.database.transaction() as tables:
        for number in range(60):
            moment = START + timedelta(hours=number)
            tables.farm_log.create(time=moment, level=LEVELS[number % 5], message=str(number))
    return rig


def test_every_order_is_whole(rig: FarmRig) -> None:
    for sort in ["", *SORTS]:
        for descending in (False, True):
            pages = [rig.forge.farm.logs.list(Asked(page, 25, sort, descending)) for page in (1, 2, 3, 4)]
            lines = [line for page in pages for line in page.items]
            assert [len(page.items) for page in pages] == [25, 25, 10, 0]
            keys = [(line.level if sort == "log_level" else 0, line.id) for line in lines]
            assert keys == sorted(keys, reverse=descending)


def test_levels_and_moments(rig: FarmRig) -> None:
    listed = rig.forge.farm.logs.list
    assert {line.level for line in listed(Asked(), levels=[20, 50]).items} == {20, 50}
    assert listed(Asked(), levels=[20, 50]).total == 24
    begin, end = START + timedelta(hours=10), START + timedelta(hours=19)
    for sort in ["", *SORTS]:
        page = listed(Asked(sort_by=sort), begin=begin, end=end)
        assert page.total == 10
        assert sorted(int(line.message) for line in page.items) == list(range(10, 20))
        assert listed(Asked(sort_by=sort), begin=begin, end=end, levels=[10]).total == 2
    assert listed(Asked(), begin=START + timedelta(days=30)).items == []
    assert listed(Asked(), end=START - timedelta(days=30)).items == []


def test_moments_do_not_go_back(rig: FarmRig) -> None:
    later = now() + timedelta(hours=5)
    with rig.forge.database.transaction() as tables:
        tables.farm_log.create(time=later, level=20, message="the clock was wrong")
    rig.worker()
    line = rig.forge.farm.logs.list(Asked(descending=True)).items[0]
    assert line.time == later
    assert line.message == "Worker one is online."
