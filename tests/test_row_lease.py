"""A claim on a row is renewed while its holder works, and known to be lost when it is."""

from __future__ import annotations

import time
from datetime import datetime

from served import until

from albumforge.errors import Unavailable
from albumforge.forge import Forge
from albumforge.models.tables import Tables
from albumforge.services.row_lease import RowLease


def test_it_is_renewed_until_somebody_else_has_the_row(local_forge: Forge) -> None:
    moments: list[datetime] = []
    rows = [1, 1, 0]

    def renew(_: Tables, expires: datetime) -> int:
        moments.append(expires)
        return rows.pop(0) if rows else 0

    with RowLease(local_forge.database, renew, seconds=1.2, name="test") as lease:
        assert not lease.lost
        until(lambda: lease.lost, 60)
    assert moments == sorted(moments)
    assert len(moments) >= 3
    count = len(moments)
    time.sleep(0.5)
    assert len(moments) == count, "it ends with its body"


def test_a_database_that_is_away_ends_it_only_when_its_time_is_over(local_forge: Forge) -> None:
    tries: list[float] = []

    def renew(_: Tables, __: datetime) -> int:
        tries.append(time.monotonic())
        raise Unavailable("away")

    begun = time.monotonic()
    with RowLease(local_forge.database, renew, seconds=2.4, name="test") as lease:
        until(lambda: lease.lost, 60)
    assert time.monotonic() - begun > 2.4
    assert len(tries) >= 3
